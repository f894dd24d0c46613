import EventTables
import Tabular

/// The tables that a query finds: those of files, then those of the catalogue, with the rows of logs and of result
/// folders.
struct QueryTables: TableSource {
  let files: FileTables
  /// What was read of logs; nil without logs, and before they are read.
  var logs: LogTables?
  /// What was read of result folders.
  var results: ResultTables?

  init(files: FileTables) { self.files = files }

  func schema(of table: String) -> TableSchema? {
    files[table]?.schema ?? TableCatalog.builtIn[table]?.schema
  }

  var tableNames: [String] {
    let known = TableCatalog.builtIn.tables.map(\.schema.name)
    return known + files.names.filter { !known.contains($0) }
  }

  /// The rows of a file, or those of logs and behind them those of result folders.
  func table(named name: String) -> Table? {
    if let table = files[name] { return table }
    let own = logs?.table(named: name)
    guard let further = results?.batches[name], let schema = schema(of: name) else { return own }
    return Table(schema: schema, batches: (own?.batches ?? []) + further)
  }

  func table(of file: ExternalFile) throws(TabularError) -> Table? { try files.table(of: file) }

  func watchlist(named name: String) throws(TabularError) -> Table? {
    try files.watchlist(named: name)
  }
}
