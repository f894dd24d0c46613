// MARK: - Names

extension Parser {
  /// Words that cannot stand alone for a column or table: they hold parts of operators together. In brackets
  /// (`['by']`), before `=` and after `.` they are names like all others.
  ///
  /// Source: dataexplorer-docs, query/schema-entities/entity-names.md.
  static let reservedWords: Set<String> = [
    "and", "as", "asc", "between", "by", "contains", "desc", "has", "has_all", "has_any", "in",
    "of", "or", "to",
  ]

  /// A name where one is made: any word or `['...']`.
  mutating func parseNewName(_ what: String = "a name") throws(SyntaxFailure) -> NameSyntax {
    if isIdentifier() {
      let range = token.range
      advance()
      return NameSyntax(text.string(range), at: range)
    }
    if let name = try parseBracketedName() { return name }
    if isNext(.openBrace) {
      throw fail(
        .unsupported, "expected \(what), found a client parameter, which is filled in elsewhere",
        at: token.range)
    }
    throw expected(what)
  }

  /// A name where one is used.
  mutating func parseName(_ what: String = "a name") throws(SyntaxFailure) -> NameSyntax {
    if isReservedWord() { throw expected(what) }
    return try parseNewName(what)
  }

  func isReservedWord(_ distance: Int = 0) -> Bool {
    isIdentifier(distance) && Self.reservedWords.contains(text.string(peek(distance).range))
  }

  /// `['...']`, nil if something else comes next.
  mutating func parseBracketedName() throws(SyntaxFailure) -> NameSyntax? {
    guard bracketedNameLength() != nil else { return nil }
    let start = token.range.start
    advance()
    let text = try parseStringValue()
    advance()
    return NameSyntax(text, at: range(from: start), isBracketed: true)
  }

  /// Tokens of a name in brackets.
  func bracketedNameLength(_ distance: Int = 0) -> Int? {
    guard isNext(.openBracket, distance) else { return nil }
    var end = distance + 1
    while isString(end) { end += 1 }
    guard end > distance + 1, isNext(.closeBracket, end) else { return nil }
    return end + 1 - distance
  }

  /// Tokens of a new name, nil if none comes next.
  func newNameLength(_ distance: Int = 0) -> Int? {
    isIdentifier(distance) ? 1 : bracketedNameLength(distance)
  }

  /// A name, or a pattern such as `T*` without blanks.
  mutating func parseNamePattern(
    _ what: String = "a name or a pattern such as a*"
  ) throws(SyntaxFailure) -> NamePatternSyntax {
    if let name = parsePattern() { return NamePatternSyntax(name: name, isPattern: true) }
    return NamePatternSyntax(name: try parseName(what), isPattern: false)
  }

  /// A pattern with at least one `*`, nil if something else comes next.
  mutating func parsePattern() -> NameSyntax? {
    var end = 0
    var hasStar = false
    while end == 0 || isAdjacent(end) {
      if isNext(.star, end) {
        hasStar = true
      } else if case .long = peek(end).kind, end > 0 {
        // Digits that follow a star.
      } else if !isIdentifier(end) {
        break
      }
      end += 1
    }
    guard hasStar else { return nil }
    let range = token.range.union(peek(end - 1).range)
    advance(end)
    return NameSyntax(text.string(range), at: range)
  }

  // MARK: - Types

  mutating func parseTypeName() throws(SyntaxFailure) -> NameSyntax {
    guard isIdentifier() else { throw expected("the name of a type") }
    let range = token.range
    advance()
    return NameSyntax(text.string(range), at: range)
  }

  mutating func parseColumnDeclaration() throws(SyntaxFailure) -> ColumnDeclarationSyntax {
    let name = try parseNewName("the name of a column")
    try expect(.colon, "and the type of the column")
    return ColumnDeclarationSyntax(name: name, type: try parseTypeName())
  }

  /// `(a:string, b:long)`; commas before the first and after the last column are permitted.
  mutating func parseSchema() throws(SyntaxFailure) -> SchemaSyntax {
    let start = token.range.start
    try expect(.openParenthesis, "and columns with their types")
    _ = take(.comma)
    var columns: [ColumnDeclarationSyntax] = []
    while !isNext(.closeParenthesis) {
      columns.append(try parseColumnDeclaration())
      guard take(.comma) else { break }
    }
    try expect(.closeParenthesis, "or \",\" after the column")
    return SchemaSyntax(range: range(from: start), columns: columns)
  }

  // MARK: - Lists

  /// One or more parts with commas between them.
  mutating func parseList<Part>(
    _ parse: (inout Parser) throws(SyntaxFailure) -> Part
  ) throws(SyntaxFailure) -> [Part] {
    var parts = [try parse(&self)]
    while take(.comma) { parts.append(try parse(&self)) }
    return parts
  }

  /// Whether nothing of an operator can follow.
  var isAtOperatorEnd: Bool {
    isAtEnd || isNext(.pipe) || isNext(.semicolon) || isNext(.closeParenthesis)
      || isNext(.closeBrace)
      || isNext(.closeBracket)
  }
}
