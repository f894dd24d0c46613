/// Arrays as sets.
extension ScalarFunction {
  static let setUnion = ScalarFunction(
    "set_union", page: "set-union-function",
    [Signature([.dynamic("set")], .last(2...64), returns: .type(.dynamic))])

  static let setIntersect = ScalarFunction(
    "set_intersect", page: "set-intersect-function",
    [Signature([.dynamic("set")], .last(2...64), returns: .type(.dynamic))])

  static let setDifference = ScalarFunction(
    "set_difference", page: "set-difference-function",
    [Signature([.dynamic("set")], .last(2...64), returns: .type(.dynamic))])

  static let setEquals = ScalarFunction(
    "set_equals", page: "set-equals-function", returns: .type(.bool),
    [.dynamic("set1"), .dynamic("set2")])

  static let jaccardIndex = ScalarFunction(
    "jaccard_index", page: "jaccard-index-function", returns: .type(.real),
    [.dynamic("set1"), .dynamic("set2")])
}
