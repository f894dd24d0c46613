internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// What the first pass found out about one log.
struct SurveyedLog {
  /// `SourceFile` of its rows.
  var path: String
  /// Bytes of the log.
  var byteCount: Int64
  /// Lower-case hexadecimal; nil when it was not asked for or the log cannot be read to its end.
  var sha256: String?
  /// Its computers and channels.
  var origins: [OriginTally]
  /// Records found, failed, recovered, there twice.
  var tracker: LogTracker
  /// The path of a log before it with the same bytes.
  var sameAs: String?

  /// Whether it could be read at all.
  var isReadable: Bool
}

/// The events of one computer and channel in a log.
struct OriginTally {
  var origin: EventOrigin
  /// See ``RecordKey/origin(_:)``.
  var key: UInt64
  /// The host they belong to.
  var host: String
  var eventCount: UInt64 = 0
  var firstTime: UInt64 = .max
  var lastTime: UInt64 = 0
  /// The latest time that a table can hold; nil when there is none.
  var newestTime: UInt64?
  var firstRecordID: UInt64 = .max
  var lastRecordID: UInt64 = 0
  /// One key for each event: see ``RecordKey``.
  var keys: [UInt64] = []
  /// What detections can see of it.
  var sight = SourceSight()

  /// Counts an event.
  mutating func count(_ head: borrowing EventHead) {
    let time = head.timeCreated.ticks
    let recordID = head.eventRecordID
    eventCount += 1
    firstTime = min(firstTime, time)
    lastTime = max(lastTime, time)
    if Ticks.dateTime(head.timeCreated) != nil {
      note(time)
      sight.note(head.eventID ?? 0, at: time)
    }
    firstRecordID = min(firstRecordID, recordID)
    lastRecordID = max(lastRecordID, recordID)
    keys.append(
      RecordKey.key(origin: key, recordID: recordID, time: time, eventID: head.eventID ?? 0))
  }

  mutating func add(_ other: OriginTally) {
    sight.add(other.sight)
    eventCount += other.eventCount
    firstTime = min(firstTime, other.firstTime)
    lastTime = max(lastTime, other.lastTime)
    if let time = other.newestTime { note(time) }
    firstRecordID = min(firstRecordID, other.firstRecordID)
    lastRecordID = max(lastRecordID, other.lastRecordID)
    keys += other.keys
  }

  /// Notes a time that a table can hold.
  mutating func note(_ time: UInt64) { newestTime = max(newestTime ?? 0, time) }
}

/// Tells events apart that are the same in several logs: `_RecordKey`.
///
/// The same event of a log and of an export of it differs in the bytes of its record, but not in its
/// identifier, its time and its kind.
enum RecordKey {
  /// The part of the key that all events of a computer and channel share.
  static func origin(_ origin: EventOrigin) -> UInt64 {
    var hash = Hash64()
    hash.combine([UInt8](origin.computer.lowercased().utf8).rawSpan)
    hash.combine([UInt8](origin.channel.lowercased().utf8).rawSpan)
    return hash.value
  }

  /// The key of an event.
  static func key(origin: UInt64, recordID: UInt64, time: UInt64, eventID: UInt64) -> UInt64 {
    var key = mix(origin ^ recordID)
    key = mix(key ^ time)
    return mix(key ^ eventID)
  }

  /// The finaliser of SplitMix64: every bit of the input changes half of the output's.
  private static func mix(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9e37_79b9_7f4a_7c15
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
