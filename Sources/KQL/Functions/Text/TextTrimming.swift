/// Text without what stands at its ends.
extension ScalarFunction {
  static let trim = ScalarFunction(
    "trim", page: "trim-function", returns: .type(.string), [.string("regex"), .string("source")])

  static let trimStart = ScalarFunction(
    "trim_start", page: "trim-start-function", returns: .type(.string),
    [.string("regex"), .string("source")])

  static let trimEnd = ScalarFunction(
    "trim_end", page: "trim-end-function", returns: .type(.string),
    [.string("regex"), .string("source")])
}
