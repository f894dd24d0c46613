internal import ByteIO
internal import EVTX
internal import Tabular

/// Rows of Event: every channel but Security, as Azure's agent sends them.
struct EventTableMapper {
  private let columns: Columns

  private struct Columns {
    let timeGenerated, source, eventLog, computer, eventID, eventCategory, eventLevel: Int?
    let eventLevelName, userName, eventData, parameterXML, renderedDescription: Int?
    let sourceSystem, type: Int?

    init(_ wanted: WantedColumns) {
      timeGenerated = wanted.index(of: "TimeGenerated")
      source = wanted.index(of: "Source")
      eventLog = wanted.index(of: "EventLog")
      computer = wanted.index(of: "Computer")
      eventID = wanted.index(of: "EventID")
      eventCategory = wanted.index(of: "EventCategory")
      eventLevel = wanted.index(of: "EventLevel")
      eventLevelName = wanted.index(of: "EventLevelName")
      userName = wanted.index(of: "UserName")
      eventData = wanted.index(of: "EventData")
      parameterXML = wanted.index(of: "ParameterXml")
      renderedDescription = wanted.index(of: "RenderedDescription")
      sourceSystem = wanted.index(of: "SourceSystem")
      type = wanted.index(of: "Type")
    }
  }

  init(_ wanted: WantedColumns) { columns = Columns(wanted) }

  /// Whether a row holds the payload as XML.
  var needsXML: Bool { columns.eventData != nil }

  /// Fills a row, which is empty, from an event whose payload was printed as XML.
  func map(
    _ record: borrowing FieldRecord, _ plan: PayloadPlan, accounts: some AccountNames,
    into row: inout RowBuffer
  ) {
    if let column = columns.timeGenerated, let ticks = Ticks.dateTime(record.timeCreated) {
      row.setDateTime(column, ticks)
    }
    // Events of the old interface name their source apart.
    row.setString(
      columns.source, record[.eventSourceName].isEmpty ? .provider : .eventSourceName, record)
    row.setString(columns.eventLog, .channel, record)
    row.setString(columns.computer, .computer, record)
    row.setInteger(columns.eventID, .eventID, record)
    row.setInteger(columns.eventCategory, .task, record)
    row.setInteger(columns.eventLevel, .level, record)
    if let column = columns.eventLevelName, let level = FieldText.number(record[.level]) {
      row.setString(column, LogTable.levelName(UInt64(max(0, level))))
    }
    if let column = columns.userName {
      let sid = record[.userID]
      if sid.isEmpty {
        row.setString(column, "N/A")
      } else {
        row.beginString(column)
        row.withText { accounts.append(nameOf: sid, to: &$0) }
        row.endString()
      }
    }
    if let column = columns.eventData { setEventData(column, record, &row) }
    if let column = columns.parameterXML { setParameters(column, record, plan, &row) }
    if let column = columns.renderedDescription { setDescription(column, record, plan, &row) }
    if let column = columns.sourceSystem { row.setString(column, "OpsManager") }
    if let column = columns.type { row.setString(column, "Event") }
  }

  /// The payload in the element that the agent wraps it in; one line, no space between elements.
  private func setEventData(
    _ column: Int, _ record: borrowing FieldRecord, _ row: inout RowBuffer
  ) {
    row.beginString(column)
    row.append("<DataItem Type=\"System.XmlData\" time=\"")
    row.withText { text in
      text.append(record[.timeCreated])
      text.append("\" sourceHealthServiceId=\"")
      text.appendGUID(Self.healthServiceID(record[.computer]))
      text.append("\">")
      text.append(record.payloadXML)
      text.append("</DataItem>")
    }
    row.endString()
  }

  /// An identifier of the computer's agent, made from the computer's name: no log holds the real one.
  private static func healthServiceID(_ computer: RawSpan) -> GUID {
    var first = Hash64()
    first.combine(computer)
    var second = first
    second.combine(computer)
    return GUID(low: first.value, high: second.value)
  }

  private func setParameters(
    _ column: Int, _ record: borrowing FieldRecord, _ plan: PayloadPlan, _ row: inout RowBuffer
  ) {
    row.beginString(column)
    row.withText { text in
      for index in plan.first..<plan.end {
        text.append("<Param>")
        text.appendXMLText(record[index])
        text.append("</Param>")
      }
    }
    row.endString()
  }

  /// The first line of the message where it is known, then every value in a line of its own.
  private func setDescription(
    _ column: Int, _ record: borrowing FieldRecord, _ plan: PayloadPlan, _ row: inout RowBuffer
  ) {
    let title = plan.title(of: record)
    row.beginString(column)
    row.withText { text in
      if let title { text.append(title.rawSpan) }
      for index in plan.first..<plan.end {
        plan.appendLineStart(index, isFirst: title == nil && index == plan.first, to: &text)
        text.append(record[index])
      }
    }
    row.endString()
  }
}

/// Names of accounts by their SIDs.
protocol AccountNames {
  /// Appends `DOMAIN\name`, or the SID itself when it is not known.
  func append(nameOf sid: RawSpan, to text: inout TextBuffer)
}

extension TextBuffer {
  /// Appends text with `&`, `<` and `>` escaped, as the agent does it; nothing else is.
  mutating func appendXMLText(_ source: RawSpan) {
    var start = 0
    var index = 0
    while index < source.byteCount {
      let byte = source.u8(index)
      // All three lie from 0x26 to 0x3e.
      if byte &- 0x26 <= 0x18, byte == 0x26 || byte == 0x3c || byte == 0x3e {
        append(source, from: start, to: index)
        append(byte == 0x26 ? "&amp;" : byte == 0x3c ? "&lt;" : "&gt;")
        start = index &+ 1
      }
      index &+= 1
    }
    append(source, from: start, to: source.byteCount)
  }
}
