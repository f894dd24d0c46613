/// Sums and averages.
extension AggregateFunction {
  static let sum = AggregateFunction(
    "sum", page: "sum-aggregation-function", returns: .promoted(0), [.summable("value")])
  static let sumif = AggregateFunction(
    "sumif", page: "sumif-aggregation-function", returns: .promoted(0),
    [.summable("value"), .bool("predicate")])
  static let avg = AggregateFunction(
    "avg", page: "avg-aggregation-function", returns: average, [.summable("value")])
  static let avgif = AggregateFunction(
    "avgif", page: "avgif-aggregation-function", returns: average,
    [.summable("value"), .bool("predicate")])

  /// Whole numbers have an average that is not whole.
  private static let average = ResultType.custom { arguments in
    switch arguments[0].type {
    case .int, .long, .real, .dynamic: .real
    default: arguments[0].type
    }
  }
}
