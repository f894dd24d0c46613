/// `print name = expression, expression`: one row.
///
/// Source: dataexplorer-docs, query/print-operator.md.
struct PrintOperator: OperatorSyntax {
  static let keywords = ["print"]
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
