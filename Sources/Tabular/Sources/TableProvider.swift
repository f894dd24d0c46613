/// Where tables come from. The engine knows nothing of what is behind them.
public protocol TableProvider: Sendable {
  /// The columns of a table; nil when there is no table of this name.
  func schema(of table: String) -> TableSchema?
  /// The names of all tables, in a fixed order: for `search *`, `find` and `union T*`.
  var tableNames: [String] { get }
}

/// Where tables and their rows come from.
public protocol TableSource: TableProvider {
  /// The rows of a table that ``TableProvider/schema(of:)`` knows; nil when it has none.
  func table(named name: String) -> Table?
}
