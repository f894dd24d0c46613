/// What ends the parsing of a part: the problem is already listed, and parsing goes on after the part.
struct SyntaxFailure: Error {}

/// Reads the tokens of one query by recursive descent.
///
/// A problem is listed and ends the part it lies in; the rest of the query is still read, from the next `|`, `;`
/// or closing bracket on, so that one run lists all problems. A tree is only given for a query without problems.
///
/// Source: the pages of dataexplorer-docs, query/, that the operators name; precedence as in the published grammar of
/// the language (microsoft/Kusto-Query-Language), which those pages do not state.
struct Parser {
  let text: QueryText
  let tokens: [Token]
  private(set) var errors: [QueryError]
  private var index = 0
  /// Expressions and pipelines that are open.
  private var depth = 0
  /// The greatest height of an expression since the innermost pipeline began.
  private var tallest = 0
  /// Nothing more is listed: what follows would only be consequences.
  private var isAborted = false
  /// Operands such as `column:"text"` are permitted.
  var isInSearch = false

  /// The tree of a query.
  ///
  /// Throws: the first problem with all others in `further`; `bad-text`, `limit`, `syntax`, `bad-literal`,
  /// `unsupported`. Cost: linear in the length.
  static func query(_ bytes: [UInt8]) throws(QueryError) -> QuerySyntax {
    let text = QueryText(bytes)
    guard bytes.count <= Limits.queryBytes else {
      throw QueryError(
        .limit, "expected a query of at most \(Limits.queryBytes) bytes, found \(bytes.count)",
        at: SourceRange(0, 0), in: QueryText([]))
    }
    if let bad = firstInvalidByte(bytes) {
      throw QueryError(
        .badText,
        "expected UTF-8, found the byte 0x\(String(bytes[bad], radix: 16, uppercase: true))",
        at: SourceRange(bad, bad + 1), in: text)
    }
    let (tokens, errors) = Lexer.tokens(of: text)
    var parser = Parser(text: text, tokens: tokens, errors: errors)
    let query = parser.parseQuery()
    let sorted = parser.errors.sorted { $0.range.start < $1.range.start }
    if var first = sorted.first {
      first.further = Array(sorted.dropFirst())
      throw first
    }
    return query
  }

  private init(text: QueryText, tokens: [Token], errors: [QueryError]) {
    self.text = text
    self.tokens = tokens
    self.errors = errors
  }

  private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var offset = 0
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput, .error: return min(offset, bytes.count - 1)
      }
    }
  }

  // MARK: - Tokens

  /// The token that comes next.
  var token: Token { tokens[index] }

  /// The one after it, or later ones.
  func peek(_ distance: Int = 1) -> Token {
    tokens[min(index + distance, tokens.count - 1)]
  }

  mutating func advance(_ count: Int = 1) { index = min(index + count, tokens.count - 1) }

  /// Where the last token that was read ends.
  var previousEnd: Int { index > 0 ? tokens[index - 1].range.end : 0 }

  /// From a place to the end of what was read.
  func range(from start: Int) -> SourceRange { SourceRange(start, previousEnd) }

  var isAtEnd: Bool { if case .end = token.kind { true } else { false } }

  func isNext(_ punctuation: Token.Punctuation, _ distance: Int = 0) -> Bool {
    peek(distance).isPunctuation(punctuation)
  }

  func isIdentifier(_ distance: Int = 0) -> Bool {
    if case .identifier = peek(distance).kind { true } else { false }
  }

  func isString(_ distance: Int = 0) -> Bool {
    if case .string = peek(distance).kind { true } else { false }
  }

  /// Whether a token is this word.
  func isNext(_ word: String, _ distance: Int = 0) -> Bool {
    let token = peek(distance)
    guard case .identifier = token.kind, token.range.end - token.range.start == word.utf8.count
    else { return false }
    return text.bytes[token.range.start..<token.range.end].elementsEqual(word.utf8)
  }

  /// Whether nothing stands between a token and the one before it.
  func isAdjacent(_ distance: Int) -> Bool {
    index + distance > 0 && index + distance < tokens.count
      && tokens[index + distance - 1].range.end == tokens[index + distance].range.start
  }

  mutating func take(_ punctuation: Token.Punctuation) -> Bool {
    guard isNext(punctuation) else { return false }
    advance()
    return true
  }

  mutating func take(_ word: String) -> Bool {
    guard isNext(word) else { return false }
    advance()
    return true
  }

  mutating func expect(
    _ punctuation: Token.Punctuation, _ place: String = ""
  ) throws(SyntaxFailure) {
    guard take(punctuation) else {
      throw expected("\"\(punctuation.rawValue)\"" + (place.isEmpty ? "" : " " + place))
    }
  }

  mutating func expect(word: String, _ place: String = "") throws(SyntaxFailure) {
    guard take(word) else {
      throw expected("\"\(word)\"" + (place.isEmpty ? "" : " " + place))
    }
  }

  // MARK: - Problems

  /// Lists that something else was expected than what comes next.
  mutating func expected(_ what: String) -> SyntaxFailure {
    if case .invalid = token.kind { return SyntaxFailure() }
    return fail(.syntax, "expected \(what), found \(found())", at: token.range)
  }

  /// Lists a problem.
  mutating func fail(
    _ code: QueryError.Code, _ message: String, at range: SourceRange
  ) -> SyntaxFailure {
    if !isAborted { errors.append(QueryError(code, message, at: range, in: text)) }
    // What follows so many problems helps nobody.
    if errors.count >= Limits.problemsListed { stop() }
    return SyntaxFailure()
  }

  /// Lists a problem after which nothing is read.
  mutating func abort(
    _ code: QueryError.Code, _ message: String, at range: SourceRange
  ) -> SyntaxFailure {
    let failure = fail(code, message, at: range)
    stop()
    return failure
  }

  private mutating func stop() {
    isAborted = true
    index = tokens.count - 1
  }

  private func found() -> String {
    if isAtEnd { return "the end of the query" }
    let word = text.shown(token.range)
    return word.contains("\"") ? word : "\"\(word)\""
  }

  /// Skips to the next token that may follow an operator: a `|` or `;` that stands at this bracket depth, the
  /// bracket that closes what the operator lies in, or the end.
  mutating func recover(toDepth depth: Int) {
    while !isAtEnd {
      if token.depth < depth { return }
      if token.depth == depth, isNext(.pipe) || isNext(.semicolon) { return }
      advance()
    }
  }

  // MARK: - Depth

  /// Runs a part that may hold parts of its own kind.
  mutating func nested<Part>(
    _ parse: (inout Parser) throws(SyntaxFailure) -> Part
  ) throws(SyntaxFailure) -> Part {
    guard depth < Limits.syntaxDepth else {
      throw abort(
        .limit, "expected at most \(Limits.syntaxDepth) expressions inside each other, found more",
        at: token.range)
    }
    depth += 1
    defer { depth -= 1 }
    return try parse(&self)
  }

  /// An expression whose range reaches from `start` to what was read last. `height` is that of its highest part.
  mutating func node(
    _ kind: ExpressionSyntax.Kind, from start: Int, above height: Int = 0
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    guard height < Limits.treeHeight else {
      throw abort(
        .limit, "expected at most \(Limits.treeHeight) levels of an expression, found more",
        at: range(from: start))
    }
    tallest = max(tallest, height + 1)
    return ExpressionSyntax(range: range(from: start), kind: kind, height: height + 1)
  }

  /// Runs the parser of a pipeline and gives it the height of its expressions.
  mutating func measured<Part>(
    _ parse: (inout Parser) throws(SyntaxFailure) -> Part
  ) throws(SyntaxFailure) -> (part: Part, height: Int) {
    let outer = tallest
    tallest = 0
    defer { tallest = max(tallest, outer) }
    let part = try parse(&self)
    return (part, tallest)
  }
}
