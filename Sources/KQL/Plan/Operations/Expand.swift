/// A column whose dynamic values are spread over rows.
struct ExpandedColumn: Sendable {
  /// The value, over the row of the input.
  let value: BoundExpression
  /// The column of the result that gets it.
  let output: Int
  /// The type it is converted to.
  let type: ValueType
}

/// `mv-expand`: a row for each element.
struct MvExpand: PlanOperation {
  static let name = "mv-expand"
  let columns: [ExpandedColumn]
  /// The column of the result that gets the place of the element.
  let indexColumn: Int?
  let limit: BoundExpression?
  /// The rows that a row gives at most where there is no limit: 128 for the spelling `mvexpand`.
  let most: Int
  /// Whether a bag becomes `["name", value]` arrays instead of bags of one member.
  let expandsBagsToArrays: Bool
  /// The place in the input of each column of the result; nil for those that are new.
  let sources: [Int?]

  func details(_ printer: PlanPrinter) -> String {
    columns.map { "\(printer.text($0.value)) to \($0.type.name)" }.joined(separator: ", ")
      + (limit.map { " limit \(printer.text($0))" } ?? "")
  }
}

/// `mv-apply`: a subquery over the rows that each row expands to.
struct MvApply: PlanOperation {
  static let name = "mv-apply"
  let expansion: MvExpand
  /// Its leaf is a `SubqueryInput` with the expanded columns.
  let subquery: PlanNode
  /// The columns of the input that come before those of the subquery.
  let kept: [Int]
  func details(_ printer: PlanPrinter) -> String { expansion.details(printer) }
  var subplans: [PlanNode] { [subquery] }
}

/// `partition`: a subquery over the rows of each value of a column.
struct Partition: PlanOperation {
  static let name = "partition"
  let column: Int
  let subquery: PlanNode
  var subplans: [PlanNode] { [subquery] }
}
