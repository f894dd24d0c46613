/// `project-keep column, a*`.
///
/// Source: dataexplorer-docs, query/project-keep-operator.md.
struct ProjectKeepOperator: OperatorSyntax {
  static let keywords = ["project-keep"]
  let keyword: NameSyntax
  let range: SourceRange
  let columns: [NamePatternSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    columns = try parser.parseList { (parser) throws(SyntaxFailure) in try parser.parseNamePattern()
    }
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) { printer.print(patterns: columns) }
}
