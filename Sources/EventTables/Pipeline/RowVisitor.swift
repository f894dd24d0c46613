internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// Makes the rows of events, one after the other.
final class RowVisitor: FieldVisitor {
  private let plan: RowPlan
  private var mapper: RowMapper
  private let writers: [TableWriter]
  /// The place of each of the mappings' tables among the plan's.
  private let tablePlaces: [Int]
  private var payloads = ShapeMemo<PayloadPlan>()
  private let titles = EventTitles.embedded
  private let eventTable: (place: Int, mapper: EventTableMapper)?
  private var securityTable: (place: Int, mapper: SecurityEventMapper)?
  private let windowsTable: (place: Int, mapper: WindowsEventMapper)?

  private var payload: RowPayload
  private var source = RowSource()
  private var logName: String?
  private var logNumber = 0
  private var origin: KnownOrigin?

  /// What is known of the last event's computer and channel.
  private struct KnownOrigin {
    var origin: EventOrigin
    var key: UInt64
    var isSecurity: Bool
    /// The place among the hosts wanted, nil when no row of it is.
    var host: Int?
    var ledger: HostLedger
  }

  init(_ plan: RowPlan) {
    self.plan = plan
    mapper = RowMapper(
      plan.mappings, tables: plan.options.tables, options: plan.options.mappingOptions)
    writers = plan.tables.map { TableWriter($0) }
    payload = RowPayload(tableCount: plan.tables.count)
    func place(_ name: String) -> Int? { plan.tables.firstIndex { $0.name == name } }
    tablePlaces = plan.mappings.tables.map { place($0.name) ?? -1 }
    eventTable = place("Event").map { ($0, EventTableMapper(schema: plan.tables[$0])) }
    securityTable = place("SecurityEvent").map {
      ($0, SecurityEventMapper(schema: plan.tables[$0]))
    }
    windowsTable = place("WindowsEvent").map { ($0, WindowsEventMapper(schema: plan.tables[$0])) }
  }

  /// Begins a chunk of a log.
  func begin(_ log: LogSource) {
    source.file = [UInt8](log.displayPath.utf8)
    logNumber = plan.logNumbers[log.displayPath] ?? 0
    let name = plan.options.hostNaming.name(ofLog: log.displayPath)
    if name != logName { origin = nil }
    logName = name
  }

  /// The rows of the chunk.
  func take() -> RowPayload {
    defer { payload = RowPayload(tableCount: plan.tables.count) }
    return payload
  }

  /// The rows of a host that come of no single event.
  func rows(of ledger: HostLedger, host: Int) -> RowPayload {
    let places = tablePlaces
    source = RowSource()
    mapper.mapLedger(ledger) { table, row in
      append(&row, writers[places[table]], places[table], host)
    }
    return take()
  }

  // MARK: - FieldVisitor

  func demand(_ head: borrowing EventHead) -> FieldDemand {
    let origin = known(head)
    guard origin.host != nil else { return .none }
    source.key = RecordKey.key(
      origin: origin.key, recordID: head.eventRecordID, time: head.timeCreated.ticks,
      eventID: head.eventID ?? 0)
    if !plan.duplicates.isEmpty, plan.duplicates.isRepeated(source.key, inLog: logNumber) {
      payload.repeatedCount += 1
      return .none
    }
    if eventTable != nil, !origin.isSecurity { return .fieldsAndXML }
    if windowsTable != nil {
      return payloadPlan(head.shape).needsXML ? .fieldsAndXML : .fields
    }
    if securityTable != nil, origin.isSecurity { return .fields }
    return mapper.wants(head) ? .fields : .none
  }

  func visit(_ record: borrowing FieldRecord) {
    guard let origin, let host = origin.host else { return }
    source.recordID = record.eventRecordID
    source.fileOffset = record.fileOffset
    source.time = record.timeCreated.ticks
    source.channel.removeAll(keepingCapacity: true)
    source.channel.append(copying: record[.channel])
    if let (place, table) = eventTable, !origin.isSecurity {
      let writer = writers[place]
      writer.row.removeAll()
      table.map(
        record, payloadPlan(record.shape), accounts: LedgerAccounts(ledger: origin.ledger),
        into: &writer.row)
      append(&writer.row, writer, place, host)
    }
    if let place = securityTable?.place, origin.isSecurity {
      let writer = writers[place]
      writer.row.removeAll()
      securityTable?.mapper.map(record, payloadPlan(record.shape), into: &writer.row)
      append(&writer.row, writer, place, host)
    }
    if let (place, table) = windowsTable {
      let writer = writers[place]
      writer.row.removeAll()
      table.map(record, payloadPlan(record.shape), into: &writer.row)
      append(&writer.row, writer, place, host)
    }
    let places = tablePlaces
    mapper.map(record, ledger: origin.ledger) { table, row in
      append(&row, writers[places[table]], places[table], host)
    }
  }

  private func append(
    _ row: inout RowBuffer, _ writer: TableWriter, _ table: Int, _ host: Int
  ) {
    let box =
      plan.separatesTables
      ? payload.block(host: host, table: table) : payload.block(host: -1, table: -1)
    writer.append(&row, from: source.file.isEmpty ? nil : source, to: &box.block.lines)
    box.block.rowCounts[table] += 1
  }

  private func payloadPlan(_ shape: EventShape) -> PayloadPlan {
    payloads.value(for: shape) { PayloadPlan(shape, titles: titles) }
  }

  private func known(_ head: borrowing EventHead) -> KnownOrigin {
    if let origin, head.isFrom(origin.origin) { return origin }
    let found = head.origin
    let host = logName ?? found.computer.lowercased()
    let new = KnownOrigin(
      origin: found, key: RecordKey.origin(found),
      isSecurity: found.channel.lowercased() == "security",
      host: plan.hostPlaces[host], ledger: plan.ledgers[host] ?? HostLedger(host: host))
    origin = new
    return new
  }
}

/// The names that the logs of a host have for accounts.
struct LedgerAccounts: AccountNames {
  let ledger: HostLedger

  func append(nameOf sid: RawSpan, to text: inout TextBuffer) {
    guard let name = ledger.name(ofSID: sid) else { return text.append(sid) }
    let texts = ledger.texts
    let domain = texts[name.domain]
    if !domain.isEmpty {
      text.append(domain)
      text.append("\\")
    }
    text.append(texts[name.name])
  }
}
