// MARK: - Tables written in the query

extension Parser {
  /// `datatable (a:string) ["x", "y"]`; commas before the first and after the last value are permitted.
  ///
  /// Source: dataexplorer-docs, query/datatable-operator.md.
  mutating func parseDataTable() throws(SyntaxFailure) -> (table: DataTableSyntax, height: Int) {
    let start = token.range.start
    advance()
    let schema = try parseSchema()
    try expect(.openBracket, "and the values of the table")
    _ = take(.comma)
    var values: [ExpressionSyntax] = []
    while !isNext(.closeBracket) {
      values.append(try parseExpression())
      guard take(.comma) else { break }
    }
    try expect(.closeBracket, "or \",\" after the value")
    let height = values.reduce(0) { max($0, $1.height) }
    return (DataTableSyntax(range: range(from: start), schema: schema, values: values), height)
  }

  /// `externaldata (a:string) ["https://..."] with (format="csv")`.
  ///
  /// Source: dataexplorer-docs, query/externaldata-operator.md.
  mutating func parseExternalData() throws(SyntaxFailure) -> (
    table: ExternalDataSyntax, height: Int
  ) {
    let start = token.range.start
    let keyword = try parseNewName()
    let schema = try parseSchema()
    try expect(.openBracket, "and the locations of the data")
    var locations: [ExpressionSyntax] = []
    while !isNext(.closeBracket) {
      locations.append(try parseExpression())
      guard take(.comma) else { break }
    }
    try expect(.closeBracket, "or \",\" after the location")
    let properties = try take("with") ? parseProperties() : []
    let height = locations.reduce(0) { max($0, $1.height) }
    return (
      ExternalDataSyntax(
        range: range(from: start), keyword: keyword, schema: schema, locations: locations,
        properties: properties), height
    )
  }

  /// `typeof(...)`, whose word comes next.
  mutating func parseTypeOf() throws(SyntaxFailure) -> [ExpressionSyntax.TypeOfItem] {
    advance()
    try expect(.openParenthesis)
    let items = try parseList { (parser) throws(SyntaxFailure) -> ExpressionSyntax.TypeOfItem in
      let range = parser.token.range
      if parser.take(.star) { return .star(range) }
      if let length = parser.newNameLength(), parser.isNext(.colon, length) {
        return .column(try parser.parseColumnDeclaration())
      }
      return .type(try parser.parseTypeName())
    }
    try expect(.closeParenthesis, "after the type")
    return items
  }
}

// MARK: - Parameters of operators

extension Parser {
  /// `name=value` pairs that come next, separated by blanks. Hints are taken by every operator.
  mutating func parseParameters(
    named known: Set<String> = []
  ) throws(SyntaxFailure) -> [ParameterSyntax] {
    var parameters: [ParameterSyntax] = []
    while let length = parameterNameLength(), isNext(.assign, length) {
      let range = token.range.union(peek(length - 1).range)
      let word = text.string(range)
      guard known.contains(word) || word.hasPrefix("hint.") else { break }
      advance(length + 1)
      parameters.append(
        ParameterSyntax(name: NameSyntax(word, at: range), value: try parseParameterValue()))
    }
    return parameters
  }

  /// Tokens of `kind` or `hint.strategy`, nil if no word comes next.
  private func parameterNameLength() -> Int? {
    guard isIdentifier() else { return nil }
    var length = 1
    while isNext(.dot, length), isIdentifier(length + 1) { length += 2 }
    return length
  }

  private mutating func parseParameterValue() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = token.range.start
    if isNext(.minus) || isNext(.plus) { return try parseOperand() }
    if let value = try parseLiteralValue() { return try node(.literal(value), from: start) }
    return try node(.name(try parseNewName("a value")), from: start)
  }

  /// `(name=value, name=value)`, as it follows `with`.
  mutating func parseProperties() throws(SyntaxFailure) -> [ParameterSyntax] {
    try expect(.openParenthesis, "and properties such as name=value")
    var properties: [ParameterSyntax] = []
    while !isNext(.closeParenthesis) {
      let name = try parseNewName("the name of a property")
      try expect(.assign, "after the property \(name.text)")
      properties.append(ParameterSyntax(name: name, value: try parseParameterValue()))
      guard take(.comma) else { break }
    }
    try expect(.closeParenthesis, "or \",\" after the property")
    return properties
  }
}
