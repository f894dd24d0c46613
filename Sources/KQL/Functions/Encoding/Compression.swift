/// Compressed text.
extension ScalarFunction {
  static let zlibDecompressFromBase64String = ScalarFunction(
    "zlib_decompress_from_base64_string", page: "zlib-base64-decompress-function",
    returns: .type(.string), [.string("text")])

  static let zlibCompressToBase64String = ScalarFunction(
    "zlib_compress_to_base64_string", page: "zlib-base64-encode-function", returns: .type(.string),
    [.string("text")])

  static let gzipDecompressFromBase64String = ScalarFunction(
    "gzip_decompress_from_base64_string", page: "gzip-base64-decompress-function",
    returns: .type(.string), [.string("text")])

  static let gzipCompressToBase64String = ScalarFunction(
    "gzip_compress_to_base64_string", page: "gzip-base64-encode-function", returns: .type(.string),
    [.string("text")])
}
