/// `search kind=case_sensitive in (T, A*) "text" and column:"text"`.
///
/// Source: dataexplorer-docs, query/search-operator.md.
struct SearchOperator: OperatorSyntax {
  static let keywords = ["search"]
  static let takesTables = true
  let keyword: NameSyntax
  let range: SourceRange
  /// `kind` and `withsource`.
  let parameters: [ParameterSyntax]
  /// Empty: all tables, or the rows that come in.
  let tables: [ExpressionSyntax]
  let condition: ExpressionSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind", "withsource", "with_source"])
    tables = try parser.parseInTables()
    parser.isInSearch = true
    condition = try parser.parseExpression()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.print(inTables: tables)
    printer.write(" ")
    printer.print(condition)
  }
}

extension Parser {
  /// `in (T, A*)`, empty if something else comes next.
  mutating func parseInTables() throws(SyntaxFailure) -> [ExpressionSyntax] {
    guard take("in") else { return [] }
    try expect(.openParenthesis, "and the tables")
    let tables = try parseTables()
    try expect(.closeParenthesis, "or \",\" after the table")
    return tables
  }
}
