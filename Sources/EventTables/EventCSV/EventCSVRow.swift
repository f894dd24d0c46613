internal import ByteIO
internal import EVTX
internal import Tabular

/// Fills rows with EvtxECmd's columns.
///
/// The first ones say what System says, in EvtxECmd's words. MapDescription is the first line of the event's
/// message. UserName, RemoteHost and ExecutableInfo come of the fields that hold such things, whatever
/// the event; PayloadData1 to 6 are the first other fields with a value, as `Name: value`. Payload is the whole
/// payload as JSON, shaped as EvtxECmd does.
struct EventCSVRow: ~Copyable {
  static let schema = TableSchema(
    name: "Events",
    columns: [
      ColumnSchema("RecordNumber", .long), ColumnSchema("EventRecordId", .long),
      ColumnSchema("TimeCreated", .string), ColumnSchema("EventId", .long),
      ColumnSchema("Level", .string), ColumnSchema("Provider", .string),
      ColumnSchema("Channel", .string), ColumnSchema("ProcessId", .long),
      ColumnSchema("ThreadId", .long), ColumnSchema("Computer", .string),
      ColumnSchema("ChunkNumber", .long), ColumnSchema("UserId", .string),
      ColumnSchema("MapDescription", .string), ColumnSchema("UserName", .string),
      ColumnSchema("RemoteHost", .string), ColumnSchema("PayloadData1", .string),
      ColumnSchema("PayloadData2", .string), ColumnSchema("PayloadData3", .string),
      ColumnSchema("PayloadData4", .string), ColumnSchema("PayloadData5", .string),
      ColumnSchema("PayloadData6", .string), ColumnSchema("ExecutableInfo", .string),
      ColumnSchema("HiddenRecord", .string), ColumnSchema("SourceFile", .string),
      ColumnSchema("Keywords", .string), ColumnSchema("ExtraDataOffset", .long),
      ColumnSchema("Payload", .string),
    ])

  private enum Column {
    static let recordNumber = 0, eventRecordID = 1, timeCreated = 2, eventID = 3, level = 4
    static let provider = 5, channel = 6, processID = 7, threadID = 8, computer = 9
    static let chunkNumber = 10, userID = 11, mapDescription = 12, userName = 13, remoteHost = 14
    static let firstPayload = 15, lastPayload = 20, executableInfo = 21, hiddenRecord = 22
    static let sourceFile = 23, keywords = 24, extraDataOffset = 25, payload = 26
  }

  /// Bytes before the first chunk of a log.
  private static let headerBlockSize: Int64 = 4_096

  /// The path of the log.
  var sourceFile: [UInt8] = []
  private var plans = ShapeMemo<EventCSVPlan>()
  private var json = TextBuffer(capacity: 1_024)

  /// Fills a row, which is empty.
  mutating func fill(_ row: inout RowBuffer, _ record: borrowing FieldRecord) {
    let plan = plans.value(for: record.shape) { EventCSVPlan(record.shape) }
    setSystem(&row, record)
    if let title = plan.titles.title(of: record) {
      row.setString(Column.mapDescription, title.rawSpan)
    }
    var used = plan.neverShown
    setUser(&row, record, plan, &used)
    setHost(&row, record, plan, &used)
    if let field = plan.executables.first(where: { !FieldText.isAbsent(record[$0]) }) {
      row.setString(Column.executableInfo, record[field])
      used.insert(field)
    }
    setPayload(&row, record, plan, used)
  }

  private func setSystem(_ row: inout RowBuffer, _ record: borrowing FieldRecord) {
    row.setInteger(Column.recordNumber, Int64(clamping: record.recordID))
    row.setInteger(Column.eventRecordID, Int64(clamping: record.eventRecordID))
    if let ticks = Ticks.dateTime(record.timeCreated) {
      row.beginString(Column.timeCreated)
      row.withText { text in
        let start = text.count
        text.appendDateTime(ticks)
        // `2019-04-30 20:35:11.8568751`: a blank for the T, no Z.
        text.replaceByte(at: start + 10, with: 0x20)
        text.truncate(to: text.count - 1)
      }
      row.endString()
    }
    if let eventID = record.eventID { row.setInteger(Column.eventID, Int64(clamping: eventID)) }
    if let level = FieldText.number(record[.level]) { setLevel(&row, level) }
    row.setString(Column.provider, .provider, record)
    row.setString(Column.channel, .channel, record)
    row.setInteger(Column.processID, .processID, record)
    row.setInteger(Column.threadID, .threadID, record)
    row.setString(Column.computer, .computer, record)
    row.setInteger(
      Column.chunkNumber, max(0, record.fileOffset - Self.headerBlockSize) / Int64(Chunk.size))
    row.setString(Column.userID, .userID, record)
    row.setString(Column.hiddenRecord, record.origin == .live ? "False" : "True")
    let path = sourceFile
    row.setString(Column.sourceFile, path.rawSpan)
    switch FieldText.hexadecimal(record[.keywords], from: 2) ?? 0 {
    case 0x8020_0000_0000_0000: row.setString(Column.keywords, "Audit success")
    case 0x8010_0000_0000_0000: row.setString(Column.keywords, "Audit failure")
    case 0x80_0000_0000_0000: row.setString(Column.keywords, "Classic")
    default: row.setString(Column.keywords, .keywords, record)
    }
    row.setInteger(Column.extraDataOffset, 0)
  }

  private func setLevel(_ row: inout RowBuffer, _ level: Int64) {
    switch level {
    case 0: row.setString(Column.level, "LogAlways")
    case 1: row.setString(Column.level, "Critical")
    case 2: row.setString(Column.level, "Error")
    case 3: row.setString(Column.level, "Warning")
    case 4: row.setString(Column.level, "Info")
    case 5: row.setString(Column.level, "Verbose")
    default: row.setString(Column.level, text: "\(level)")
    }
  }

  /// `DOMAIN\name` of the first account that there is.
  private func setUser(
    _ row: inout RowBuffer, _ record: borrowing FieldRecord, _ plan: EventCSVPlan,
    _ used: inout Set<Int>
  ) {
    for account in plan.accounts where !FieldText.isAbsent(record[account.name]) {
      row.beginString(Column.userName)
      if let domain = account.domain {
        used.insert(domain)
        if !FieldText.isAbsent(record[domain]) {
          row.append(record[domain])
          row.append("\\")
        }
      }
      row.append(record[account.name])
      row.endString()
      used.insert(account.name)
      return
    }
  }

  /// `name (address)`, or whichever there is.
  private func setHost(
    _ row: inout RowBuffer, _ record: borrowing FieldRecord, _ plan: EventCSVPlan,
    _ used: inout Set<Int>
  ) {
    let name = plan.hosts.first { !FieldText.isAbsent(record[$0]) }
    let address = plan.addresses.first { !FieldText.isAbsent(record[$0]) }
    guard name != nil || address != nil else { return }
    row.beginString(Column.remoteHost)
    if let name {
      row.append(record[name])
      used.insert(name)
    }
    if let address {
      if name != nil { row.append(" (") }
      row.append(record[address])
      if name != nil { row.append(")") }
      used.insert(address)
    }
    row.endString()
  }

  private mutating func setPayload(
    _ row: inout RowBuffer, _ record: borrowing FieldRecord, _ plan: EventCSVPlan,
    _ used: Set<Int>
  ) {
    var column = Column.firstPayload
    for (place, field) in plan.payload.enumerated() {
      guard column <= Column.lastPayload else { break }
      if used.contains(field) || FieldText.isAbsent(record[field]) { continue }
      let name = plan.names[place]
      row.beginString(column)
      row.append(name.rawSpan)
      row.append(": ")
      row.append(record[field])
      row.endString()
      column += 1
    }
    json.removeAll(keeping: Limits.keptScratchByteCount)
    plan.appendJSON(record, to: &json)
    row.setString(Column.payload, json.bytes)
  }
}
