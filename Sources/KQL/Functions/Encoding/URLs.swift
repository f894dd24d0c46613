/// Escapes of URLs.
extension ScalarFunction {
  static let urlEncode = ScalarFunction(
    "url_encode", page: "url-encode-function", returns: .type(.string), [.string("url")])

  static let urlEncodeComponent = ScalarFunction(
    "url_encode_component", page: "url-encode-component-function", returns: .type(.string),
    [.string("url")])

  static let urlDecode = ScalarFunction(
    "url_decode", page: "url-decode-function", returns: .type(.string), [.string("url")])

  static let punycodeFromString = punycode("punycode_from_string")
  static let punycodeToString = punycode("punycode_to_string")
  static let punycodeDomainFromString = punycode("punycode_domain_from_string")
  static let punycodeDomainToString = punycode("punycode_domain_to_string")

  private static func punycode(_ name: String) -> ScalarFunction {
    ScalarFunction(
      name, page: name.split(separator: "_").joined(separator: "-") + "-function",
      returns: .type(.string), [.string("text")])
  }
}
