/// Bounds on what hostile input may ask for. Each line gives the largest value met in 2,500 published queries.
enum Limits {
  /// Bytes of one query. Published queries: 60 KiB.
  static let queryBytes = 1 << 20
  /// Expressions and pipelines that are open at once while parsing. Published queries: 31.
  static let syntaxDepth = 200
  /// The height of an expression tree, chains such as `a + b + c` included: what every walk may recurse. Published
  /// queries: 38.
  static let treeHeight = 400
  /// Problems listed for one query; further ones are counted by nobody, since the first of them matter.
  static let problemsListed = 50
  /// Characters of a source line that a message shows.
  static let excerptCharacters = 120
}
