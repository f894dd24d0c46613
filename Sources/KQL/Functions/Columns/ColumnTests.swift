/// Columns that may not exist. The binder decides where the schema is known.
extension ScalarFunction {
  static let columnIfexists = ScalarFunction(
    "column_ifexists", aliases: ["columnifexists"], page: "column-ifexists-function",
    returns: .argument(1), [.constantString("name"), .any("default")], resultName: .namedColumn)

  /// The column of an open schema, or the default where the data has none.
  static let columnOrDefault = ScalarFunction(
    "column_or_default", page: "column-ifexists-function", returns: .argument(1),
    [.any("column"), .any("default")])

  /// Whether the data has the column of an open schema.
  static let columnExists = ScalarFunction(
    "column_exists", page: "column-ifexists-function", returns: .type(.bool), [.any("column")])
}
