internal import Tabular

/// A row of a table that a query read.
public struct SourceRow: Hashable, Comparable, Sendable {
  /// The name of the table.
  public let table: String
  /// The row, counted from 0 over all batches of the table that the source gave.
  public let row: Int

  /// A row of a table.
  public init(table: String, row: Int) {
    self.table = table
    self.row = row
  }

  /// By table, then by row.
  public static func < (one: SourceRow, other: SourceRow) -> Bool {
    one.table == other.table ? one.row < other.row : one.table < other.table
  }
}

/// Which rows of tables each row of an answer came from.
///
/// A row that passed a filter or a projection came from one row, one of a join from those of both sides, a group
/// from all its rows. Rows that only told whether another one passes, as those of `in (T)` or of the other side of a
/// semi-join, are not among them.
public struct Lineage: Sendable {
  private let origins: LineageStore
  /// The number of each row of the answer in the store.
  private let numbers: [Int32]

  init(_ origins: LineageStore, of batches: [Batch]) {
    self.origins = origins
    numbers = batches.flatMap {
      $0.lineage ?? Array(repeating: LineageStore.nothing, count: $0.count)
    }
  }

  /// The source rows of a row of the answer, counted over all its batches; ascending, each once.
  ///
  /// O(rows that it came from).
  public func sources(ofRow row: Int) -> [SourceRow] { origins.sources(of: numbers[row]) }
}

/// What rows came from: a graph whose leaves are rows of tables, and whose inner nodes stand for rows that operators
/// made of several.
struct LineageStore: Sendable {
  /// The number of a row that came from no row of a table.
  static let nothing: Int32 = -1

  private enum Kind: Sendable {
    /// The rows of a table.
    case table(String)
    /// Each made of two.
    case pairs([Int32], [Int32])
    /// Each made of the members from its start to the next one's.
    case groups(starts: [Int32], members: [Int32])
  }

  private struct Segment: Sendable {
    let start: Int32
    let count: Int
    let kind: Kind
  }

  private var segments: [Segment] = []
  private var tables: [String: Int32] = [:]
  private var count = 0
  /// Bytes of memory held.
  private(set) var byteCount = 0

  /// Whether there are more numbers than can be told apart.
  var isFull: Bool { count > Int(Int32.max) }

  private mutating func add(_ kind: Kind, count: Int, bytes: Int) -> Int32 {
    let start = Int32(truncatingIfNeeded: self.count)
    segments.append(Segment(start: start, count: count, kind: kind))
    self.count += count
    byteCount += bytes
    return start
  }

  /// The number of the first row of a table; the others follow.
  mutating func rows(of table: String, count: Int) -> Int32 {
    if let known = tables[table] { return known }
    let start = add(.table(table), count: count, bytes: 0)
    tables[table] = start
    return start
  }

  /// The numbers of rows that are each made of one row of either side.
  mutating func pairs(_ left: [Int32], _ right: [Int32]) -> [Int32] {
    var lefts: [Int32] = []
    var rights: [Int32] = []
    let start = Int32(truncatingIfNeeded: count)
    let numbers = zip(left, right).map { one, other -> Int32 in
      if one == Self.nothing || one == other { return other }
      if other == Self.nothing { return one }
      lefts.append(one)
      rights.append(other)
      return start &+ Int32(truncatingIfNeeded: lefts.count - 1)
    }
    if !lefts.isEmpty { _ = add(.pairs(lefts, rights), count: lefts.count, bytes: lefts.count * 8) }
    return numbers
  }

  /// The numbers of groups of rows: `groups` tells the group of each row, `numbers` the row's own.
  mutating func groups(_ groups: [Int32], of numbers: [Int32], groupCount: Int) -> [Int32] {
    var starts = Array(repeating: Int32(0), count: groupCount + 1)
    for (group, number) in zip(groups, numbers) where number != Self.nothing {
      starts[Int(group) + 1] += 1
    }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }
    var places = starts
    var members = Array(repeating: Int32(0), count: Int(starts[groupCount]))
    for (group, number) in zip(groups, numbers) where number != Self.nothing {
      members[Int(places[Int(group)])] = number
      places[Int(group)] += 1
    }
    let start = add(
      .groups(starts: starts, members: members), count: groupCount,
      bytes: (members.count + starts.count) * 4)
    return (0..<groupCount).map { group in
      switch starts[group + 1] - starts[group] {
      case 0: Self.nothing
      case 1: members[Int(starts[group])]
      default: start &+ Int32(truncatingIfNeeded: group)
      }
    }
  }

  /// The number of a row that is made of all of these.
  mutating func group(_ numbers: [Int32]) -> Int32 {
    groups(Array(repeating: 0, count: numbers.count), of: numbers, groupCount: 1)[0]
  }

  /// The rows of tables that a row came from.
  func sources(of number: Int32) -> [SourceRow] {
    var found: [SourceRow] = []
    var seen: Set<Int32> = []
    var open = [number]
    while let next = open.popLast() {
      guard next != Self.nothing, seen.insert(next).inserted else { continue }
      let segment = segment(of: next)
      let place = Int(next - segment.start)
      switch segment.kind {
      case .table(let name): found.append(SourceRow(table: name, row: place))
      case .pairs(let left, let right): open += [left[place], right[place]]
      case .groups(let starts, let members):
        open += members[Int(starts[place])..<Int(starts[place + 1])]
      }
    }
    return found.sorted()
  }

  private func segment(of number: Int32) -> Segment {
    var low = 0
    var high = segments.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].start <= number { low = middle } else { high = middle }
    }
    return segments[low]
  }
}
