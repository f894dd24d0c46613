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
  /// The rows of a file that `externaldata` names, with its columns; nil when nobody gave the file.
  ///
  /// - Throws: ``TabularError`` when the file cannot be read, or needs too much memory.
  func table(of file: ExternalFile) throws(TabularError) -> Table?
  /// The rows of a watchlist; nil when nobody gave it.
  ///
  /// - Throws: ``TabularError`` when it cannot be read, or needs too much memory.
  func watchlist(named name: String) throws(TabularError) -> Table?
}

extension TableSource {
  /// No file is given.
  public func table(of file: ExternalFile) throws(TabularError) -> Table? { nil }

  /// No watchlist is given.
  public func watchlist(named name: String) throws(TabularError) -> Table? { nil }
}
