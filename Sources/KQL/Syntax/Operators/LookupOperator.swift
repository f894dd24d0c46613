/// `lookup kind=leftouter (right) on key`.
///
/// Source: dataexplorer-docs, query/lookup-operator.md.
struct LookupOperator: OperatorSyntax {
  static let keywords = ["lookup"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `kind` and hints.
  let parameters: [ParameterSyntax]
  let right: ExpressionSyntax
  let conditions: [ExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind"])
    right = try parser.parseExpression()
    try parser.expect(word: "on", "and the keys of the lookup")
    conditions = try parser.parseList { (parser) throws(SyntaxFailure) in
      try parser.parseExpression()
    }
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.write(" ")
    printer.print(right)
    printer.write(" on ")
    printer.separated(conditions) { $0.print($1) }
  }
}
