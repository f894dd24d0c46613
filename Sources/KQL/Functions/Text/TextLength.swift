/// Lengths of texts.
extension ScalarFunction {
  static let strlen = ScalarFunction(
    "strlen", page: "strlen-function", returns: .type(.long), [.stringOrDynamic("text")],
    resultName: .prefixed("strlen"))

  static let stringSize = ScalarFunction(
    "string_size", page: "string-size-function", returns: .type(.long), [.stringOrDynamic("text")],
    resultName: .prefixed("string_size"))

  static let strcmp = ScalarFunction(
    "strcmp", page: "strcmp-function", returns: .type(.long), [.any("s1"), .any("s2")])
}
