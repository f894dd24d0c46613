/// `project-rename new = old`. Each column has one name; the binder sees to it that the value is a column.
///
/// Source: dataexplorer-docs, query/project-rename-operator.md.
struct ProjectRenameOperator: OperatorSyntax {
  static let keywords = ["project-rename"]
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
