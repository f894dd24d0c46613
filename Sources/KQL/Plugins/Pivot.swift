extension Plugin {
  /// `pivot(column, aggregate, keys...)`: a column for each value of a column.
  ///
  /// The rows are summarized first by the keys and the column; the plugin spreads the result, whose columns are
  /// the keys, the column and the aggregate.
  static let pivot = Plugin("pivot", page: "pivot-plugin") {
    binder, plugin, syntax, input in
    let arguments = syntax.call.arguments
    guard let first = arguments.first else {
      return binder.invalidTable(
        .badUse, "expected pivot(column, aggregate, keys), found no arguments",
        at: syntax.call.range)
    }
    return binder.withRow(of: input) { binder in
      let column = binder.bindExpression(first.value)
      var isAggregate = false
      if arguments.count > 1, case .call(let call) = arguments[1].value.kind {
        isAggregate = AggregateCatalogue.byName[call.name.text] != nil
      }
      // Without keys, those are all columns that are used neither way.
      var keys = arguments.dropFirst(isAggregate ? 2 : 1).map { binder.bindExpression($0.value) }
      if keys.isEmpty {
        var used: Set<Int> = []
        column.visitColumns { used.insert($0) }
        if isAggregate {
          binder.row?.aggregates = AggregateContext(keys: [])
          _ = binder.bindExpression(arguments[1].value)
          for aggregate in binder.row?.aggregates?.aggregates ?? [] {
            for argument in aggregate.arguments { argument.visitColumns { used.insert($0) } }
          }
          binder.row?.aggregates = nil
        }
        keys = input.schema.columns.indices.filter { !used.contains($0) }
          .map { .column($0, of: input.schema, at: syntax.range) }
      }
      let groups = keys + [column]
      binder.row?.aggregates = AggregateContext(keys: groups)
      if isAggregate {
        _ = binder.bindExpression(arguments[1].value)
      } else {
        let call = CallSyntax(
          range: syntax.call.range, name: NameSyntax("count", at: syntax.call.range),
          parameters: [], arguments: [])
        _ = binder.bindAggregate(.count, call)
      }
      let context = binder.row?.aggregates ?? AggregateContext(keys: [])
      binder.row?.aggregates = nil
      guard let aggregate = context.aggregates.first, !groups.contains(where: \.isInvalid) else {
        return binder.errorTable(at: syntax.range)
      }
      var builder = ProjectionBuilder()
      let keyColumns = groups.map { BoundColumn($0.name ?? "", $0.type) }
      let schema = RowSchema(keyColumns + aggregate.columns)
      for index in 0...groups.count {
        builder.add(.column(index, of: schema, at: syntax.range), name: schema.columns[index].name)
      }
      let summary = PlanNode(
        Summarize(
          keys: groups, aggregates: [aggregate], outputs: builder.values, hasKeys: true), [input],
        schema: RowSchema(builder.columns), at: syntax.range)
      return binder.pluginNode(plugin, syntax, [], summary, listed: Array(0..<keys.count))
    }
  }
}
