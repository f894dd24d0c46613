/// `project name = expression, column`, or no column at all.
///
/// Source: dataexplorer-docs, query/project-operator.md.
struct ProjectOperator: OperatorSyntax {
  static let keywords = ["project"]
  static let mayBeAlone = true
  let keyword: NameSyntax
  let range: SourceRange
  let columns: [NamedExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    columns = parser.isAtOperatorEnd ? [] : try parser.parseNamedList()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) { printer.print(list: columns) }
}
