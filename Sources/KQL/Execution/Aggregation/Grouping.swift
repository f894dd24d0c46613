internal import Tabular

/// Numbers the groups of rows with equal keys, in the order in which they are met. Nulls are equal.
///
/// Each column's values become numbers first; numbers of several columns are put together pair by pair.
struct Grouping {
  private var columns: [KeyNumbers]
  /// Numbers of the first columns together, for each further column.
  private var pairs: [NumberTable]
  /// The row, counted over all batches, in which each group was met first.
  private(set) var firstRows: [Int32] = []
  private var rowCount: Int32 = 0

  init(_ types: [ScalarType]) {
    columns = types.map { KeyNumbers($0) }
    pairs = Array(repeating: NumberTable(), count: max(0, types.count - 1))
  }

  var groupCount: Int { firstRows.count }

  /// Bytes of memory held.
  var byteCount: Int {
    columns.reduce(firstRows.count * 4) { $0 + $1.byteCount }
      + pairs.reduce(0) { $0 + $1.byteCount }
  }

  /// The group of each row of a batch.
  mutating func numbers(_ keys: [Column], count: Int) -> [Int32] {
    defer { rowCount += Int32(count) }
    var result = Array(repeating: Int32(0), count: count)
    for index in columns.indices {
      let own = columns[index].numbers(keys[index])
      if index == 0 {
        result = own
      } else {
        for row in 0..<count {
          result[row] = pairs[index - 1].number(Int64(result[row]), Int64(own[row])).number
        }
      }
    }
    for (row, group) in result.enumerated() where Int(group) == firstRows.count {
      firstRows.append(rowCount + Int32(row))
    }
    return result
  }
}
