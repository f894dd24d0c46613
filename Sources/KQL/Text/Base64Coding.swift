/// Base64 as in RFC 4648, section 4.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = Array(repeating: UInt8(255), count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  /// `base64_encode_tostring`.
  static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    var at = 0
    while at < bytes.count {
      let left = bytes.count - at
      let second = left > 1 ? bytes[at + 1] : 0
      let third = left > 2 ? bytes[at + 2] : 0
      let group = UInt32(bytes[at]) << 16 | UInt32(second) << 8 | UInt32(third)
      result.append(alphabet[Int(group >> 18)])
      result.append(alphabet[Int(group >> 12 & 63)])
      result.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
      result.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
      at += 3
    }
    return result
  }

  /// `base64_decode_toarray`: the bytes; nil for text that is no base64.
  ///
  /// White space is skipped and the length must be a multiple of four, both as .NET has it (a guess).
  static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var group: UInt32 = 0
    var count = 0
    var padding = 0
    for index in 0..<text.count {
      let byte = text[index]
      if byte == 0x20 || byte &- 9 < 5 { continue }
      if byte == UInt8(ascii: "=") {
        padding += 1
        guard padding <= 2 else { return nil }
        group <<= 6
      } else {
        let value = values[Int(byte)]
        guard padding == 0, value < 64 else { return nil }
        group = group << 6 | UInt32(value)
      }
      count += 1
      if count % 4 == 0 {
        result.append(UInt8(truncatingIfNeeded: group >> 16))
        if padding < 2 { result.append(UInt8(truncatingIfNeeded: group >> 8)) }
        if padding < 1 { result.append(UInt8(truncatingIfNeeded: group)) }
        group = 0
      }
    }
    return count % 4 == 0 ? result : nil
  }

  /// `base64_decode_tostring`: nil, which is null, also for bytes that are not UTF-8
  /// (base64-decode-tostring-function.md).
  static func decodeText(_ text: Span<UInt8>) -> [UInt8]? {
    guard let bytes = decode(text), Text.isUTF8(bytes.span) else { return nil }
    return bytes
  }
}
