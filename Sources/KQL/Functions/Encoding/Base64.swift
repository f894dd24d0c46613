/// Base 64.
extension ScalarFunction {
  static let base64EncodeTostring = ScalarFunction(
    "base64_encode_tostring", aliases: ["base64_encodestring"],
    page: "base64-encode-tostring-function", returns: .type(.string), [.string("text")])

  static let base64DecodeTostring = ScalarFunction(
    "base64_decode_tostring", aliases: ["base64_decodestring"],
    page: "base64-decode-tostring-function", returns: .type(.string), [.string("base64")])

  static let base64DecodeToarray = ScalarFunction(
    "base64_decode_toarray", page: "base64-decode-toarray-function", returns: .type(.dynamic),
    [.string("base64")])

  static let base64DecodeToguid = ScalarFunction(
    "base64_decode_toguid", page: "base64-decode-toguid-function", returns: .type(.guid),
    [.string("base64")])

  static let base64EncodeFromguid = ScalarFunction(
    "base64_encode_fromguid", page: "base64-encode-fromguid-function", returns: .type(.string),
    [.guid("guid")])

  static let base64EncodeFromarray = ScalarFunction(
    "base64_encode_fromarray", page: "base64-encode-fromarray-function", returns: .type(.string),
    [.dynamic("array")])
}
