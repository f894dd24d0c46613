internal import Tabular

extension Filter: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let test = try run.evaluator(condition, over: node.inputs[0].schema)
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
    let input = try run.rows(node.inputs[0])
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
    let whole = try run.rows(node.inputs[0]).whole
    return run.rowSet([try run.distinct(whole, most: try run.rowCount(count), node)], node)
  }
}

extension Distinct: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let whole = try run.rows(node.inputs[0]).whole
    return run.rowSet([try run.distinct(whole, node)], node)
  }
}

extension Sort: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let whole = try run.rows(node.inputs[0]).whole
    let order = try run.order(of: whole, by: keys, schema: node.inputs[0].schema)
    return run.rowSet([whole.gathering(order)], node)
  }
}

extension Top: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let whole = try run.rows(node.inputs[0]).whole
    let order = try run.order(of: whole, by: keys, schema: node.inputs[0].schema)
    return run.rowSet([whole.gathering(Array(order.prefix(try run.rowCount(count))))], node)
  }
}

extension QueryRun {
  /// The different rows of a batch, at most so many.
  fileprivate func distinct(
    _ whole: Batch, most: Int = .max, _ node: PlanNode
  ) throws(QueryError) -> Batch {
    var grouping = Grouping(whole.columns.map(\.type))
    let groups = grouping.numbers(whole.columns, count: whole.count)
    try check(grouping.byteCount, at: node.range)
    let rows = Array(grouping.firstRows.prefix(most))
    let lineage = lineage(groups, of: [whole], groupCount: grouping.groupCount)
    return whole.gathering(rows).with(lineage: lineage.map { Array($0.prefix(rows.count)) })
  }

  /// The rows of a batch in the order of keys; equal ones stay in their order.
  func order(
    of batch: Batch, by keys: [SortKey], schema: RowSchema
  ) throws(QueryError) -> [Int32] {
    var ranks: [(ranks: [Int32], isAscending: Bool)] = []
    for key in keys {
      let column = try evaluator(key.value, over: schema).column(batch)
      ranks.append(
        (self.ranks(column, nullsFirst: key.nullsFirst, key.isAscending), key.isAscending))
    }
    var rows = Array(0..<Int32(batch.count))
    rows.sort { one, other in
      for (ranks, isAscending) in ranks {
        let left = ranks[Int(one)]
        let right = ranks[Int(other)]
        if left != right { return (left < right) == isAscending }
      }
      return one < other
    }
    return rows
  }

  /// The place of each value among the different values of a column, nulls where they belong.
  private func ranks(_ column: Column, nullsFirst: Bool, _ isAscending: Bool) -> [Int32] {
    var groups = Grouping([column.type])
    let numbers = groups.numbers([column], count: column.count)
    let values = groups.firstRows.map { column.datum(Int($0)) }
    func isNaN(_ value: Datum) -> Bool {
      if case .real(let number) = value { number.isNaN } else { false }
    }
    // NaN stands with the nulls, on their inner side.
    func place(_ value: Datum) -> Int {
      let outer = nullsFirst == isAscending ? -2 : 2
      return value.isNull ? outer : isNaN(value) ? outer / 2 : 0
    }
    let order = values.indices.sorted { one, other in
      let left = place(values[one])
      let right = place(values[other])
      if left != right { return left < right }
      return (Order.compare(values[one], values[other]) ?? 0) < 0
    }
    var ranks = Array(repeating: Int32(0), count: values.count)
    for (rank, index) in order.enumerated() { ranks[index] = Int32(rank) }
    return numbers.map { ranks[Int($0)] }
  }
}
