/// `reduce by expression with threshold=0.1, characters=""`.
///
/// Source: dataexplorer-docs, query/reduce-operator.md.
struct ReduceOperator: OperatorSyntax {
  static let keywords = ["reduce"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `kind` and hints.
  let parameters: [ParameterSyntax]
  let value: NamedExpressionSyntax
  /// `threshold` and `characters`.
  let properties: [ParameterSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind"])
    try parser.expect(word: "by", "after \"reduce\"")
    value = try parser.parseNamedExpression()
    var properties: [ParameterSyntax] = []
    if parser.take("with") {
      repeat {
        let more = try parser.parseParameters(named: ["threshold", "characters"])
        if more.isEmpty { throw parser.expected("\"threshold\" or \"characters\"") }
        properties += more
      } while parser.take(.comma)
    }
    self.properties = properties
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.write(" by ")
    printer.print(value)
    guard !properties.isEmpty else { return }
    printer.write(" with ")
    printer.separated(properties) { $0.print($1) }
  }
}
