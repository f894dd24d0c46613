public import ByteIO

extension TextBuffer {
  /// Appends the text of a JSON string: escapes resolved, and what is no UTF-8 or half a surrogate
  /// pair as U+FFFD.
  public mutating func append(_ reader: borrowing JSONReader, _ range: JSONReader.StringRange) {
    if range.isPlain {
      append(reader.bytes, from: range.start, to: range.end)
    } else {
      appendUnescaped(reader.bytes, from: range.start, to: range.end)
    }
  }

  private mutating func appendUnescaped(_ bytes: RawSpan, from start: Int, to end: Int) {
    var offset = start
    while offset < end {
      let byte = bytes.u8(offset)
      if byte == 0x5c {
        offset = appendEscape(bytes, at: offset &+ 1, to: end)
      } else if byte < 0x80 {
        append(byte)
        offset &+= 1
      } else {
        let length = utf8Length(bytes, at: offset, to: end)
        if length > 0 {
          append(bytes, from: offset, to: offset &+ length)
          offset &+= length
        } else {
          appendScalar(0xfffd)
          offset &+= 1
        }
      }
    }
  }

  /// Appends what an escape stands for.
  ///
  /// - Returns: the offset behind it.
  private mutating func appendEscape(_ bytes: RawSpan, at offset: Int, to end: Int) -> Int {
    guard offset < end else { return end }
    switch bytes.u8(offset) {
    case 0x62: append(0x08)
    case 0x66: append(0x0c)
    case 0x6e: append(0x0a)
    case 0x72: append(0x0d)
    case 0x74: append(0x09)
    case 0x75:
      guard let unit = hexUnit(bytes, at: offset &+ 1, to: end) else {
        appendScalar(0xfffd)
        return offset &+ 1
      }
      let next = offset &+ 5
      guard unit & 0xf800 == 0xd800 else {
        appendScalar(unit)
        return next
      }
      if unit < 0xdc00, end &- next >= 6, bytes.u16(next) == 0x755c,
        let low = hexUnit(bytes, at: next &+ 2, to: end), low & 0xfc00 == 0xdc00
      {
        appendScalar(0x10000 &+ ((unit &- 0xd800) << 10) &+ (low &- 0xdc00))
        return next &+ 6
      }
      appendScalar(0xfffd)
      return next
    case let byte where byte < 0x80: append(byte)
    default: return offset
    }
    return offset &+ 1
  }

  /// Appends UTF-8 text of unknown origin; what is no UTF-8 as U+FFFD.
  public mutating func appendRepaired(_ bytes: RawSpan, from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= bytes.byteCount)
    var offset = start
    while offset < end {
      let good = validUTF8(bytes, from: offset, to: end)
      append(bytes, from: offset, to: good)
      offset = good
      if offset < end {
        appendScalar(0xfffd)
        offset &+= 1
      }
    }
  }

  /// Appends a Unicode scalar as UTF-8.
  mutating func appendScalar(_ scalar: UInt32) {
    func tail(_ shift: UInt32) -> UInt64 { UInt64(0x80 | (scalar >> shift) & 0x3f) }
    switch scalar {
    case 0..<0x80: append(UInt64(scalar), used: 1)
    case 0..<0x800: append(UInt64(0xc0 | scalar >> 6) | tail(0) << 8, used: 2)
    case 0..<0x10000:
      append(UInt64(0xe0 | scalar >> 12) | tail(6) << 8 | tail(0) << 16, used: 3)
    default:
      append(
        UInt64(0xf0 | scalar >> 18) | tail(12) << 8 | tail(6) << 16 | tail(0) << 24, used: 4)
    }
  }
}

/// Four hexadecimal digits at `offset`, nil when they are none.
private func hexUnit(_ bytes: RawSpan, at offset: Int, to end: Int) -> UInt32? {
  guard end &- offset >= 4 else { return nil }
  var unit: UInt32 = 0
  for place in 0..<4 {
    let byte = bytes.u8(offset &+ place)
    let lower = byte | 0x20
    if isDigit(byte) {
      unit = unit << 4 | UInt32(byte &- 0x30)
    } else if lower >= 0x61, lower <= 0x66 {
      unit = unit << 4 | UInt32(lower &- 0x57)
    } else {
      return nil
    }
  }
  return unit
}

/// The offset of the first byte from `start` on that is no UTF-8; `end` when all are.
func validUTF8(_ bytes: RawSpan, from start: Int, to end: Int) -> Int {
  var offset = start
  while offset < end {
    if end &- offset >= 16 {
      let signed = SIMD16<Int8>(truncatingIfNeeded: bytes.u8x16(offset))
      let place = firstLane(signed .< SIMD16<Int8>(repeating: 0))
      offset &+= place
      if place == 16 { continue }
    }
    if bytes.u8(offset) < 0x80 {
      offset &+= 1
      continue
    }
    let length = utf8Length(bytes, at: offset, to: end)
    guard length > 0 else { return offset }
    offset &+= length
  }
  return end
}

/// The length of the well-formed sequence of more than one byte at `offset`; 0 when there is none.
///
/// Source: Unicode, table 3-7.
func utf8Length(_ bytes: RawSpan, at offset: Int, to end: Int) -> Int {
  let lead = bytes.u8(offset)
  let length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  guard length > 0, length <= end &- offset else { return 0 }
  let second = bytes.u8(offset &+ 1)
  let lowest: UInt8 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80
  let highest: UInt8 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf
  guard second >= lowest, second <= highest else { return 0 }
  for place in 2..<max(length, 2) where bytes.u8(offset &+ place) & 0xc0 != 0x80 { return 0 }
  return length
}
