/// `sort by key desc nulls last, key`; `order by`.
///
/// Source: dataexplorer-docs, query/sort-operator.md.
struct SortOperator: OperatorSyntax {
  static let keywords = ["sort", "order"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let keys: [OrderedExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    try parser.expect(word: "by", "after \"\(keyword.text)\"")
    keys = try parser.parseOrderedList()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" by ")
    printer.separated(keys) { $0.print($1) }
  }
}
