extension ScanOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    guard input.isSerialized || !order.isEmpty else {
      return binder.invalidTable(
        .badUse, "scan needs rows in an order: sort, top or serialize them before", at: range)
    }
    var builder = binder.builder(of: input)
    var declared: [(column: BoundColumn, start: BoundExpression?)] = []
    for declaration in declarations {
      guard case .scalar(let typeName) = declaration.type,
        let type = binder.type(named: typeName)
      else { continue }
      let start = declaration.defaultValue.map { binder.bindConstant($0, "a value to start from") }
      if !builder.declare(
        .constant(.null(type), at: declaration.range), name: declaration.name.text, type: type,
        replaces: false)
      {
        binder.failDuplicate(declaration.name.text, at: declaration.name.range)
      }
      declared.append((BoundColumn(declaration.name.text, type), start))
    }
    let schema = RowSchema(builder.columns, isOpen: input.schema.isOpen)
    let (keys, parts) = binder.withRow(of: input) { binder in
      (order.map { binder.sortKey($0) }, partition.map { binder.bindExpression($0) })
    }
    var context = RowContext(schema: schema, isSerialized: false)
    var bound: [ScanSteps.Step] = []
    for (number, step) in steps.enumerated() {
      // A step sees its own row and those of the steps before it.
      context.steps[ColumnName(step.name.text)] = number
      bound.append(
        binder.withRow(context) { binder in
          binder.scanStep(step, schema: schema, firstDeclared: input.schema.columns.count)
        })
    }
    var matchColumn: Int?
    if let match = word("with_match_id", in: parameters) {
      builder.add(.constant(.null(.long), at: match.range), name: match.text, type: .long)
      matchColumn = builder.columns.count - 1
    }
    return PlanNode(
      ScanSteps(
        declared: declared, matchColumn: matchColumn, partition: parts, order: keys, steps: bound),
      [input], schema: RowSchema(builder.columns, isOpen: input.schema.isOpen),
      isSerialized: true, at: range)
  }
}

extension Binder {
  fileprivate mutating func scanStep(
    _ step: ScanOperator.Step, schema: RowSchema, firstDeclared: Int
  ) -> ScanSteps.Step {
    var output = ScanSteps.Output.all
    if let name = step.output {
      if let known = ScanSteps.Output(rawValue: name.text) {
        output = known
      } else {
        fail(.badUse, "expected all, last or none, found \(name.text)", at: name.range)
      }
    }
    let condition = bindCondition(step.condition)
    var assignments: [(column: Int, value: BoundExpression)] = []
    for assignment in step.assignments {
      let value = bindExpression(assignment.value)
      guard let place = schema.index(of: assignment.name.text), place >= firstDeclared else {
        fail(
          .unknownName, "no column named \(assignment.name.text) is declared in this scan",
          at: assignment.name.range)
        continue
      }
      let type = schema.columns[place].type
      if !value.isInvalid, !value.type.isUnknown, !value.type.widens(to: type) {
        fail(
          .badType,
          "expected a \(type.name) for \(assignment.name.text), found a \(value.type.name)",
          at: assignment.value.range)
      }
      assignments.append((place, value.typed(type)))
    }
    return ScanSteps.Step(
      name: step.name.text, isOptional: step.isOptional, output: output, condition: condition,
      assignments: assignments)
  }
}
