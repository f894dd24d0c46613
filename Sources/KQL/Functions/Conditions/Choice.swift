/// One of several values.
extension ScalarFunction {
  static let iff = ScalarFunction(
    "iff", aliases: ["iif"], page: "iff-function", returns: .common(.from(1)),
    [.bool("test"), .any("then"), .any("else")])

  static let caseOf = ScalarFunction(
    "case", page: "case-function",
    [
      Signature(
        [.bool("test"), .any("then"), .any("else")], .pairsThenLast, returns: .common(.values))
    ])

  static let coalesce = ScalarFunction(
    "coalesce", page: "coalesce-function",
    [Signature([.any("arg")], .last(2...64), returns: .common(.from(0)))])

  static let maxOf = ScalarFunction(
    "max_of", page: "max-of-function",
    [Signature([.any("arg")], .last(2...64), returns: .common(.from(0)))])

  static let minOf = ScalarFunction(
    "min_of", page: "min-of-function",
    [Signature([.any("arg")], .last(2...64), returns: .common(.from(0)))])
}
