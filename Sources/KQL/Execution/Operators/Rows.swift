internal import Tabular

extension Filter: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let test = try run.evaluator(condition, over: node.inputs[0].schema)
    try test.prepare(input.batches)
    var batches: [Batch] = []
    for batch in test.hasWindow ? [input.whole] : input.batches {
      batches.append(batch.filtered(by: try test.selection(batch)))
    }
    return run.rowSet(batches, node)
  }
}

extension Projection: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let values = try run.evaluators(outputs, over: node.inputs[0].schema)
    let types = node.schema.columns.map(\.type.stored)
    for value in values { try value.prepare(input.batches) }
    var batches: [Batch] = []
    for batch in values.contains(where: \.hasWindow) ? [input.whole] : input.batches {
      var columns: [Column] = []
      for (value, type) in zip(values, types) {
        columns.append(try value.column(batch).converted(to: type))
      }
      batches.append(batch.with(columns: columns))
    }
    return run.rowSet(batches, node)
  }
}

extension Column {
  /// The same values in the type that a schema states, where a wider one is stated.
  func converted(to type: ScalarType) -> Column {
    if type == self.type { return self }
    if type == .long, self.type == .int {
      return Column(type: .long, storage: storage, nulls: nulls)
    }
    var builder = DatumColumn(type, capacity: count)
    for row in 0..<count { builder.append(Conversion.convert(datum(row), to: type)) }
    return builder.finish()
  }
}

extension Take: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let source = node.inputs[0]
    if let sort = source.operation as? Sort, run.isUsedOnce(source) {
      let input = try run.rows(source.inputs[0])
      let order = try run.order(
        of: input, by: sort.keys, schema: source.schema, first: try run.rowCount(count))
      return run.rowSet([input.gathering(order)], node)
    }
    let input = try run.rows(source)
    var left = try run.rowCount(count)
    // A sample is as good as any other: the first rows, so that answers are the same each time.
    var batches: [Batch] = []
    for batch in input.batches where left > 0 {
      let part = batch.slice(0..<min(left, batch.count))
      left -= part.count
      batches.append(part)
    }
    return run.rowSet(batches, node)
  }
}

extension SampleDistinct: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    return run.rowSet([try run.distinct(input, most: try run.rowCount(count), node)], node)
  }
}

extension Distinct: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    run.rowSet([try run.distinct(try run.rows(node.inputs[0]), node)], node)
  }
}

extension QueryRun {
  /// The different rows, at most so many.
  fileprivate func distinct(
    _ input: RowSet, most: Int = .max, _ node: PlanNode
  ) throws(QueryError) -> Batch {
    var grouping = Grouping(input.types)
    var groups: [Int32] = []
    for batch in input.batches {
      let numbers = grouping.numbers(batch.columns, count: batch.count)
      if tracking != nil { groups += numbers }
      try check(grouping.byteCount, at: node.range)
    }
    let rows = Array(grouping.firstRows.prefix(most))
    let lineage = lineage(groups, of: input.batches, groupCount: grouping.groupCount)
    return input.gathering(rows).with(lineage: lineage.map { Array($0.prefix(rows.count)) })
  }
}
