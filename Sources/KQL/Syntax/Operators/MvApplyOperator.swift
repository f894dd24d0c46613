/// `mv-apply with_itemindex=i name = array to typeof(long) limit 10 on (top 1 by name)`.
///
/// Source: dataexplorer-docs, query/mv-apply-operator.md.
struct MvApplyOperator: OperatorSyntax {
  static let keywords = ["mv-apply", "mvapply"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `with_itemindex` and `bagexpansion` or `kind`.
  let parameters: [ParameterSyntax]
  let columns: [MvColumnSyntax]
  let limit: ExpressionSyntax?
  /// A pipeline without source: its rows are the elements.
  let subquery: PipelineSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["bagexpansion", "kind", "with_itemindex"])
    columns = try parser.parseMvColumns()
    limit = parser.take("limit") ? try parser.parseExpression() : nil
    try parser.expect(word: "on", "and a subquery")
    subquery = try parser.parseSubquery()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.write(" ")
    printer.separated(columns) { $0.print($1) }
    if let limit {
      printer.write(" limit ")
      printer.print(limit)
    }
    printer.write(" on (")
    printer.print(subquery)
    printer.write(")")
  }
}
