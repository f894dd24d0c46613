/// `top-nested 2 of a with others = "rest" by sum(x) desc, top-nested of b by max(y)`.
///
/// Source: dataexplorer-docs, query/top-nested-operator.md.
struct TopNestedOperator: OperatorSyntax {
  static let keywords = ["top-nested"]
  let keyword: NameSyntax
  let range: SourceRange
  let levels: [Level]

  struct Level: Sendable {
    /// nil: all values.
    let count: ExpressionSyntax?
    let key: NamedExpressionSyntax
    let others: ExpressionSyntax?
    let aggregate: OrderedExpressionSyntax
  }

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    var levels = [try Self.parseLevel(&parser)]
    while parser.take(.comma) {
      try parser.expect(word: "top")
      try parser.expect(.minus)
      try parser.expect(word: "nested")
      levels.append(try Self.parseLevel(&parser))
    }
    self.levels = levels
    range = parser.range(from: keyword.range.start)
  }

  private static func parseLevel(_ parser: inout Parser) throws(SyntaxFailure) -> Level {
    let count = parser.isNext("of") ? nil : try parser.parseExpression()
    try parser.expect(word: "of", "before the column")
    let key = try parser.parseNamedExpression()
    var others: ExpressionSyntax?
    if parser.take("with") {
      try parser.expect(word: "others")
      try parser.expect(.assign, "after \"others\"")
      others = try parser.parseExpression()
    }
    try parser.expect(word: "by", "before the aggregate")
    return Level(
      count: count, key: key, others: others, aggregate: try parser.parseOrderedExpression())
  }

  func print(to printer: inout SyntaxPrinter) {
    for (index, level) in levels.enumerated() {
      printer.write(index > 0 ? ", top-nested " : " ")
      if let count = level.count {
        printer.print(count)
        printer.write(" ")
      }
      printer.write("of ")
      printer.print(level.key)
      if let others = level.others {
        printer.write(" with others = ")
        printer.print(others)
      }
      printer.write(" by ")
      printer.print(level.aggregate)
    }
  }
}
