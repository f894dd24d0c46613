internal import EVTX

/// Reads expressions: docs/mappings.md has the grammar.
struct ExpressionParser {
  private var lexer: ExpressionLexer
  private var token = Token.end
  private var offset = 0
  private var depth = 0

  /// The expression that a text spells.
  static func parse(_ text: String) throws(ExpressionError) -> Expression {
    var parser = ExpressionParser(lexer: ExpressionLexer(text))
    try parser.advance()
    let expression = try parser.disjunction()
    guard parser.token == .end else { throw parser.failure("expected the end") }
    return expression
  }

  private init(lexer: ExpressionLexer) { self.lexer = lexer }

  private mutating func advance() throws(ExpressionError) {
    (token, offset) = try lexer.next()
  }

  private func failure(_ expected: String) -> ExpressionError {
    ExpressionError(offset: offset, reason: "\(expected), found \(token.description)")
  }

  private mutating func accept(_ candidate: Token) throws(ExpressionError) -> Bool {
    guard token == candidate else { return false }
    try advance()
    return true
  }

  private mutating func expect(_ symbol: String) throws(ExpressionError) {
    guard try accept(.symbol(symbol)) else { throw failure("expected \"\(symbol)\"") }
  }

  // MARK: - Operators, the weakest first

  private mutating func disjunction() throws(ExpressionError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Limits.expressionDepth else {
      throw ExpressionError(
        offset: offset, reason: "is nested deeper than \(Limits.expressionDepth)")
    }
    var left = try conjunction()
    while token == .name("or") {
      let offset = offset
      try advance()
      left = Expression(kind: .call("or", [left, try conjunction()]), offset: offset)
    }
    return left
  }

  private mutating func conjunction() throws(ExpressionError) -> Expression {
    var left = try negation()
    while token == .name("and") {
      let offset = offset
      try advance()
      left = Expression(kind: .call("and", [left, try negation()]), offset: offset)
    }
    return left
  }

  private mutating func negation() throws(ExpressionError) -> Expression {
    let offset = offset
    // In a loop: nobody can nest these without end.
    var isNegated = false
    while try accept(.name("not")) { isNegated.toggle() }
    let operand = try comparison()
    return isNegated ? Expression(kind: .call("not", [operand]), offset: offset) : operand
  }

  private mutating func comparison() throws(ExpressionError) -> Expression {
    let left = try postfix()
    let offset = offset
    switch token {
    case .symbol("=="), .symbol("!="), .symbol("=~"):
      guard case .symbol(let name) = token else { return left }
      try advance()
      return Expression(kind: .call(name, [left, try postfix()]), offset: offset)
    case .name("in"):
      try advance()
      try expect("(")
      return Expression(kind: .call("in", [left] + (try list(")"))), offset: offset)
    default:
      return left
    }
  }

  private mutating func postfix() throws(ExpressionError) -> Expression {
    var value = try primary()
    while token == .symbol(".") {
      try advance()
      guard case .name(let name) = token else { throw failure("expected a member's name") }
      value = Expression(kind: .member(value, name), offset: offset)
      try advance()
    }
    return value
  }

  // MARK: - Operands

  private mutating func primary() throws(ExpressionError) -> Expression {
    let start = offset
    let first = token
    try advance()
    func result(_ kind: Expression.Kind) -> Expression { Expression(kind: kind, offset: start) }
    switch first {
    case .integer(let value): return result(.integer(value))
    case .text(let text): return result(.text(text))
    case .binding(let name): return result(.binding(name))
    case .bracketed(let name): return result(.field(.eventData, name))
    case .symbol("("):
      let value = try disjunction()
      try expect(")")
      return value
    case .symbol("{"): return result(.object(try items()))
    case .name("null"): return result(.null)
    case .name("true"): return result(.bool(true))
    case .name("false"): return result(.bool(false))
    case .name("System"): return result(.system(try systemField()))
    case .name("UserData"):
      guard case .bracketed(let name) = token else { return result(.field(.eventData, "UserData")) }
      try advance()
      return result(.field(.userData, name))
    case .name(let name):
      guard try accept(.symbol("(")) else { return result(.field(.eventData, name)) }
      return result(.call(name, try list(")")))
    default:
      throw ExpressionError(
        offset: start, reason: "expected a value, found \(first.description)")
    }
  }

  private mutating func systemField() throws(ExpressionError) -> SystemField {
    try expect(".")
    guard case .name(let name) = token, let field = SystemField.named[name] else {
      throw failure("expected a field of System")
    }
    try advance()
    return field
  }

  private mutating func list(_ end: String) throws(ExpressionError) -> [Expression] {
    if try accept(.symbol(end)) { return [] }
    var values = [try disjunction()]
    while try accept(.symbol(",")) { values.append(try disjunction()) }
    try expect(end)
    return values
  }

  private mutating func items() throws(ExpressionError) -> [Expression.Item] {
    var items: [Expression.Item] = []
    if try accept(.symbol("}")) { return [] }
    repeat { items.append(try item()) } while try accept(.symbol(","))
    try expect("}")
    return items
  }

  private mutating func item() throws(ExpressionError) -> Expression.Item {
    let start = offset
    let name: String
    switch token {
    case .symbol("..."):
      try advance()
      guard try accept(.name("fields")) else { throw failure("expected \"fields\"") }
      return Expression.Item(name: nil, value: Expression(kind: .null, offset: start))
    case .name(let text), .text(let text), .bracketed(let text): name = text
    default: throw failure("expected a member's name")
    }
    try advance()
    if try accept(.symbol(":")) {
      return Expression.Item(name: name, value: try disjunction())
    }
    return Expression.Item(
      name: name, value: Expression(kind: .field(.eventData, name), offset: start))
  }
}

extension SystemField {
  /// The fields by the names that expressions use.
  static let named: [String: SystemField] = {
    var named: [String: SystemField] = [:]
    for field in allCases {
      let name = "\(field)"
      named[name.prefix(1).uppercased() + name.dropFirst()] = field
    }
    return named
  }()
}
