/// `extend name = expression, (a, b) = f()`.
///
/// Source: dataexplorer-docs, query/extend-operator.md.
struct ExtendOperator: OperatorSyntax {
  static let keywords = ["extend"]
  let keyword: NameSyntax
  let range: SourceRange
  let columns: [NamedExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    columns = try parser.parseNamedList()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) { printer.print(list: columns) }
}
