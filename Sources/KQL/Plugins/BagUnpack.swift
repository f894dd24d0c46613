extension Plugin {
  /// `bag_unpack(column, prefix, conflicts, ignored)`: a column for each member of a bag.
  static let bagUnpack = Plugin("bag_unpack", page: "bag-unpack-plugin") {
    binder, plugin, syntax, input in
    let arguments = syntax.call.arguments
    guard (1...4).contains(arguments.count) else {
      return binder.invalidTable(
        .badUse,
        "expected bag_unpack(column, prefix, conflicts, ignored), found \(arguments.count) arguments",
        at: syntax.call.range)
    }
    let bound = binder.withRow(of: input) { binder in
      arguments.map { binder.bindExpression($0.value) }
    }
    if bound.contains(where: \.isInvalid) { return binder.errorTable(at: syntax.range) }
    guard bound[0].type == .dynamic || bound[0].type.isUnknown else {
      return binder.invalidTable(
        .badType, "expected a dynamic column, found a \(bound[0].type.name)", at: bound[0].range)
    }
    if let stated = syntax.schema, !syntax.keepsColumns,
      let clash = stated.columns.first(where: { input.schema.index(of: $0.name.text) != nil })
    {
      return binder.invalidTable(
        .unsupported,
        "a stated column that the table has too (\(clash.name.text)) is not supported: project it away before",
        at: clash.name.range)
    }
    let unpacked = bound[0].columnIndex
    let kept = input.schema.columns.indices.filter { $0 != unpacked }
    return binder.pluginNode(plugin, syntax, bound, input, listed: kept)
  }
}
