internal import Tabular

/// `arg_max`, `arg_min` by whole numbers and times, `take_any`: one row of each group. Of equal rows the first.
final class RowPickAccumulator: Accumulator {
  enum Choice {
    /// The row with the greatest first argument; one without only when no row has any.
    case most
    /// The row with the least first argument.
    case least
    /// The first row.
    case first
    /// The first row whose only argument is not null, else the first row.
    case firstValue
  }

  private let choice: Choice
  private let types: [ScalarType]
  /// The arguments of all batches, column by column.
  private var parts: [[Column]]
  private var rowCount: Int32 = 0
  /// The row picked for each group, counted over all batches; below zero where there is none.
  private var rows: [Int32] = []
  /// The value by which a row was picked, and whether there is one.
  private var values: [Int64] = []
  private var hasValue: [Bool] = []

  init(_ choice: Choice, types: [ScalarType]) {
    self.choice = choice
    self.types = types
    parts = Array(repeating: [], count: types.count)
  }

  private func grow(_ groupCount: Int) {
    guard rows.count < groupCount else { return }
    let more = groupCount - rows.count
    rows += Array(repeating: -1, count: more)
    values += Array(repeating: 0, count: more)
    hasValue += Array(repeating: false, count: more)
  }

  func add(_ arguments: [Column], groups: [Int32], groupCount: Int) {
    grow(groupCount)
    for (index, column) in arguments.enumerated() { parts[index].append(column) }
    defer { rowCount += Int32(groups.count) }
    switch choice {
    case .first:
      for (row, group) in groups.enumerated() where rows[Int(group)] < 0 {
        rows[Int(group)] = rowCount + Int32(row)
      }
    case .firstValue:
      let column = arguments[0]
      for (row, group) in groups.enumerated() where !hasValue[Int(group)] {
        let isValue = !column.isNull(row)
        if isValue || rows[Int(group)] < 0 { rows[Int(group)] = rowCount + Int32(row) }
        hasValue[Int(group)] = isValue
      }
    case .most, .least:
      guard case .integers(let numbers) = arguments[0].storage else { return }
      pick(arguments[0], numbers, groups)
    }
  }

  private func pick(_ column: Column, _ numbers: [Int64], _ groups: [Int32]) {
    for (row, group) in groups.enumerated() {
      let group = Int(group)
      if column.isNull(row) {
        if rows[group] < 0 { rows[group] = rowCount + Int32(row) }
        continue
      }
      let number = numbers[row]
      let known = values[group]
      guard !hasValue[group] || (choice == .most ? number > known : number < known) else {
        continue
      }
      rows[group] = rowCount + Int32(row)
      values[group] = number
      hasValue[group] = true
    }
  }

  func finish(groupCount: Int) -> [AggregateValues] {
    grow(groupCount)
    return types.indices.map { index in
      let column =
        parts[index].isEmpty
        ? Column(nullsOf: types[index], count: 0) : Column.concatenating(parts[index])
      return .column(column.gathering(rows))
    }
  }

  var byteCount: Int { rows.count * 13 }
}
