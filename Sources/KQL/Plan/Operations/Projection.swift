/// Computes the columns of its schema, one expression for each: `project`, `extend`, `print` and their kin.
struct Projection: PlanOperation {
  static let name = "project"
  let outputs: [BoundExpression]
  /// What happens to columns that the schema of the input does not list.
  let openColumns: OpenColumns

  enum OpenColumns: Sendable {
    case dropped
    case kept
    /// Those that a pattern of `project-away` names go.
    case keptExcept([String])
    /// Only those that a pattern of `project-keep` names stay.
    case keptOnly([String])
  }

  func details(_ printer: PlanPrinter) -> String {
    let kept = outputs.count { $0.columnIndex != nil }
    let computed = outputs.filter { $0.columnIndex == nil }.map { output in
      (output.name.map { $0 + " = " } ?? "") + printer.text(output)
    }
    return ((kept > 0 ? [kept == 1 ? "1 column" : "\(kept) columns"] : []) + computed).joined(
      separator: ", ")
  }
  var subplans: [PlanNode] { outputs.flatMap(\.tables) }
}
