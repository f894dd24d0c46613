internal import ByteIO
internal import Crypto

/// Three digests of content that comes in order.
struct ContentDigests {
  private var md5 = Insecure.MD5()
  private var sha1 = Insecure.SHA1()
  private var sha256 = SHA256()

  /// Takes the next bytes.
  mutating func update(_ block: [UInt8]) {
    md5.update(data: block)
    sha1.update(data: block)
    sha256.update(data: block)
  }

  /// The digests: 16, 20 and 32 bytes.
  func finish() -> (md5: [UInt8], sha1: [UInt8], sha256: [UInt8]) {
    (Array(md5.finalize()), Array(sha1.finalize()), Array(sha256.finalize()))
  }
}

/// Bytes as lower-case hexadecimal digits.
func hexDigits(_ bytes: [UInt8]) -> String {
  bytes.map { byte in
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }.joined()
}
