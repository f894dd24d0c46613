/// Where a text stands in another, and how often.
extension ScalarFunction {
  static let indexof = ScalarFunction(
    "indexof", page: "indexof-function", returns: .type(.long),
    [
      .any("source"), .any("lookup"), .integer("start").optional, .integer("length").optional,
      .integer("occurrence").optional,
    ])

  static let indexofRegex = ScalarFunction(
    "indexof_regex", page: "indexof-regex-function", returns: .type(.long),
    [
      .any("source"), .any("lookup"), .integer("start").optional, .integer("length").optional,
      .integer("occurrence").optional,
    ])

  static let hasAnyIndex = ScalarFunction(
    "has_any_index", page: "has-any-index-function", returns: .type(.long),
    [.stringOrDynamic("source"), .dynamic("values")])

  static let countof = ScalarFunction(
    "countof", page: "countof-function", returns: .type(.long),
    [.string("source"), .string("search"), .string("kind").optional])

  static let regexQuote = ScalarFunction(
    "regex_quote", page: "regex-quote-function", returns: .type(.string), [.any("text")])
}
