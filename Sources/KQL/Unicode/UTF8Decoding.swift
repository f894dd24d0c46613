/// One code point and how many bytes it takes.
struct DecodedPoint {
  /// The code point; U+FFFD for a byte that belongs to no well-formed sequence.
  var point: UInt32
  /// 1...4 bytes.
  var length: Int
  /// Whether the bytes are well-formed.
  var isValid: Bool
}

extension Span<UInt8> {
  /// The code point that starts at an index below `count`.
  ///
  /// A byte that starts no well-formed sequence counts as one U+FFFD.
  func decodePoint(at index: Int) -> DecodedPoint {
    let first = UInt32(self[index])
    if first < 0x80 { return DecodedPoint(point: first, length: 1, isValid: true) }
    let left = count - index
    let invalid = DecodedPoint(point: 0xFFFD, length: 1, isValid: false)
    switch first {
    case 0xC2...0xDF:
      guard left >= 2, let second = continuation(index + 1) else { return invalid }
      return DecodedPoint(point: (first & 0x1F) << 6 | second, length: 2, isValid: true)
    case 0xE0...0xEF:
      guard left >= 3, let second = continuation(index + 1), let third = continuation(index + 2)
      else { return invalid }
      let point = (first & 0xF) << 12 | second << 6 | third
      guard point >= 0x800, !(0xD800...0xDFFF).contains(point) else { return invalid }
      return DecodedPoint(point: point, length: 3, isValid: true)
    case 0xF0...0xF4:
      guard left >= 4, let second = continuation(index + 1), let third = continuation(index + 2),
        let fourth = continuation(index + 3)
      else { return invalid }
      let point = (first & 7) << 18 | second << 12 | third << 6 | fourth
      guard point >= 0x10000, point <= 0x10FFFF else { return invalid }
      return DecodedPoint(point: point, length: 4, isValid: true)
    default:
      return invalid
    }
  }

  /// The code point that ends before an index above 0.
  func decodePoint(before index: Int) -> DecodedPoint {
    let last = self[index - 1]
    if last < 0x80 { return DecodedPoint(point: UInt32(last), length: 1, isValid: true) }
    for length in 2...4 where length <= index {
      if self[index - length] & 0xC0 == 0x80 { continue }
      let decoded = extracting((index - length)..<index).decodePoint(at: 0)
      if decoded.length == length { return decoded }
      break
    }
    return DecodedPoint(point: 0xFFFD, length: 1, isValid: false)
  }

  private func continuation(_ index: Int) -> UInt32? {
    let byte = self[index]
    return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : nil
  }

  /// Whether an index stands between two characters: at an end, or before a byte that continues none.
  func isCharacterBoundary(_ index: Int) -> Bool {
    index >= count || self[index] & 0xC0 != 0x80
  }
}

extension [UInt8] {
  /// Appends a code point in UTF-8; one that is no scalar value as U+FFFD.
  mutating func append(point: UInt32) {
    switch point {
    case 0..<0x80:
      append(UInt8(point))
    case 0x80..<0x800:
      append(UInt8(0xC0 | point >> 6))
      append(UInt8(0x80 | point & 0x3F))
    case 0xD800...0xDFFF, 0x110000...:
      append(point: 0xFFFD)
    case 0x800..<0x10000:
      append(UInt8(0xE0 | point >> 12))
      append(UInt8(0x80 | point >> 6 & 0x3F))
      append(UInt8(0x80 | point & 0x3F))
    default:
      append(UInt8(0xF0 | point >> 18))
      append(UInt8(0x80 | point >> 12 & 0x3F))
      append(UInt8(0x80 | point >> 6 & 0x3F))
      append(UInt8(0x80 | point & 0x3F))
    }
  }

  /// Appends the bytes of a span.
  mutating func append(_ bytes: Span<UInt8>) {
    reserveCapacity(count + bytes.count)
    for index in 0..<bytes.count { append(bytes[index]) }
  }
}
