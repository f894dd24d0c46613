/// `distinct column, expression`, `distinct *`.
///
/// Source: dataexplorer-docs, query/distinct-operator.md.
struct DistinctOperator: OperatorSyntax {
  static let keywords = ["distinct"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  /// `*` is an expression of that kind.
  let columns: [NamedExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    columns = try parser.parseList { (parser) throws(SyntaxFailure) in
      guard parser.isNext(.star) else { return try parser.parseNamedExpression() }
      let start = parser.token.range.start
      parser.advance()
      let star = try parser.node(.star, from: start)
      return NamedExpressionSyntax(range: star.range, names: [], isTuple: false, value: star)
    }
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.print(list: columns)
  }
}
