extension Binder {
  /// A call of a function of the query that gives a table.
  mutating func callTable(
    _ index: Int, _ arguments: [NamedExpressionSyntax], input: PlanNode?, at range: SourceRange
  ) -> PlanNode {
    let table: PlanNode?? = nested(at: range) { binder in
      binder.inBody(of: index, arguments, input: input, at: range) { binder, result in
        binder.bindTable(result)
      }
    }
    return (table ?? nil) ?? errorTable(at: range)
  }

  /// A call of a function of the query that gives a scalar.
  mutating func callScalar(
    _ index: Int, _ arguments: [NamedExpressionSyntax], at range: SourceRange
  ) -> BoundExpression {
    let value: BoundExpression?? = nested(at: range) { binder in
      binder.inBody(of: index, arguments, input: nil, at: range) { binder, result in
        // The body sees its parameters, not the row around the call.
        let outer = binder.row
        binder.row = nil
        defer { binder.row = outer }
        return binder.bindExpression(result)
      }
    }
    guard let value = value ?? nil else { return .invalid(at: range) }
    return checked(value.named(nil))
  }

  /// Runs `bind` on the result of a function, with its parameters and `let` statements in scope.
  private mutating func inBody<Part>(
    of index: Int, _ arguments: [NamedExpressionSyntax], input: PlanNode?, at range: SourceRange,
    _ bind: (inout Binder, ExpressionSyntax) -> Part
  ) -> Part? {
    let function = functions[index]
    guard callDepth < Limits.callDepth else {
      fail(
        .limit,
        "expected at most \(Limits.callDepth) calls of functions inside each other, found more",
        at: range)
      return nil
    }
    callDepth += 1
    defer { callDepth -= 1 }
    var inner = function.scope
    let given = matched(arguments, to: function, hasInput: input != nil, at: range)
    guard let given else { return nil }
    for (place, parameter) in function.syntax.parameters.enumerated() {
      if place == 0, let input {
        inner[parameter.name.text] = .table(input)
        continue
      }
      inner[parameter.name.text] = argument(given[place], for: parameter, of: function, at: range)
    }
    let outer = scope
    scope = inner
    defer { scope = outer }
    var result: ExpressionSyntax?
    for statement in function.syntax.body {
      if case .expression(let expression) = statement.kind {
        result = expression
      } else {
        declare(statement)
      }
    }
    guard let result else {
      fail(.badUse, "the function \(function.name) gives no value", at: range)
      return nil
    }
    return bind(&self, result)
  }

  /// The argument for each parameter, by place or by name; nil for one that is to take its default.
  private mutating func matched(
    _ arguments: [NamedExpressionSyntax], to function: QueryFunction, hasInput: Bool,
    at range: SourceRange
  ) -> [ExpressionSyntax?]? {
    let parameters = function.syntax.parameters
    var given = [ExpressionSyntax?](repeating: nil, count: parameters.count)
    var next = hasInput ? 1 : 0
    for argument in arguments {
      if let name = argument.names.first {
        guard
          let place = parameters.firstIndex(where: {
            ColumnName($0.name.text) == ColumnName(name.text)
          })
        else {
          fail(
            .unknownName,
            "the function \(function.name) has no parameter named \(name.text)"
              + suggestion(for: name.text, among: parameters.map(\.name.text)), at: name.range)
          return nil
        }
        given[place] = argument.value
      } else {
        // Places that were given by name are taken.
        while next < parameters.count, given[next] != nil { next += 1 }
        guard next < parameters.count else {
          fail(
            .badUse,
            "the function \(function.name) takes \(parameters.count) arguments, found \(arguments.count)",
            at: argument.range)
          return nil
        }
        given[next] = argument.value
        next += 1
      }
    }
    for (place, parameter) in parameters.enumerated() where given[place] == nil {
      if place == 0, hasInput || parameter.defaultValue != nil { continue }
      guard parameter.defaultValue != nil else {
        fail(
          .badUse,
          "the function \(function.name) needs an argument for \(parameter.name.text)", at: range)
        return nil
      }
    }
    return given
  }

  private mutating func argument(
    _ value: ExpressionSyntax?, for parameter: FunctionParameterSyntax, of function: QueryFunction,
    at range: SourceRange
  ) -> Scope.Entity {
    let name = parameter.name.text
    switch parameter.type {
    case .scalar(let typeName):
      guard let type = type(named: typeName) else {
        return .value(.invalid(at: typeName.range), tableDepth: tableDepth)
      }
      let bound =
        (value ?? parameter.defaultValue).map { bindExpression($0) } ?? .invalid(at: range)
      if let constant = bound.constant, let converted = constant.converted(to: type) {
        return .value(.constant(converted, at: bound.range).named(name), tableDepth: tableDepth)
      }
      guard bound.type.widens(to: type) || bound.type.isUnknown || bound.type == .dynamic else {
        fail(
          .badType,
          "expected a \(type.name) for \(name) of \(function.name), found a \(bound.type.name)",
          at: bound.range)
        return .value(.invalid(at: bound.range), tableDepth: tableDepth)
      }
      return .value(
        constantOrVariable(bound.typed(type), name: name).named(name), tableDepth: tableDepth)
    case .table(let schema):
      guard let value else { return .table(errorTable(at: range)) }
      let table = bindTable(value)
      for column in columns(of: schema) where !table.schema.isOpen {
        if table.schema.index(of: column.name) == nil {
          fail(
            .badType,
            "expected a table with a column \(column.name) for \(name) of \(function.name)",
            at: value.range)
        }
      }
      return .table(table)
    case .anyTable:
      return .table(value.map { bindTable($0) } ?? errorTable(at: range))
    }
  }
}
