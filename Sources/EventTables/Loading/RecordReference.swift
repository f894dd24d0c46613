public import ByteIO

/// Where the record lies that a row was made of.
public struct RecordReference: Hashable, Sendable {
  /// The log, as `SourceFile` names it.
  public let sourceFile: String
  /// The channel as the event names it.
  public let channel: String
  /// The computer as the event names it.
  public let computer: String
  /// `EventRecordID`.
  public let eventRecordID: UInt64
  /// Bytes from the start of the log.
  public let recordOffset: Int64
  /// When the event was created.
  public let timeCreated: FileTime

  /// A reference from its parts.
  public init(
    sourceFile: String, channel: String, computer: String, eventRecordID: UInt64,
    recordOffset: Int64, timeCreated: FileTime
  ) {
    self.sourceFile = sourceFile
    self.channel = channel
    self.computer = computer
    self.eventRecordID = eventRecordID
    self.recordOffset = recordOffset
    self.timeCreated = timeCreated
  }
}

extension RecordReference: Comparable {
  /// By log and place in it.
  public static func < (one: RecordReference, other: RecordReference) -> Bool {
    (one.sourceFile, one.recordOffset, one.eventRecordID)
      < (other.sourceFile, other.recordOffset, other.eventRecordID)
  }
}

/// What of a row was in no log but concluded, and from what.
public struct RowInference: Hashable, Sendable {
  /// The names of the columns; `*` for the whole row.
  public let columns: [String]
  /// From what it was concluded, where that is no rule of a mapping.
  public let source: String?

  /// An inference from its parts.
  public init(columns: [String], source: String?) {
    self.columns = columns
    self.source = source
  }
}

/// The record of a row, compactly.
struct RowRecord: Sendable {
  /// The number of the log; negative where no record gave the row.
  var log: Int32 = -1
  /// The number of the computer and channel.
  var origin: Int32 = -1
  /// The number of what was concluded; negative for nothing.
  var inference: Int32 = -1
  var recordID: UInt64 = 0
  var fileOffset: Int64 = 0
  var time: UInt64 = 0
}

/// Tells records apart of which another one keeps the row.
struct TwinKey: Hashable, Sendable {
  /// The place of the host in the plan.
  var host: Int
  var merge: Mapping.Merge
  var identity: RecordIdentity
}
