internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// Makes the rows of events, one after the other, and hands them to a sink.
final class RowVisitor: FieldVisitor {
  private let plan: RowPlan
  private let sink: any RowSink
  private var mapper: RowMapper
  /// The place of each of the mappings' tables among the plan's.
  private let tablePlaces: [Int]
  private var payloads = ShapeMemo<PayloadPlan>()
  private let titles = EventTitles.embedded
  private let eventTable: LogTableSlot<EventTableMapper>?
  private let securityTable: LogTableSlot<SecurityEventMapper>?
  private let windowsTable: LogTableSlot<WindowsEventMapper>?
  private let noFacts = RowFacts()

  private var source = RowSource()
  private var logName: String?
  private var logNumber = 0
  private var repeatedCount = 0
  private var origin: KnownOrigin?
  /// Which tables may want the event at hand.
  private var wanted = WantedTables()

  /// What is known of the last event's computer and channel.
  private struct KnownOrigin {
    var origin: EventOrigin
    /// The sink's number for it.
    var number: Int
    var key: UInt64
    var isSecurity: Bool
    /// The place among the hosts wanted, nil when no row of it is.
    var host: Int?
    var ledger: HostLedger
    /// Alternatives of the demand that events from here may fulfil: of Event or SecurityEvent.
    var ownAlternatives: [Int]
    /// The same of WindowsEvent.
    var windowsAlternatives: [Int]
  }

  private struct WantedTables {
    /// Event or SecurityEvent, whichever the channel belongs to.
    var own = false
    var windows = false
    var mapped = false
  }

  init(_ plan: RowPlan, sink: any RowSink) {
    self.plan = plan
    self.sink = sink
    mapper = RowMapper(
      plan.mappings, tables: plan.options.tables, options: plan.options.mappingOptions,
      demands: plan.demands, form: sink.form)
    func place(_ name: String) -> Int? { plan.tables.firstIndex { $0.name == name } }
    tablePlaces = plan.mappings.tables.map { place($0.name) ?? -1 }
    eventTable = place("Event").map { place in
      LogTableSlot(place, plan, form: sink.form) { EventTableMapper($1) }
    }
    securityTable = place("SecurityEvent").map { place in
      LogTableSlot(place, plan, form: sink.form) { SecurityEventMapper($0, $1) }
    }
    windowsTable = place("WindowsEvent").map { place in
      LogTableSlot(place, plan, form: sink.form) { WindowsEventMapper($1) }
    }
  }

  /// Begins a chunk of a log.
  func begin(_ log: LogSource) {
    logNumber = plan.logNumbers[log.displayPath] ?? 0
    sink.begin(log: logNumber, path: log.displayPath)
    let name = plan.options.hostNaming.name(ofLog: log.displayPath)
    if name != logName { origin = nil }
    logName = name
  }

  /// What the chunk gave.
  func take() -> any ChunkPayload {
    defer { repeatedCount = 0 }
    return sink.take(repeatedCount: repeatedCount)
  }

  /// Makes the rows of a host that come of no single event.
  func makeRows(of ledger: HostLedger, host: Int) {
    let places = tablePlaces
    let facts = mapper.facts
    mapper.mapLedger(ledger) { table, row in
      sink.append(&row, table: places[table], host: host, nil, facts)
    }
  }

  // MARK: - FieldVisitor

  func demand(_ head: borrowing EventHead) -> FieldDemand {
    let origin = known(head)
    guard origin.host != nil else { return .none }
    source.key = RecordKey.key(
      origin: origin.key, recordID: head.eventRecordID, time: head.timeCreated.ticks,
      eventID: head.eventID ?? 0)
    if !plan.duplicates.isEmpty, plan.duplicates.isRepeated(source.key, inLog: logNumber) {
      repeatedCount += 1
      return .none
    }
    wanted.mapped = mapper.wants(head)
    wanted.own =
      (origin.isSecurity
        ? securityTable?.admits(head, origin.ownAlternatives)
        : eventTable?.admits(head, origin.ownAlternatives)) ?? false
    wanted.windows = windowsTable?.admits(head, origin.windowsAlternatives) ?? false
    guard wanted.own || wanted.windows || wanted.mapped else { return .none }
    let fields: FieldDemand = sink.form == .json ? .json : .fields
    let needsXML =
      wanted.own && !origin.isSecurity && eventTable?.mapper.needsXML ?? false
      && payloadPlan(head.shape).xml == nil
      || wanted.windows && windowsTable?.mapper.needsXML ?? false
        && payloadPlan(head.shape).needsXML
    return needsXML ? fields.union(.fieldsAndXML) : fields
  }

  func visit(_ record: borrowing FieldRecord) {
    guard let origin, let host = origin.host else { return }
    source.origin = origin.number
    source.recordID = record.eventRecordID
    source.fileOffset = record.fileOffset
    source.time = record.timeCreated.ticks
    source.channel.removeAll(keepingCapacity: true)
    source.channel.append(copying: record[.channel])
    if wanted.own, !origin.isSecurity, let table = eventTable {
      table.row.removeAll()
      table.mapper.map(
        record, payloadPlan(record.shape), origin.ledger, into: &table.row)
      sink.append(&table.row, table: table.place, host: host, source, noFacts)
    }
    if wanted.own, origin.isSecurity, let table = securityTable {
      table.row.removeAll()
      table.mapper.map(record, payloadPlan(record.shape), into: &table.row)
      sink.append(&table.row, table: table.place, host: host, source, noFacts)
    }
    if wanted.windows, let table = windowsTable {
      table.row.removeAll()
      table.mapper.map(record, payloadPlan(record.shape), into: &table.row)
      sink.append(&table.row, table: table.place, host: host, source, noFacts)
    }
    guard wanted.mapped else { return }
    let places = tablePlaces
    let facts = mapper.facts
    mapper.map(record, ledger: origin.ledger) { table, row in
      sink.append(&row, table: places[table], host: host, source, facts)
    }
    if let merge = facts.poorerTwin {
      sink.note(poorerTwin: source, host: host, merge)
    }
  }

  private func payloadPlan(_ shape: EventShape) -> PayloadPlan {
    payloads.value(for: shape) { PayloadPlan(shape, titles: titles, form: sink.form) }
  }

  private func known(_ head: borrowing EventHead) -> KnownOrigin {
    if let origin, head.isFrom(origin.origin) { return origin }
    let found = head.origin
    let host = logName ?? found.computer.lowercased()
    let isSecurity = found.channel.lowercased() == "security"
    let new = KnownOrigin(
      origin: found, number: sink.number(of: found), key: RecordKey.origin(found),
      isSecurity: isSecurity, host: plan.hostPlaces[host],
      ledger: plan.ledgers[host] ?? HostLedger(host: host),
      ownAlternatives: (isSecurity
        ? securityTable?.alternatives(of: found) : eventTable?.alternatives(of: found)) ?? [],
      windowsAlternatives: windowsTable?.alternatives(of: found) ?? [])
    origin = new
    return new
  }
}
