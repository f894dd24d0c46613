extension WhereOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    let condition = binder.withRow(of: input) { $0.bindCondition(self.condition) }
    return PlanNode(
      Filter(condition: condition), [input], schema: input.schema,
      isSerialized: input.isSerialized, at: range)
  }
}
