/// Operators between a text and a pattern. Page: datatypes-string-operators.
extension ScalarFunction {
  static let equalIgnoringCase = text("=~")
  static let notEqualIgnoringCase = text("!~")
  static let has = text("has")
  static let notHas = text("!has")
  static let hasCs = text("has_cs")
  static let notHasCs = text("!has_cs")
  static let hasPrefix = text("hasprefix")
  static let notHasPrefix = text("!hasprefix")
  static let hasPrefixCs = text("hasprefix_cs")
  static let notHasPrefixCs = text("!hasprefix_cs")
  static let hasSuffix = text("hassuffix")
  static let notHasSuffix = text("!hassuffix")
  static let hasSuffixCs = text("hassuffix_cs")
  static let notHasSuffixCs = text("!hassuffix_cs")
  static let contains = text("contains")
  static let notContains = text("!contains")
  static let containsCs = text("contains_cs")
  static let notContainsCs = text("!contains_cs")
  static let startsWith = text("startswith")
  static let notStartsWith = text("!startswith")
  static let startsWithCs = text("startswith_cs")
  static let notStartsWithCs = text("!startswith_cs")
  static let endsWith = text("endswith")
  static let notEndsWith = text("!endswith")
  static let endsWithCs = text("endswith_cs")
  static let notEndsWithCs = text("!endswith_cs")
  static let matchesRegex = text("matches regex")

  private static func text(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: "datatypes-string-operators", returns: .type(.bool),
      [.stringOrDynamic("text"), .stringOrDynamic("pattern")])
  }
}
