import EventTables
import Tabular

/// The tables that a query finds: those of files, then those of the catalogue, with the rows of logs.
struct QueryTables: TableSource {
  let files: FileTables
  /// What was read of logs; nil without logs, and before they are read.
  var logs: LogTables?

  init(files: FileTables) { self.files = files }

  func schema(of table: String) -> TableSchema? {
    files[table]?.schema ?? TableCatalog.builtIn[table]?.schema
  }

  var tableNames: [String] {
    let known = TableCatalog.builtIn.tables.map(\.schema.name)
    return known + files.names.filter { !known.contains($0) }
  }

  func table(named name: String) -> Table? { files[name] ?? logs?.table(named: name) }

  func table(of file: ExternalFile) throws(TabularError) -> Table? { try files.table(of: file) }

  func watchlist(named name: String) throws(TabularError) -> Table? {
    try files.watchlist(named: name)
  }
}
