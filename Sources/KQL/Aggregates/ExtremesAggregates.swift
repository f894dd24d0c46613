/// The least and the greatest value.
extension AggregateFunction {
  static let min = AggregateFunction(
    "min", page: "min-aggregation-function", returns: .argument(0), [.any("value")])
  static let max = AggregateFunction(
    "max", page: "max-aggregation-function", returns: .argument(0), [.any("value")])
  static let minif = AggregateFunction(
    "minif", page: "minif-aggregation-function", returns: .argument(0),
    [.any("value"), .bool("predicate")])
  static let maxif = AggregateFunction(
    "maxif", page: "maxif-aggregation-function", returns: .argument(0),
    [.any("value"), .bool("predicate")])
}
