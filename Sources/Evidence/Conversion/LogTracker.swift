public import EVTX

/// Follows a log through its chunks, in the order of the file: which records there were, and what that
/// says about the ones that are missing or there twice.
public struct LogTracker {
  /// Identifiers found, as runs in rising order.
  public private(set) var found = IdentifierSet()
  /// Live records found.
  public private(set) var recordCount: UInt64 = 0
  /// Live records that could not be decoded.
  public private(set) var failedCount: UInt64 = 0
  /// Events written or summarised.
  public private(set) var eventCount: UInt64 = 0
  /// Of these, recovered ones.
  public private(set) var recoveredCount: UInt64 = 0
  /// Chunks with records.
  public private(set) var chunkCount = 0
  /// Identifiers that came again.
  public private(set) var duplicateCount: UInt64 = 0
  /// How often time ran backwards.
  public private(set) var clockBackCount = 0
  /// The first places where it did.
  public private(set) var clockBacks: [ClockBack] = []
  private static let clockBackLimit = 16

  /// A tracker for one log.
  public init() {}

  /// Adds a chunk's report.
  ///
  /// - Returns: what it says beside its own errors: records that were there before.
  public mutating func add(_ report: ChunkReport, _ location: ChunkLocation) -> [EVTXError] {
    recordCount += UInt64(report.recordCount)
    failedCount += UInt64(report.failedCount)
    eventCount += UInt64(report.eventCount)
    recoveredCount += UInt64(report.recoveredCount)
    if report.recordCount > 0 { chunkCount += 1 }
    var errors: [EVTXError] = []
    for run in report.recordRuns {
      let repeated = found.insert(run)
      for again in repeated {
        duplicateCount += again.upperBound - again.lowerBound + 1
        errors.append(
          EVTXError(
            .duplicate, severity: .note, fileOffset: location.fileOffset,
            chunkIndex: location.index, recordID: again.lowerBound,
            message: "chunk \(location.index): records \(again.lowerBound) to \(again.upperBound) "
              + "were there before; all are kept"))
      }
    }
    clockBackCount += report.clockBacks.count
    clockBacks += report.clockBacks.prefix(max(0, Self.clockBackLimit - clockBacks.count))
    return errors
  }

  /// What the whole log says: identifiers between the first and the last that are nowhere.
  public func finish() -> [EVTXError] {
    if found.isFull {
      return [
        EVTXError(
          .gap, severity: .damage, fileOffset: 0,
          message: "record identifiers are too scattered to tell which are missing or there twice: "
            + "\(found.runs.count) runs")
      ]
    }
    return found.gaps.map { gap in
      let count = gap.upperBound - gap.lowerBound + 1
      return EVTXError(
        .gap, severity: .damage, fileOffset: 0, recordID: gap.lowerBound,
        message: "records \(gap.lowerBound) to \(gap.upperBound) are missing: \(count) in all")
    }
  }
}

/// A set of identifiers, kept as runs.
public struct IdentifierSet: Sendable {
  /// Disjoint, not touching, rising.
  public private(set) var runs: [ClosedRange<UInt64>] = []

  /// An empty set.
  public init() {}

  /// Whether there were too many runs: what came after ``Limits/identifierRuns`` of them is not in the set.
  public var isFull: Bool { runs.count >= Limits.identifierRuns }

  /// Adds a run.
  ///
  /// - Returns: the parts of it that were there before.
  public mutating func insert(_ run: ClosedRange<UInt64>) -> [ClosedRange<UInt64>] {
    guard runs.count < Limits.identifierRuns else { return [] }
    // The usual case: right behind the last run.
    if let last = runs.last, last.upperBound < run.lowerBound {
      if last.upperBound + 1 == run.lowerBound {
        runs[runs.count - 1] = last.lowerBound...run.upperBound
      } else {
        runs.append(run)
      }
      return []
    }
    guard !runs.isEmpty else {
      runs = [run]
      return []
    }
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].upperBound < run.lowerBound, runs[middle].upperBound + 1 < run.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    var repeated: [ClosedRange<UInt64>] = []
    var merged = run
    var end = low
    while end < runs.count,
      runs[end].lowerBound <= run.upperBound || runs[end].lowerBound - 1 == run.upperBound
    {
      if runs[end].overlaps(run) { repeated.append(runs[end].clamped(to: run)) }
      merged =
        min(merged.lowerBound, runs[end].lowerBound)...max(merged.upperBound, runs[end].upperBound)
      end += 1
    }
    runs.replaceSubrange(low..<end, with: [merged])
    return repeated
  }

  /// What lies between the runs.
  public var gaps: [ClosedRange<UInt64>] {
    zip(runs, runs.dropFirst()).map { $0.upperBound + 1...$1.lowerBound - 1 }
  }

  /// How many identifiers there are.
  public var count: UInt64 {
    runs.reduce(0) { $0 &+ ($1.upperBound &- $1.lowerBound &+ 1) }
  }
}
