/// `sample count`.
///
/// Source: dataexplorer-docs, query/sample-operator.md.
struct SampleOperator: OperatorSyntax {
  static let keywords = ["sample"]
  let keyword: NameSyntax
  let range: SourceRange
  let count: ExpressionSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    count = try parser.parseExpression()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.write(" ")
    printer.print(count)
  }
}
