/// `invoke function(arguments)`.
///
/// Source: dataexplorer-docs, query/invoke-operator.md.
struct InvokeOperator: OperatorSyntax {
  static let keywords = ["invoke"]
  let keyword: NameSyntax
  let range: SourceRange
  let call: CallSyntax

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    let name = try parser.parseName("the name of a function")
    call = try parser.parseCall(of: name, parameters: []).call
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.write(" ")
    printer.print(call)
  }
}
