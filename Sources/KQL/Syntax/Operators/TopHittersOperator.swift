/// `top-hitters count of expression by weight`.
///
/// Source: dataexplorer-docs, query/top-hitters-operator.md.
struct TopHittersOperator: OperatorSyntax {
  static let keywords = ["top-hitters"]
  let keyword: NameSyntax
  let range: SourceRange
  let count: ExpressionSyntax
  let value: NamedExpressionSyntax
  let weight: NamedExpressionSyntax?

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    count = try parser.parseExpression()
    try parser.expect(word: "of", "after the number of values")
    value = try parser.parseNamedExpression()
    weight = parser.take("by") ? try parser.parseNamedExpression() : nil
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.write(" ")
    printer.print(count)
    printer.write(" of ")
    printer.print(value)
    if let weight {
      printer.write(" by ")
      printer.print(weight)
    }
  }
}
