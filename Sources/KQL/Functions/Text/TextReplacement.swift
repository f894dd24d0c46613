/// Text in which parts are replaced.
extension ScalarFunction {
  static let replaceRegex = ScalarFunction(
    "replace_regex", page: "replace-regex-function", returns: .type(.string),
    [.string("source"), .string("regex"), .string("rewrite")])

  static let replaceString = ScalarFunction(
    "replace_string", page: "replace-string-function", returns: .type(.string),
    [.string("source"), .string("lookup"), .string("rewrite")])

  static let replaceStrings = ScalarFunction(
    "replace_strings", page: "replace-strings-function", returns: .type(.string),
    [.string("source"), .dynamic("lookups"), .dynamic("rewrites")])

  static let replaceOld = ScalarFunction(
    "replace", page: "replace-regex-function", returns: .type(.string),
    [.string("regex"), .string("rewrite"), .string("source")])

  static let translate = ScalarFunction(
    "translate", page: "translate-function", returns: .type(.string),
    [.string("searchList"), .string("replacementList"), .string("source")])
}
