public import ByteIO
public import EVTX

/// What is in a log: counted while its chunks are read.
public struct LogInfo {
  /// Names and how often they occur.
  public struct Counts {
    private var counts: [String: UInt64] = [:]

    mutating func add(_ name: String) { counts[name, default: 0] += 1 }

    /// Commonest first, then by name.
    public var sorted: [(name: String, count: UInt64)] {
      counts.map { ($0.key, $0.value) }.sorted {
        $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.utf8.lexicographicallyPrecedes($1.0.utf8)
      }
    }
  }

  /// One kind of event.
  public struct EventKind: Hashable {
    /// The provider's name.
    public let provider: String
    /// The event identifier.
    public let eventID: UInt64
  }

  /// Computers.
  public private(set) var computers = Counts()
  /// Channels.
  public private(set) var channels = Counts()
  /// Events by provider and identifier.
  public private(set) var events: [EventKind: UInt64] = [:]
  /// The earliest and latest time in the events' payloads.
  public private(set) var firstTime: FileTime?
  /// The latest one.
  public private(set) var lastTime: FileTime?
  /// The smallest and largest record identifier in the payloads.
  public private(set) var firstEventRecordID: UInt64?
  /// The largest one.
  public private(set) var lastEventRecordID: UInt64?
  /// Events whose header and payload disagree about time or identifier: signs of an export.
  public private(set) var exportedCount: UInt64 = 0
  /// Whole records behind the free-space offsets and in empty chunks.
  public private(set) var slackCount: UInt64 = 0
  /// Of these, ones that are no copy of a live record.
  public private(set) var slackOnlyCount: UInt64 = 0
  /// Chunks whose header or records have a wrong checksum.
  public private(set) var badHeaderChecksumCount = 0
  /// Chunks whose records have a wrong checksum.
  public private(set) var badDataChecksumCount = 0
  /// Chunks whose checksums were checked.
  public private(set) var checkedChunkCount = 0
  /// Everything that is wrong, in the order of the log.
  public private(set) var errors: [EVTXError] = []
  /// How much is wrong.
  public private(set) var errorCount = 0

  private static let errorLimit = 100
  private static let eventKindLimit = 100_000

  /// Nothing yet.
  public init() {}

  /// Adds an event.
  public mutating func add(_ event: EventSummary) {
    computers.add(event.computer)
    channels.add(event.channel)
    if let eventID = event.eventID {
      let kind = EventKind(provider: event.provider, eventID: eventID)
      // A hostile log can name any number of providers.
      if events[kind] != nil || events.count < Self.eventKindLimit {
        events[kind, default: 0] += 1
      }
    }
    if let time = event.timeCreated {
      firstTime = min(firstTime ?? time, time)
      lastTime = max(lastTime ?? time, time)
    }
    if let recordID = event.eventRecordID {
      firstEventRecordID = min(firstEventRecordID ?? recordID, recordID)
      lastEventRecordID = max(lastEventRecordID ?? recordID, recordID)
    }
    if event.eventRecordID != event.recordID || event.timeCreated != event.written {
      exportedCount += 1
    }
  }

  /// Adds a chunk.
  public mutating func add(_ report: ChunkReport) {
    slackCount += UInt64(report.slackCount)
    slackOnlyCount += UInt64(report.slackOnlyCount)
    guard let isHeaderValid = report.isHeaderChecksumValid else { return }
    checkedChunkCount += 1
    if !isHeaderValid { badHeaderChecksumCount += 1 }
    if report.isDataChecksumValid == false { badDataChecksumCount += 1 }
  }

  /// Adds something that is wrong.
  public mutating func add(_ error: EVTXError) {
    errorCount += 1
    if errors.count < Self.errorLimit { errors.append(error) }
  }
}
