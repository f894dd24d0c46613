/// `parse kind=simple source with "literal" name:type * "literal"`; `parse-where`.
///
/// Source: dataexplorer-docs, query/parse-operator.md, query/parse-where-operator.md.
struct ParseOperator: OperatorSyntax {
  static let keywords = ["parse", "parse-where"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `kind` and `flags`.
  let parameters: [ParameterSyntax]
  let source: ExpressionSyntax
  let pattern: [Item]

  enum Item: Sendable {
    case star(SourceRange)
    case literal(String, SourceRange)
    /// A type that is not given is string.
    case capture(NameSyntax, type: NameSyntax?)
  }

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind", "flags"])
    source = try parser.parseExpression()
    try parser.expect(word: "with", "and the pattern")
    var pattern: [Item] = []
    while !parser.isAtOperatorEnd { pattern.append(try Self.parseItem(&parser)) }
    if pattern.isEmpty { throw parser.expected("\"*\", a string or a name in the pattern") }
    self.pattern = pattern
    range = parser.range(from: keyword.range.start)
  }

  private static func parseItem(_ parser: inout Parser) throws(SyntaxFailure) -> Item {
    let start = parser.token.range.start
    if parser.take(.star) { return .star(parser.range(from: start)) }
    if parser.isString() {
      let text = try parser.parseStringValue()
      return .literal(text, parser.range(from: start))
    }
    let name = try parser.parseNewName("\"*\", a string or a name in the pattern")
    return .capture(name, type: parser.take(.colon) ? try parser.parseTypeName() : nil)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.write(" ")
    printer.print(source)
    printer.write(" with")
    for item in pattern {
      printer.write(" ")
      switch item {
      case .star: printer.write("*")
      case .literal(let text, _): printer.write(StringLiteral.quoted(text))
      case .capture(let name, let type):
        printer.print(name)
        if let type { printer.write(":" + type.text) }
      }
    }
  }
}
