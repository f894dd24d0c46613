internal import ByteIO
internal import EVTX

/// The programs of a shape, by event: records of one shape may have several identifiers.
final class BoundShape {
  private var entries: [(event: UInt64, provider: [UInt8], programs: [BoundProgram])] = []

  func find(_ event: UInt64, _ provider: RawSpan) -> [BoundProgram]? {
    for entry in entries
    where entry.event == event && entry.provider.count == provider.byteCount
      && provider.matches(entry.provider.rawSpan, at: 0)
    {
      return entry.programs
    }
    return nil
  }

  /// Whether an event has programs, whichever its provider.
  func hasPrograms(_ event: UInt64) -> Bool {
    entries.contains { $0.event == event && !$0.programs.isEmpty }
  }

  func add(_ event: UInt64, _ provider: String, _ programs: [BoundProgram]) {
    // Hostile events may have any identifier: those few that real shapes have are kept.
    if entries.count >= Limits.eventsPerShape { entries.removeFirst() }
    entries.append((event, Array(provider.utf8), programs))
  }
}

/// A program, and the groups of its columns that are remembered.
final class BoundProgram {
  let program: Program
  let groups: [BoundGroup]
  /// The group of each column, negative for none.
  let groupOfColumn: [Int]

  init(_ program: Program, _ groups: [BoundGroup]) {
    self.program = program
    self.groups = groups
    var numbers = Array(repeating: -1, count: program.columns.count)
    for (number, bound) in groups.enumerated() {
      for place in bound.group.places { numbers[place] = number }
    }
    groupOfColumn = numbers
  }
}

/// A group and what its columns came to so far.
final class BoundGroup {
  let group: ColumnGroup
  let cache: GroupCache

  init(_ group: ColumnGroup, _ cache: GroupCache) {
    self.group = group
    self.cache = cache
  }
}
