/// Escapes of URLs.
extension ScalarFunction {
  static let urlEncode = ScalarFunction(
    "url_encode", page: "url-encode-function", returns: .type(.string), [.string("url")])

  static let urlEncodeComponent = ScalarFunction(
    "url_encode_component", page: "url-encode-component-function", returns: .type(.string),
    [.string("url")])

  static let urlDecode = ScalarFunction(
    "url_decode", page: "url-decode-function", returns: .type(.string), [.string("url")])
}
