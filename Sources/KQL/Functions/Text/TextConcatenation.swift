/// Text put together.
extension ScalarFunction {
  static let strcat = ScalarFunction(
    "strcat", page: "strcat-function",
    [Signature([.any("arg")], .last(1...64), returns: .type(.string))])

  static let strcatArray = ScalarFunction(
    "strcat_array", aliases: ["array_strcat"], page: "strcat-array-function",
    returns: .type(.string), [.dynamic("array"), .any("delimiter")])

  static let strcatDelim = ScalarFunction(
    "strcat_delim", page: "strcat-delim-function",
    [Signature([.any("delimiter"), .any("arg")], .last(2...64), returns: .type(.string))])

  static let strrep = ScalarFunction(
    "strrep", page: "strrep-function", returns: .type(.string),
    [.any("value"), .long("multiplier"), .any("delimiter").optional])

  static let makeString = ScalarFunction(
    "make_string", aliases: ["unicode_codepoints_to_string"],
    page: "unicode-codepoints-to-string-function",
    [Signature([.integerOrDynamic("value")], .last(1...64), returns: .type(.string))])
}
