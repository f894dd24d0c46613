/// Values as text.
extension ScalarFunction {
  static let tostring = ScalarFunction(
    "tostring", page: "tostring-function", returns: .type(.string), [.any("value")],
    resultName: .firstArgument, isConversion: true)

  static let tohex = ScalarFunction(
    "tohex", page: "tohex-function", returns: .type(.string),
    [.integer("value"), .integer("minLength").optional], resultName: .firstArgument)

  static let gettype = ScalarFunction(
    "gettype", page: "gettype-function", returns: .type(.string), [.any("value")],
    resultName: .prefixed("type"))

  static let formatBytes = ScalarFunction(
    "format_bytes", page: "format-bytes-function", returns: .type(.string),
    [.number("size"), .long("precision").optional, .string("unit").optional],
    resultName: .firstArgument)
}
