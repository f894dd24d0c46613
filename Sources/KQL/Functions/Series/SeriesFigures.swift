extension ScalarFunction {
  /// Columns that are named after the function and its first argument, as in `series_stats_x_min`.
  static func figures(
    _ function: String, of arguments: [BoundExpression], _ columns: [BoundColumn]
  ) -> [BoundColumn] {
    let prefix = function + "_" + (arguments.first?.name.map { $0 + "_" } ?? "")
    return columns.map { $0.named(prefix + $0.name) }
  }
}
