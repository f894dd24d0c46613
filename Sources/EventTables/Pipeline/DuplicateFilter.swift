/// Which events were in a log before: their rows are made once, of the first log that holds them.
///
/// Logs come in the order of their paths, whatever the order of the inputs.
struct DuplicateFilter: Sendable {
  /// For events that several logs hold: the number of the first one.
  private let owners: [UInt64: Int32]
  /// Rows that each log will not give.
  let repeatedCounts: [Int: UInt64]

  /// A filter for logs whose origins share hosts and channels.
  init(_ logs: [SurveyedLog]) {
    var logsByOrigin: [UInt64: [Int]] = [:]
    for (number, log) in logs.enumerated() where log.sameAs == nil {
      for tally in log.origins {
        logsByOrigin[tally.key, default: []].append(number)
      }
    }
    var owners: [UInt64: Int32] = [:]
    var counts: [Int: UInt64] = [:]
    for (origin, numbers) in logsByOrigin where numbers.count > 1 {
      for (place, number) in numbers.enumerated() {
        // Only what lies in the range of an earlier log can be there too.
        let tally = Self.tally(origin, logs[number])
        for earlier in numbers[..<place] {
          let other = Self.tally(origin, logs[earlier])
          guard let tally, let other, tally.firstRecordID <= other.lastRecordID,
            other.firstRecordID <= tally.lastRecordID
          else { continue }
          let known = Set(other.keys)
          for key in tally.keys where known.contains(key) && owners[key] == nil {
            owners[key] = Int32(truncatingIfNeeded: earlier)
          }
        }
      }
      for number in numbers {
        for key in Self.tally(origin, logs[number])?.keys ?? [] {
          if let owner = owners[key], owner != Int32(truncatingIfNeeded: number) {
            counts[number, default: 0] += 1
          }
        }
      }
    }
    self.owners = owners
    repeatedCounts = counts
  }

  private static func tally(_ origin: UInt64, _ log: SurveyedLog) -> OriginTally? {
    log.origins.first { $0.key == origin }
  }

  var isEmpty: Bool { owners.isEmpty }

  /// Whether another log before this one holds the event.
  func isRepeated(_ key: UInt64, inLog number: Int) -> Bool {
    guard let owner = owners[key] else { return false }
    return owner != Int32(truncatingIfNeeded: number)
  }
}
