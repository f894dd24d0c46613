import ByteIO
import EventTables
import Evidence
import Tabular

/// Tables that come from files: those of `--table-file`, loaded at the start; those of `--external` and
/// `--watchlist`, loaded when a query asks for them.
final class FileTables: Sendable {
  /// What of a file is not in its table.
  struct Losses: Sendable {
    var path: EvidencePath
    var report: LoadReport
  }

  private let tables: [String: Table]
  private let externals: [String: EvidencePath]
  private let watchlists: [String: EvidencePath]
  private let loader: TableLoader
  private let lost: Monitor<[Losses]>

  /// Loads the tables.
  ///
  /// - Throws: ``ProgramExit``: a file cannot be read, or all need more memory than they may.
  init(_ options: FileTableOptions, threadCount: Int, memoryBytes: Int) throws {
    var tables: [String: Table] = [:]
    var losses: [Losses] = []
    var left = memoryBytes
    for file in options.tableFiles {
      let loaded: LoadedTable
      do throws(TabularError) {
        loaded = try Self.load(
          file.path, TableLoader(threadCount: threadCount, maximumByteCount: left),
          name: file.name, schema: TableCatalog.builtIn[file.name]?.schema)
      } catch {
        throw ProgramExit(
          code: error.code == .memory ? .limit : .usage,
          message: "--table-file \(file.path.terminal): \(terminalText(error.message))")
      }
      tables[file.name] = loaded.table
      losses.append(Losses(path: file.path, report: loaded.report))
      left = max(0, left - loaded.table.byteCount)
    }
    self.tables = tables
    externals = Dictionary(
      options.externals.map { ($0.location, $0.path) }, uniquingKeysWith: { first, _ in first })
    watchlists = Dictionary(
      options.watchlists.map { ($0.name, $0.path) }, uniquingKeysWith: { first, _ in first })
    loader = TableLoader(threadCount: threadCount, maximumByteCount: left)
    lost = Monitor(losses)
  }

  /// The names of the tables that were loaded, in alphabetical order.
  var names: [String] { tables.keys.sorted() }

  /// A table that was loaded.
  subscript(name: String) -> Table? { tables[name] }

  /// Says what is not in the tables, each loss once.
  func report(to log: LossLog) {
    let losses = lost.withLock { losses in
      defer { losses = [] }
      return losses
    }
    for file in losses { log.note(file.report, of: file.path) }
  }

  /// The rows of a file that a query names, with the columns it says; nil when nobody gave the file.
  func table(of file: ExternalFile) throws(TabularError) -> Table? {
    guard let path = externals[file.location] else { return nil }
    var loader = loader
    loader.layout = file.layout
    let schema = TableSchema(name: "externaldata", columns: file.columns)
    let table = try load(path, loader, schema)
    let count = file.columns.count
    return Table(
      schema: schema,
      batches: table.batches.map {
        Batch(columns: Array($0.columns.prefix(count)), count: $0.count)
      })
  }

  /// The rows of a watchlist; nil when nobody gave it.
  func watchlist(named name: String) throws(TabularError) -> Table? {
    guard let path = watchlists[name] else { return nil }
    // Read for the names of the columns first: in a watchlist all values are texts.
    let names = try Self.load(path, loader, name: name, schema: nil).table.schema.columns
    let schema = TableSchema(name: name, columns: names.map { ColumnSchema($0.name, .string) })
    return WatchlistRows(try load(path, loader, schema), name: name).table()
  }

  private func load(
    _ path: EvidencePath, _ loader: TableLoader, _ schema: TableSchema
  ) throws(TabularError) -> Table {
    let loaded = try Self.load(path, loader, name: schema.name, schema: schema)
    lost.withLock { $0.append(Losses(path: path, report: loaded.report)) }
    return loaded.table
  }

  private static func load(
    _ path: EvidencePath, _ loader: TableLoader, name: String, schema: TableSchema?
  ) throws(TabularError) -> LoadedTable {
    let stream: DescriptorByteStream
    do throws(FileOpenError) { stream = try DescriptorByteStream(path: path.bytes) } catch {
      throw TabularError(.readFailed, byteOffset: 0, message: "cannot open: \(error.reason)")
    }
    return try loader.load(stream, name: name, schema: schema)
  }
}

/// A watchlist as Sentinel gives it: columns of its own before those of the file.
///
/// | Column | Value |
/// |--------|-------|
/// | _DTItemId | the number of the row, from 1 on |
/// | LastUpdatedTimeUTC | null, unless the file has it |
/// | SearchKey | the file's column of that name, else its first one |
/// | WatchlistItem | all columns of the file as an object |
private struct WatchlistRows {
  private let list: Table
  private let name: String

  init(_ list: Table, name: String) {
    self.list = list
    self.name = name
  }

  func table() -> Table {
    let own = [
      ColumnSchema("_DTItemId", .string), ColumnSchema("LastUpdatedTimeUTC", .datetime),
      ColumnSchema("SearchKey", .string), ColumnSchema("WatchlistItem", .dynamic),
    ]
    let schema = TableSchema(name: name, columns: own).appending(list.schema.columns)
    var builder = TableBuilder(schema: schema)
    var number = 0
    for batch in list.batches {
      for row in 0..<batch.count {
        number += 1
        let values = batch.columns.map { $0.value(at: row) }
        builder.append(
          schema.columns.indices.map { cell($0, schema, values, number) })
      }
    }
    return builder.finish()
  }

  private func cell(_ column: Int, _ schema: TableSchema, _ values: [Value], _ number: Int) -> Value
  {
    let name = schema.columns[column].name
    let place = list.schema.index(of: name)
    let text: String? =
      if let place, case .string(let text) = values[place] { text } else { nil }
    switch column {
    case 0: return .string(text ?? "\(number)")
    case 1:
      let bytes = [UInt8]((text ?? "").utf8)
      return Ticks.parseDateTime(bytes.rawSpan, from: 0, to: bytes.count).map { .dateTime($0) }
        ?? .null
    case 2:
      if let text { return .string(text) }
      return values.first ?? .null
    case 3: return item(values)
    default: return .string(text ?? "")
    }
  }

  private func item(_ values: [Value]) -> Value {
    var json = TextBuffer()
    json.append("{")
    for (index, column) in list.schema.columns.enumerated() {
      guard case .string(let text) = values[index] else { continue }
      if json.count > 1 { json.append(",") }
      json.appendJSONString([UInt8](column.name.utf8).rawSpan)
      json.append(":")
      json.appendJSONString([UInt8](text.utf8).rawSpan)
    }
    json.append("}")
    return .dynamic(json.string)
  }
}
