/// Parts of a text.
extension ScalarFunction {
  static let substring = ScalarFunction(
    "substring", page: "substring-function", returns: .type(.string),
    [.any("source"), .integer("start"), .integer("length").optional])

  static let split = ScalarFunction(
    "split", page: "split-function", returns: .type(.dynamic),
    [.any("source"), .string("delimiter"), .integer("index").optional], resultName: .firstArgument)
}
