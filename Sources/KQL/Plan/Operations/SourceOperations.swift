/// Reads a table of the provider.
struct TableScan: PlanOperation {
  static let name = "table"
  let table: String
  func details(_ printer: PlanPrinter) -> String { table }
}

/// A table that does not exist, inside of a fuzzy union: no rows, any columns.
struct MissingTable: PlanOperation {
  static let name = "missing-table"
  let table: String
  func details(_ printer: PlanPrinter) -> String { table }
}

/// `datatable`: rows that the query holds.
struct InlineTable: PlanOperation {
  static let name = "datatable"
  let rows: [[Constant]]
  func details(_ printer: PlanPrinter) -> String { "\(rows.count) rows" }
}

/// One row without columns, what `print` projects from.
struct SingleRow: PlanOperation {
  static let name = "row"
}

/// `range x from a to b step c`.
struct RangeTable: PlanOperation {
  static let name = "range"
  let start: BoundExpression
  let stop: BoundExpression
  let step: BoundExpression
  func details(_ printer: PlanPrinter) -> String {
    "from \(printer.text(start)) to \(printer.text(stop)) step \(printer.text(step))"
  }
}

/// `externaldata`: files that the caller maps to the locations.
struct ExternalTable: PlanOperation {
  static let name = "externaldata"
  let locations: [String]
  let properties: [(name: String, value: String)]
  func details(_ printer: PlanPrinter) -> String { locations.joined(separator: ", ") }
}

/// `_GetWatchlist("name")`: a list that the caller gives.
struct Watchlist: PlanOperation {
  static let name = "watchlist"
  let watchlist: String
  /// Its place in the order in which operators with open schemas are bound.
  let openNumber: Int
  func details(_ printer: PlanPrinter) -> String { watchlist }
}

/// The rows that an operator hands to its subquery: those of one value in `mv-apply`, of one partition.
struct SubqueryInput: PlanOperation {
  static let name = "outer-rows"
}

/// The rows of an operator with an open schema that was run before the rest was bound.
struct ResolvedInput: PlanOperation {
  static let name = "resolved"
  /// Its place in the order in which such operators are bound.
  let number: Int
  func details(_ printer: PlanPrinter) -> String { "#\(number)" }
}
