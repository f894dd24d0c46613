// MARK: - Statements

extension Parser {
  /// The whole query. A query with problems may give fewer statements than it has.
  mutating func parseQuery() -> QuerySyntax {
    var statements: [StatementSyntax] = []
    if isNext(.dot), isIdentifier(1) {
      _ = abort(
        .unsupported, "expected a query, found a management command",
        at: token.range.union(peek().range))
    }
    while !isAtEnd {
      let depth = token.depth
      do throws(SyntaxFailure) {
        let statement = try parseStatement()
        statements.append(statement)
        guard take(.semicolon) || isAtEnd else {
          throw expected("\";\" or the end of the query after the statement")
        }
      } catch {
        recover(toDepth: depth)
        // What stopped the recovery is passed over, so that the loop ends.
        advance()
      }
    }
    if case .expression = statements.last?.kind {
    } else if errors.isEmpty {
      _ = expected("an expression that gives the rows of the result")
    }
    return QuerySyntax(statements: statements)
  }

  private mutating func parseStatement() throws(SyntaxFailure) -> StatementSyntax {
    let start = token.range.start
    func statement(_ kind: StatementSyntax.Kind, _ parser: Parser) -> StatementSyntax {
      StatementSyntax(range: parser.range(from: start), kind: kind)
    }
    if isNext("let"), newNameLength(1) != nil {
      let kind = try parseLet()
      return statement(kind, self)
    }
    if isNext("set"), isIdentifier(1) {
      advance()
      let name = try parseNewName("the name of an option")
      let value = take(.assign) ? try parseExpression() : nil
      return statement(.set(name, value), self)
    }
    if isNext("declare"), isNext("query_parameters", 1) {
      advance(2)
      let parameters = try parseFunctionParameters()
      return statement(.queryParameters(parameters), self)
    }
    for word in ["alias", "pattern", "declare", "restrict"] where isNext(word) && isIdentifier(1) {
      throw fail(.unsupported, "the statement \(word) is not supported", at: token.range)
    }
    let expression = try parsePipeline()
    return statement(.expression(expression), self)
  }

  private mutating func parseLet() throws(SyntaxFailure) -> StatementSyntax.Kind {
    advance()
    let name = try parseNewName("the name of a variable")
    try expect(.assign, "after the name")
    if isNext("view"), isNext(.openParenthesis, 1) || isNext(.openBrace, 1) {
      return .letFunction(name, try parseFunction())
    }
    if isAtFunction { return .letFunction(name, try parseFunction()) }
    return .letValue(name, try parsePipeline())
  }

  /// Whether `()`, `(*)` or `(name:` comes next, or the body of a function without parameters.
  private var isAtFunction: Bool {
    guard isNext(.openParenthesis) else { return false }
    if isNext(.closeParenthesis, 1) || isNext(.star, 1) { return true }
    guard let length = newNameLength(1) else { return false }
    return isNext(.colon, 1 + length)
  }

  private mutating func parseFunction() throws(SyntaxFailure) -> FunctionSyntax {
    let start = token.range.start
    let isView = take("view")
    let parameters = isView && isNext(.openBrace) ? [] : try parseFunctionParameters()
    try expect(.openBrace, "and the body of the function")
    var body: [StatementSyntax] = []
    var hasResult = false
    while !isNext(.closeBrace), !hasResult {
      let statement = try nested { (parser) throws(SyntaxFailure) in try parser.parseStatement() }
      if case .expression = statement.kind { hasResult = true }
      body.append(statement)
      guard take(.semicolon) else { break }
    }
    guard hasResult else { throw expected("the expression that gives the function's value") }
    try expect(.closeBrace, "or an operator in the body of the function")
    return FunctionSyntax(
      range: range(from: start), isView: isView, parameters: parameters, body: body)
  }

  /// `(name:type = default, T:(a:string, b:long), U:(*))`.
  mutating func parseFunctionParameters() throws(SyntaxFailure) -> [FunctionParameterSyntax] {
    try expect(.openParenthesis, "and the parameters")
    var parameters: [FunctionParameterSyntax] = []
    if !isNext(.closeParenthesis) {
      parameters = try parseList { (parser) throws(SyntaxFailure) in
        try parser.parseFunctionParameter()
      }
    }
    try expect(.closeParenthesis, "or \",\" after the parameter")
    return parameters
  }

  private mutating func parseFunctionParameter() throws(SyntaxFailure) -> FunctionParameterSyntax {
    let start = token.range.start
    let name = try parseNewName("the name of a parameter")
    try expect(.colon, "and the type of the parameter")
    let type: FunctionParameterSyntax.ParameterType
    if isNext(.openParenthesis), isNext(.star, 1) {
      let typeStart = token.range.start
      advance(2)
      try expect(.closeParenthesis, "after \"*\"")
      type = .anyTable(range(from: typeStart))
    } else if isNext(.openParenthesis) {
      type = .table(try parseSchema())
    } else {
      type = .scalar(try parseTypeName())
    }
    let defaultValue = take(.assign) ? try parseOperand() : nil
    return FunctionParameterSyntax(
      range: range(from: start), name: name, type: type, defaultValue: defaultValue)
  }
}
