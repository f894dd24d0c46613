/// A key that rows are sorted by.
struct SortKey: Sendable {
  let value: BoundExpression
  let isAscending: Bool
  let nullsFirst: Bool
}

/// Puts all rows in an order.
struct Sort: PlanOperation {
  static let name = "sort"
  let keys: [SortKey]
  func details(_ printer: PlanPrinter) -> String {
    keys.map { key in
      printer.text(key.value) + (key.isAscending ? " asc" : " desc")
        + (key.nullsFirst ? " nulls first" : " nulls last")
    }.joined(separator: ", ")
  }
}

/// The first rows in an order.
struct Top: PlanOperation {
  static let name = "top"
  let count: BoundExpression
  let keys: [SortKey]
  func details(_ printer: PlanPrinter) -> String {
    "\(printer.text(count)) by \(Sort(keys: keys).details(printer))"
  }
}

/// So many rows, whichever.
struct Take: PlanOperation {
  static let name = "take"
  let count: BoundExpression
  /// `sample` takes them at random.
  let isRandom: Bool
  func details(_ printer: PlanPrinter) -> String {
    printer.text(count) + (isRandom ? " at random" : "")
  }
}

/// States that rows keep the order they have.
struct Serialize: PlanOperation {
  static let name = "serialize"
}
