/// `top count by key desc nulls last`, with one key.
///
/// Source: dataexplorer-docs, query/top-operator.md.
struct TopOperator: OperatorSyntax {
  static let keywords = ["top"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let count: ExpressionSyntax
  let key: OrderedExpressionSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    count = try parser.parseExpression()
    try parser.expect(word: "by", "after the number of rows")
    key = try parser.parseOrderedExpression()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" ")
    printer.print(count)
    printer.write(" by ")
    printer.print(key)
  }
}
