/// `take count`, `limit count`.
///
/// Source: dataexplorer-docs, query/take-operator.md.
struct TakeOperator: OperatorSyntax {
  static let keywords = ["take", "limit"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let count: ExpressionSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    count = try parser.parseExpression()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" ")
    printer.print(count)
  }
}
