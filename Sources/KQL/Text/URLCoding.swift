extension Text {
  /// `url_encode`, which writes a space as `+`, and `url_encode_component`, which writes `%20`.
  ///
  /// Hexadecimal digits are lower case, as in the examples; letters, digits and `-_.!*()` stay as they
  /// are, a guess after .NET's HttpUtility.
  static func urlEncoded(_ text: Span<UInt8>, isComponent: Bool) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for index in 0..<text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"),
        UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"):
        result.append(byte)
      case UInt8(ascii: " ") where !isComponent:
        result.append(UInt8(ascii: "+"))
      case _ where isAlphanumeric(byte) && byte < 0x80:
        result.append(byte)
      default:
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return result
  }

  /// `url_decode`: `%xx` is a byte and `+` a space; what is no such code stays. Bytes that are then no
  /// UTF-8 become U+FFFD.
  static func urlDecoded(_ text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      let byte = text[at]
      if byte == UInt8(ascii: "%"), text.count - at > 2,
        let high = hexadecimalDigit(text[at + 1]), let low = hexadecimalDigit(text[at + 2])
      {
        bytes.append(high << 4 | low)
        at += 3
        continue
      }
      bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      at += 1
    }
    return repaired(bytes)
  }

  /// The value of a hexadecimal digit.
  static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Whether bytes are well-formed UTF-8.
  static func isUTF8(_ text: Span<UInt8>) -> Bool {
    if isASCII(text) { return true }
    var at = 0
    while at < text.count {
      let decoded = text.decodePoint(at: at)
      if !decoded.isValid { return false }
      at += decoded.length
    }
    return true
  }

  /// Bytes with U+FFFD for each that is not UTF-8.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    if isUTF8(bytes.span) { return bytes }
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let decoded = bytes.span.decodePoint(at: at)
      result.append(point: decoded.point)
      at += decoded.length
    }
    return result
  }
}
