internal import Tabular

extension Join: ExecutableOperation {
  func execute(_ run: QueryRun, _ node: PlanNode) throws(QueryError) -> RowSet {
    let left = try run.rows(node.inputs[0]).whole
    let right = try run.rows(node.inputs[1]).whole
    var leftKeys: [Column] = []
    var rightKeys: [Column] = []
    for key in keys {
      let one = try run.evaluator(key.left, over: node.inputs[0].schema).column(left)
      let other = try run.evaluator(key.right, over: node.inputs[1].schema).column(right)
      // A dynamic key is compared as what the other side is.
      let type = one.type == .dynamic ? other.type : one.type
      leftKeys.append(one.type == .dynamic ? one.converted(to: type) : one)
      rightKeys.append(other.type == .dynamic ? other.converted(to: type) : other)
    }
    // Both sides are numbered together, so that equal keys have equal numbers.
    let both = zip(leftKeys, rightKeys).map { one, other in
      Column.concatenating([
        one.type == .int ? one.converted(to: .long) : one,
        other.type == .int ? other.converted(to: .long) : other,
      ])
    }
    var grouping = Grouping(both.map(\.type))
    let total = left.count + right.count
    let numbers =
      keys.isEmpty ? Array(repeating: 0, count: total) : grouping.numbers(both, count: total)
    let leftGroups = numbers[..<left.count]
    let rightGroups = numbers[left.count...]
    let groupCount = keys.isEmpty ? 1 : grouping.groupCount
    try run.check(grouping.byteCount, at: node.range)

    let batch: Batch
    switch kind {
    case .leftSemi, .leftAnti, .rightSemi, .rightAnti:
      let side = kind.givesRight ? right : left
      let own = kind.givesRight ? rightGroups : leftGroups
      var isThere = Array(repeating: false, count: groupCount)
      for group in kind.givesRight ? leftGroups : rightGroups { isThere[Int(group)] = true }
      let wanted = kind == .leftSemi || kind == .rightSemi
      let rows = own.enumerated().filter { isThere[Int($1)] == wanted }.map { Int32($0.offset) }
      batch = side.gathering(rows)
      return run.rowSet([batch.with(columns: outputs.map { batch.columns[$0] })], node)
    default: break
    }
    let pairs = try matches(Array(leftGroups), Array(rightGroups), groupCount, run, node)
    let columns = zip(outputs, node.schema.columns).map { place, column in
      let values =
        place < left.columns.count
        ? left.columns[place].gathering(pairs.left)
        : right.columns[place - left.columns.count].gathering(pairs.right)
      return values.converted(to: column.type.stored)
    }
    let lineage = run.tracking?.pairs(left, pairs.left, right, pairs.right)
    return run.rowSet(
      [Batch(columns: columns, count: pairs.left.count, lineage: lineage)], node)
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
