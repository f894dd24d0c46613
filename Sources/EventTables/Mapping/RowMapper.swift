internal import ByteIO
internal import EVTX
public import Tabular

/// What rows a run wants.
public struct MappingOptions: Sendable {
  /// Rows of kinds that Defender does not have.
  public var extensions = false
  /// Requests for access (Security 4656) that may not have been used.
  public var auditRequests = false
  /// Whether what no log says may be concluded; ledgers have a switch of their own.
  public var infers = true
  /// Columns behind those of every table, which whoever receives the rows fills.
  public var extraColumns: [ColumnSchema] = []
  /// What TenantId is.
  public var tenantID: String?

  /// The usual ones.
  public init() {}

  func allows(_ emission: Mapping.Emission) -> Bool {
    switch emission {
    case .always: true
    case .extensions: extensions
    case .auditRequests: auditRequests
    }
  }
}

/// Makes rows of the events of one decoder, one after the other: what was concluded from a shape is kept
/// by its number, which means nothing to other decoders.
struct RowMapper: ~Copyable {
  private let mappings: MappingSet
  private let isWanted: [Bool]
  /// Events that some wanted mapping is of, whatever their provider.
  private let wantedEvents: Set<UInt64>
  private var shapes = ShapeMemo<BoundShape>()
  private var evaluator: Evaluator
  private var rows: [RowBox?]
  private let tenantID: [UInt8]
  /// The log's name in AdditionalFields.Source, nil to leave it out.
  var sourceFile: String?
  /// AdditionalFields while it is composed.
  private var json = TextBuffer(capacity: 1_024)
  /// Names of the columns of the row that were concluded.
  private(set) var inferred: [TextRef] = []
  /// What is known of the row beside its cells.
  let facts = RowFacts()

  /// A row under construction, which an array can hold.
  private final class RowBox {
    var row: RowBuffer
    let tenantColumn: Int?
    let typeColumn: Int?
    let typeName: [UInt8]
    /// What is asked of the rows; nil when all of all of them is.
    let demand: RowDemand?
    /// Columns that are not filled yet when a row is tested.
    let lateColumns: Set<Int>
    init(_ schema: TableSchema, _ demand: RowDemand?) {
      row = RowBuffer(schema: schema)
      self.demand = demand
      lateColumns = Set(
        ["AdditionalFields", "TenantId", "Type"].compactMap { schema.index(of: $0) })
      tenantColumn = schema.index(of: "TenantId")
      typeColumn = schema.index(of: "Type")
      typeName = Array(schema.name.utf8)
    }
  }

  /// A mapper of events to rows of some tables.
  ///
  /// By table, `demands` says what is asked of its rows: other columns stay null, other rows do not come. Of tables
  /// that are not named all is wanted.
  init(
    _ mappings: MappingSet, tables: Set<String>, options: MappingOptions = MappingOptions(),
    demands: [String: RowDemand] = [:]
  ) {
    self.mappings = mappings
    isWanted = mappings.mappings.map {
      tables.contains(mappings.tables[$0.table].name) && options.allows($0.emission)
    }
    var events: Set<UInt64> = []
    for (index, mapping) in mappings.mappings.enumerated() where isWanted[index] {
      events.formUnion(mapping.events)
    }
    wantedEvents = events
    evaluator = Evaluator(mappings, infers: options.infers)
    rows = mappings.tables.map {
      tables.contains($0.name)
        ? RowBox($0.appending(options.extraColumns), demands[$0.name]) : nil
    }
    tenantID = Array((options.tenantID ?? "").utf8)
  }

  /// Whether an event may give rows.
  mutating func wants(_ head: borrowing EventHead) -> Bool {
    guard let event = head.eventID, wantedEvents.contains(event) else { return false }
    if head.shape.provider == nil {
      // The name is in each record. To read it for every one costs more than to see some in vain.
      let bound = shapes.value(for: head.shape) { BoundShape() }
      if bound.hasPrograms(event) { return true }
    }
    let provider = head.shape.provider ?? head.provider
    return !programs(head.shape, provider: Array(provider.utf8).rawSpan, event).isEmpty
  }

  /// Makes the rows of an event.
  ///
  /// - Parameters:
  ///   - record: the event.
  ///   - ledger: what the logs say of the event's host.
  ///   - emit: receives the table, by its place in the set, and the row, whose extra columns it may fill.
  mutating func map(
    _ record: borrowing FieldRecord, ledger: HostLedger,
    emit: (_ table: Int, _ row: inout RowBuffer) -> Void
  ) {
    facts.poorerTwin = nil
    guard let event = record.eventID else { return }
    for program in programs(record.shape, provider: record[.provider], event) {
      guard let box = rows[program.table] else { continue }
      evaluator.begin(record, ledger)
      facts.merge = program.merge
      if let merge = program.merge, evaluator.isPoorerTwin(merge, record) {
        facts.poorerTwin = merge
        continue
      }
      evaluator.fillSlots(upTo: program.conditionSlotCount, of: program, record)
      if let condition = program.condition, !evaluator.holds(condition, program, record) {
        continue
      }
      // Handed on as one access: each to a class's property is checked while the program runs.
      withRow(box, program, record, emit)
    }
  }

  /// Makes the rows that no single record tells of: see ``LedgerRows``. Once a host.
  ///
  /// - Parameters:
  ///   - ledger: what the logs say of the host.
  ///   - emit: receives the table, by its place in the set, and the row, whose extra columns it may fill.
  mutating func mapLedger(
    _ ledger: HostLedger, emit: (_ table: Int, _ row: inout RowBuffer) -> Void
  ) {
    let hostRows = LedgerRows(ledger)
    facts.merge = nil
    facts.inferredColumns.removeAll(keepingCapacity: true)
    for name in LedgerRows.tables {
      guard let table = mappings.tables.firstIndex(where: { $0.name == name }),
        let box = rows[table]
      else { continue }
      for index in 0..<hostRows.count(name) {
        box.row.removeAll()
        hostRows.fill(&box.row, name, at: index)
        fillConstants(&box.row, box)
        emit(table, &box.row)
      }
    }
  }

  /// The programs of an event; none when no table is wanted that it gives rows of.
  private mutating func programs(
    _ shape: EventShape, provider: RawSpan, _ event: UInt64
  ) -> [Program] {
    let bound = shapes.value(for: shape) { BoundShape() }
    if let programs = bound.find(event, provider) { return programs }
    let name = FieldText.string(provider)
    var programs: [Program] = []
    for index in mappings.mappings(provider: name, event: event) where isWanted[index] {
      let mapping = mappings.mappings[index]
      let demand = rows[mapping.table]?.demand
      let program = Binder.bind(mapping, to: shape, tables: mappings.tables, demand: demand)
      if let program, mayGiveRows(program) { programs.append(program) }
    }
    bound.add(event, name, programs)
    return programs
  }

  /// Whether rows of a program may be wanted, by those of its columns that are always the same.
  private func mayGiveRows(_ program: Program) -> Bool {
    guard let box = rows[program.table], let demand = box.demand else { return true }
    let late = box.lateColumns
    return demand.mayAdmit { entry in
      if late.contains(entry.column) { return true }
      guard let column = program.columns.first(where: { $0.index == entry.column }) else {
        return entry.test.passesNull
      }
      guard case .literal(let text) = program.nodes[column.node], column.type == .text,
        !text.isEmpty
      else { return true }
      return entry.test.passes(
        mappings.literals.rawSpan.extracting(Int(text.start)..<Int(text.end)))
    }
  }
}

/// What is known of the row that a ``RowMapper`` made last, beside its cells.
final class RowFacts {
  /// The columns that were concluded.
  var inferredColumns: [Int] = []
  /// The kind of pairs of which the event may be a part.
  var merge: Mapping.Merge?
  /// The kind of pairs for which the event gave no row because its twin does.
  var poorerTwin: Mapping.Merge?
}

/// The programs of a shape, by event: records of one shape may have several identifiers.
private final class BoundShape {
  private var entries: [(event: UInt64, provider: [UInt8], programs: [Program])] = []

  func find(_ event: UInt64, _ provider: RawSpan) -> [Program]? {
    for entry in entries
    where entry.event == event && entry.provider.count == provider.byteCount
      && provider.matches(entry.provider.rawSpan, at: 0)
    {
      return entry.programs
    }
    return nil
  }

  /// Whether an event has programs, whichever its provider.
  func hasPrograms(_ event: UInt64) -> Bool {
    entries.contains { $0.event == event && !$0.programs.isEmpty }
  }

  func add(_ event: UInt64, _ provider: String, _ programs: [Program]) {
    // Hostile events may have any identifier: those few that real shapes have are kept.
    if entries.count >= Limits.eventsPerShape { entries.removeFirst() }
    entries.append((event, Array(provider.utf8), programs))
  }
}

// MARK: - Filling

extension RowMapper {
  private mutating func withRow(
    _ box: RowBox, _ program: Program, _ record: borrowing FieldRecord,
    _ emit: (_ table: Int, _ row: inout RowBuffer) -> Void
  ) {
    if fill(&box.row, box, program, record) { emit(program.table, &box.row) }
  }

  /// Fills a row; false when it is not wanted.
  private mutating func fill(
    _ row: inout RowBuffer, _ box: RowBox, _ program: Program, _ record: borrowing FieldRecord
  ) -> Bool {
    row.removeAll()
    inferred.removeAll(keepingCapacity: true)
    facts.inferredColumns.removeAll(keepingCapacity: true)
    if let time = program.time {
      // The time comes first: what the ledger is asked depends on it.
      evaluator.fillSlots(upTo: program.timeSlotCount, of: program, record)
      evaluator.setRowTime(time, program, record)
    }
    if let demand = box.demand, !demand.alternatives.isEmpty {
      evaluator.fillSlots(upTo: program.testedSlotCount, of: program, record)
      fill(&row, 0..<program.testedColumnCount, program, record)
      guard demand.admits(row, unknown: box.lateColumns) else { return false }
      evaluator.fillSlots(upTo: program.slots.count, of: program, record)
      fill(&row, program.testedColumnCount..<program.columns.count, program, record)
    } else {
      evaluator.fillSlots(upTo: program.slots.count, of: program, record)
      fill(&row, 0..<program.columns.count, program, record)
    }
    fillConstants(&row, box)
    if let target = program.additionalFields {
      json.removeAll(keeping: Limits.keptScratchByteCount)
      appendObject(first: target.first, count: target.count, program, record, isOutermost: true)
      if target.isJSON {
        row.setDynamic(target.column, json.bytes)
      } else {
        row.setString(target.column, json.bytes)
      }
    }
    return true
  }

  /// Fills some columns of a program.
  private mutating func fill(
    _ row: inout RowBuffer, _ places: Range<Int>, _ program: Program,
    _ record: borrowing FieldRecord
  ) {
    for place in places {
      let column = program.columns[place]
      if column.field >= 0, column.type == .text {
        let text = record[column.field]
        if !FieldText.isAbsent(text) { row.setString(column.index, text) }
        continue
      }
      evaluator.isInferred = false
      let value = evaluator.evaluate(column.node, program, record)
      guard set(column, value, &row, program, record) else { continue }
      if evaluator.isInferred {
        inferred.append(column.name)
        facts.inferredColumns.append(column.index)
      }
    }
  }

  private func fillConstants(_ row: inout RowBuffer, _ box: RowBox) {
    if let column = box.tenantColumn, !tenantID.isEmpty {
      row.setString(column, tenantID.rawSpan)
    }
    if let column = box.typeColumn {
      let name = box.typeName
      row.setString(column, name.rawSpan)
    }
  }

  /// Sets a cell; false when it stays null.
  private mutating func set(
    _ column: Program.Column, _ value: Value, _ row: inout RowBuffer, _ program: Program,
    _ record: borrowing FieldRecord
  ) -> Bool {
    switch (value, column.type) {
    case (.text(let text), .text):
      guard !text.isEmpty else { return false }
      row.setString(column.index, evaluator.texts.bytes(text, record))
    case (.integer(let number), .integer): return row.setInteger(column.index, number)
    case (.bool(let value), .bool): row.setBool(column.index, value)
    case (.time(let ticks), .time): return row.setDateTime(column.index, ticks)
    case (_, .json):
      json.removeAll(keeping: Limits.keptScratchByteCount)
      guard appendValue(column.node, isJSON: true, value, program, record) else { return false }
      row.setDynamic(column.index, json.bytes)
    default: return false
    }
    return true
  }

  // MARK: - JSON

  /// Appends an object; the outermost one ends with where it comes from and what was concluded.
  private mutating func appendObject(
    first: Int, count: Int, _ program: Program, _ record: borrowing FieldRecord,
    isOutermost: Bool = false
  ) {
    json.append(0x7b)
    var isFirst = true
    for index in first..<first + count {
      let item = program.items[index]
      guard let name = item.name else {
        for field in program.payload {
          let text = record[field.index]
          if FieldText.isAbsent(text) { continue }
          appendComma(&isFirst)
          json.appendJSONString(field.name.rawSpan)
          json.append(0x3a)
          json.appendJSONString(text)
        }
        continue
      }
      let value = evaluator.evaluate(item.node, program, record)
      let mark = json.count
      let wasFirst = isFirst
      appendComma(&isFirst)
      evaluator.texts.quote(name, record, into: &json)
      json.append(0x3a)
      guard appendValue(item.node, isJSON: item.isJSON, value, program, record) else {
        json.truncate(to: mark)
        isFirst = wasFirst
        continue
      }
    }
    if isOutermost {
      appendComma(&isFirst)
      appendSource(record)
    }
    json.append(0x7d)
  }

  private mutating func appendComma(_ isFirst: inout Bool) {
    if !isFirst { json.append(0x2c) }
    isFirst = false
  }

  /// Appends a value; false when there is none.
  private mutating func appendValue(
    _ node: Int, isJSON: Bool, _ value: Value, _ program: Program, _ record: borrowing FieldRecord
  ) -> Bool {
    if case .object(let first, let count) = program.nodes[node] {
      appendObject(first: first, count: count, program, record)
      return true
    }
    switch value {
    case .text(let text):
      if text.isEmpty { return false }
      if isJSON {
        evaluator.texts.copy(text, record, into: &json)
      } else {
        evaluator.texts.quote(text, record, into: &json)
      }
    case .integer(let number): json.appendDecimal(number)
    case .bool(let value): value ? json.append("true") : json.append("false")
    case .time(let ticks):
      json.append(0x22)
      json.appendDateTime(ticks)
      json.append(0x22)
    case .nothing, .process, .session: return false
    }
    return true
  }

  /// Appends `"Source":{..}` and, where there are any, `"Inferred":[..]`.
  private mutating func appendSource(_ record: borrowing FieldRecord) {
    json.append("\"Source\":{\"Provider\":")
    json.appendJSONString(record[.provider])
    json.append(",\"Channel\":")
    json.appendJSONString(record[.channel])
    json.append(",\"EventID\":")
    json.appendDecimal(record.eventID ?? 0)
    json.append(",\"RecordID\":")
    json.appendDecimal(record.eventRecordID)
    if let sourceFile {
      json.append(",\"File\":")
      let name = Array(sourceFile.utf8)
      json.appendJSONString(name.rawSpan)
    }
    json.append(0x7d)
    guard !inferred.isEmpty else { return }
    json.append(",\"Inferred\":[")
    for (index, name) in inferred.enumerated() {
      if index > 0 { json.append(0x2c) }
      evaluator.texts.quote(name, record, into: &json)
    }
    json.append(0x5d)
  }
}
