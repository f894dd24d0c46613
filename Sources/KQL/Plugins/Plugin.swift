/// An entry of the catalogue of plugins, which `evaluate` calls.
final class Plugin: Sendable {
  let name: String
  /// The page of the documentation, below data-explorer/kusto/query.
  let page: String
  /// The table that a call gives; lists what is wrong with it.
  let bind: @Sendable (inout Binder, Plugin, PluginSyntax, PlanNode) -> PlanNode

  init(
    _ name: String, page: String,
    bind: @escaping @Sendable (inout Binder, Plugin, PluginSyntax, PlanNode) -> PlanNode
  ) {
    self.name = name
    self.page = page
    self.bind = bind
  }
}

/// A call of a plugin as written.
struct PluginSyntax: Sendable {
  let call: CallSyntax
  /// `: (a:string)` after the call: the columns that the caller says it gives.
  let schema: SchemaSyntax?
  /// `: (*, ...)`: behind the columns of the input.
  let keepsColumns: Bool
  let range: SourceRange
}

/// All plugins. A new one is a file and a line here.
enum PluginCatalogue {
  static let all: [Plugin] = [
    .activityCountsMetrics, .bagUnpack, .ipv4Lookup, .narrow, .pivot, .slidingWindowCounts,
  ]

  static let byName: [String: Plugin] = {
    var table: [String: Plugin] = [:]
    for plugin in all { table[plugin.name] = plugin }
    return table
  }()
}

extension EvaluateOperator: PipelineOperator {
  func bind(_ binder: inout Binder, input: PlanNode) -> PlanNode {
    guard let plugin = PluginCatalogue.byName[call.name.text] else {
      return binder.invalidTable(
        .unsupported,
        "the plugin \(call.name.text) is not supported"
          + binder.suggestion(for: call.name.text, among: PluginCatalogue.byName.keys.sorted()),
        at: call.name.range)
    }
    let syntax = PluginSyntax(
      call: call, schema: schema, keepsColumns: keepsColumns, range: range)
    return plugin.bind(&binder, plugin, syntax, input)
  }
}

extension Binder {
  /// The node of a plugin: with the columns that the caller states, or with those that are listed and others that
  /// the data tells. `listed` are places of the input.
  mutating func pluginNode(
    _ plugin: Plugin, _ syntax: PluginSyntax, _ arguments: [BoundExpression], _ input: PlanNode,
    listed: [Int]
  ) -> PlanNode {
    let columns = listed.map { input.schema.columns[$0] }
    if let schema = syntax.schema {
      let stated = self.columns(of: schema)
      let all = syntax.keepsColumns ? columns + stated : stated
      let sources = all.map { input.schema.index(of: $0.name) }
      return PlanNode(
        PluginCall(plugin: plugin, arguments: arguments, openNumber: nil, sources: sources),
        [input], schema: RowSchema(all), at: syntax.range)
    }
    return openNode(
      PluginCall(plugin: plugin, arguments: arguments, openNumber: openCount, sources: listed),
      [input], listed: columns, at: syntax.range)
  }
}
