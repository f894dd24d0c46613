public import ByteIO
internal import EVTX

/// What the logs hold of one channel of a host, so that "nothing found" can be told from "nothing logged".
public struct SourceCoverage: Hashable, Sendable {
  /// The host, in lower case.
  public let host: String
  /// The channel, as the first log names it.
  public let channel: String
  /// Events, those that several logs hold counted for each.
  public internal(set) var eventCount: UInt64 = 0
  /// The time of the earliest event that has one.
  public internal(set) var first: FileTime?
  /// The time of the latest event that has one.
  public internal(set) var last: FileTime?
  /// Identifiers between a log's first and last of which there is no record: what is damaged or was removed.
  public internal(set) var missingRecordCount: UInt64 = 0
  /// The longest time without an event in one log: from the event before it to the one behind.
  public internal(set) var silence: Span?
  /// The kinds of events that detections need of this channel.
  public internal(set) var kinds: [Kind] = []

  /// A span of time.
  public struct Span: Hashable, Sendable {
    /// Where it begins.
    public let start: FileTime
    /// Where it ends.
    public let end: FileTime
  }

  /// Events of one identifier.
  public struct Kind: Hashable, Sendable {
    /// `EventID`.
    public let eventID: UInt64
    /// How many there are.
    public internal(set) var count: UInt64
    /// The first one, nil when there is none.
    public internal(set) var first: FileTime?
    /// The last one.
    public internal(set) var last: FileTime?
  }
}

extension TableRun {
  /// What the logs hold of each channel of each host, by host and channel; nothing before they are read.
  public func sourceCoverage() -> [SourceCoverage] {
    var places: [[String]: Int] = [:]
    var found: [SourceCoverage] = []
    for log in surveyed?.logs ?? [] where log.sameAs == nil {
      for tally in log.origins {
        let key = [tally.host, tally.origin.channel.lowercased()]
        if let place = places[key] {
          found[place].add(tally)
        } else {
          places[key] = found.count
          var coverage = SourceCoverage(host: tally.host, channel: tally.origin.channel)
          coverage.add(tally)
          found.append(coverage)
        }
      }
    }
    return found.sorted { ($0.host, $0.channel) < ($1.host, $1.channel) }
  }
}

extension SourceCoverage {
  fileprivate mutating func add(_ tally: OriginTally) {
    eventCount += tally.eventCount
    if tally.lastRecordID >= tally.firstRecordID {
      let span = (tally.lastRecordID - tally.firstRecordID).addingReportingOverflow(1)
      if !span.overflow, span.partialValue > tally.eventCount {
        let (sum, overflow) = missingRecordCount.addingReportingOverflow(
          span.partialValue - tally.eventCount)
        missingRecordCount = overflow ? .max : sum
      }
    }
    if let newest = tally.newestTime {
      first = min(first ?? FileTime(ticks: .max), FileTime(ticks: tally.firstTime))
      last = max(last ?? FileTime(ticks: 0), FileTime(ticks: newest))
    }
    if let longest = tally.sight.silence {
      let known = silence.map { $0.end.ticks - $0.start.ticks } ?? 0
      if longest.to - longest.from > known {
        silence = Span(start: FileTime(ticks: longest.from), end: FileTime(ticks: longest.to))
      }
    }
    for kind in tally.sight.kinds {
      let times: (first: FileTime?, last: FileTime?) =
        kind.count == 0 ? (nil, nil) : (FileTime(ticks: kind.first), FileTime(ticks: kind.last))
      guard let index = kinds.firstIndex(where: { $0.eventID == kind.eventID }) else {
        kinds.append(
          Kind(eventID: kind.eventID, count: kind.count, first: times.first, last: times.last))
        continue
      }
      kinds[index].count += kind.count
      if let start = times.first { kinds[index].first = min(kinds[index].first ?? start, start) }
      if let end = times.last { kinds[index].last = max(kinds[index].last ?? end, end) }
    }
  }
}
