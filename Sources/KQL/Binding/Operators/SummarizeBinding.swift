extension SummarizeOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.summarize(
      input, aggregates: aggregates, keys: keys ?? [], hasKeys: keys != nil, at: range)
  }
}

extension CountOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let column = BoundColumn(name?.text ?? "Count", .long)
    let aggregate = BoundAggregate(
      function: .count, arguments: [], columns: [column], takesOpenColumns: false,
      spelling: "count", range: range)
    let schema = RowSchema([column])
    return PlanNode(
      Summarize(
        keys: [], aggregates: [aggregate], outputs: [.column(0, of: schema, at: range)],
        hasKeys: false), [input], schema: schema, at: range)
  }
}

extension DistinctOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    binder.withRow(of: input) { binder in
      var builder = ProjectionBuilder()
      binder.project(columns, into: &builder, style: .project)
      let hasStar = columns.contains { if case .star = $0.value.kind { true } else { false } }
      let projected = binder.projection(
        builder, of: input, openColumns: hasStar ? .kept : .dropped, at: range)
      return PlanNode(Distinct(), [projected], schema: projected.schema, at: range)
    }
  }
}

extension SampleDistinctOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let count = binder.rowCount(self.count)
    return binder.withRow(of: input) { binder in
      var builder = ProjectionBuilder()
      binder.project([value], into: &builder, style: .project)
      let projected = binder.projection(builder, of: input, openColumns: .dropped, at: range)
      return PlanNode(
        SampleDistinct(count: count), [projected], schema: projected.schema, at: range)
    }
  }
}

extension Binder {
  fileprivate mutating func summarize(
    _ input: PlanNode, aggregates: [NamedExpressionSyntax], keys: [NamedExpressionSyntax],
    hasKeys: Bool, at range: SourceRange
  ) -> PlanNode {
    withRow(of: input) { binder in
      // The columns of keys come first, under their names.
      var keyBuilder = ProjectionBuilder()
      binder.project(keys, into: &keyBuilder, style: .project)
      binder.checkKeys(keyBuilder.values)
      binder.row?.aggregates = AggregateContext(keys: keyBuilder.values)
      var builder = ProjectionBuilder()
      let keySchema = RowSchema(keyBuilder.columns)
      for index in keySchema.columns.indices {
        _ = builder.declare(
          .column(index, of: keySchema, at: range), name: keySchema.columns[index].name,
          replaces: false)
      }
      binder.project(aggregates, into: &builder, style: .summarize)
      let context = binder.row?.aggregates ?? AggregateContext(keys: [])
      binder.row?.aggregates = nil
      let takesOpen = context.aggregates.contains(where: \.takesOpenColumns)
      return PlanNode(
        Summarize(
          keys: keyBuilder.values, aggregates: context.aggregates, outputs: builder.values,
          hasKeys: hasKeys), [input],
        schema: RowSchema(builder.columns, isOpen: takesOpen), at: range)
    }
  }

  /// Lists keys that no rows can be grouped by.
  mutating func checkKeys(_ keys: [BoundExpression]) {
    for key in keys where key.type == .dynamic {
      fail(
        .badType, "cannot group by a dynamic: tostring(...) and others make a value of it",
        at: key.range)
    }
  }
}
