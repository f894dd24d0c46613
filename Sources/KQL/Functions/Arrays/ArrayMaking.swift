/// Arrays from values.
extension ScalarFunction {
  static let packArray = ScalarFunction(
    "pack_array", page: "pack-array-function",
    [
      Signature([.any("value")], .last(1...10000), returns: .type(.dynamic)),
      Signature([.star("values")], returns: .type(.dynamic)),
    ])

  static let repeatValue = ScalarFunction(
    "repeat", page: "repeat-function", returns: .type(.dynamic),
    [.notDynamic("value"), .long("count")],
    resultName: .prefixed("repeat"))

  static let rangeArray = ScalarFunction(
    "range", page: "range-function", returns: .type(.dynamic),
    [.summable("start"), .summable("stop"), .summable("step").optional])

  static let zip = ScalarFunction(
    "zip", page: "zip-function",
    [Signature([.dynamic("array")], .last(2...64), returns: .type(.dynamic))])
}
