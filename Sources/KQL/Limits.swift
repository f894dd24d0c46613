/// Bounds on what hostile input may ask for. Each line gives the largest value met in 2,500 published queries.
enum Limits {
  /// Bytes of one query. Published queries: 15 KiB.
  static let queryBytes = 1 << 20
  /// Expressions and pipelines that are open at once while parsing. Published queries: 22. Operators with the
  /// largest frames, nested as deep as this, take less than 320 KiB of stack in a release build.
  static let syntaxDepth = 100
  /// The height of an expression tree, chains such as `a + b + c` included: what every walk may recurse. Published
  /// queries: 17.
  static let treeHeight = 300
  /// Problems listed for one query; then reading stops.
  static let problemsListed = 50
  /// Characters of a source line that a message shows.
  static let excerptCharacters = 120

  /// Bindings of expressions that are open at once, those of called functions included; calls and tables count
  /// twice and operators four times. Published queries: 70.
  static let bindingDepth = 340
  /// Calls of functions of the query inside each other: each takes several times the stack of an expression.
  /// Published queries: 4.
  static let callDepth = 32
  /// Expressions and operators bound for one query, bodies of functions once for each call. Published queries: 9,000.
  static let boundNodes = 200_000
  /// Nodes of one bound expression. Published queries: 2,000.
  static let expressionSize = 50_000
  /// Operators behind each other, those of tables and functions that are used included. Published queries: 80.
  static let planHeight = 500
  /// Columns of one table.
  static let columns = 10_000
  /// Bytes of one string or dynamic that is computed. Events hold 64 KiB at most.
  static let valueBytes = 64 << 20
  /// Levels of a dynamic: what a column of JSON can be read back from. Events: 8.
  static let valueDepth = 64
  /// `let` statements of a query. Published queries: 60.
  static let statements = 2_000
}
