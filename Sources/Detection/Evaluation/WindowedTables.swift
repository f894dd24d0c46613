internal import Tabular

/// Tables of which only the rows of a span of time are to be seen.
///
/// What has no column of times is seen whole, such as watchlists.
final class WindowedTables {
  private let source: any TableSource
  private var tables: [String: TimedTable] = [:]

  init(_ source: any TableSource) { self.source = source }

  /// The times of all rows of some tables, ascending.
  func times(of names: Set<String>) -> [Int64] {
    names.sorted().flatMap { timed($0)?.times ?? [] }.sorted()
  }

  /// What is to be seen of some tables from one time on and before another.
  func window(_ names: Set<String>, from start: Int64, to end: Int64) -> TableWindow {
    var bounds: [String: Range<Int>] = [:]
    for name in names {
      guard let table = timed(name) else { continue }
      let first = table.firstRow(at: start)
      bounds[name] = first..<max(first, table.firstRow(at: end))
    }
    return TableWindow(source: source, tables: tables, bounds: bounds)
  }

  private func timed(_ name: String) -> TimedTable? {
    if let known = tables[name] { return known }
    guard let table = source.table(named: name), let made = TimedTable(table) else { return nil }
    tables[name] = made
    return made
  }
}

/// A table whose rows are known in the order of their times.
private final class TimedTable: Sendable {
  let schema: TableSchema
  let rows: Batch
  /// The times of the rows, ascending; those without one are left out, as Sentinel does.
  let times: [Int64]
  /// The rows in the same order.
  let order: [Int32]

  /// Nil when no column tells the time, or the table has more rows than 32 bits count.
  init?(_ table: Table) {
    guard table.count <= Int(Int32.max),
      let place = table.schema.timeColumn
    else { return nil }
    schema = table.schema
    guard !table.batches.isEmpty else {
      rows = Batch(
        columns: table.schema.columns.map { Column(nullsOf: $0.type, count: 0) }, count: 0)
      times = []
      order = []
      return
    }
    rows = Batch.concatenating(table.batches)
    let column = rows.columns[place]
    guard case .integers(let ticks) = column.storage else { return nil }
    order = (0..<Int32(rows.count)).filter { !column.isNull(Int($0)) }
      .sorted { (ticks[Int($0)], $0) < (ticks[Int($1)], $1) }
    times = order.map { ticks[Int($0)] }
  }

  /// The place in the order of the first row that is not before a time.
  func firstRow(at time: Int64) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = low + (high - low) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension TableSchema {
  /// The column that Sentinel cuts a table by: the time of what happened.
  var timeColumn: Int? {
    ["Timestamp", "TimeGenerated"].lazy.compactMap { self.index(of: $0) }
      .first { self.columns[$0].type == .datetime }
  }
}

/// The rows of a span of time, as a source of tables.
struct TableWindow: TableSource {
  private let source: any TableSource
  private let tables: [String: TimedTable]
  /// The rows that are seen of each table, in the table's order.
  private let rows: [String: [Int32]]
  /// What is seen of each table, as places in the order of its times.
  let bounds: [String: Range<Int>]

  fileprivate init(
    source: any TableSource, tables: [String: TimedTable], bounds: [String: Range<Int>]
  ) {
    self.source = source
    self.tables = tables
    self.bounds = bounds
    var rows: [String: [Int32]] = [:]
    for (name, range) in bounds { rows[name] = tables[name]?.order[range].sorted() }
    self.rows = rows
  }

  func schema(of table: String) -> TableSchema? { source.schema(of: table) }

  var tableNames: [String] { source.tableNames }

  func table(named name: String) -> Table? {
    guard let table = tables[name], let rows = rows[name] else { return source.table(named: name) }
    guard !rows.isEmpty else { return Table(schema: table.schema, batches: []) }
    return Table(schema: table.schema, batches: [table.rows.gathering(rows)])
  }

  func table(of file: ExternalFile) throws(TabularError) -> Table? { try source.table(of: file) }

  func watchlist(named name: String) throws(TabularError) -> Table? {
    try source.watchlist(named: name)
  }

  /// The place in the whole table of a row that the window shows.
  func originalRow(of name: String, _ row: Int) -> Int {
    guard let rows = rows[name], row < rows.count else { return row }
    return Int(rows[row])
  }
}
