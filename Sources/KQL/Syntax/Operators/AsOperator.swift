/// `as hint.materialized=true name`.
///
/// Source: dataexplorer-docs, query/as-operator.md.
struct AsOperator: OperatorSyntax {
  static let keywords = ["as"]
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let name: NameSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    name = try parser.parseNewName()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.write(" ")
    printer.print(name)
  }
}
