internal import Tabular

extension MakeSeries: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let schema = node.inputs[0].schema
    let input = try run.rows(node.inputs[0]).whole
    let axisColumn = try run.evaluator(axis, over: schema).column(input)
    let type = axisColumn.type
    guard type != .decimal, type != .dynamic else {
      throw run.unsupported("an axis of this type is not supported", axis.range)
    }
    let points = try points(axisColumn, run, node)

    // Rows within the axis, grouped by key and bin.
    var rows: [Int32] = []
    var bins: [Int64] = []
    for row in 0..<input.count {
      guard let bin = points.bin(axisColumn.datum(row)) else { continue }
      rows.append(Int32(row))
      bins.append(Int64(bin))
    }
    let inside = input.gathering(rows)
    var keyColumns: [Column] = []
    for key in keys { keyColumns.append(try run.evaluator(key, over: schema).column(inside)) }
    var keyGrouping = Grouping(keyColumns.map(\.type))
    let keyNumbers =
      keys.isEmpty
      ? Array(repeating: 0, count: rows.count) : keyGrouping.numbers(keyColumns, count: rows.count)
    let keyCount = keys.isEmpty ? (isNonEmpty ? 1 : min(1, rows.count)) : keyGrouping.groupCount
    let cellKeys = [
      Column(type: .long, storage: .integers(keyNumbers.map { Int64($0) })),
      Column(type: .long, storage: .integers(bins)),
    ]
    try run.check(keyCount * points.values.count * 24, at: node.range)
    var cells = Grouping([.long, .long])
    let groups = cells.numbers(cellKeys, count: rows.count)
    let aggregation = try Aggregation(aggregates, over: schema, run)
    try aggregation.add(inside, groups: groups, groupCount: cells.groupCount)
    let results = try aggregation.finish(groupCount: cells.groupCount)
    let cellBatch = Batch(columns: results, count: cells.groupCount)
    let cellSchema = RowSchema(aggregates.flatMap(\.columns))

    var columns = keyColumns.map { $0.gathering(keyGrouping.firstRows) }
    for (value, filler) in zip(values, defaults) {
      let evaluator = try run.evaluator(value, over: cellSchema)
      let column = try evaluator.column(cellBatch)
      var empty =
        try filler.map { filler throws(QueryError) in try run.constant(filler) } ?? .integer(0)
      if evaluator.type == .real { empty = Conversion.real(empty) }
      var series = Array(
        repeating: Array(repeating: empty.json, count: points.values.count), count: keyCount)
      for (group, row) in cells.firstRows.enumerated() {
        series[Int(keyNumbers[Int(row)])][Int(bins[Int(row)])] = column.datum(group).json
      }
      columns.append(Column(series.map { .dynamic(.array($0)) }, type: .dynamic))
    }
    let places = Datum.dynamic(.array(points.values.map(\.json)))
    columns.append(Column(repeating: places, type: .dynamic, count: keyCount))
    let lineage = run.lineage(keyNumbers, of: [inside], groupCount: keyCount)
    return run.rowSet([Batch(columns: columns, count: keyCount, lineage: lineage)], node)
  }

  /// The points of the axis, and which bin a value falls into.
  private struct Points {
    let start: Datum
    let width: Datum
    let values: [Datum]

    func bin(_ value: Datum) -> Int? {
      if let value = value.integer, let start = start.integer, let width = width.integer {
        guard value >= start else { return nil }
        let bin = (value - start) / width
        return bin < Int64(values.count) ? Int(bin) : nil
      }
      guard let value = value.real, let start = start.real, let width = width.real, value >= start
      else { return nil }
      let bin = ((value - start) / width).rounded(.down)
      return bin < Double(values.count) ? Int(bin) : nil
    }
  }

  private func points(
    _ axis: Column, _ run: QueryRun, _ node: PlanNode
  ) throws(QueryError) -> Points {
    let type = axis.type
    let width = Conversion.convert(
      try run.constant(step), to: type == .datetime ? .timespan : type)
    guard let size = width.real ?? width.integer.map({ Double($0) }), size > 0 else {
      throw QueryError(.badUse, "expected a step above zero", at: step.range, in: run.text)
    }
    var least = Datum.null
    var most = Datum.null
    for row in 0..<axis.count {
      let value = axis.datum(row)
      if value.isNull { continue }
      if least.isNull || (Order.compare(value, least) ?? 0) < 0 { least = value }
      if most.isNull || (Order.compare(value, most) ?? 0) > 0 { most = value }
    }
    func bound(_ expression: BoundExpression?) throws(QueryError) -> Datum? {
      guard let expression else { return nil }
      return Conversion.convert(try run.constant(expression), to: type)
    }
    let from = try bound(self.from)
    let to = try bound(self.to)
    if from == nil || to == nil, !keys.isEmpty {
      throw run.unsupported("make-series by keys is supported with from and to only", node.range)
    }
    if least.isNull, from == nil || to == nil {
      return Points(start: .null, width: width, values: [])
    }
    if from == nil, Order.compare(floored(least, width, result: type), least) != 0 {
      throw run.unsupported(
        "make-series without from is supported where the first value is a multiple of the step",
        node.range)
    }
    let start = from ?? least
    let end = to ?? most
    let isClosed = includesEnd || to == nil
    var values: [Datum] = []
    var value = start
    while let order = Order.compare(value, end), isClosed ? order <= 0 : order < 0 {
      values.append(value)
      guard values.count <= 1_048_576 else {
        throw QueryError(
          .resources, "expected a series of at most 1,048,576 points, found more", at: node.range,
          in: run.text)
      }
      do throws(Refusal) { value = try Arithmetic.apply(.add, value, width, result: type) } catch {
        throw QueryError(error.code, error.message, at: node.range, in: run.text)
      }
    }
    return Points(start: start, width: width, values: values)
  }
}
