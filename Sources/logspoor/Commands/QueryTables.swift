import EventTables
import KQL
import Tabular

/// The tables that a query finds: those of logs. All tables of the catalogue exist.
struct QueryTables: TableSource {
  /// What was read of logs; nil without logs, and before they are read.
  var logs: LogTables?

  func schema(of table: String) -> TableSchema? { TableCatalog.builtIn[table]?.schema }

  var tableNames: [String] { TableCatalog.builtIn.tables.map(\.schema.name) }

  func table(named name: String) -> Table? { logs?.table(named: name) }
}
