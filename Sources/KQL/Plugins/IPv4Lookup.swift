extension Plugin {
  /// `ipv4_lookup(table, address, network, return_unmatched)`: rows of a table by network.
  static let ipv4Lookup = Plugin("ipv4_lookup", page: "ipv4-lookup-plugin") {
    binder, plugin, syntax, input in
    let arguments = syntax.call.arguments
    guard arguments.count >= 3 else {
      return binder.invalidTable(
        .badUse,
        "expected ipv4_lookup(table, address, network), found \(arguments.count) arguments",
        at: syntax.call.range)
    }
    let table = binder.bindTable(arguments[0].value)
    let address = binder.withRow(of: input) { $0.bindExpression(arguments[1].value) }
    let network = binder.withRow(of: table) { $0.bindExpression(arguments[2].value) }
    var rest: [BoundExpression] = []
    var keys = Set([network.columnIndex].compactMap { $0 })
    for argument in arguments.dropFirst(3) {
      // Further columns that both tables have are compared; a bool says whether rows without a match stay.
      if case .name = argument.value.kind {
        let value = binder.withRow(of: table) { $0.bindExpression(argument.value) }
        if let index = value.columnIndex { keys.insert(index) }
        rest.append(value)
      } else {
        rest.append(binder.bindConstant(argument.value, "true or false"))
      }
    }
    var builder = binder.builder(of: input)
    var sources: [Int?] = input.schema.columns.indices.map { $0 }
    for (index, column) in table.schema.columns.enumerated() {
      builder.add(.column(index, of: table.schema, at: syntax.range), name: column.name)
      sources.append(nil)
    }
    return PlanNode(
      PluginCall(
        plugin: plugin, arguments: [address, network] + rest, openNumber: nil,
        sources: sources), [input, table],
      schema: RowSchema(
        builder.columns, isOpen: input.schema.isOpen || table.schema.isOpen), at: syntax.range)
  }
}
