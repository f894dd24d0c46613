/// `evaluate plugin(...)`.
struct PluginCall: PlanOperation {
  static let name = "evaluate"
  let plugin: Plugin
  let arguments: [BoundExpression]
  /// The place in the order in which operators with an open schema are bound; nil when the schema is closed.
  let openNumber: Int?
  /// The place in the input of each listed column of the result that comes from there.
  let sources: [Int?]
  func details(_ printer: PlanPrinter) -> String {
    plugin.name + "(" + arguments.map { printer.text($0) }.joined(separator: ", ") + ")"
  }
}

/// `invoke FileProfile(...)`: columns of a service that is not on board, all of them null.
struct AddedColumns: PlanOperation {
  static let name = "add-columns"
  let service: String
  func details(_ printer: PlanPrinter) -> String { service }
}

/// `getschema`: a row for each column of the input.
struct SchemaRows: PlanOperation {
  static let name = "getschema"
}

/// `reduce by`: texts grouped by likeness.
struct Reduce: PlanOperation {
  static let name = "reduce"
  let value: BoundExpression
}

/// `consume`: no rows.
struct Consume: PlanOperation {
  static let name = "consume"
}
