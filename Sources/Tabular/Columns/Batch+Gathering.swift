/// Where rows of several batches lie that are counted through.
struct RowPlaces {
  /// The batch of each row; below zero for a row that is none.
  private(set) var parts: [Int32] = []
  /// The row within the batch.
  private(set) var rows: [Int32] = []

  init(_ wanted: [Int32], in counts: [Int]) {
    parts.reserveCapacity(wanted.count)
    rows.reserveCapacity(wanted.count)
    var starts: [Int32] = []
    var total = 0
    for count in counts {
      starts.append(Int32(total))
      total += count
    }
    var part = 0
    for row in wanted {
      guard row >= 0 else {
        parts.append(-1)
        rows.append(0)
        continue
      }
      precondition(row < total)
      // Neighbours often lie in one batch.
      if row < starts[part] || (part + 1 < starts.count && row >= starts[part + 1]) {
        var low = 0
        var high = starts.count
        while high - low > 1 {
          let middle = (low + high) / 2
          if starts[middle] <= row { low = middle } else { high = middle }
        }
        part = low
      }
      parts.append(Int32(part))
      rows.append(row - starts[part])
    }
  }
}

extension Batch {
  /// The rows at `rows`, counted over batches with the same columns, in that order; one below zero gives nulls.
  ///
  /// Unlike those of ``concatenating(_:)`` the other rows are not touched. O(rows * columns).
  public static func gathering(_ rows: [Int32], from batches: [Batch]) -> Batch {
    guard let first = batches.first else { preconditionFailure("no batches to gather from") }
    guard batches.count > 1 else { return first.gathering(rows) }
    let places = RowPlaces(rows, in: batches.map(\.count))
    let columns = first.columns.indices.map { index in
      Column.gathering(rows, at: places, from: batches.map { $0.columns[index] })
    }
    var lineage: [Int32]?
    if batches.contains(where: { $0.lineage != nil }) {
      let numbers = batches.map { $0.lineage ?? Array(repeating: -1, count: $0.count) }
      lineage = zip(places.parts, places.rows).map { part, row in
        part < 0 ? -1 : numbers[Int(part)][Int(row)]
      }
    }
    return Batch(columns: columns, count: rows.count, lineage: lineage)
  }
}

extension Column {
  fileprivate static func gathering(
    _ rows: [Int32], at places: RowPlaces, from columns: [Column]
  ) -> Column {
    let first = columns[0]
    if columns.allSatisfy(\.isBlank) { return Column(nullsOf: first.type, count: rows.count) }
    switch first.storage {
    case .integers:
      let parts = columns.map { column in
        if case .integers(let values) = column.storage { values } else { [Int64]() }
      }
      let values = picked(places, parts, 0)
      return Column(
        type: first.type, storage: .integers(values), nulls: nulls(places, columns, rows))
    case .texts(_, let dictionary):
      var parts: [[UInt32]] = []
      for case .texts(let codes, let own) in columns.lazy.map(\.storage) where own === dictionary {
        parts.append(codes)
      }
      guard parts.count == columns.count else { break }
      return Column(
        type: first.type, storage: .texts(picked(places, parts, 0), dictionary),
        nulls: first.type == .string ? nil : nulls(places, columns, rows))
    default: break
    }
    return concatenating(columns).gathering(rows)
  }

  private static func picked<Value>(
    _ places: RowPlaces, _ parts: [[Value]], _ missing: Value
  ) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(places.parts.count)
    for (part, row) in zip(places.parts, places.rows) {
      values.append(part < 0 ? missing : parts[Int(part)][Int(row)])
    }
    return values
  }

  private static func nulls(
    _ places: RowPlaces, _ columns: [Column], _ rows: [Int32]
  ) -> Bitmap? {
    guard columns.contains(where: { $0.nulls != nil }) || places.parts.contains(where: { $0 < 0 })
    else { return nil }
    var bits = Bitmap(count: rows.count)
    for index in rows.indices {
      let part = places.parts[index]
      if part < 0 || columns[Int(part)].isNull(Int(places.rows[index])) { bits[index] = true }
    }
    return bits
  }
}
