public import Tabular

/// Tables whose rows lead back to the records of logs that they were made of.
public protocol EvidenceTables: TableSource {
  /// The records that a row was made of, counted over all batches of the table; nothing for rows that
  /// no record gave.
  func evidence(of table: String, row: Int) -> [EvidenceRecord]
  /// What of a row was concluded and not logged, and from what: the JSON of an object for each.
  func inferences(of table: String, row: Int) -> [String]
}

extension EvidenceTables {
  /// Tables that do not know where their rows come from have no records.
  public func evidence(of table: String, row: Int) -> [EvidenceRecord] { [] }

  /// Tables without conclusions have none.
  public func inferences(of table: String, row: Int) -> [String] { [] }
}

/// A record of a log that an alert cites.
public struct EvidenceRecord: Hashable, Sendable {
  /// The log, inside of images and archives followed by `!` and the inner path.
  public var sourceFile: String
  /// The channel.
  public var channel: String
  /// The computer, as the event names it.
  public var computer: String
  /// `EventRecordID`.
  public var eventRecordID: UInt64
  /// Bytes from the start of the log.
  public var recordOffset: Int64
  /// `TimeCreated`, in ticks of 100 ns since 0001-01-01.
  public var timeCreated: Int64
  /// The table of the row that the record gave.
  public var table: String

  /// A record from its parts.
  public init(
    sourceFile: String, channel: String, computer: String, eventRecordID: UInt64,
    recordOffset: Int64, timeCreated: Int64, table: String
  ) {
    self.sourceFile = sourceFile
    self.channel = channel
    self.computer = computer
    self.eventRecordID = eventRecordID
    self.recordOffset = recordOffset
    self.timeCreated = timeCreated
    self.table = table
  }
}

extension EvidenceRecord: Comparable {
  /// By time, then computer, channel and number, so that paths matter last.
  public static func < (one: EvidenceRecord, other: EvidenceRecord) -> Bool {
    (one.timeCreated, one.computer, one.channel, one.eventRecordID)
      == (other.timeCreated, other.computer, other.channel, other.eventRecordID)
      ? (one.sourceFile, one.recordOffset, one.table)
        < (other.sourceFile, other.recordOffset, other.table)
      : (one.timeCreated, one.computer, one.channel, one.eventRecordID)
        < (other.timeCreated, other.computer, other.channel, other.eventRecordID)
  }
}
