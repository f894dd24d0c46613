/// Groups rows by keys and computes aggregates of each group.
///
/// `outputs` are over a row of the keys followed by the columns of all aggregates.
struct Summarize: PlanOperation {
  static let name = "summarize"
  let keys: [BoundExpression]
  let aggregates: [BoundAggregate]
  let outputs: [BoundExpression]
  /// Whether no rows without keys give no row: `distinct`, and `summarize by` with keys.
  let hasKeys: Bool

  func details(_ printer: PlanPrinter) -> String {
    let parts = aggregates.map { printer.text($0) }.joined(separator: ", ")
    let by = keys.map { printer.text($0) }.joined(separator: ", ")
    let computed = outputs.filter { $0.columnIndex == nil }.map { output in
      (output.name.map { $0 + " = " } ?? "") + printer.text(output)
    }
    return parts + (hasKeys ? (parts.isEmpty ? "by " : " by ") + by : "")
      + (computed.isEmpty ? "" : " giving " + computed.joined(separator: ", "))
  }
  var subplans: [PlanNode] {
    keys.flatMap(\.tables) + aggregates.flatMap { $0.arguments.flatMap(\.tables) }
  }
}

/// Different rows.
struct Distinct: PlanOperation {
  static let name = "distinct"
}

/// So many different values of a column, whichever.
struct SampleDistinct: PlanOperation {
  static let name = "sample-distinct"
  let count: BoundExpression
  func details(_ printer: PlanPrinter) -> String { printer.text(count) }
}
