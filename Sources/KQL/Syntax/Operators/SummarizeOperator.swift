/// `summarize name = aggregate(x) by key, name = bin(t, 1h)`. Either list may be empty, not both.
///
/// Source: dataexplorer-docs, query/summarize-operator.md.
struct SummarizeOperator: OperatorSyntax {
  static let keywords = ["summarize"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let aggregates: [NamedExpressionSyntax]
  /// nil without `by`.
  let keys: [NamedExpressionSyntax]?

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    if parser.isAtOperatorEnd { throw parser.expected("an aggregate or \"by\"") }
    let hasAggregates = !parser.isNext("by") || parser.isNext(.assign, 1)
    aggregates = hasAggregates ? try parser.parseNamedList() : []
    keys = parser.take("by") ? try parser.parseNamedList() : nil
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.print(list: aggregates)
    if let keys {
      printer.write(" by")
      printer.print(list: keys)
    }
  }
}
