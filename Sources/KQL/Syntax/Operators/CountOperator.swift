/// `count`, `count as name`.
///
/// Source: dataexplorer-docs, query/count-operator.md.
struct CountOperator: OperatorSyntax {
  static let keywords = ["count"]
  static let isFunctionToo = true
  static let mayBeAlone = true
  let keyword: NameSyntax
  let range: SourceRange
  /// The name of the column, which is else `Count`.
  let name: NameSyntax?

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    name = parser.take("as") ? try parser.parseNewName() : nil
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    if let name {
      printer.write(" as ")
      printer.print(name)
    }
  }
}
