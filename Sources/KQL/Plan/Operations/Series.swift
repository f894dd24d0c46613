/// `make-series`: arrays of aggregates along an axis.
struct MakeSeries: PlanOperation {
  static let name = "make-series"
  let keys: [BoundExpression]
  let aggregates: [BoundAggregate]
  /// One for each series, over the columns of the aggregates.
  let values: [BoundExpression]
  /// What an empty bin gets; nil for the default of the type.
  let defaults: [BoundExpression?]
  let axis: BoundExpression
  let from: BoundExpression?
  let to: BoundExpression?
  let step: BoundExpression
  /// Whether the end is part of the series, as with `in range(a, b, step)`.
  let includesEnd: Bool
  /// Whether there is a series where there are no rows: `kind=nonempty`.
  let isNonEmpty: Bool

  func details(_ printer: PlanPrinter) -> String {
    aggregates.map { printer.text($0) }.joined(separator: ", ") + " on " + printer.text(axis)
  }
}

/// `top-nested`: the top values of one column, and of others inside.
struct TopNested: PlanOperation {
  static let name = "top-nested"
  let levels: [Level]

  struct Level: Sendable {
    let count: BoundExpression?
    let key: BoundExpression
    let others: BoundExpression?
    let aggregates: [BoundAggregate]
    /// Over the columns of the aggregates.
    let value: BoundExpression
    let isAscending: Bool
  }
}

/// `top-hitters`: the most frequent values, or those of the greatest weight.
struct TopHitters: PlanOperation {
  static let name = "top-hitters"
  let count: BoundExpression
  let value: BoundExpression
  let weight: BoundExpression?
}

/// `scan`: steps of a pattern over rows in their order.
struct ScanSteps: PlanOperation {
  static let name = "scan"
  /// Columns that steps keep, behind those of the input.
  let declared: [(column: BoundColumn, start: BoundExpression?)]
  let matchColumn: Int?
  let partition: [BoundExpression]
  let order: [SortKey]
  let steps: [Step]

  struct Step: Sendable {
    let name: String
    let isOptional: Bool
    let output: Output
    let condition: BoundExpression
    let assignments: [(column: Int, value: BoundExpression)]
  }

  enum Output: String, Sendable {
    case all
    case last
    case none
  }
}
