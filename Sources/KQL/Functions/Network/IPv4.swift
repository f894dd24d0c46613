/// Addresses of IPv4.
extension ScalarFunction {
  static let parseIpv4 = ScalarFunction(
    "parse_ipv4", page: "parse-ipv4-function", returns: .type(.long), [.string("ip")])

  static let parseIpv4Mask = ScalarFunction(
    "parse_ipv4_mask", page: "parse-ipv4-mask-function", returns: .type(.long),
    [.string("ip"), .long("prefix")])

  static let formatIpv4 = ScalarFunction(
    "format_ipv4", page: "format-ipv4-function", returns: .type(.string),
    [.any("ip"), .long("prefix").optional])

  static let formatIpv4Mask = ScalarFunction(
    "format_ipv4_mask", page: "format-ipv4-mask-function", returns: .type(.string),
    [.any("ip"), .long("prefix").optional])

  static let ipv4Compare = ScalarFunction(
    "ipv4_compare", page: "ipv4-compare-function", returns: .type(.long),
    [.string("ip1"), .string("ip2"), .long("prefix").optional])

  static let ipv4IsMatch = ScalarFunction(
    "ipv4_is_match", page: "ipv4-is-match-function", returns: .type(.bool),
    [.string("ip1"), .string("ip2"), .long("prefix").optional])

  static let ipv4IsInRange = ScalarFunction(
    "ipv4_is_in_range", page: "ipv4-is-in-range-function", returns: .type(.bool),
    [.string("ip"), .string("range")])

  static let ipv4IsInAnyRange = ScalarFunction(
    "ipv4_is_in_any_range", page: "ipv4-is-in-any-range-function",
    [
      Signature(
        [.stringOrDynamic("ip"), .stringOrDynamic("range")], .last(1...64), returns: .type(.bool))
    ])

  static let ipv4NetmaskSuffix = ScalarFunction(
    "ipv4_netmask_suffix", page: "ipv4-netmask-suffix-function", returns: .type(.long),
    [.string("ip")])

  static let ipv4IsPrivate = ScalarFunction(
    "ipv4_is_private", page: "ipv4-is-private-function", returns: .type(.bool), [.string("ip")])

  static let ipv4RangeToCidrList = ScalarFunction(
    "ipv4_range_to_cidr_list", page: "ipv4-range-to-cidr-list-function", returns: .type(.dynamic),
    [.string("start"), .string("end")])
}
