internal import ByteIO
internal import EVTX
internal import Tabular

/// Rows of WindowsEvent: any channel, with the payload as an object of texts.
struct WindowsEventMapper {
  private let columns: Columns

  private struct Columns {
    let timeGenerated, channel, computer, correlation, eventData, eventID, eventLevel: Int?
    let eventLevelName, eventRecordID, keywords, opcode, provider, rawEventData: Int?
    let processID, threadID, userID, task, version, type: Int?

    init(_ wanted: WantedColumns) {
      timeGenerated = wanted.index(of: "TimeGenerated")
      channel = wanted.index(of: "Channel")
      computer = wanted.index(of: "Computer")
      correlation = wanted.index(of: "Correlation")
      eventData = wanted.index(of: "EventData")
      eventID = wanted.index(of: "EventID")
      eventLevel = wanted.index(of: "EventLevel")
      eventLevelName = wanted.index(of: "EventLevelName")
      eventRecordID = wanted.index(of: "EventRecordId")
      keywords = wanted.index(of: "Keywords")
      opcode = wanted.index(of: "Opcode")
      provider = wanted.index(of: "Provider")
      rawEventData = wanted.index(of: "RawEventData")
      processID = wanted.index(of: "SystemProcessId")
      threadID = wanted.index(of: "SystemThreadId")
      userID = wanted.index(of: "SystemUserId")
      task = wanted.index(of: "Task")
      version = wanted.index(of: "Version")
      type = wanted.index(of: "Type")
    }
  }

  init(_ wanted: WantedColumns) { columns = Columns(wanted) }

  /// Whether a row holds the payload as XML where it is no list of values.
  var needsXML: Bool { columns.rawEventData != nil }

  /// Fills a row, which is empty.
  func map(
    _ record: borrowing FieldRecord, _ plan: PayloadPlan, into row: inout RowBuffer
  ) {
    if let column = columns.timeGenerated, let ticks = Ticks.dateTime(record.timeCreated) {
      row.setDateTime(column, ticks)
    }
    row.setString(columns.channel, .channel, record)
    row.setString(columns.computer, .computer, record)
    row.setString(columns.correlation, .activityID, record)
    row.setInteger(columns.eventID, .eventID, record)
    row.setInteger(columns.eventLevel, .level, record)
    if let column = columns.eventLevelName, let level = FieldText.number(record[.level]) {
      row.setString(column, LogTable.levelName(UInt64(max(0, level))))
    }
    row.setString(columns.eventRecordID, .eventRecordID, record)
    row.setString(columns.keywords, .keywords, record)
    row.setString(columns.opcode, .opcode, record)
    row.setString(columns.provider, .provider, record)
    row.setInteger(columns.processID, .processID, record)
    row.setInteger(columns.threadID, .threadID, record)
    row.setString(columns.userID, .userID, record)
    row.setInteger(columns.task, .task, record)
    row.setInteger(columns.version, .version, record)
    if let column = columns.eventData { setEventData(column, record, plan, &row) }
    if let column = columns.rawEventData, record.hasPayloadXML, plan.needsXML {
      row.setString(column, record.payloadXML)
    }
    if let column = columns.type { row.setString(column, "WindowsEvent") }
  }

  /// The payload's values under their names; null when it is no list of values.
  private func setEventData(
    _ column: Int, _ record: borrowing FieldRecord, _ plan: PayloadPlan, _ row: inout RowBuffer
  ) {
    guard !plan.needsXML else { return }
    row.beginString(column)
    row.withText { plan.object.append(record, to: &$0) }
    row.endString()
  }
}
