internal import Tabular

extension ScanSteps: ExecutableOperation {
  /// Scans with one step, which are running computations. Those with several have states that match in parallel.
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    guard steps.count == 1, let step = steps.first, !step.isOptional, step.output == .all else {
      throw run.unsupported("scan with several steps is not supported yet", node.range)
    }
    let inputSchema = node.inputs[0].schema
    var input = try run.rows(node.inputs[0]).whole
    if !order.isEmpty {
      input = input.gathering(try run.order(of: input, by: order, schema: inputSchema))
    }
    var partitions = Array(repeating: Int32(0), count: input.count)
    if !partition.isEmpty {
      var keys: [Column] = []
      for key in partition { keys.append(try run.evaluator(key, over: inputSchema).column(input)) }
      var grouping = Grouping(keys.map(\.type))
      partitions = grouping.numbers(keys, count: input.count)
    }
    // The row of the scan, then that of the step's state.
    let width = inputSchema.columns.count + declared.count
    let condition = try run.evaluator(step.condition, over: node.schema)
    var assignments: [(column: Int, value: Evaluator)] = []
    for (column, value) in step.assignments {
      assignments.append((column, try run.evaluator(value, over: node.schema)))
    }
    var starts: [Datum] = []
    for (column, start) in declared {
      let value = try start.map { start throws(QueryError) in try run.constant(start) } ?? .null
      starts.append(Conversion.convert(value, to: column.type.stored))
    }
    var states: [Int32: [Datum]] = [:]
    var columns = run.builders(node)
    var lineage: [Int32] = []
    for row in 0..<input.count {
      var current = input.columns.map { $0.datum(row) } + starts
      let state =
        states[partitions[row]]
        ?? inputSchema.columns.map { $0.type == .string ? .string([]) : .null } + starts
      guard try condition.value(current + state).truth == true else { continue }
      for (column, value) in assignments {
        current[column] = Conversion.convert(
          try value.value(current + state), to: node.schema.columns[column].type.stored)
      }
      states[partitions[row]] = current
      for index in 0..<width { columns[index].append(current[index]) }
      if let numbers = input.lineage { lineage.append(numbers[row]) }
      if matchColumn != nil {
        throw run.unsupported("scan with match ids is not supported yet", node.range)
      }
    }
    return run.rowSet(columns, node, lineage: input.lineage == nil ? nil : lineage)
  }
}
