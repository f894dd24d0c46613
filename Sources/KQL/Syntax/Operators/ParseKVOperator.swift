/// `parse-kv source as (a:string, b:long) with (pair_delimiter=",", kv_delimiter="=")`.
///
/// Source: dataexplorer-docs, query/parse-kv-operator.md.
struct ParseKVOperator: OperatorSyntax {
  static let keywords = ["parse-kv"]
  let keyword: NameSyntax
  let range: SourceRange
  let source: ExpressionSyntax
  let keys: SchemaSyntax
  let properties: [ParameterSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    source = try parser.parseExpression()
    try parser.expect(word: "as", "and the keys with their types")
    keys = try parser.parseSchema()
    properties = parser.take("with") ? try parser.parseProperties() : []
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.write(" ")
    printer.print(source)
    printer.write(" as ")
    printer.print(keys)
    printer.print(properties: properties)
  }
}
