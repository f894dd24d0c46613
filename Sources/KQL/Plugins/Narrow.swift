extension Plugin {
  /// `narrow()`: a row for each cell.
  static let narrow = Plugin("narrow", page: "narrow-plugin") {
    binder, plugin, syntax, input in
    PlanNode(
      PluginCall(plugin: plugin, arguments: [], openNumber: nil, sources: [nil, nil, nil]), [input],
      schema: RowSchema([
        BoundColumn("Row", .long), BoundColumn("Column", .string), BoundColumn("Value", .string),
      ]), at: syntax.range)
  }
}
