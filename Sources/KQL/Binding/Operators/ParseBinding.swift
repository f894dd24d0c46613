extension ParseOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.withRow(of: input) { binder in
      let source = binder.parsedText(self.source)
      var kind = Parse.Kind.simple
      if let word = word("kind", in: parameters) {
        if let known = Parse.Kind(rawValue: word.text) {
          kind = known
        } else {
          binder.fail(
            .badUse, "expected simple, regex or relaxed, found \(word.text)", at: word.range)
        }
      }
      var columns = ParsedColumns(of: input, in: binder)
      var parts: [Parse.Part] = []
      var openText: NameSyntax?
      for item in pattern {
        // Where a text of any length ends is told by what must stand behind it.
        if kind == .regex, case .capture(let name, let typeName) = item {
          if let before = openText {
            binder.fail(
              .badUse, "expected a string between \(before.text) and \(name.text)", at: name.range)
          }
          openText = typeName == nil || typeName?.text == "string" ? name : nil
        } else {
          openText = nil
        }
        switch item {
        case .star: parts.append(.anything)
        case .literal(let text, _): parts.append(.text(text))
        case .capture(let name, let typeName):
          let type = typeName.map { binder.type(named: $0) ?? .unknown } ?? .string
          parts.append(.column(columns.add(name, type, &binder), type))
        }
      }
      return PlanNode(
        Parse(
          source: source, kind: kind, flags: word("flags", in: parameters)?.text ?? "",
          parts: parts, isFilter: keyword.text == "parse-where", sources: columns.sources),
        [input], schema: RowSchema(columns.builder.columns, isOpen: input.schema.isOpen),
        isSerialized: input.isSerialized, at: range)
    }
  }
}

extension ParseKVOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.withRow(of: input) { binder in
      let source = binder.parsedText(self.source)
      var columns = ParsedColumns(of: input, in: binder)
      var keys: [(name: String, output: Int)] = []
      for key in self.keys.columns {
        let type = binder.type(named: key.type) ?? .unknown
        keys.append((key.name.text, columns.add(key.name, type, &binder)))
      }
      var properties: [(name: String, value: Constant)] = []
      for property in self.properties {
        if let value = binder.bindConstant(property.value, "a value").constant {
          properties.append((property.name.text, value))
        } else {
          binder.fail(.badUse, "expected a literal", at: property.value.range)
        }
      }
      return PlanNode(
        ParseKeyValues(
          source: source, keys: keys, properties: properties, sources: columns.sources),
        [input], schema: RowSchema(columns.builder.columns, isOpen: input.schema.isOpen),
        isSerialized: input.isSerialized, at: range)
    }
  }
}

/// The columns of an input and those that are parsed, which replace columns of their names.
private struct ParsedColumns {
  var builder: ProjectionBuilder
  /// The place in the input of each column; nil for those that are parsed.
  var sources: [Int?]

  init(of input: PlanNode, in binder: Binder) {
    builder = binder.builder(of: input)
    sources = input.schema.columns.indices.map { $0 }
  }

  mutating func add(_ name: NameSyntax, _ type: ValueType, _ binder: inout Binder) -> Int {
    binder.checkNewName(name)
    let isNew = builder.declare(
      .constant(.null(type), at: name.range), name: name.text, type: type, replaces: true)
    if !isNew { binder.failDuplicate(name.text, at: name.range) }
    let place = builder.place(of: name.text) ?? 0
    while sources.count < builder.columns.count { sources.append(nil) }
    if isNew { sources[place] = nil }
    return place
  }
}

extension Binder {
  fileprivate mutating func parsedText(_ syntax: ExpressionSyntax) -> BoundExpression {
    let source = bindExpression(syntax)
    guard source.type == .string || source.type == .dynamic || source.type.isUnknown else {
      return invalid(
        .badType, "expected a string to parse, found a \(source.type.name)", at: syntax.range)
    }
    return source
  }
}
