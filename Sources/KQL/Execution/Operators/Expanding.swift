internal import Tabular

extension MvExpand: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    var values: [Evaluator] = []
    for column in columns {
      values.append(try run.evaluator(column.value, over: node.inputs[0].schema))
    }
    let limit = try self.limit.map { limit throws(QueryError) in try run.rowCount(limit) }
    let most = limit ?? self.most
    var batches: [Batch] = []
    for batch in input.batches {
      batches.append(try expanded(batch, values, most, node, run).batch)
    }
    return run.rowSet(batches, node)
  }

  /// The rows that a batch expands to, and the row of the batch that each comes from.
  fileprivate func expanded(
    _ batch: Batch, _ values: [Evaluator], _ most: Int, _ node: PlanNode, _ run: QueryRun,
    schema: RowSchema? = nil
  ) throws(QueryError) -> (batch: Batch, rows: [Int32]) {
    let schema = schema ?? node.schema
    var expanding: [Column] = []
    for value in values { expanding.append(try value.column(batch)) }
    var builders = columns.map { DatumColumn($0.type.stored) }
    var index = DatumColumn(.long)
    var rows: [Int32] = []
    var checked = 0
    for row in 0..<batch.count {
      let elements = expanding.map { parts(of: $0.datum(row)) }
      let count = min(most, elements.map(\.count).max() ?? 0)
      for place in 0..<count {
        rows.append(Int32(row))
        for (number, list) in elements.enumerated() {
          let value = place < list.count ? Datum.json(list[place]) : .null
          builders[number].append(Conversion.convert(value, to: columns[number].type.stored))
        }
        index.append(.integer(Int64(place)))
      }
      if rows.count - checked > 0xffff {
        checked = rows.count
        try run.check(rows: rows.count, at: node.range)
        try run.check(rows.count * (8 + 8 * columns.count), at: node.range)
      }
    }
    let finished = builders.map { $0.finish() }
    let places = index.finish()
    let result = schema.columns.enumerated().map { output, column in
      if let number = columns.firstIndex(where: { $0.output == output }) { return finished[number] }
      if output == indexColumn { return places }
      if output < sources.count, let source = sources[output] {
        return batch.columns[source].gathering(rows)
      }
      return Column(nullsOf: column.type.stored, count: rows.count)
    }
    let lineage = batch.lineage.map { numbers in rows.map { numbers[Int($0)] } }
    return (Batch(columns: result, count: rows.count, lineage: lineage), rows)
  }

  /// A null gives one null, an empty array nothing, a bag its members.
  private func parts(of value: Datum) -> [JSON] {
    switch value.json {
    case .array(let elements): elements
    case .bag(let members):
      members.map { member in
        expandsBagsToArrays
          ? .array([.string(member.name), member.value]) : .bag([member])
      }
    case let scalar: [scalar]
    }
  }
}

extension MvApply: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let input = try run.rows(node.inputs[0])
    let inputSchema = node.inputs[0].schema
    var values: [Evaluator] = []
    for column in expansion.columns {
      values.append(try run.evaluator(column.value, over: inputSchema))
    }
    let limit =
      try expansion.limit.map { limit throws(QueryError) in try run.rowCount(limit) } ?? .max
    guard let leaf = leaf(subquery) else {
      throw run.unsupported("this subquery is not supported here", node.range)
    }
    // The columns of the subquery that are not those of the row.
    var places: [(isKept: Bool, index: Int)] = kept.map { (true, $0) }
    var used: [BoundColumn] = kept.map { inputSchema.columns[$0] }
    for (index, column) in subquery.schema.columns.enumerated() where !used.contains(column) {
      places.append((false, index))
      used.append(column)
    }
    var parts: [Batch] = []
    var bytes = 0
    for batch in input.batches {
      for row in 0..<batch.count {
        let one = batch.slice(row..<row + 1)
        let (rows, _) = try expansion.expanded(
          one, values, limit, node, run, schema: leaf.schema)
        run.subqueryInputs.append(
          RowSet([rows], types: leaf.schema.columns.map(\.type.stored), meter: run.meter))
        defer { run.subqueryInputs.removeLast() }
        let result = try run.rows(subquery).whole
        let origin = Array(repeating: Int32(0), count: result.count)
        let columns = zip(places, node.schema.columns).map { place, column in
          let values =
            place.isKept
            ? one.columns[place.index].gathering(origin) : result.columns[place.index]
          return values.converted(to: column.type.stored)
        }
        // Also a subquery without rows may give one.
        let lineage = run.tracking?.pairs(one.gathering(origin), result)
        let part = Batch(columns: columns, count: result.count, lineage: lineage)
        bytes += part.byteCount
        parts.append(part)
        try run.check(bytes, at: node.range)
      }
    }
    return run.rowSet(parts.isEmpty ? [] : [Batch.concatenating(parts)], node)
  }

  private func leaf(_ node: PlanNode) -> PlanNode? {
    var current = node
    while !(current.operation is SubqueryInput) {
      guard let next = current.inputs.first else { return nil }
      current = next
    }
    return current
  }
}

extension Partition: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let whole = try run.rows(node.inputs[0]).whole
    var grouping = Grouping([whole.columns[column].type])
    let groups = grouping.numbers([whole.columns[column]], count: whole.count)
    var rows = Array(repeating: [Int32](), count: grouping.groupCount)
    for (row, group) in groups.enumerated() { rows[Int(group)].append(Int32(row)) }
    var parts: [Batch] = []
    for group in rows {
      run.subqueryInputs.append(
        RowSet([whole.gathering(group)], types: whole.columns.map(\.type), meter: run.meter))
      defer { run.subqueryInputs.removeLast() }
      let part = try run.rows(subquery).whole
      parts.append(
        part.with(
          columns: zip(part.columns, node.schema.columns).map { $0.converted(to: $1.type.stored) }))
    }
    return run.rowSet(parts.isEmpty ? [] : [Batch.concatenating(parts)], node)
  }
}
