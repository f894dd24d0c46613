public import ByteIO

/// What became of one chunk.
public struct ChunkReport: Sendable {
  /// Events written, live and recovered.
  public var eventCount = 0
  /// Of these, recovered ones.
  public var recoveredCount = 0
  /// Whole records found outside the live ones.
  public var slackCount = 0
  /// Of these, ones that are no copy of a live record.
  public var slackOnlyCount = 0
  /// Live records found, whether they passed the filter or not.
  public var recordCount = 0
  /// Live records that could not be decoded.
  public var failedCount = 0
  /// Losses and notes, in the order of the chunk.
  public var errors: [EVTXError] = []
  /// The live records' identifiers as runs of consecutive ones, in the order of the chunk.
  public var recordRuns: [ClosedRange<UInt64>] = []
  /// Where the time of writing runs backwards from one record to the next.
  public var clockBacks: [ClockBack] = []
  /// The records' times of writing, first and last in the chunk.
  public var firstWritten: FileTime?
  /// The last record's time of writing.
  public var lastWritten: FileTime?
  /// Whether the header's checksum matches; nil when it was not checked or there is none.
  public var isHeaderChecksumValid: Bool?
  /// Whether the records' checksum matches; nil when it was not checked or there is none.
  public var isDataChecksumValid: Bool?
  /// The chunk's header; nil when there is no whole one.
  public var header: ChunkHeader?

  /// An empty report.
  public init() {}
}

/// A record that was written before the record in front of it.
public struct ClockBack: Sendable {
  /// How far a record may lie before the one in front of it, in ticks: threads write in any order within
  /// moments, so that a minute is no clock that was set back.
  public static let tolerance = 60 * FileTime.ticksPerSecond
  /// How many a chunk's report lists.
  static let perChunk = 16

  /// The record's identifier.
  public let recordID: UInt64
  /// When it was written.
  public let written: FileTime
  /// When the record in front of it was written.
  public let previous: FileTime
}

/// What tells one record from another: its identifier and the time it was written.
public struct RecordKey: Hashable, Sendable {
  /// The record header's identifier.
  public let recordID: UInt64
  /// The record header's time.
  public let written: FileTime
}

/// One event's System fields, for those who count and summarise.
public struct EventSummary: Sendable {
  /// The record header's identifier.
  public var recordID: UInt64
  /// The identifier in the payload.
  public var eventRecordID: UInt64?
  /// The record header's time.
  public var written: FileTime
  /// The time in the payload.
  public var timeCreated: FileTime?
  /// The event identifier.
  public var eventID: UInt64?
  /// The channel.
  public var channel: String
  /// The provider's name.
  public var provider: String
  /// The computer.
  public var computer: String
}
