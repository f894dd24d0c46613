extension SortOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let keys = binder.withRow(of: input) { binder in self.keys.map { binder.sortKey($0) } }
    return PlanNode(
      Sort(keys: keys), [input], schema: input.schema, isSerialized: true, at: range)
  }
}

extension TopOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let count = binder.rowCount(self.count)
    let key = binder.withRow(of: input) { $0.sortKey(self.key) }
    return PlanNode(
      Top(count: count, keys: [key]), [input], schema: input.schema, isSerialized: true, at: range)
  }
}

extension TakeOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    PlanNode(
      Take(count: binder.rowCount(count), isRandom: false), [input], schema: input.schema,
      isSerialized: input.isSerialized, at: range)
  }
}

extension SampleOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    PlanNode(
      Take(count: binder.rowCount(count), isRandom: true), [input], schema: input.schema, at: range)
  }
}

extension Binder {
  /// A key to sort by: descending and nulls last unless said otherwise, ascending with nulls first.
  mutating func sortKey(_ syntax: OrderedExpressionSyntax) -> SortKey {
    var value = bindExpression(syntax.expression.value)
    if value.type == .dynamic {
      value = invalid(
        .badType,
        "cannot sort by a dynamic: tostring(...), tolong(...) and others make a value of it",
        at: syntax.expression.range)
    }
    let isAscending = syntax.direction == .ascending
    return SortKey(
      value: value, isAscending: isAscending,
      nullsFirst: syntax.nulls.map { $0 == .first } ?? isAscending)
  }

  /// The number of rows that an operator is given.
  mutating func rowCount(_ syntax: ExpressionSyntax) -> BoundExpression {
    let value = bindConstant(syntax, "a number of rows")
    guard value.isInvalid || value.type.isNumber || value.type.isUnknown || value.type == .dynamic
    else {
      return invalid(
        .badType, "expected a number of rows, found a \(value.type.name)", at: syntax.range)
    }
    if let number = value.constant?.integer, number < 0 {
      return invalid(.badUse, "expected a number of rows, found \(number)", at: syntax.range)
    }
    return value
  }
}
