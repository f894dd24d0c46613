/// `find withsource=name in (T, A*) where condition project a, b:string, pack(*)`; `project-smart`, `project-away`.
///
/// Source: dataexplorer-docs, query/find-operator.md.
struct FindOperator: OperatorSyntax {
  static let keywords = ["find"]
  static let takesTables = true
  let keyword: NameSyntax
  let range: SourceRange
  /// `withsource` and `datascope`.
  let parameters: [ParameterSyntax]
  let tables: [ExpressionSyntax]
  let condition: ExpressionSyntax
  let projection: Projection?
  /// Columns of `project-away`.
  let removed: [Column]

  enum Projection: Sendable {
    case smart
    case columns([Column])
  }

  enum Column: Sendable {
    case star
    case packAll
    case column(NameSyntax, type: NameSyntax?)
  }

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    parameters = try parser.parseParameters(named: ["withsource", "with_source", "datascope"])
    tables = try parser.parseInTables()
    if !parameters.isEmpty || !tables.isEmpty {
      try parser.expect(word: "where", "and a condition")
    } else {
      _ = parser.take("where")
    }
    parser.isInSearch = true
    condition = try parser.parseExpression()
    var projection: Projection?
    var removed: [Column] = []
    while parser.isNext("project") {
      parser.advance()
      if parser.isNext(.minus), parser.isNext("smart", 1) {
        parser.advance(2)
        projection = .smart
      } else if parser.isNext(.minus), parser.isNext("away", 1) {
        parser.advance(2)
        removed = try Self.parseColumns(&parser)
      } else {
        projection = .columns(try Self.parseColumns(&parser))
      }
    }
    self.projection = projection
    self.removed = removed
    range = parser.range(from: keyword.range.start)
  }

  private static func parseColumns(_ parser: inout Parser) throws(SyntaxFailure) -> [Column] {
    try parser.parseList { (parser) throws(SyntaxFailure) -> Column in
      if parser.take(.star) { return .star }
      if parser.isNext("pack") || parser.isNext("pack_all"), parser.isNext(.openParenthesis, 1) {
        parser.advance(2)
        _ = parser.take(.star)
        try parser.expect(.closeParenthesis)
        return .packAll
      }
      let name = try parser.parseNewName("a column, \"*\" or pack(*)")
      return .column(name, type: parser.take(.colon) ? try parser.parseTypeName() : nil)
    }
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.print(parameters: parameters)
    printer.print(inTables: tables)
    printer.write(" where ")
    printer.print(condition)
    switch projection {
    case .smart: printer.write(" project-smart")
    case .columns(let columns):
      printer.write(" project ")
      printer.separated(columns, Self.print)
    case nil: break
    }
    if !removed.isEmpty {
      printer.write(" project-away ")
      printer.separated(removed, Self.print)
    }
  }

  private static func print(_ printer: inout SyntaxPrinter, _ column: Column) {
    switch column {
    case .star: printer.write("*")
    case .packAll: printer.write("pack(*)")
    case .column(let name, let type):
      printer.print(name)
      if let type { printer.write(":" + type.text) }
    }
  }
}
