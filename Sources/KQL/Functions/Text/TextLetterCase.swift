/// Upper and lower case, and the order of characters.
extension ScalarFunction {
  static let toupper = ScalarFunction(
    "toupper", page: "toupper-function", returns: .type(.string), [.any("value")])

  static let tolower = ScalarFunction(
    "tolower", page: "tolower-function", returns: .type(.string), [.any("value")])

  static let reverse = ScalarFunction(
    "reverse", page: "reverse-function", returns: .type(.string), [.any("value")])

  static let toUtf8 = ScalarFunction(
    "to_utf8", aliases: ["unicode_codepoints_from_string"],
    page: "unicode-codepoints-from-string-function", returns: .type(.dynamic), [.any("value")])
}
