/// `serialize`, `serialize name = row_number()`.
///
/// Source: dataexplorer-docs, query/serialize-operator.md.
struct SerializeOperator: OperatorSyntax {
  static let keywords = ["serialize"]
  static let mayBeAlone = true
  let keyword: NameSyntax
  let range: SourceRange
  let hints: [ParameterSyntax]
  let columns: [NamedExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    hints = try parser.parseParameters()
    columns = parser.isAtOperatorEnd ? [] : try parser.parseNamedList()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: hints)
    printer.print(list: columns)
  }
}
