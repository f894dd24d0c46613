internal import ByteIO
internal import EVTX
internal import Tabular

/// Makes rows of the events of one decoder, one after the other: what was concluded from a shape is kept
/// by its number, which means nothing to other decoders.
struct RowMapper: ~Copyable {
  let mappings: MappingSet
  private let isWanted: [Bool]
  /// Events that some wanted mapping is of, whatever their provider.
  private let wantedEvents: Set<UInt64>
  private var shapes = ShapeMemo<BoundShape>()
  var evaluator: Evaluator
  var rows: [RowBox?]
  let tenantID: [UInt8]
  /// The log's name in AdditionalFields.Source, nil to leave it out.
  var sourceFile: String?
  /// AdditionalFields while it is composed.
  var json = TextBuffer(capacity: 1_024)
  /// Places in the program of the columns of the row that were concluded.
  var inferredPlaces: [Int] = []
  /// By signature, what groups of columns came to: of a few signatures, as hostile shapes may have any.
  var groupCaches: [String: GroupCache] = [:]
  var groupKey = GroupKey()
  /// What is known of the row beside its cells.
  let facts = RowFacts()

  /// A row under construction, which an array can hold.
  final class RowBox {
    var row: RowBuffer
    let tenantColumn: Int?
    let typeColumn: Int?
    let typeName: [UInt8]
    /// What is asked of the rows; nil when all of all of them is.
    let demand: RowDemand?
    /// Columns that are not filled yet when a row is tested.
    let lateColumns: Set<Int>
    init(_ schema: TableSchema, _ demand: RowDemand?, _ form: TextForm) {
      row = RowBuffer(schema: schema, form: form)
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
  /// that are not named all is wanted. Texts lie in the rows in `form`.
  init(
    _ mappings: MappingSet, tables: Set<String>, options: MappingOptions = MappingOptions(),
    demands: [String: RowDemand] = [:], form: TextForm = .plain
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
        ? RowBox($0.appending(options.extraColumns), demands[$0.name], form) : nil
    }
    tenantID = Array((options.tenantID ?? "").utf8)
  }

  /// Whether an event may give rows.
  mutating func wants(_ head: borrowing EventHead) -> Bool {
    guard let event = head.eventID, wantedEvents.contains(event) else { return false }
    // Where the name is in each record, to read it for every one costs more than to see some in vain.
    let bound = shapes.value(for: head.shape) { BoundShape() }
    if bound.hasPrograms(event) { return true }
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
    for bound in programs(record.shape, provider: record[.provider], event) {
      let program = bound.program
      guard let box = rows[program.table] else { continue }
      evaluator.begin(record, ledger, slotCount: program.slots.count)
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
      withRow(box, bound, record, emit)
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
  ) -> [BoundProgram] {
    let bound = shapes.value(for: shape) { BoundShape() }
    if let programs = bound.find(event, provider) { return programs }
    let name = FieldText.string(provider)
    var programs: [BoundProgram] = []
    for index in mappings.mappings(provider: name, event: event) where isWanted[index] {
      let mapping = mappings.mappings[index]
      let demand = rows[mapping.table]?.demand
      let program = Binder.bind(mapping, to: shape, tables: mappings.tables, demand: demand)
      guard let program, mayGiveRows(program) else { continue }
      programs.append(BoundProgram(program, demand == nil ? groups(of: program, shape) : []))
    }
    bound.add(event, name, programs)
    return programs
  }

  /// The groups of a program's columns.
  private mutating func groups(of program: Program, _ shape: EventShape) -> [BoundGroup] {
    let groups = ColumnGrouping.groups(
      of: program, shape: shape, schema: mappings.tables[program.table],
      literals: mappings.literals)
    var bound: [BoundGroup] = []
    for group in groups {
      if groupCaches[group.signature] == nil, groupCaches.count < Limits.groupCaches {
        groupCaches[group.signature] = GroupCache()
      }
      if let cache = groupCaches[group.signature] { bound.append(BoundGroup(group, cache)) }
    }
    return bound
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
