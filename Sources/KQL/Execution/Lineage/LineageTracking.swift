internal import Tabular

/// Follows rows through the operators of one query.
///
/// Batches carry the numbers of their rows. Operators that keep, drop or repeat rows pass them on by how batches are
/// built; those that make one row of several say so here. The rows of any other operator count as made of all rows
/// that it read.
final class LineageTracking {
  private(set) var store = LineageStore()
  /// The rows that operators under way have read, the innermost last.
  private var read: [[[Int32]]] = []

  /// An operator begins.
  func begin() { read.append([]) }

  /// An operator has its rows; gives them with their numbers.
  func end(_ rows: RowSet, meter: MemoryMeter) -> RowSet {
    let inputs = read.removeLast()
    var result = rows
    if rows.batches.contains(where: { $0.lineage == nil }) {
      let number = store.group(inputs.flatMap { $0 })
      result = RowSet(
        rows.batches.map { batch in
          batch.lineage == nil
            ? batch.with(lineage: Array(repeating: number, count: batch.count)) : batch
        }, types: rows.types, meter: meter)
    }
    if !read.isEmpty { read[read.count - 1] += result.batches.compactMap(\.lineage) }
    return result
  }

  /// An operator ends without rows.
  func fail() { read.removeLast() }

  /// Rows that were kept are read again.
  func reread(_ rows: RowSet) {
    if !read.isEmpty { read[read.count - 1] += rows.batches.compactMap(\.lineage) }
  }

  /// The batches of a table with the numbers of their rows.
  func numbered(_ batches: [Batch], table: String) -> [Batch] {
    let count = batches.reduce(0) { $0 + $1.count }
    var next = store.rows(of: table, count: count)
    return batches.map { batch in
      let first = next
      next &+= Int32(truncatingIfNeeded: batch.count)
      return batch.with(lineage: (0..<batch.count).map { first &+ Int32(truncatingIfNeeded: $0) })
    }
  }

  /// The numbers of rows that are each made of one row of either side.
  func pairs(_ left: Batch, _ right: Batch) -> [Int32] {
    store.pairs(Self.numbers(left), Self.numbers(right))
  }

  private static func numbers(_ batch: Batch) -> [Int32] {
    batch.lineage ?? Array(repeating: LineageStore.nothing, count: batch.count)
  }

  /// The numbers of groups; `numbers` are those of the rows.
  func groups(_ groups: [Int32], of numbers: [Int32], groupCount: Int) -> [Int32] {
    store.groups(groups, of: numbers, groupCount: groupCount)
  }
}

extension QueryRun {
  /// The numbers of the groups of rows, nil where nobody asked.
  func lineage(_ groups: [Int32], of batches: [Batch], groupCount: Int) -> [Int32]? {
    guard let tracking else { return nil }
    let numbers = batches.flatMap {
      $0.lineage ?? Array(repeating: LineageStore.nothing, count: $0.count)
    }
    return tracking.groups(groups, of: numbers, groupCount: groupCount)
  }
}
