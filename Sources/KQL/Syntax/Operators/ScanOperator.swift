/// `scan with_match_id=m order by t partition by k declare (x:long=0) with (step s output=last: condition => x = 1;)`.
///
/// Source: dataexplorer-docs, query/scan-operator.md.
struct ScanOperator: OperatorSyntax {
  static let keywords = ["scan"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `with_match_id`.
  let parameters: [ParameterSyntax]
  let order: [OrderedExpressionSyntax]
  let partition: [ExpressionSyntax]
  let declarations: [FunctionParameterSyntax]
  let steps: [Step]

  struct Step: Sendable {
    let range: SourceRange
    let name: NameSyntax
    let isOptional: Bool
    /// `all`, `last` or `none`.
    let output: NameSyntax?
    let condition: ExpressionSyntax
    let assignments: [(name: NameSyntax, value: ExpressionSyntax)]
  }

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["with_match_id"])
    var order: [OrderedExpressionSyntax] = []
    if parser.take("order") {
      try parser.expect(word: "by")
      order = try parser.parseOrderedList()
    }
    var partition: [ExpressionSyntax] = []
    if parser.take("partition") {
      try parser.expect(word: "by")
      partition = try parser.parseList { (parser) throws(SyntaxFailure) in
        try parser.parseExpression()
      }
    }
    declarations = parser.take("declare") ? try parser.parseFunctionParameters() : []
    try parser.expect(word: "with", "and the steps")
    try parser.expect(.openParenthesis, "and the steps")
    var steps: [Step] = []
    while parser.isNext("step") { steps.append(try Self.parseStep(&parser)) }
    if steps.isEmpty { throw parser.expected("\"step\"") }
    try parser.expect(.closeParenthesis, "or \"step\"")
    self.order = order
    self.partition = partition
    self.steps = steps
    range = parser.range(from: keyword.range.start)
  }

  private static func parseStep(_ parser: inout Parser) throws(SyntaxFailure) -> Step {
    let start = parser.token.range.start
    parser.advance()
    let name = try parser.parseNewName("the name of a step")
    let isOptional = parser.take("optional")
    var output: NameSyntax?
    if parser.take("output") {
      try parser.expect(.assign, "after \"output\"")
      output = try parser.parseNewName("all, last or none")
    }
    try parser.expect(.colon, "and the condition of the step")
    let condition = try parser.parseExpression()
    var assignments: [(name: NameSyntax, value: ExpressionSyntax)] = []
    if parser.take(.arrow) {
      assignments = try parser.parseList { (parser) throws(SyntaxFailure) in
        let name = try parser.parseNewName("the name of a column")
        try parser.expect(.assign, "after the name of the column")
        return (name, try parser.parseExpression())
      }
    }
    try parser.expect(.semicolon, "after the step")
    return Step(
      range: parser.range(from: start), name: name, isOptional: isOptional, output: output,
      condition: condition, assignments: assignments)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    if !order.isEmpty {
      printer.write(" order by ")
      printer.separated(order) { $0.print($1) }
    }
    if !partition.isEmpty {
      printer.write(" partition by ")
      printer.separated(partition) { $0.print($1) }
    }
    if !declarations.isEmpty {
      printer.write(" declare ")
      printer.print(functionParameters: declarations)
    }
    printer.write(" with (")
    printer.separated(steps, by: " ") { printer, step in
      printer.write("step ")
      printer.print(step.name)
      if step.isOptional { printer.write(" optional") }
      if let output = step.output { printer.write(" output=" + output.text) }
      printer.write(": ")
      printer.print(step.condition)
      if !step.assignments.isEmpty {
        printer.write(" => ")
        printer.separated(step.assignments) { printer, assignment in
          printer.print(assignment.name)
          printer.write(" = ")
          printer.print(assignment.value)
        }
      }
      printer.write(";")
    }
    printer.write(")")
  }
}
