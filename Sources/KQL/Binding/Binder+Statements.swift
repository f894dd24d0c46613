internal import Tabular

extension Binder {
  /// The table that the last statement gives.
  mutating func bindQuery(_ query: QuerySyntax) -> PlanNode {
    let end = query.statements.last?.range ?? SourceRange(0, 0)
    guard query.statements.count <= Limits.statements else {
      return invalidTable(
        .limit,
        "expected at most \(Limits.statements) statements, found \(query.statements.count)", at: end
      )
    }
    var result: PlanNode?
    for statement in query.statements {
      if case .expression(let expression) = statement.kind {
        result = bindResult(expression)
      } else {
        declare(statement)
      }
    }
    return result ?? errorTable(at: end)
  }

  /// A table, or the one cell of a scalar.
  private mutating func bindResult(_ expression: ExpressionSyntax) -> PlanNode {
    if isTable(expression) { return bindTable(expression) }
    // A name that stands for nothing was more likely meant as a table.
    if case .name = expression.unparenthesized.kind, !isValue(expression) {
      return bindTable(expression)
    }
    let value = bindExpression(expression)
    let input = PlanNode(SingleRow(), schema: RowSchema([]), at: expression.range)
    return PlanNode(
      Projection(outputs: [value], openColumns: .dropped), [input],
      schema: RowSchema([BoundColumn(value.name ?? "print_0", value.type)]), at: expression.range)
  }

  private func isValue(_ expression: ExpressionSyntax) -> Bool {
    guard case .name(let name) = expression.unparenthesized.kind,
      case .value = scope[name.text]
    else { return false }
    return true
  }

  /// Binds a statement that gives a name.
  mutating func declare(_ statement: StatementSyntax) {
    switch statement.kind {
    case .letValue(let name, let value):
      if isTable(value) {
        scope[name.text] = .table(bindTable(value))
      } else {
        scope[name.text] = .value(
          constantOrVariable(bindExpression(value), name: name.text), tableDepth: tableDepth)
      }
    case .letFunction(let name, let function):
      functions.append(
        QueryFunction(
          name: name.text, syntax: function, scope: scope, isTabular: isTabular(function)))
      scope[name.text] = .function(functions.count - 1)
    case .set: break
    case .queryParameters(let parameters):
      for parameter in parameters { declareQueryParameter(parameter) }
    case .expression: break
    }
  }

  private mutating func declareQueryParameter(_ parameter: FunctionParameterSyntax) {
    guard case .scalar(let typeName) = parameter.type, let value = parameter.defaultValue else {
      return fail(
        .unsupported, "expected a scalar query parameter with a default, which is used",
        at: parameter.range)
    }
    guard type(named: typeName) != nil else { return }
    scope[parameter.name.text] = .value(
      constantOrVariable(bindExpression(value), name: parameter.name.text), tableDepth: tableDepth)
  }

  /// A literal as it is; anything else is computed once for the query.
  mutating func constantOrVariable(_ value: BoundExpression, name: String) -> BoundExpression {
    switch value.kind {
    case .constant, .variable, .invalid: return value.named(name)
    default: break
    }
    guard value.dependence < .row else { return value }
    return variable(.expression(value), type: value.type, name: name, at: value.range)
  }

  mutating func variable(
    _ value: QueryVariable.Value, type: ValueType, name: String, at range: SourceRange
  ) -> BoundExpression {
    variables.append(QueryVariable(name: name, type: type, value: value))
    return BoundExpression(
      .variable(variables.count - 1), type, at: range, name: name.isEmpty ? nil : name,
      dependence: .query)
  }

  /// The type called so; lists a problem and gives nil when there is none.
  mutating func type(named name: NameSyntax) -> ValueType? {
    if let type = ScalarType(kustoName: name.text) { return .known(type) }
    switch name.text {
    case "int32": return .int
    case "int64": return .long
    case "float": return .real
    default: break
    }
    fail(
      .unknownName,
      "expected a type, found \"\(name.text)\""
        + suggestion(for: name.text, among: ScalarType.allCases.map(\.rawValue)), at: name.range)
    return nil
  }

  mutating func columns(of schema: SchemaSyntax) -> [BoundColumn] {
    schema.columns.map { BoundColumn($0.name.text, type(named: $0.type) ?? .unknown) }
  }

  // MARK: - Tables or scalars

  /// Whether an expression stands for a table.
  func isTable(_ expression: ExpressionSyntax) -> Bool {
    isTable(expression, locals: [:])
  }

  private func isTabular(_ function: FunctionSyntax) -> Bool {
    var locals: [ColumnName: Bool] = [:]
    for parameter in function.parameters {
      if case .scalar = parameter.type {
        locals[ColumnName(parameter.name.text)] = false
      } else {
        locals[ColumnName(parameter.name.text)] = true
      }
    }
    var isLastTable = false
    for statement in function.body {
      switch statement.kind {
      case .letValue(let name, let value):
        locals[ColumnName(name.text)] = isTable(value, locals: locals)
      case .letFunction(let name, let inner):
        locals[ColumnName(name.text)] = isTabular(inner)
      case .expression(let value): isLastTable = isTable(value, locals: locals)
      case .set, .queryParameters: break
      }
    }
    return isLastTable
  }

  private func isTable(_ expression: ExpressionSyntax, locals: [ColumnName: Bool]) -> Bool {
    switch expression.kind {
    case .pipeline, .datatable, .externalData, .pattern: return true
    case .parenthesized(let inner): return isTable(inner, locals: locals)
    case .name(let name):
      if let isTable = locals[ColumnName(name.text)] { return isTable }
      switch scope[name.text] {
      case .table: return true
      case .value: return false
      case .function(let index): return functions[index].isTabular
      case nil: return tables.schema(of: name.text) != nil
      }
    case .call(let call):
      if let isTable = locals[ColumnName(call.name.text)] { return isTable }
      if case .function(let index) = scope[call.name.text] { return functions[index].isTabular }
      switch call.name.text {
      case "materialize", "table", "view", "_GetWatchlist", "externaldata", "totable": return true
      default: return false
      }
    case .memberCall(_, let call): return call.name.text == "table"
    default: return false
    }
  }
}

extension ExpressionSyntax {
  /// What stands inside of parentheses.
  var unparenthesized: ExpressionSyntax {
    var inner = self
    while case .parenthesized(let next) = inner.kind { inner = next }
    return inner
  }
}
