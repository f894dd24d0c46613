internal import ByteIO

/// What tells the records of a channel of a host apart: identifiers start anew when a log is cleared.
struct RecordIdentity: Hashable, Sendable {
  /// `EventRecordID`.
  let recordID: UInt64
  /// `TimeCreated`.
  let time: FileTime
}

extension RecordIdentity: Comparable {
  static func < (one: RecordIdentity, other: RecordIdentity) -> Bool {
    one.time == other.time ? one.recordID < other.recordID : one.time < other.time
  }
}

/// The channel a fact comes from.
enum RecordSource: UInt8, Sendable {
  case sysmon, security, system
}
