/// `where condition`, `filter condition`.
///
/// Source: dataexplorer-docs, query/where-operator.md.
struct WhereOperator: OperatorSyntax {
  static let keywords = ["where", "filter"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let condition: ExpressionSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    condition = try parser.parseExpression()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" ")
    printer.print(condition)
  }
}
