internal import Tabular

extension TableScan: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let batches = run.needed(run.source.table(named: table)?.batches ?? [], of: node)
    return run.rowSet(run.tracking?.numbered(batches, table: table) ?? batches, node)
  }
}

extension MissingTable: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    run.rowSet([Batch](), node)
  }
}

extension InlineTable: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    var columns = run.builders(node)
    for row in rows {
      for (index, constant) in row.enumerated() { columns[index].append(Datum(constant.value)) }
    }
    return run.rowSet(columns, node)
  }
}

extension SingleRow: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    run.rowSet([Batch(columns: [], count: 1)], node)
  }
}

extension RangeTable: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let type = node.schema.columns[0].type.stored
    let isSpanStep = type == .datetime || type == .timespan
    var value = Conversion.convert(try run.constant(start), to: type)
    let end = Conversion.convert(try run.constant(stop), to: type)
    let width = Conversion.convert(try run.constant(step), to: isSpanStep ? .timespan : type)
    var column = DatumColumn(type)
    let direction = width.real ?? width.integer.map { Double($0) } ?? 0
    guard direction != 0 else { return run.rowSet([column], node) }
    while let order = Order.compare(value, end), direction > 0 ? order <= 0 : order >= 0 {
      column.append(value)
      if column.count & 0xffff == 0 {
        try run.check(rows: column.count, at: node.range)
        try run.check(column.count * 8, at: node.range)
      }
      let next: Datum
      if case .integer(let number) = value, case .integer(let step) = width {
        let (sum, overflow) = number.addingReportingOverflow(step)
        if overflow { break }
        next = .integer(sum)
      } else {
        do throws(Refusal) { next = try Arithmetic.apply(.add, value, width, result: type) } catch {
          throw QueryError(error.code, error.message, at: node.range, in: run.text)
        }
        // A real that no longer grows.
        if Order.compare(next, value) == 0 { break }
      }
      value = next
    }
    return run.rowSet([column], node)
  }
}

extension SubqueryInput: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    guard let rows = run.subqueryInputs.last else {
      throw run.unsupported("this subquery is not supported here", node.range)
    }
    return rows
  }
}

extension ResolvedInput: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    run.resolved[number]
  }
}

extension Materialize: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    try run.rows(node.inputs[0])
  }
}

extension Serialize: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    try run.rows(node.inputs[0])
  }
}

extension Consume: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    _ = try run.rows(node.inputs[0])
    return run.rowSet([Batch](), node)
  }
}

extension AddedColumns: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let types = node.schema.columns.map(\.type.stored)
    return run.rowSet(
      try run.rows(node.inputs[0]).batches.map { batch in
        batch.with(
          columns: types.enumerated().map { index, type in
            index < batch.columns.count
              ? batch.columns[index] : Column(nullsOf: type, count: batch.count)
          })
      }, node)
  }
}

extension SchemaRows: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    var columns = run.builders(node)
    for (index, column) in node.inputs[0].schema.columns.enumerated() {
      let type = column.type.stored
      columns[0].append(.text(column.name))
      columns[1].append(.integer(Int64(index)))
      columns[2].append(
        .text(type == .decimal ? "System.Data.SqlTypes.SqlDecimal" : "System." + type.dataType))
      columns[3].append(.text(type.rawValue))
    }
    return run.rowSet(columns, node)
  }
}
