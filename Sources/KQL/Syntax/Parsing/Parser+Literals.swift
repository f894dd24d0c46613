// MARK: - Literals

extension Parser {
  /// The text of one string literal or of several in a row, which are one.
  mutating func parseStringValue() throws(SyntaxFailure) -> String {
    guard isString() else { throw expected("a string") }
    var value = ""
    while isString() {
      do throws(StringLiteral.Problem) {
        value += try StringLiteral.value(of: token.range, in: text)
      } catch {
        throw fail(.badLiteral, error.message, at: error.range)
      }
      advance()
    }
    return value
  }

  /// A literal of a scalar type, nil if something else comes next.
  mutating func parseLiteralValue() throws(SyntaxFailure) -> LiteralValue? {
    let range = token.range
    switch token.kind {
    case .string: return .string(try parseStringValue())
    case .long:
      guard let value = LiteralValue.integer(text.string(range)) else {
        throw fail(
          .badLiteral, "expected a long, found \(text.shown(range)), which is out of range",
          at: range)
      }
      advance()
      return .long(value)
    case .real:
      guard let value = Double(text.string(range)) else { throw expected("a number") }
      advance()
      return .real(value)
    case .timespan:
      guard let ticks = TimespanLiteral.ticks(of: text.string(range)) else {
        throw fail(
          .badLiteral,
          "expected a timespan of whole ticks (100 ns) of at most 10675199 days, found \(text.shown(range))",
          at: range)
      }
      advance()
      return .timespan(ticks)
    case .typedLiteral: return try parseTypedLiteral()
    case .identifier:
      for word in ["true", "True", "TRUE"] where isNext(word) {
        advance()
        return .bool(true)
      }
      for word in ["false", "False", "FALSE"] where isNext(word) {
        advance()
        return .bool(false)
      }
      return nil
    default: return nil
    }
  }

  private mutating func parseTypedLiteral() throws(SyntaxFailure) -> LiteralValue {
    let word = text.string(token.range)
    let type = String(word.prefix { $0 != "(" })
    let content = String(word.dropFirst(type.count + 1).dropLast())
    guard let value = LiteralValue(type: type, content: content) else {
      let contentRange = SourceRange(token.range.start + type.utf8.count + 1, token.range.end - 1)
      throw fail(
        .badLiteral,
        "expected a literal of type \(type) in the parentheses, found \(text.shown(contentRange))",
        at: token.range)
    }
    advance()
    return value
  }

  // MARK: - dynamic

  /// `dynamic(...)`, whose word comes next.
  mutating func parseDynamic() throws(SyntaxFailure) -> DynamicSyntax {
    advance()
    try expect(.openParenthesis)
    let value = try parseDynamicValue()
    try expect(.closeParenthesis, "after the value of dynamic(...)")
    return value
  }

  private mutating func parseDynamicValue() throws(SyntaxFailure) -> DynamicSyntax {
    try nested { (parser) throws(SyntaxFailure) in try parser.parseJSON() }
  }

  private mutating func parseJSON() throws(SyntaxFailure) -> DynamicSyntax {
    let start = token.range.start
    if isNext("dynamic"), isNext(.openParenthesis, 1) { return try parseDynamic() }
    if take("null") { return DynamicSyntax(range: range(from: start), kind: .null) }
    if isNext(.openBracket) { return try parseJSONArray() }
    if isNext(.openBrace) { return try parseJSONBag() }
    if take(.minus) {
      switch try parseLiteralValue() {
      case .long(let value):
        return DynamicSyntax(range: range(from: start), kind: .scalar(.long(0 &- value)))
      case .real(let value):
        return DynamicSyntax(range: range(from: start), kind: .scalar(.real(-value)))
      default: throw expected("a number after \"-\"")
      }
    }
    guard let value = try parseLiteralValue() else {
      throw expected("a JSON value: a string, a number, true, false, null, [ or {")
    }
    return DynamicSyntax(range: range(from: start), kind: .scalar(value))
  }

  private mutating func parseJSONArray() throws(SyntaxFailure) -> DynamicSyntax {
    let start = token.range.start
    advance()
    var elements: [DynamicSyntax] = []
    if !isNext(.closeBracket) {
      elements = try parseList { (parser) throws(SyntaxFailure) in try parser.parseDynamicValue() }
    }
    try expect(.closeBracket, "or \",\" in an array")
    return DynamicSyntax(range: range(from: start), kind: .array(elements))
  }

  private mutating func parseJSONBag() throws(SyntaxFailure) -> DynamicSyntax {
    let start = token.range.start
    advance()
    var members: [(name: String, value: DynamicSyntax)] = []
    if !isNext(.closeBrace) {
      members = try parseList { (parser) throws(SyntaxFailure) in
        let name = try parser.parseStringValue()
        try parser.expect(.colon, "after the name of a property")
        return (name, try parser.parseDynamicValue())
      }
    }
    try expect(.closeBrace, "or \",\" in a property bag")
    return DynamicSyntax(range: range(from: start), kind: .bag(members))
  }
}
