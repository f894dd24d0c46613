internal import ByteIO
internal import EVTX
internal import Tabular

/// Rows of SecurityEvent: the channel Security.
///
/// A value whose name is that of a column stands there as it is: `0x54c`, `%%1842` and `-` stay, only
/// GUIDs lose their braces.
struct SecurityEventMapper {
  private let columns: Columns
  private let schema: TableSchema
  private let wanted: WantedColumns
  private var plans = ShapeMemo<Plan>()

  private struct Columns {
    let timeGenerated, channel, computer, correlation, eventID, eventRecordID, source: Int?
    let keywords, level, opcode, processID, threadID, userID, task, version: Int?
    let activity, account, accountType, eventData, logonTypeName, process: Int?
    let subjectAccount, targetAccount, sourceSystem, type: Int?

    init(_ wanted: WantedColumns) {
      timeGenerated = wanted.index(of: "TimeGenerated")
      channel = wanted.index(of: "Channel")
      computer = wanted.index(of: "Computer")
      correlation = wanted.index(of: "Correlation")
      eventID = wanted.index(of: "EventID")
      eventRecordID = wanted.index(of: "EventRecordId")
      source = wanted.index(of: "EventSourceName")
      keywords = wanted.index(of: "Keywords")
      level = wanted.index(of: "Level")
      opcode = wanted.index(of: "Opcode")
      processID = wanted.index(of: "SystemProcessId")
      threadID = wanted.index(of: "SystemThreadId")
      userID = wanted.index(of: "SystemUserId")
      task = wanted.index(of: "Task")
      version = wanted.index(of: "Version")
      activity = wanted.index(of: "Activity")
      account = wanted.index(of: "Account")
      accountType = wanted.index(of: "AccountType")
      eventData = wanted.index(of: "EventData")
      logonTypeName = wanted.index(of: "LogonTypeName")
      process = wanted.index(of: "Process")
      subjectAccount = wanted.index(of: "SubjectAccount")
      targetAccount = wanted.index(of: "TargetAccount")
      sourceSystem = wanted.index(of: "SourceSystem")
      type = wanted.index(of: "Type")
    }
  }

  /// What becomes of the fields of a shape.
  private final class Plan {
    enum Form: UInt8 { case text, number, guid }
    struct Copy {
      var field: Int
      var column: Int
      var form: Form
    }
    var copies: [Copy] = []
    /// Whether a value has no column, so that the whole payload is kept as XML.
    var hasOthers = false
    var subjectUser, subjectDomain, targetUser, targetDomain: Int?
    var newProcessName, processName, logonType: Int?
    /// The payload: a line for each value, with two spaces before it.
    let eventData: FieldTemplate

    init(
      _ shape: EventShape, _ schema: TableSchema, _ wanted: WantedColumns, _ form: TextForm
    ) {
      var eventData = FieldTemplate(form)
      eventData.add("<EventData xmlns=\"\(LogTable.namespace)\">")
      // Event 1108 tells of another event, whose EventID is not its own.
      var seen = Set(SecurityEventMapper.systemColumns.compactMap { schema.index(of: $0) })
      for (index, field) in shape.fields.enumerated() where field.part != .system {
        let name = field.leafName
        switch name {
        case "SubjectUserName": subjectUser = index
        case "SubjectDomainName": subjectDomain = index
        case "TargetUserName": targetUser = index
        case "TargetDomainName": targetDomain = index
        case "NewProcessName": newProcessName = index
        case "ProcessName": processName = index
        case "LogonType": logonType = index
        default: break
        }
        var tag = TextBuffer()
        tag.append("\r\n  <Data Name=\"")
        tag.appendXMLText([UInt8](name.utf8).rawSpan)
        tag.append("\">")
        eventData.add(tag.bytes)
        eventData.add(field: index, .xml)
        eventData.add("</Data>")
        guard let column = schema.index(of: name), !seen.contains(column) else {
          hasOthers = true
          continue
        }
        let form: Form? =
          switch schema.columns[column].type {
          case .string: field.isGUID ? .guid : .text
          case .int, .long: .number
          default: nil
          }
        guard let form else {
          hasOthers = true
          continue
        }
        seen.insert(column)
        guard wanted.contains(column) else { continue }
        copies.append(Copy(field: index, column: column, form: form))
      }
      eventData.add("\r\n</EventData>")
      eventData.end()
      self.eventData = eventData
    }
  }

  init(_ schema: TableSchema, _ wanted: WantedColumns) {
    self.schema = schema
    self.wanted = wanted
    columns = Columns(wanted)
  }

  /// Columns that hold what System says, and the payload as a whole: no value of the payload goes there.
  static let systemColumns = [
    "TimeGenerated", "Channel", "Computer", "Correlation", "EventID", "EventRecordId",
    "EventSourceName", "Keywords", "Level", "Opcode", "SystemProcessId", "SystemThreadId",
    "SystemUserId", "Task", "Version", "EventData",
  ]

  /// Fills a row, which is empty.
  mutating func map(
    _ record: borrowing FieldRecord, _ payload: PayloadPlan, into row: inout RowBuffer
  ) {
    let plan = plans.value(for: record.shape) {
      Plan(record.shape, schema, wanted, row.form)
    }
    setSystem(record, &row)
    for copy in plan.copies {
      let value = record[copy.field]
      switch copy.form {
      case .text: row.setString(copy.column, field: copy.field, record)
      case .number: if let number = FieldText.number(value) { row.setInteger(copy.column, number) }
      case .guid:
        let isBraced = value.byteCount >= 2 && value.u8(0) == 0x7b
        row.setString(
          copy.column, value, from: isBraced ? 1 : 0, to: value.byteCount - (isBraced ? 1 : 0))
      }
    }
    setActivity(record, payload, &row)
    setAccounts(record, plan, &row)
    setNames(record, plan, &row)
    if let column = columns.eventData, plan.hasOthers {
      setEventData(column, record, payload, plan, &row)
    }
    if let column = columns.sourceSystem { row.setString(column, "OpsManager") }
    if let column = columns.type { row.setString(column, "SecurityEvent") }
  }

  private func setSystem(_ record: borrowing FieldRecord, _ row: inout RowBuffer) {
    if let column = columns.timeGenerated, let ticks = Ticks.dateTime(record.timeCreated) {
      row.setDateTime(column, ticks)
    }
    row.setString(columns.channel, .channel, record)
    row.setString(columns.computer, .computer, record)
    row.setString(columns.correlation, .activityID, record)
    row.setInteger(columns.eventID, .eventID, record)
    row.setString(columns.eventRecordID, .eventRecordID, record)
    row.setString(columns.source, .provider, record)
    row.setString(columns.keywords, .keywords, record)
    row.setString(columns.opcode, .opcode, record)
    row.setInteger(columns.processID, .processID, record)
    row.setInteger(columns.threadID, .threadID, record)
    row.setString(columns.userID, .userID, record)
    row.setInteger(columns.task, .task, record)
    row.setInteger(columns.version, .version, record)
    if let column = columns.level {
      // The old agent's numbers for audits that succeeded and failed, from the keywords' bits; the level
      // of both is 0 in the log.
      let keywords = FieldText.hexadecimal(record[.keywords], from: 2) ?? 0
      if keywords & 0x20_0000_0000_0000 != 0 {
        row.setString(column, "8")
      } else if keywords & 0x10_0000_0000_0000 != 0 {
        row.setString(column, "16")
      } else {
        row.setString(column, .level, record)
      }
    }
  }

  private func setActivity(
    _ record: borrowing FieldRecord, _ payload: PayloadPlan, _ row: inout RowBuffer
  ) {
    guard let column = columns.activity, let eventID = record.eventID,
      let title = payload.titles.title(of: record)
    else { return }
    row.beginString(column)
    row.appendDecimal(Int64(clamping: eventID))
    row.append(" - ")
    row.append(title.rawSpan)
    row.endString()
  }

  /// Events whose account is the one that logs on, not the one that asks for it.
  private static func isLogon(_ eventID: UInt64) -> Bool {
    switch eventID {
    case 4624, 4625, 4626, 4627, 4634, 4647, 4648, 4768...4779, 4800...4803, 4964: true
    default: false
    }
  }

  private func setAccounts(
    _ record: borrowing FieldRecord, _ plan: Plan, _ row: inout RowBuffer
  ) {
    setAccount(columns.subjectAccount, record, plan.subjectDomain, plan.subjectUser, &row)
    setAccount(columns.targetAccount, record, plan.targetDomain, plan.targetUser, &row)
    let isTarget =
      plan.targetUser != nil
      && (plan.subjectUser == nil || Self.isLogon(record.eventID ?? 0))
    guard let user = isTarget ? plan.targetUser : plan.subjectUser else { return }
    let domain = isTarget ? plan.targetDomain : plan.subjectDomain
    setAccount(columns.account, record, domain, user, &row)
    let name = record[user]
    guard let column = columns.accountType, !name.isEmpty else { return }
    if name.u8(name.byteCount - 1) == 0x24 {
      row.setString(column, "Machine")
    } else {
      row.setString(column, "User")
    }
  }

  private static let backslash: [UInt8] = [0x5c]

  /// `DOMAIN\user`, or the user alone where there is no domain.
  private func setAccount(
    _ column: Int?, _ record: borrowing FieldRecord, _ domain: Int?, _ user: Int?,
    _ row: inout RowBuffer
  ) {
    guard let column, let user, !record[user].isEmpty else { return }
    row.beginString(column)
    if let domain, !record[domain].isEmpty {
      row.append(field: domain, record)
      row.append(Self.backslash.rawSpan)
    }
    row.append(field: user, record)
    row.endString()
  }

  private func setNames(_ record: borrowing FieldRecord, _ plan: Plan, _ row: inout RowBuffer) {
    if let column = columns.process, let field = plan.newProcessName ?? plan.processName,
      !record[field].isEmpty
    {
      let path = record[field]
      row.setString(column, path, from: FieldText.nameStart(path), to: path.byteCount)
    }
    if let column = columns.logonTypeName, let field = plan.logonType,
      let type = FieldText.number(record[field]), let name = LogonType.name(type)
    {
      row.beginString(column)
      row.appendDecimal(type)
      row.append(" - ")
      row.append(name)
      row.endString()
    }
  }

  /// The payload as the agent prints it: a line for each value, with two spaces before it.
  private func setEventData(
    _ column: Int, _ record: borrowing FieldRecord, _ payload: PayloadPlan, _ plan: Plan,
    _ row: inout RowBuffer
  ) {
    row.beginString(column)
    row.withText { plan.eventData.append(record, to: &$0) }
    row.endString()
  }
}

/// Types of logons (winnt.h, SECURITY_LOGON_TYPE).
enum LogonType {
  /// The name, nil for an unknown number.
  static func name(_ type: Int64) -> StaticString? {
    switch type {
    case 2: "Interactive"
    case 3: "Network"
    case 4: "Batch"
    case 5: "Service"
    case 7: "Unlock"
    case 8: "NetworkCleartext"
    case 9: "NewCredentials"
    case 10: "RemoteInteractive"
    case 11: "CachedInteractive"
    case 12: "CachedRemoteInteractive"
    case 13: "CachedUnlock"
    default: nil
    }
  }
}
