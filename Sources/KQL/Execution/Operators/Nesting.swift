internal import Tabular

extension TopNested: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    if let level = levels.first(where: { $0.others != nil }), let others = level.others {
      throw run.unsupported("top-nested with others is not supported yet", others.range)
    }
    let schema = node.inputs[0].schema
    let input = try run.rows(node.inputs[0]).whole
    var columns = run.builders(node)
    var lineage: [Int32] = []
    /// What is open: the rows of a value of the level above, and the values so far.
    var open: [(level: Int, rows: [Int32], values: [Datum])] = [
      (0, Array(0..<Int32(input.count)), [])
    ]
    while let (number, rows, values) = open.popLast() {
      guard number < levels.count else {
        for (index, value) in values.enumerated() { columns[index].append(value) }
        let all = Array(repeating: Int32(0), count: rows.count)
        lineage += run.lineage(all, of: [input.gathering(rows)], groupCount: 1) ?? []
        try run.check(rows: columns[0].count, at: node.range)
        continue
      }
      let level = levels[number]
      let part = input.gathering(rows)
      let keys = try run.evaluator(level.key, over: schema).column(part)
      var grouping = Grouping([keys.type])
      let groups = grouping.numbers([keys], count: part.count)
      let aggregation = try Aggregation(level.aggregates, over: schema, run)
      try aggregation.add(part, groups: groups, groupCount: grouping.groupCount)
      let results = try aggregation.finish(groupCount: grouping.groupCount)
      let measure = try run.evaluator(
        level.value, over: RowSchema(level.aggregates.flatMap(\.columns))
      ).column(Batch(columns: results, count: grouping.groupCount))
      let count =
        try level.count.map { count throws(QueryError) in try run.rowCount(count) } ?? .max
      let order = (0..<grouping.groupCount).sorted { one, other in
        let (left, right) = (measure.datum(one), measure.datum(other))
        if left.isNull != right.isNull { return right.isNull }
        let order = Order.compare(left, right) ?? 0
        return order == 0 ? one < other : level.isAscending ? order < 0 : order > 0
      }
      var members = Array(repeating: [Int32](), count: grouping.groupCount)
      for (place, group) in groups.enumerated() { members[Int(group)].append(rows[place]) }
      // The last is opened first.
      for group in order.prefix(count).reversed() {
        let key = keys.datum(Int(grouping.firstRows[group]))
        open.append((number + 1, members[group], values + [key, measure.datum(group)]))
      }
    }
    return run.rowSet(columns, node, lineage: run.tracking == nil ? nil : lineage)
  }
}

extension TopHitters: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let schema = node.inputs[0].schema
    let input = try run.rows(node.inputs[0]).whole
    let keys = try run.evaluator(value, over: schema).column(input)
    let weights = try weight.map { weight throws(QueryError) in
      try run.evaluator(weight, over: schema).column(input)
    }
    var grouping = Grouping([keys.type])
    let groups = grouping.numbers([keys], count: input.count)
    let type = node.schema.columns[1].type.stored
    let accumulator: any Accumulator =
      weights == nil ? CountAccumulator(condition: false) : StateAccumulator { SumState(type) }
    let sums: [Datum]
    do throws(Refusal) {
      try accumulator.add(
        weights.map { [$0] } ?? [], groups: groups, groupCount: grouping.groupCount)
      let values = try accumulator.finish(groupCount: grouping.groupCount).first ?? .data([])
      let column = values.column(of: type)
      sums = (0..<column.count).map { column.datum($0) }
    } catch {
      throw QueryError(error.code, error.message, at: node.range, in: run.text)
    }
    let order = sums.indices.sorted { one, other in
      let order = Order.compare(sums[one], sums[other]) ?? 0
      return order == 0 ? one < other : order > 0
    }
    let wanted = try run.rowCount(count)
    if wanted > 0, wanted < order.count,
      Order.compare(sums[order[wanted - 1]], sums[order[wanted]]) == 0
    {
      throw run.unsupported(
        "which of equally frequent values top-hitters gives is not known", node.range)
    }
    var columns = run.builders(node)
    for group in order.prefix(wanted) {
      columns[0].append(keys.datum(Int(grouping.firstRows[group])))
      columns[1].append(sums[group])
    }
    let lineage = run.lineage(groups, of: [input], groupCount: grouping.groupCount)
    return run.rowSet(
      columns, node, lineage: lineage.map { numbers in order.prefix(wanted).map { numbers[$0] } })
  }
}
