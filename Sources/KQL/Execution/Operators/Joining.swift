internal import Tabular

extension Join: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let left = try run.rows(node.inputs[0])
    let right = try run.rows(node.inputs[1])
    // Both sides are numbered by one grouping, so that equal keys have equal numbers.
    var grouping = Grouping(
      keys.map { $0.left.type.stored == .dynamic ? $0.right.type.stored : $0.left.type.stored })
    let leftGroups = try numbers(left, keys.map(\.left), 0, &grouping, run, node)
    let rightGroups = try numbers(right, keys.map(\.right), 1, &grouping, run, node)
    let groupCount = keys.isEmpty ? 1 : grouping.groupCount

    switch kind {
    case .leftSemi, .leftAnti, .rightSemi, .rightAnti:
      let side = kind.givesRight ? right : left
      let own = kind.givesRight ? rightGroups : leftGroups
      var isThere = Array(repeating: false, count: groupCount)
      for group in kind.givesRight ? leftGroups : rightGroups { isThere[Int(group)] = true }
      let wanted = kind == .leftSemi || kind == .rightSemi
      let rows = own.enumerated().filter { isThere[Int($1)] == wanted }.map { Int32($0.offset) }
      let batch = side.gathering(rows)
      return run.rowSet([batch.with(columns: outputs.map { batch.columns[$0] })], node)
    default: break
    }
    let pairs = try matches(leftGroups, rightGroups, groupCount, run, node)
    let leftRows = left.gathering(pairs.left)
    let rightRows = right.gathering(pairs.right)
    let both = leftRows.columns + rightRows.columns
    let columns = zip(outputs, node.schema.columns).map { place, column in
      both[place].converted(to: column.type.stored)
    }
    let lineage = run.tracking?.pairs(leftRows, rightRows)
    return run.rowSet(
      [Batch(columns: columns, count: pairs.left.count, lineage: lineage)], node)
  }

  /// The numbers of the keys of one side's rows.
  private func numbers(
    _ side: RowSet, _ expressions: [BoundExpression], _ place: Int, _ grouping: inout Grouping,
    _ run: QueryRun, _ node: PlanNode
  ) throws(QueryError) -> [Int32] {
    guard !keys.isEmpty else { return Array(repeating: 0, count: side.count) }
    let evaluators = try run.evaluators(expressions, over: node.inputs[place].schema)
    for evaluator in evaluators { try evaluator.prepare(side.batches) }
    // A dynamic key is compared as what the other side is.
    let others = keys.map { (place == 0 ? $0.right : $0.left).type.stored }
    var numbers: [Int32] = []
    numbers.reserveCapacity(side.count)
    for batch in side.batches {
      var columns: [Column] = []
      for (evaluator, other) in zip(evaluators, others) {
        let column = try evaluator.column(batch)
        columns.append(column.type == .dynamic ? column.converted(to: other) : column)
      }
      numbers += grouping.numbers(columns, count: batch.count)
      try run.check(grouping.byteCount, at: node.range)
    }
    return numbers
  }

  /// The pairs of rows with equal keys; -1 stands for the row that an outer join makes up.
  private func matches(
    _ left: [Int32], _ right: [Int32], _ groupCount: Int, _ run: QueryRun, _ node: PlanNode
  ) throws(QueryError) -> (left: [Int32], right: [Int32]) {
    // The rows of the right side by group, in their order.
    var starts = Array(repeating: Int32(0), count: groupCount + 1)
    for group in right { starts[Int(group) + 1] += 1 }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }
    var places = starts
    var byGroup = Array(repeating: Int32(0), count: right.count)
    for (row, group) in right.enumerated() {
      byGroup[Int(places[Int(group)])] = Int32(row)
      places[Int(group)] += 1
    }
    let keepsLeft = kind == .leftOuter || kind == .fullOuter
    let keepsRight = kind == .rightOuter || kind == .fullOuter
    var met = Array(repeating: false, count: groupCount)
    var leftRows: [Int32] = []
    var rightRows: [Int32] = []
    for (row, group) in left.enumerated() {
      let index = Int(group)
      // innerunique takes the first row of each key.
      if kind == .innerUnique, met[index] { continue }
      met[index] = true
      let range = Int(starts[index])..<Int(starts[index + 1])
      if range.isEmpty, keepsLeft {
        leftRows.append(Int32(row))
        rightRows.append(-1)
      }
      for place in range {
        leftRows.append(Int32(row))
        rightRows.append(byGroup[place])
      }
      if leftRows.count > 1 << 20 {
        try run.check(rows: leftRows.count, at: node.range)
        try run.check(leftRows.count * 8, at: node.range)
      }
    }
    if keepsRight {
      for (row, group) in right.enumerated() where !met[Int(group)] {
        leftRows.append(-1)
        rightRows.append(Int32(row))
      }
    }
    return (leftRows, rightRows)
  }
}

extension Union: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let types = node.schema.columns.map(\.type.stored)
    var batches: [Batch] = []
    for (number, input) in node.inputs.enumerated() {
      for batch in try run.rows(input).batches {
        let columns = types.enumerated().map { index, type in
          if index == 0, let sourceNames {
            return Column(repeating: .text(sourceNames[number]), type: .string, count: batch.count)
          }
          guard let source = sources[number][index] else {
            return Column(nullsOf: type, count: batch.count)
          }
          return batch.columns[source].converted(to: type)
        }
        batches.append(batch.with(columns: columns))
      }
    }
    return run.rowSet(batches, node)
  }
}
