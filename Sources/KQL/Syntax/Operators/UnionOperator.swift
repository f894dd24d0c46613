/// `union isfuzzy=true withsource=name (query), T, A*`.
///
/// Source: dataexplorer-docs, query/union-operator.md.
struct UnionOperator: OperatorSyntax {
  static let keywords = ["union"]
  let keyword: NameSyntax
  let range: SourceRange
  /// `kind`, `withsource` (or `with_source`), `isfuzzy` and hints.
  let parameters: [ParameterSyntax]
  /// Names, calls, patterns, queries in parentheses.
  let tables: [ExpressionSyntax]

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["kind", "withsource", "with_source", "isfuzzy"])
    tables = try parser.parseTables()
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.write(" ")
    printer.separated(tables) { $0.print($1) }
  }
}

extension Parser {
  /// Tables by name, call, pattern or query in parentheses.
  mutating func parseTables() throws(SyntaxFailure) -> [ExpressionSyntax] {
    try parseList { (parser) throws(SyntaxFailure) in
      let start = parser.token.range.start
      if let pattern = parser.parsePattern() {
        return try parser.node(.pattern(pattern), from: start)
      }
      return try parser.parseOperand()
    }
  }
}
