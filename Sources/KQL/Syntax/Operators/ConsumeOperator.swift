/// `consume`, `consume decodeblocks=true`.
///
/// Source: dataexplorer-docs, query/consume-operator.md.
struct ConsumeOperator: OperatorSyntax {
  static let keywords = ["consume"]
  static let mayBeAlone = true
  let keyword: NameSyntax
  let range: SourceRange
  let parameters: [ParameterSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["decodeblocks"])
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) { printer.print(parameters: parameters) }
}
