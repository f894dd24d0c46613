extension Plugin {
  /// `activity_counts_metrics(id, time, start, end, window, dimensions)`: counts of each window, of new and of all ids.
  static let activityCountsMetrics = Plugin(
    "activity_counts_metrics", page: "activity-counts-metrics-plugin"
  ) { binder, plugin, syntax, input in
    binder.activityNode(
      plugin, syntax, input, fixed: 5, form: "id, time, start, end, window",
      measures: ["count", "dcount", "new_dcount", "aggregated_dcount"])
  }
}

extension Binder {
  /// The node of a plugin that counts over windows of time: the time, the dimensions behind `fixed` arguments, then
  /// measures.
  mutating func activityNode(
    _ plugin: Plugin, _ syntax: PluginSyntax, _ input: PlanNode, fixed: Int, form: String,
    measures: [String]
  ) -> PlanNode {
    let arguments = syntax.call.arguments
    guard arguments.count >= fixed else {
      return invalidTable(
        .badUse, "expected \(plugin.name)(\(form)), found \(arguments.count) arguments",
        at: syntax.call.range)
    }
    let bound = withRow(of: input) { binder in
      arguments.enumerated().map { index, argument in
        2..<fixed ~= index
          ? binder.bindConstant(argument.value, "a value") : binder.bindExpression(argument.value)
      }
    }
    if bound.contains(where: \.isInvalid) { return errorTable(at: syntax.range) }
    for (index, value) in bound.enumerated() where index < 2 || index >= fixed {
      guard value.columnIndex != nil || value.type.isUnknown else {
        return invalidTable(.badUse, "expected the name of a column", at: value.range)
      }
    }
    var builder = ProjectionBuilder()
    for value in [bound[1]] + bound.dropFirst(fixed) { builder.add(value, name: value.name) }
    for measure in measures {
      builder.add(.constant(.null(.long), at: syntax.range), name: measure)
    }
    return PlanNode(
      PluginCall(
        plugin: plugin, arguments: bound, openNumber: nil,
        sources: builder.values.map(\.columnIndex)), [input], schema: RowSchema(builder.columns),
      at: syntax.range)
  }
}
