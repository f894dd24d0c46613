/// `project-reorder column, a* asc`.
///
/// Source: dataexplorer-docs, query/project-reorder-operator.md.
struct ProjectReorderOperator: OperatorSyntax {
  static let keywords = ["project-reorder"]
  let keyword: NameSyntax
  let range: SourceRange
  let columns: [Column]

  struct Column: Sendable {
    let pattern: NamePatternSyntax
    /// How columns that fit a pattern are ordered among themselves.
    let order: Order?
  }

  enum Order: String, Sendable, CaseIterable {
    case ascending = "asc"
    case descending = "desc"
    /// Numbers within names count as numbers.
    case grannyAscending = "granny-asc"
    case grannyDescending = "granny-desc"
  }

  init(parsing parser: inout Parser, keyword: NameSyntax) throws(SyntaxFailure) {
    self.keyword = keyword
    columns = try parser.parseList { (parser) throws(SyntaxFailure) in
      let pattern = try parser.parseNamePattern()
      if parser.take("asc") { return Column(pattern: pattern, order: .ascending) }
      if parser.take("desc") { return Column(pattern: pattern, order: .descending) }
      guard parser.isNext("granny"), parser.isNext(.minus, 1) else {
        return Column(pattern: pattern, order: nil)
      }
      parser.advance(2)
      if parser.take("asc") { return Column(pattern: pattern, order: .grannyAscending) }
      try parser.expect(word: "desc", "or \"asc\" after \"granny-\"")
      return Column(pattern: pattern, order: .grannyDescending)
    }
    range = parser.range(from: keyword.range.start)
  }

  func print(to printer: inout SyntaxPrinter) {
    printer.write(" ")
    printer.separated(columns) { printer, column in
      printer.print(column.pattern)
      if let order = column.order { printer.write(" " + order.rawValue) }
    }
  }
}
