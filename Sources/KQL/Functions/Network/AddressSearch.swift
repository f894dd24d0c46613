/// Addresses within a text.
extension ScalarFunction {
  static let hasIpv4 = ScalarFunction(
    "has_ipv4", page: "has-ipv4-function", returns: .type(.bool),
    [.stringOrDynamic("source"), .string("ip")])

  static let hasIpv4Prefix = ScalarFunction(
    "has_ipv4_prefix", page: "has-ipv4-prefix-function", returns: .type(.bool),
    [.stringOrDynamic("source"), .string("prefix")])

  static let hasAnyIpv4 = ScalarFunction(
    "has_any_ipv4", page: "has-any-ipv4-function",
    [
      Signature(
        [.stringOrDynamic("source"), .stringOrDynamic("ip")], .last(1...64), returns: .type(.bool))
    ])

  static let hasAnyIpv4Prefix = ScalarFunction(
    "has_any_ipv4_prefix", page: "has-any-ipv4-prefix-function",
    [
      Signature(
        [.stringOrDynamic("source"), .stringOrDynamic("prefix")], .last(1...64),
        returns: .type(.bool))
    ])
}
