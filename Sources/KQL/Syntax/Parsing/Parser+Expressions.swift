// MARK: - Operators between expressions

extension Parser {
  /// An expression without names and pipes.
  mutating func parseExpression() throws(SyntaxFailure) -> ExpressionSyntax {
    try parseOperation(atLeast: Precedence.or)
  }

  /// `expression`, `name = expression`, `(a, b) = expression`.
  mutating func parseNamedExpression() throws(SyntaxFailure) -> NamedExpressionSyntax {
    let start = token.range.start
    var names: [NameSyntax] = []
    var isTuple = false
    if let length = newNameLength(), isNext(.assign, length) {
      names = [try parseNewName()]
      advance()
    } else if let length = tupleLength(), isNext(.assign, length) {
      isTuple = true
      advance()
      names = try parseList { (parser) throws(SyntaxFailure) in try parser.parseNewName() }
      try expect(.closeParenthesis)
      advance()
    }
    let value = try parseExpression()
    return NamedExpressionSyntax(
      range: range(from: start), names: names, isTuple: isTuple, value: value)
  }

  /// Tokens of `(a, b)`, nil if something else comes next.
  private func tupleLength() -> Int? {
    guard isNext(.openParenthesis) else { return nil }
    var end = 1
    while let length = newNameLength(end) {
      end += length
      if isNext(.closeParenthesis, end) { return end + 1 }
      guard isNext(.comma, end) else { return nil }
      end += 1
    }
    return nil
  }

  /// What may stand between two operands.
  enum Infix {
    case binary(BinaryOperator)
    case logical(LogicalOperator)
    case membership(MembershipOperator)
    case between(isNegated: Bool)

    var precedence: Int {
      switch self {
      case .binary(let binary): binary.precedence
      case .logical(let logical): logical == .or ? Precedence.or : Precedence.and
      case .membership, .between: Precedence.equality
      }
    }
  }

  private static let infixByWord: [String: Infix] = {
    var table: [String: Infix] = [
      "between": .between(isNegated: false), "!between": .between(isNegated: true),
    ]
    for binary in BinaryOperator.allCases { table[binary.rawValue] = .binary(binary) }
    for membership in MembershipOperator.allCases {
      table[membership.rawValue] = .membership(membership)
    }
    for logical in [LogicalOperator.and, .or] { table[logical.rawValue] = .logical(logical) }
    table[BinaryOperator.matchesRegex.rawValue] = nil
    return table
  }()

  /// The operator that comes next and the count of its tokens.
  func peekInfix(_ distance: Int = 0) -> (infix: Infix, length: Int)? {
    let word: String
    let token = peek(distance)
    switch token.kind {
    case .punctuation(.colon): return isInSearch ? (.binary(.searchColumn), 1) : nil
    case .punctuation(let punctuation): word = punctuation.rawValue
    case .identifier, .bangWord: word = text.string(token.range)
    default: return nil
    }
    // `!in~` and `in~` are two tokens; `in range` belongs to make-series.
    if word == "in" || word == "!in" {
      if isNext(.tilde, distance + 1), isAdjacent(distance + 1) {
        return (.membership(word == "in" ? .inIgnoringCase : .notInIgnoringCase), 2)
      }
      if isNext("range", distance + 1) { return nil }
    }
    if word == "matches" {
      return isNext("regex", distance + 1) ? (.binary(.matchesRegex), 2) : nil
    }
    return Self.infixByWord[word].map { ($0, 1) }
  }

  /// Operands joined by operators that bind at least so tightly.
  private mutating func parseOperation(
    atLeast precedence: Int
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    try nested { (parser) throws(SyntaxFailure) in
      var left = try parser.parseOperand()
      while let (infix, length) = parser.peekInfix(), infix.precedence >= precedence {
        left = try parser.parseRest(of: infix, length, after: left)
        guard infix.precedence == Precedence.equality || infix.precedence == Precedence.relational
        else { continue }
        if let (next, _) = parser.peekInfix(), next.precedence == infix.precedence {
          throw parser.expected("\"and\" or parentheses, since comparisons do not chain")
        }
      }
      return left
    }
  }

  private mutating func parseRest(
    of infix: Infix, _ length: Int, after left: ExpressionSyntax
  ) throws(SyntaxFailure) -> ExpressionSyntax {
    let start = left.range.start
    let operatorRange = token.range.union(peek(length - 1).range)
    switch infix {
    case .logical(let logical):
      var operands = [left]
      while isNext(logical.rawValue) {
        advance()
        operands.append(try parseOperation(atLeast: infix.precedence + 1))
      }
      return try node(
        .logical(logical, operands), from: start, above: operands.reduce(0) { max($0, $1.height) })
    case .binary(let binary):
      advance(length)
      let right = try parseOperation(atLeast: infix.precedence + 1)
      return try node(
        .binary(left, binary, operatorRange: operatorRange, right), from: start,
        above: max(left.height, right.height))
    case .membership(let membership):
      advance(length)
      let list = try parseMembershipList(after: membership)
      return try node(
        .membership(left, membership, operatorRange: operatorRange, list), from: start,
        above: list.reduce(left.height) { max($0, $1.height) })
    case .between(let isNegated):
      advance(length)
      try expect(.openParenthesis, "and a range such as (a .. b)")
      let low = try parseOperation(atLeast: Precedence.additive)
      try expect(.dotDot, "in the range")
      let high = try parseOperation(atLeast: Precedence.additive)
      try expect(.closeParenthesis, "after the range")
      return try node(
        .between(left, isNegated: isNegated, low: low, high: high), from: start,
        above: max(left.height, low.height, high.height))
    }
  }

  private mutating func parseMembershipList(
    after membership: MembershipOperator
  ) throws(SyntaxFailure) -> [ExpressionSyntax] {
    try expect(.openParenthesis, "after \"\(membership.rawValue)\"")
    let list = try parseList { (parser) throws(SyntaxFailure) in try parser.parseExpression() }
    if isNext(.pipe) {
      throw expected("\")\" or \",\" (a subquery stands in parentheses of its own: (( ... )))")
    }
    try expect(.closeParenthesis, "or \",\" in the list")
    return list
  }

  // MARK: - Operands

  /// A sign and what it belongs to, or what has no sign.
  mutating func parseOperand() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = token.range.start
    if isNext(.minus) || isNext(.plus) {
      let sign = isNext(.minus) ? UnaryOperator.minus : .plus
      advance()
      // The smallest long has no positive counterpart.
      if sign == .minus, case .long = token.kind, text.string(token.range) == "9223372036854775808"
      {
        advance()
        return try node(.literal(.long(.min)), from: start)
      }
      let operand = try parsePath()
      return try node(.unary(sign, operand), from: start, above: operand.height)
    }
    // `* has "x"`: any column.
    if isNext(.star) {
      advance()
      if let (infix, _) = peekInfix(), case .binary(let binary) = infix,
        binary == .equal || binary.precedence == Precedence.string
      {
        return try node(.star, from: start)
      }
      if isInSearch { return try node(.star, from: start) }
      throw expected("an operator on strings after \"*\"")
    }
    return try parsePath()
  }

  /// An operand with the members and elements that are taken from it.
  private mutating func parsePath() throws(SyntaxFailure) -> ExpressionSyntax {
    var base = try parsePrimary()
    let start = base.range.start
    while true {
      if take(.dot) {
        // `a.[0]` is `a[0]`, and `a.['b']` is `a.b`.
        if isNext(.openBracket), bracketedNameLength() == nil { continue }
        if isNext(.at) { throw fail(.unsupported, "expected a name, found \"@\"", at: token.range) }
        let name = try parseNewName("the name of a property after \".\"")
        if isNext(.openParenthesis) {
          let (call, height) = try parseCall(of: name, parameters: [])
          base = try node(.memberCall(base, call), from: start, above: max(base.height, height))
        } else {
          base = try node(.member(base, name), from: start, above: base.height)
        }
      } else if take(.openBracket) {
        let index = try parseExpression()
        try expect(.closeBracket, "after the index")
        base = try node(.element(base, index), from: start, above: max(base.height, index.height))
      } else {
        return base
      }
    }
  }

  private mutating func parsePrimary() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = token.range.start
    if isNext(.openParenthesis) {
      advance()
      let inner = try parsePipeline()
      try expect(.closeParenthesis, "or an operator")
      return try node(.parenthesized(inner), from: start, above: inner.height)
    }
    if isNext("dynamic"), isNext(.openParenthesis, 1) {
      return try node(.dynamic(try parseDynamic()), from: start)
    }
    if let value = try parseLiteralValue() { return try node(.literal(value), from: start) }
    if isIdentifier(), let special = try parseSpecialForm() { return special }
    let name = try parseName("an expression")
    if isNext(.openParenthesis) {
      let (call, height) = try parseCall(of: name, parameters: [])
      return try node(.call(call), from: start, above: height)
    }
    return try node(.name(name), from: start)
  }

  /// The forms that begin with a word of their own; nil if none comes next.
  private mutating func parseSpecialForm() throws(SyntaxFailure) -> ExpressionSyntax? {
    let start = token.range.start
    if isNext("datatable"), isNext(.openParenthesis, 1) {
      let (table, height) = try parseDataTable()
      return try node(.datatable(table), from: start, above: height)
    }
    if isNext("externaldata") || isNext("external_data"), isNext(.openParenthesis, 1) {
      let (table, height) = try parseExternalData()
      return try node(.externalData(table), from: start, above: height)
    }
    if isNext("typeof"), isNext(.openParenthesis, 1) {
      return try node(.typeOf(try parseTypeOf()), from: start)
    }
    if isNext("toscalar") || isNext("totable"), isNext("kind", 1), isNext(.assign, 2) {
      let name = try parseNewName()
      let parameters = try parseParameters(named: ["kind"])
      let (call, height) = try parseCall(of: name, parameters: parameters)
      return try node(.call(call), from: start, above: height)
    }
    return nil
  }

  // MARK: - Calls

  /// Functions whose argument is a pipeline without parentheses of its own.
  ///
  /// Source: dataexplorer-docs, query/toscalar-function.md, query/materialize-function.md.
  private static let tabularFunctions: Set<String> = ["materialize", "toscalar", "totable"]

  /// The arguments of a function whose name was read, and the height of the highest.
  mutating func parseCall(
    of name: NameSyntax, parameters: [ParameterSyntax]
  ) throws(SyntaxFailure) -> (call: CallSyntax, height: Int) {
    let takesPipeline = Self.tabularFunctions.contains(name.text)
    try expect(.openParenthesis, "and the arguments of \(name.text)")
    var arguments: [NamedExpressionSyntax] = []
    if !isNext(.closeParenthesis) {
      arguments = try parseList { (parser) throws(SyntaxFailure) in
        try takesPipeline ? parser.parsePipelineArgument() : parser.parseArgument()
      }
    }
    if isNext(.pipe) {
      throw expected(
        "\")\" or \",\" (a table as an argument of \(name.text) stands in parentheses of its own)")
    }
    try expect(.closeParenthesis, "or \",\" in the arguments of \(name.text)")
    let height = arguments.reduce(0) { max($0, $1.value.height) }
    return (
      CallSyntax(
        range: range(from: name.range.start), name: name, parameters: parameters,
        arguments: arguments),
      height
    )
  }

  private mutating func parseArgument() throws(SyntaxFailure) -> NamedExpressionSyntax {
    if isNext(.star), isNext(.comma, 1) || isNext(.closeParenthesis, 1) {
      let start = token.range.start
      advance()
      let star = try node(.star, from: start)
      return NamedExpressionSyntax(range: star.range, names: [], isTuple: false, value: star)
    }
    return try parseNamedExpression()
  }

  private mutating func parsePipelineArgument() throws(SyntaxFailure) -> NamedExpressionSyntax {
    let value = try parsePipeline()
    return NamedExpressionSyntax(range: value.range, names: [], isTuple: false, value: value)
  }
}
