/// `partition hint.strategy=native by column (subquery)`, `partition by column { query }`.
///
/// Source: dataexplorer-docs, query/partition-operator.md.
struct PartitionOperator: OperatorSyntax {
  static let keywords = ["partition"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let column: ExpressionSyntax
  /// Without source where it stands in parentheses: its rows are those of the partition.
  let subquery: PipelineSyntax
  /// Written in braces: a query of its own.
  let isInBraces: Bool

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    try parser.expect(word: "by", "and a column")
    let start = parser.token.range.start
    let name = try parser.parseName("a column")
    column = try parser.node(.name(name), from: start)
    isInBraces = parser.isNext(.openBrace)
    if isInBraces {
      parser.advance()
      subquery = try parser.parsePipelineOnly()
      try parser.expect(.closeBrace, "or an operator")
    } else {
      subquery = try parser.parseSubquery()
    }
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" by ")
    printer.print(column)
    printer.write(isInBraces ? " { " : " (")
    printer.print(subquery)
    printer.write(isInBraces ? " }" : ")")
  }
}
