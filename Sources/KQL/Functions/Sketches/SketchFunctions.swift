/// Sketches that aggregates make.
extension ScalarFunction {
  static let dcountHll = ScalarFunction(
    "dcount_hll", page: "dcount-hll-function", returns: .type(.long), [.dynamic("hll")],
    resultName: .prefixed("dcount_hll"))

  static let percentileTdigest = ScalarFunction(
    "percentile_tdigest", page: "percentile-tdigest-function",
    [
      Signature([.dynamic("digest"), .number("percentile")], returns: .type(.dynamic)),
      Signature(
        [.dynamic("digest"), .number("percentile"), .typeLiteral("type")], returns: .typeLiteral),
    ], resultName: .prefixed("percentile_tdigest"))
}
