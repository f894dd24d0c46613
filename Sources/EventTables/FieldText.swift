internal import ByteIO

/// Values read from the texts of fields. Nothing here allocates.
enum FieldText {
  /// A decimal number, or a hexadecimal one behind `0x`; nil when the text is neither or too large.
  static func number(_ text: RawSpan) -> Int64? {
    let count = text.byteCount
    guard count > 0, count <= 20 else { return nil }
    if count > 2, text.u8(0) == 0x30, text.u8(1) | 0x20 == 0x78 {
      guard let value = hexadecimal(text, from: 2) else { return nil }
      return Int64(exactly: value)
    }
    var index = 0
    let isNegative = text.u8(0) == 0x2d
    if isNegative { index = 1 }
    guard index < count else { return nil }
    var value: Int64 = 0
    while index < count {
      let digit = text.u8(index) &- 0x30
      guard digit < 10 else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (difference, carry) = product.subtractingReportingOverflow(Int64(digit))
      guard !overflow, !carry else { return nil }
      value = difference
      index &+= 1
    }
    // Counted downwards, so that the smallest number has its place.
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// A hexadecimal number without a prefix, from `start` on.
  static func hexadecimal(_ text: RawSpan, from start: Int) -> UInt64? {
    let count = text.byteCount
    guard count > start, count &- start <= 16 else { return nil }
    var value: UInt64 = 0
    var index = start
    while index < count {
      guard let digit = digit(text.u8(index)) else { return nil }
      value = value << 4 | UInt64(digit)
      index &+= 1
    }
    return value
  }

  /// The value of a hexadecimal digit.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte &- 0x30
    case 0x41...0x46: byte &- 0x37
    case 0x61...0x66: byte &- 0x57
    default: nil
    }
  }

  /// The place behind the last `\` or `/`: where a file's name begins in its path.
  static func nameStart(_ path: RawSpan) -> Int {
    var index = path.byteCount
    while index > 0 {
      let byte = path.u8(index &- 1)
      if byte == 0x5c || byte == 0x2f { return index }
      index &-= 1
    }
    return 0
  }

  /// The text as a string. Copies.
  static func string(_ text: RawSpan) -> String {
    var bytes: [UInt8] = []
    bytes.append(copying: text)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the text is `-` or nothing, which many events write for a value they lack.
  static func isAbsent(_ text: RawSpan) -> Bool {
    text.isEmpty || (text.byteCount == 1 && text.u8(0) == 0x2d)
  }
}
