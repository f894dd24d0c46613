/// `join kind=inner hint.strategy=broadcast (right) on key, $left.a == $right.b`.
///
/// Source: dataexplorer-docs, query/join-operator.md.
struct JoinOperator: OperatorSyntax {
  static let keywords = ["join"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `kind`, `withsource` and hints.
  let parameters: [ParameterSyntax]
  let right: ExpressionSyntax
  let conditions: [ExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind"])
    right = try parser.parseExpression()
    try parser.expect(word: "on", "and the keys of the join")
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
