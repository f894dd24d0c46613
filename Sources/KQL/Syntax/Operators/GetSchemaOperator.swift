/// `getschema`, `getschema kind=csl`.
///
/// Source: dataexplorer-docs, query/getschema-operator.md.
struct GetSchemaOperator: OperatorSyntax {
  static let keywords = ["getschema"]
  static let mayBeAlone = true
  let keyword: NameSyntax
  let range: SourceRange
  let parameters: [ParameterSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind"])
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) { printer.print(parameters: parameters) }
}
