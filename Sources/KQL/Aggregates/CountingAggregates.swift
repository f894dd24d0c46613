/// How many rows, and how many different values.
extension AggregateFunction {
  static let count = AggregateFunction(
    "count", aliases: ["cnt"], page: "count-aggregation-function",
    [
      Signature([], returns: .type(.long)), Signature([.notBool("ignored")], returns: .type(.long)),
    ],
    resultName: .prefixed("count"))
  static let countif = AggregateFunction(
    "countif", page: "countif-aggregation-function", returns: .type(.long), [.bool("predicate")])
  static let dcount = AggregateFunction(
    "dcount", page: "dcount-aggregation-function", returns: .type(.long),
    [.any("value"), .integer("accuracy").optional])
  static let dcountif = AggregateFunction(
    "dcountif", page: "dcountif-aggregation-function", returns: .type(.long),
    [.any("value"), .bool("predicate"), .integer("accuracy").optional])
  static let countDistinct = AggregateFunction(
    "count_distinct", page: "count-distinct-aggregation-function", returns: .type(.long),
    [.notDynamic("value")])
  static let countDistinctif = AggregateFunction(
    "count_distinctif", page: "count-distinctif-aggregation-function", returns: .type(.long),
    [.notDynamic("value"), .bool("predicate")])
}
