/// `sample-distinct count of column`.
///
/// Source: dataexplorer-docs, query/sample-distinct-operator.md.
struct SampleDistinctOperator: OperatorSyntax {
  static let keywords = ["sample-distinct"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let count: ExpressionSyntax
  let value: NamedExpressionSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    count = try parser.parseExpression()
    try parser.expect(word: "of", "after the number of values")
    value = try parser.parseNamedExpression()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" ")
    printer.print(count)
    printer.write(" of ")
    printer.print(value)
  }
}
