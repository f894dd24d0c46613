internal import EVTX
internal import Tabular

/// A table of events that a worker makes rows of: its place in the plan, what makes its rows, and a row.
final class LogTableSlot<Mapper> {
  let place: Int
  var mapper: Mapper
  var row: RowBuffer
  /// What heads of events decide; nil when all rows are wanted.
  private let head: HeadDemand?
  private var shapes = ShapeMemo<[Int]>()

  /// A slot for the table at `place` of the plan; `make` is given the columns that are wanted, nil for all.
  init(
    _ place: Int, _ plan: RowPlan, form: TextForm, make: (TableSchema, WantedColumns) -> Mapper
  ) {
    self.place = place
    let schema = plan.tables[place]
    let demand = plan.demands[schema.name]
    mapper = make(schema, WantedColumns(schema, demand))
    row = RowBuffer(schema: schema, form: form)
    head = demand.map { HeadDemand($0, schema) }
  }

  /// The alternatives that events of a computer and channel may fulfil.
  func alternatives(of origin: EventOrigin) -> [Int] {
    head?.alternatives(computer: origin.computer, channel: origin.channel) ?? []
  }

  /// Whether the row of an event may be wanted.
  func admits(_ event: borrowing EventHead, _ alternatives: [Int]) -> Bool {
    guard let head, !head.isEmpty else { return true }
    guard !alternatives.isEmpty else { return false }
    return head.admits(
      event, alternatives, shapes.value(for: event.shape) { head.alternatives(of: event.shape) })
  }
}

/// The columns of a table that are filled.
struct WantedColumns {
  private let schema: TableSchema
  private let wanted: Set<Int>?

  /// Those that a demand names, or all.
  init(_ schema: TableSchema, _ demand: RowDemand? = nil) {
    self.schema = schema
    wanted = demand.map { Set($0.columns) }
  }

  /// The place of a column; nil when it is not wanted, or there is none.
  func index(of name: String) -> Int? { schema.index(of: name).flatMap { contains($0) ? $0 : nil } }

  /// Whether the column at a place is wanted.
  func contains(_ place: Int) -> Bool { wanted?.contains(place) ?? true }
}
