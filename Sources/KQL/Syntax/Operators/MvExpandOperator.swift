/// `mv-expand bagexpansion=array with_itemindex=i name = array to typeof(long), b limit 10`; `mvexpand`.
///
/// Source: dataexplorer-docs, query/mv-expand-operator.md.
struct MvExpandOperator: OperatorSyntax {
  static let keywords = ["mv-expand", "mvexpand"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `bagexpansion` or `kind`, `with_itemindex`.
  let parameters: [ParameterSyntax]
  let columns: [MvColumnSyntax]
  let limit: ExpressionSyntax?

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["bagexpansion", "kind", "with_itemindex"])
    columns = try parser.parseMvColumns()
    limit = parser.take("limit") ? try parser.parseExpression() : nil
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
  }
}

/// An array or bag that is taken apart, and the type its elements are to have.
struct MvColumnSyntax: Sendable {
  let value: NamedExpressionSyntax
  let type: NameSyntax?
}

extension Parser {
  mutating func parseMvColumns() throws(SyntaxFailure) -> [MvColumnSyntax] {
    try parseList { (parser) throws(SyntaxFailure) in
      let value = try parser.parseNamedExpression()
      return MvColumnSyntax(value: value, type: try parser.parseToTypeOf())
    }
  }
}
