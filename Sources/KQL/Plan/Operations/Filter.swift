/// Keeps the rows for which a condition is true.
struct Filter: PlanOperation {
  static let name = "where"
  let condition: BoundExpression
  func details(_ printer: PlanPrinter) -> String { printer.text(condition) }
  var subplans: [PlanNode] { condition.tables }
}
