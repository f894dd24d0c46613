internal import Tabular

/// `dcount`, `count_distinct` of texts, whole numbers and times: exact, as Kusto's estimate is for small sets; nulls
/// do not count.
final class DistinctCountAccumulator: Accumulator {
  private var members: GroupMembers
  private var counts: [Int64] = []

  init(_ type: ScalarType) { members = GroupMembers(type) }

  func add(_ arguments: [Column], groups: [Int32], groupCount: Int) {
    while counts.count < groupCount { counts.append(0) }
    guard let column = arguments.first else { return }
    members.add(column, groups: groups) { group, _, _ in counts[group] += 1 }
  }

  func finish(groupCount: Int) -> [AggregateValues] {
    while counts.count < groupCount { counts.append(0) }
    return [.column(Column(type: .long, storage: .integers(counts)))]
  }

  var byteCount: Int { counts.count * 8 + members.byteCount }
}

/// `make_set` of texts, whole numbers and times: different values in the order in which they were met.
final class SetAccumulator: Accumulator {
  private let limit: Int
  private var members: GroupMembers
  private var elements: [[Int32]] = []
  /// What each number stands for.
  private var values: [Int32: JSON] = [:]
  private var bytes = 0

  init(_ type: ScalarType, limit: Int) {
    self.limit = limit
    members = GroupMembers(type)
  }

  func add(_ arguments: [Column], groups: [Int32], groupCount: Int) {
    while elements.count < groupCount { elements.append([]) }
    guard let column = arguments.first else { return }
    members.add(column, groups: groups) { group, number, row in
      guard elements[group].count < limit else { return }
      elements[group].append(number)
      guard values[number] == nil else { return }
      let value = column.datum(row).json
      values[number] = value
      bytes += value.byteCount + 48
    }
  }

  func finish(groupCount: Int) -> [AggregateValues] {
    while elements.count < groupCount { elements.append([]) }
    return [
      .data(elements.map { .dynamic(.array($0.map { number in values[number] ?? .null })) })
    ]
  }

  var byteCount: Int { bytes + elements.count * 32 + members.byteCount }
}

/// Which values each group has met.
private struct GroupMembers {
  private var numbers: KeyNumbers
  private var pairs = NumberTable()

  init(_ type: ScalarType) { numbers = KeyNumbers(type) }

  /// Calls `body` with group, number of the value and row where a group meets a value first. Nulls are passed over.
  mutating func add(_ column: Column, groups: [Int32], _ body: (Int, Int32, Int) -> Void) {
    for (row, number) in numbers.numbers(column).enumerated() where !column.isNull(row) {
      let group = groups[row]
      if pairs.number(Int64(group), Int64(number)).isNew { body(Int(group), number, row) }
    }
  }

  var byteCount: Int { numbers.byteCount + pairs.byteCount }
}
