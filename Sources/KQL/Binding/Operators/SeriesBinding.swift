extension MakeSeriesOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.withRow(of: input) { binder in
      var keyBuilder = ProjectionBuilder()
      binder.project(keys, into: &keyBuilder, style: .project)
      binder.checkKeys(keyBuilder.values)
      let axisValue = binder.bindExpression(axis.value)

      binder.row?.aggregates = AggregateContext(keys: [])
      var seriesBuilder = ProjectionBuilder()
      var defaultSyntax: [ExpressionSyntax?] = []
      for aggregate in aggregates {
        binder.project([aggregate.value], into: &seriesBuilder, style: .summarize)
        while defaultSyntax.count < seriesBuilder.columns.count {
          defaultSyntax.append(aggregate.defaultValue)
        }
      }
      let context = binder.row?.aggregates ?? AggregateContext(keys: [])
      binder.row?.aggregates = nil
      let defaults = defaultSyntax.map { syntax in
        syntax.map { binder.bindConstant($0, "a default") }
      }

      var from: BoundExpression?
      var to: BoundExpression?
      let step: BoundExpression
      var includesEnd = false
      switch bounds {
      case .steps(let start, let end, let width):
        from = start.map { binder.bindConstant($0, "a start") }
        to = end.map { binder.bindConstant($0, "an end") }
        step = binder.bindConstant(width, "a step")
      case .inRange(let parts):
        from = binder.bindConstant(parts[0], "a start")
        to = binder.bindConstant(parts[1], "an end")
        step = binder.bindConstant(parts[2], "a step")
        includesEnd = true
      }
      binder.checkAxis(axisValue, from, to, step)

      var builder = ProjectionBuilder()
      for (value, column) in zip(keyBuilder.values, keyBuilder.columns) {
        builder.add(value, name: column.name)
      }
      for (value, column) in zip(seriesBuilder.values, seriesBuilder.columns) {
        builder.add(value, name: column.name, type: .dynamic)
      }
      builder.add(axisValue, name: axis.names.first?.text ?? axisValue.name, type: .dynamic)
      return PlanNode(
        MakeSeries(
          keys: keyBuilder.values, aggregates: context.aggregates, values: seriesBuilder.values,
          defaults: defaults, axis: axisValue, from: from, to: to, step: step,
          includesEnd: includesEnd,
          isNonEmpty: word("kind", in: parameters)?.text == "nonempty"), [input],
        schema: RowSchema(builder.columns), at: range)
    }
  }
}

extension Binder {
  fileprivate mutating func checkAxis(
    _ axis: BoundExpression, _ from: BoundExpression?, _ to: BoundExpression?,
    _ step: BoundExpression
  ) {
    guard axis.type.isSummable || axis.type.isUnknown else {
      return fail(
        .badType, "expected a number or time as axis, found a \(axis.type.name)", at: axis.range)
    }
    for bound in [from, to].compactMap({ $0 })
    where !ScalarFunction.areOrdered(axis.type, bound.type) {
      fail(
        .badType, "expected a \(axis.type.name), found a \(bound.type.name)", at: bound.range)
    }
    let isTime = axis.type == .datetime || axis.type == .timespan
    guard step.type.isUnknown || axis.type.isUnknown || isTime == (step.type == .timespan) else {
      return fail(
        .badType,
        "expected a step of \(isTime ? "type timespan" : "a number"), found a \(step.type.name)",
        at: step.range)
    }
  }
}

extension TopNestedOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    var builder = ProjectionBuilder()
    var bound: [TopNested.Level] = []
    for level in levels {
      let count = level.count.map { binder.rowCount($0) }
      binder.withRow(of: input) { binder in
        let key = binder.bindExpression(level.key.value)
        let keyName = level.key.names.first?.text ?? key.name
        builder.add(key, name: keyName)
        let others = level.others.map { binder.bindConstant($0, "a value") }
        if let others, !others.isInvalid, others.type != key.type, !key.type.isUnknown {
          binder.fail(
            .badType, "expected a \(key.type.name) for the others, found a \(others.type.name)",
            at: others.range)
        }
        binder.row?.aggregates = AggregateContext(keys: [])
        let value = binder.bindExpression(level.aggregate.expression.value)
        let context = binder.row?.aggregates ?? AggregateContext(keys: [])
        let name = level.aggregate.expression.names.first?.text ?? "aggregated_\(keyName ?? "")"
        builder.add(value, name: name)
        bound.append(
          TopNested.Level(
            count: count, key: key, others: others, aggregates: context.aggregates, value: value,
            isAscending: level.aggregate.direction == .ascending))
      }
    }
    return PlanNode(
      TopNested(levels: bound), [input], schema: RowSchema(builder.columns), at: range)
  }
}

extension TopHittersOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let count = binder.rowCount(self.count)
    return binder.withRow(of: input) { binder in
      let bound = binder.bindExpression(value.value)
      let weighted = weight.map { binder.bindExpression($0.value) }
      if let weighted, !weighted.type.isNumber, !weighted.type.isUnknown {
        binder.fail(
          .badType, "expected a number to weigh by, found a \(weighted.type.name)",
          at: weighted.range)
      }
      let name = value.names.first?.text ?? bound.name
      let measure =
        weighted.map { "approximate_sum_\($0.name ?? "")" } ?? "approximate_count_\(name ?? "")"
      var builder = ProjectionBuilder()
      builder.add(bound, name: name)
      let type = weighted.map { $0.type == .int ? .long : $0.type } ?? .long
      builder.add(weighted ?? bound, name: weight?.names.first?.text ?? measure, type: type)
      return PlanNode(
        TopHitters(count: count, value: bound, weight: weighted), [input],
        schema: RowSchema(builder.columns), at: range)
    }
  }
}
