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

    init(_ schema: TableSchema) {
      timeGenerated = schema.index(of: "TimeGenerated")
      channel = schema.index(of: "Channel")
      computer = schema.index(of: "Computer")
      correlation = schema.index(of: "Correlation")
      eventData = schema.index(of: "EventData")
      eventID = schema.index(of: "EventID")
      eventLevel = schema.index(of: "EventLevel")
      eventLevelName = schema.index(of: "EventLevelName")
      eventRecordID = schema.index(of: "EventRecordId")
      keywords = schema.index(of: "Keywords")
      opcode = schema.index(of: "Opcode")
      provider = schema.index(of: "Provider")
      rawEventData = schema.index(of: "RawEventData")
      processID = schema.index(of: "SystemProcessId")
      threadID = schema.index(of: "SystemThreadId")
      userID = schema.index(of: "SystemUserId")
      task = schema.index(of: "Task")
      version = schema.index(of: "Version")
      type = schema.index(of: "Type")
    }
  }

  init(schema: TableSchema) { columns = Columns(schema) }

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
    row.withText { text in
      text.append("{")
      for index in plan.first..<plan.end {
        plan.appendKey(index, isFirst: index == plan.first, to: &text)
        let value = record[index]
        text.appendJSONEscaped(value, from: 0, to: value.byteCount)
        text.append("\"")
      }
      text.append("}")
    }
    row.endString()
  }
}
