public import ByteIO
public import Tabular

/// Rows of logs in memory, for queries: made by ``TableRun/load(_:delegate:memoryBytes:ignoresPredicates:)``.
///
/// All tables of the catalogue exist; those that were asked for have the rows and columns that were, in the
/// order of the logs. Other columns are null, other tables have no rows. Nothing depends on the number of threads.
public final class LogTables: TableSource, Sendable {
  /// The time of the newest event of the logs, whether a row was made of it or not; nil when there is none.
  public let newestEvent: FileTime?
  /// Records of the logs.
  public let recordCount: UInt64
  private let rows: [String: LoadedRows]
  private let logs: [String]

  /// A table, and where its rows come from.
  struct LoadedRows: Sendable {
    var table: Table
    var records: [RowRecord]
    var origins: [RowOrigin]
    var inferences: [RowInference]
    /// Records that gave further facts, by row.
    var twins: [Int: [RowRecord]]
  }

  init(
    newestEvent: FileTime?, recordCount: UInt64, rows: [String: LoadedRows], logs: [String]
  ) {
    self.newestEvent = newestEvent
    self.recordCount = recordCount
    self.rows = rows
    self.logs = logs
  }

  // MARK: - TableSource

  /// The columns of a table of the catalogue.
  public func schema(of table: String) -> TableSchema? { TableCatalog.builtIn[table]?.schema }

  /// The tables of the catalogue.
  public var tableNames: [String] { TableCatalog.builtIn.tables.map(\.schema.name) }

  /// The rows of a table; nil when nobody asked for it.
  public func table(named name: String) -> Table? { rows[name]?.table }

  // MARK: - Where rows come from

  /// The records that a row was made of, in their order; none of a row that no single record gave.
  ///
  /// `row` counts over all batches of the table, from 0.
  public func records(of table: String, row: Int) -> [RecordReference] {
    guard let loaded = rows[table], loaded.records.indices.contains(row) else { return [] }
    let all = [loaded.records[row]] + (loaded.twins[row] ?? [])
    return all.compactMap { reference($0, loaded) }.sorted()
  }

  /// What of a row was concluded, as far as it is among the columns that were asked for; nil for nothing.
  public func inferred(of table: String, row: Int) -> RowInference? {
    guard let loaded = rows[table], loaded.records.indices.contains(row) else { return nil }
    let number = Int(loaded.records[row].inference)
    return number >= 0 ? loaded.inferences[number] : nil
  }

  private func reference(_ record: RowRecord, _ loaded: LoadedRows) -> RecordReference? {
    guard record.log >= 0, record.origin >= 0 else { return nil }
    let origin = loaded.origins[Int(record.origin)]
    return RecordReference(
      sourceFile: logs[Int(record.log)], channel: origin.channel, computer: origin.computer,
      eventRecordID: record.recordID, recordOffset: record.fileOffset,
      timeCreated: FileTime(ticks: record.time))
  }
}

extension LogTables {
  /// Puts together what the workers of a run have kept; `pieces` are in the order of the logs, by table.
  static func assemble(
    _ plan: RowPlan, _ kept: [KeptRows], pieces: [[TablePiece]], logs: [String],
    newestEvent: FileTime?, recordCount: UInt64
  ) -> LogTables {
    var origins = Numbering<RowOrigin>()
    var inferences = Numbering<RowInference>()
    let originNumbers = kept.map { rows in rows.origins.map { origins.number(of: $0) } }
    let inferenceNumbers = kept.map { rows in rows.inferences.map { inferences.number(of: $0) } }
    func renumbered(_ record: RowRecord, _ part: Int) -> RowRecord {
      var record = record
      if record.origin >= 0 { record.origin = originNumbers[part][Int(record.origin)] }
      if record.inference >= 0 {
        record.inference = inferenceNumbers[part][Int(record.inference)]
      }
      return record
    }
    var twins: [TwinKey: RowRecord] = [:]
    for (part, rows) in kept.enumerated() {
      for (key, record) in rows.twins { twins[key] = renumbered(record, part) }
    }
    var loaded: [String: LoadedRows] = [:]
    for (table, schema) in plan.tables.enumerated() {
      var records: [RowRecord] = []
      var extra: [Int: [RowRecord]] = [:]
      let pairs = kept.map { rows in
        Dictionary(
          rows.pairs.filter { $0.table == table }.map { ($0.row, $0.twin) },
          uniquingKeysWith: { first, _ in first })
      }
      for piece in pieces[table] {
        let rows = kept[piece.part]
        for row in piece.rows {
          if let key = pairs[piece.part][row], let twin = twins[key] {
            extra[records.count] = [twin]
          }
          records.append(renumbered(rows.records[table][row], piece.part))
        }
      }
      for rows in kept { rows.records[table] = [] }
      let parts = kept.map { $0.parts[table].finish() }
      loaded[schema.name] = LoadedRows(
        table: Table.assembling(schema, from: parts, in: pieces[table]), records: records,
        origins: [], inferences: [], twins: extra)
    }
    for name in loaded.keys {
      loaded[name]?.origins = origins.values
      loaded[name]?.inferences = inferences.values
    }
    return LogTables(
      newestEvent: newestEvent, recordCount: recordCount, rows: loaded, logs: logs)
  }
}

/// Numbers values in the order in which they come, each once.
private struct Numbering<Element: Hashable> {
  private(set) var values: [Element] = []
  private var numbers: [Element: Int32] = [:]

  mutating func number(of value: Element) -> Int32 {
    if let known = numbers[value] { return known }
    let new = Int32(truncatingIfNeeded: values.count)
    numbers[value] = new
    values.append(value)
    return new
  }
}
