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

  /// The computer that was last met and the identifier of its agent.
  private var agent: (computer: [UInt8], text: [UInt8]) = ([], [])
  /// The account that was last met and its name.
  private var user: (sid: [UInt8], name: [UInt8], ledger: ObjectIdentifier?) = ([], [], nil)

  /// Fills a row, which is empty, from an event of which ``PayloadPlan/xml`` or the payload's XML is there.
  mutating func map(
    _ record: borrowing FieldRecord, _ plan: PayloadPlan, _ ledger: HostLedger,
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
        row.setString(column, userName(sid, ledger).rawSpan)
      }
    }
    if let column = columns.eventData { setEventData(column, record, plan, &row) }
    if let column = columns.parameterXML {
      row.beginString(column)
      row.withText { plan.parameters.append(record, to: &$0) }
      row.endString()
    }
    if let column = columns.renderedDescription { setDescription(column, record, plan, &row) }
    if let column = columns.sourceSystem { row.setString(column, "OpsManager") }
    if let column = columns.type { row.setString(column, "Event") }
  }

  /// `DOMAIN\name`, or the SID itself when it is not known.
  private mutating func userName(_ sid: RawSpan, _ ledger: HostLedger) -> [UInt8] {
    let known = user
    if known.ledger == ObjectIdentifier(ledger), known.sid.count == sid.byteCount,
      known.sid.rawSpan.matches(sid, at: 0)
    {
      return known.name
    }
    var text: [UInt8] = []
    if let name = ledger.name(ofSID: sid) {
      let texts = ledger.texts
      text.append(copying: texts[name.domain])
      if !text.isEmpty { text.append(0x5c) }
      text.append(copying: texts[name.name])
    } else {
      text.append(copying: sid)
    }
    var copy: [UInt8] = []
    copy.append(copying: sid)
    user = (copy, text, ObjectIdentifier(ledger))
    return text
  }

  /// The payload in the element that the agent wraps it in; one line, no space between elements.
  private mutating func setEventData(
    _ column: Int, _ record: borrowing FieldRecord, _ plan: PayloadPlan, _ row: inout RowBuffer
  ) {
    let identifier = healthServiceID(record[.computer])
    row.beginString(column)
    row.withText { text in
      plan.agentHead.append(record, to: &text)
      text.append(identifier.rawSpan)
      plan.agentMiddle.append(record, to: &text)
    }
    if plan.xml != nil {
      row.withText { plan.appendXML(record, to: &$0) }
    } else {
      row.append(record.payloadXML)
    }
    row.append("</DataItem>")
    row.endString()
  }

  /// An identifier of the computer's agent, made from the computer's name: no log holds the real one.
  private mutating func healthServiceID(_ computer: RawSpan) -> [UInt8] {
    let known = agent
    if known.computer.count == computer.byteCount, known.computer.rawSpan.matches(computer, at: 0),
      !known.text.isEmpty
    {
      return known.text
    }
    var first = Hash64()
    first.combine(computer)
    var second = first
    second.combine(computer)
    var text = TextBuffer()
    text.appendGUID(GUID(low: first.value, high: second.value))
    agent = ([], [])
    agent.computer.append(copying: computer)
    agent.text.append(copying: text.bytes)
    return agent.text
  }

  /// The first line of the message where it is known, then every value in a line of its own.
  private func setDescription(
    _ column: Int, _ record: borrowing FieldRecord, _ plan: PayloadPlan, _ row: inout RowBuffer
  ) {
    let title = plan.titles.title(of: record)
    row.beginString(column)
    if let title { row.append(title.rawSpan) }
    row.withText {
      plan.lines.append(record, to: &$0, skipping: title == nil ? plan.lineEndByteCount : 0)
    }
    row.endString()
  }
}
