/// Tests of one value.
extension ScalarFunction {
  static let not = ScalarFunction(
    "not", page: "not-function", returns: .type(.bool), [.bool("expression")])

  static let isnull = ScalarFunction(
    "isnull", page: "isnull-function", returns: .type(.bool), [.any("value")])

  static let isnotnull = ScalarFunction(
    "isnotnull", aliases: ["notnull"], page: "isnotnull-function", returns: .type(.bool),
    [.any("value")])

  static let isempty = ScalarFunction(
    "isempty", page: "isempty-function", returns: .type(.bool), [.any("value")])

  static let isnotempty = ScalarFunction(
    "isnotempty", aliases: ["notempty"], page: "isnotempty-function", returns: .type(.bool),
    [.any("value")])

  static let isascii = ScalarFunction(
    "isascii", page: "isascii-function", returns: .type(.bool), [.any("value")])

  static let isutf8 = ScalarFunction(
    "isutf8", page: "isutf8-function", returns: .type(.bool), [.any("value")])

  static let isnan = ScalarFunction(
    "isnan", page: "isnan-function", returns: .type(.bool), [.real("number")])

  static let isinf = ScalarFunction(
    "isinf", page: "isinf-function", returns: .type(.bool), [.real("number")])

  static let isfinite = ScalarFunction(
    "isfinite", page: "isfinite-function", returns: .type(.bool), [.real("number")])

  static let around = ScalarFunction(
    "around", page: "around-function", returns: .type(.bool),
    [.any("value"), .any("center"), .any("delta")])

  static let assert = ScalarFunction(
    "assert", page: "assert-function", returns: .type(.bool), [.bool("test"), .string("message")])
}
