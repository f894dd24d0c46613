/// Sketches that can be merged.
extension AggregateFunction {
  static let hll = AggregateFunction(
    "hll", page: "hll-aggregation-function", returns: .type(.dynamic),
    [.any("value"), .integer("accuracy").optional])
  static let hllif = AggregateFunction(
    "hll_if", page: "hll-if-aggregation-function", returns: .type(.dynamic),
    [.any("value"), .bool("predicate"), .integer("accuracy").optional])
  static let hllMerge = AggregateFunction(
    "hll_merge", page: "hll-merge-aggregation-function", returns: .type(.dynamic), [.dynamic("hll")]
  )
  static let tdigest = AggregateFunction(
    "tdigest", page: "tdigest-aggregation-function", returns: .type(.dynamic),
    [.summable("value"), .integer("weight").optional])
  static let tdigestMerge = AggregateFunction(
    "tdigest_merge", aliases: ["merge_tdigest"], prefix: "merge_tdigests",
    page: "tdigest-merge-aggregation-function", returns: .type(.dynamic), [.dynamic("digest")])
}
