// MARK: - Pipelines

extension Parser {
  /// An expression, or a source with operators, or operators alone.
  mutating func parsePipeline() throws(SyntaxFailure) -> ExpressionSyntax {
    try nested { (parser) throws(SyntaxFailure) in
      let start = parser.token.range.start
      if parser.isAtLeadingOperator {
        return try parser.parseOperators(after: nil, from: start)
      }
      let source = try parser.parseExpression()
      guard parser.isNext(.pipe) else { return source }
      return try parser.parseOperators(after: source, from: start)
    }
  }

  /// A pipeline in parentheses, as `mv-apply`, `partition` and others hold one.
  mutating func parseSubquery() throws(SyntaxFailure) -> PipelineSyntax {
    try expect(.openParenthesis, "and a query")
    let pipeline = try parsePipelineOnly()
    try expect(.closeParenthesis, "or an operator")
    return pipeline
  }

  /// A pipeline, if only of a source.
  mutating func parsePipelineOnly() throws(SyntaxFailure) -> PipelineSyntax {
    let expression = try parsePipeline()
    if case .pipeline(let pipeline) = expression.kind { return pipeline }
    return PipelineSyntax(range: expression.range, source: expression, operators: [])
  }

  private mutating func parseOperators(
    after source: ExpressionSyntax?, from start: Int
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    let depth = token.depth
    let (pipeline, height) = try measured { (parser) throws(SyntaxFailure) in
      var operators: [any OperatorSyntax] = []
      var isFirst = source == nil
      while isFirst || parser.take(.pipe) {
        isFirst = false
        if let next = parser.parseOperatorOrRecover(toDepth: depth) { operators.append(next) }
      }
      return PipelineSyntax(range: parser.range(from: start), source: source, operators: operators)
    }
    return try node(.pipeline(pipeline), from: start, above: max(height, source?.height ?? 0))
  }

  /// An operator with nothing left over; after a problem the next place to go on from.
  private mutating func parseOperatorOrRecover(toDepth depth: Int) -> (any OperatorSyntax)? {
    let wasInSearch = isInSearch
    isInSearch = false
    defer { isInSearch = wasInSearch }
    do throws(SyntaxFailure) {
      let parsed = try parseOperator()
      guard isAtOperatorEnd else { throw unexpectedRest(after: parsed) }
      return parsed
    } catch {
      recover(toDepth: depth)
      return nil
    }
  }

  private mutating func unexpectedRest(after parsed: any OperatorSyntax) -> SyntaxFailure {
    if isNext(.assign) {
      return expected("\"|\" or an operator such as \"==\" (\"=\" gives names)")
    }
    return expected("\"|\", \",\" or the end of the operator \(parsed.keyword.text)")
  }

  private mutating func parseOperator() throws(SyntaxFailure) -> any OperatorSyntax {
    guard let (word, length) = operatorWord() else { throw expected("an operator after \"|\"") }
    let range = token.range.union(peek(length - 1).range)
    if let type = OperatorCatalogue.byKeyword[word] {
      advance(length)
      return try type.init(parsing: &self, keyword: NameSyntax(word, at: range))
    }
    if OperatorCatalogue.refused.contains(word) {
      throw fail(.unsupported, "the operator \(word) is not supported", at: range)
    }
    if case .invalid = token.kind { throw SyntaxFailure() }
    throw fail(.syntax, "expected an operator, found \"\(text.shown(range))\"", at: range)
  }

  /// The word of an operator and the count of its tokens: `project-away` is three of them.
  private func operatorWord() -> (word: String, length: Int)? {
    guard isIdentifier() else { return nil }
    var length = 1
    while isNext(.minus, length), isAdjacent(length), isIdentifier(length + 1),
      isAdjacent(length + 1)
    {
      length += 2
    }
    let word = text.string(token.range.union(peek(length - 1).range))
    return (word, length)
  }

  /// Whether what comes next is an operator and not a column, table or function of the same name.
  private var isAtLeadingOperator: Bool {
    guard let (word, length) = operatorWord() else { return false }
    if OperatorCatalogue.refused.contains(word) { return length > 1 || isIdentifier(length) }
    guard let type = OperatorCatalogue.byKeyword[word] else { return false }
    switch peek(length).kind {
    case .punctuation(.pipe), .punctuation(.closeParenthesis), .punctuation(.semicolon),
      .punctuation(.closeBrace), .end:
      return type.mayBeAlone
    case .punctuation(.openParenthesis): return !type.isFunctionToo
    case .punctuation(.star), .punctuation(.openBracket), .punctuation(.minus), .punctuation(.plus):
      return true
    case .punctuation, .bangWord: return false
    case .identifier: return peekInfix(length) == nil || type.takesTables && isNext("in", length)
    default: return true
    }
  }
}

// MARK: - Parts that several operators have

extension Parser {
  /// `expression asc nulls last`.
  mutating func parseOrderedExpression() throws(SyntaxFailure) -> OrderedExpressionSyntax {
    let start = token.range.start
    let expression = try parseNamedExpression()
    var direction: OrderedExpressionSyntax.Direction?
    if take("asc") { direction = .ascending } else if take("desc") { direction = .descending }
    var nulls: OrderedExpressionSyntax.Nulls?
    if take("nulls") {
      if take("first") {
        nulls = .first
      } else if take("last") {
        nulls = .last
      } else {
        throw expected("\"first\" or \"last\" after \"nulls\"")
      }
    }
    return OrderedExpressionSyntax(
      range: range(from: start), expression: expression, direction: direction, nulls: nulls)
  }

  mutating func parseOrderedList() throws(SyntaxFailure) -> [OrderedExpressionSyntax] {
    try parseList { (parser) throws(SyntaxFailure) in try parser.parseOrderedExpression() }
  }

  mutating func parseNamedList() throws(SyntaxFailure) -> [NamedExpressionSyntax] {
    try parseList { (parser) throws(SyntaxFailure) in try parser.parseNamedExpression() }
  }

  /// `to typeof(type)`, nil if something else comes next.
  mutating func parseToTypeOf() throws(SyntaxFailure) -> NameSyntax? {
    guard take("to") else { return nil }
    try expect(word: "typeof", "after \"to\"")
    try expect(.openParenthesis)
    let type = try parseTypeName()
    try expect(.closeParenthesis, "after the type")
    return type
  }
}

/// A key of a sort.
struct OrderedExpressionSyntax: Sendable {
  let range: SourceRange
  let expression: NamedExpressionSyntax
  /// nil as written: Kusto then sorts descending.
  let direction: Direction?
  let nulls: Nulls?

  enum Direction: String, Sendable {
    case ascending = "asc"
    case descending = "desc"
  }

  enum Nulls: String, Sendable {
    case first
    case last
  }
}
