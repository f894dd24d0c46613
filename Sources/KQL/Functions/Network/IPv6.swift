/// Addresses of IPv6.
extension ScalarFunction {
  static let parseIpv6 = ScalarFunction(
    "parse_ipv6", page: "parse-ipv6-function", returns: .type(.string), [.string("ip")])

  static let parseIpv6Mask = ScalarFunction(
    "parse_ipv6_mask", page: "parse-ipv6-mask-function", returns: .type(.string),
    [.string("ip"), .long("prefix")])

  static let ipv6Compare = ScalarFunction(
    "ipv6_compare", page: "ipv6-compare-function", returns: .type(.long),
    [.string("ip1"), .string("ip2"), .long("prefix").optional])

  static let ipv6IsMatch = ScalarFunction(
    "ipv6_is_match", page: "ipv6-is-match-function", returns: .type(.bool),
    [.string("ip1"), .string("ip2"), .long("prefix").optional])

  static let ipv6IsInRange = ScalarFunction(
    "ipv6_is_in_range", page: "ipv6-is-in-range-function", returns: .type(.bool),
    [.string("ip"), .string("range")])

  static let ipv6IsInAnyRange = ScalarFunction(
    "ipv6_is_in_any_range", page: "ipv6-is-in-any-range-function",
    [
      Signature(
        [.stringOrDynamic("ip"), .stringOrDynamic("range")], .last(1...64), returns: .type(.bool))
    ])
}
