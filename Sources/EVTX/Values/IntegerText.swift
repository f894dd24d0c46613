extension OutputCursor {
  /// Stores a decimal integer; at most 20 bytes.
  @inline(__always)
  mutating func putDecimal(_ value: UInt64) {
    if value < 100 { putShort(value) } else { self = long(value) }
  }

  /// Stores a signed decimal integer; at most 20 bytes.
  @inline(__always)
  mutating func putDecimal(_ value: Int64) {
    if value < 0 { put(0x2d) }
    putDecimal(value.magnitude)
  }

  /// One or two digits.
  @inline(__always)
  private mutating func putShort(_ value: UInt64) {
    if value < 10 {
      put(UInt8(truncatingIfNeeded: value) &+ 0x30)
    } else {
      put2(decimalPairs[Int(truncatingIfNeeded: value)])
    }
  }

  /// Three digits and more; by value, so that the caller's cursor stays in registers.
  @inline(never)
  private func long(_ value: UInt64) -> OutputCursor {
    var cursor = self
    if value < 10_000 {
      cursor.putShort(value / 100)
      cursor.put2(decimalPairs[Int(truncatingIfNeeded: value % 100)])
    } else if value < 100_000_000 {
      cursor.putDecimal(value / 10_000)
      cursor.putFour(value % 10_000)
    } else {
      cursor.putDecimal(value / 100_000_000)
      let rest = value % 100_000_000
      cursor.putFour(rest / 10_000)
      cursor.putFour(rest % 10_000)
    }
    return cursor
  }

  /// Exactly four digits of a value below 10,000.
  @inline(__always)
  mutating func putFour(_ value: UInt64) {
    put2(decimalPairs[Int(truncatingIfNeeded: value / 100)])
    put2(decimalPairs[Int(truncatingIfNeeded: value % 100)])
  }

  /// Stores `0x` and the shortest lower-case hexadecimal form; at most 24 bytes.
  @inline(__always)
  mutating func putHex(_ value: UInt64) {
    put2(0x7830)
    let digits = max(1, (67 &- value.leadingZeroBitCount) >> 2)
    // Left-aligned in a word of sixteen digits; what is stored behind the last one does not count.
    putHexDigits(of: value &<< UInt64(truncatingIfNeeded: 64 &- digits &* 4), used: digits)
  }
}

extension OutputCursor {
  /// Stores 0 and 1 as words, other values, which some logs hold, as the number; at most 10 bytes.
  @inline(__always)
  mutating func putBoolean(_ value: UInt32) {
    switch value {
    case 0: put8(0x65_736c_6166, used: 5)  // false
    case 1: put8(0x6575_7274, used: 4)  // true
    default: putDecimal(UInt64(value))
    }
  }
}

extension OutputBuffer {
  /// Appends a scalar as UTF-8.
  mutating func appendScalar(_ scalar: UInt32) { write(4) { $0.putUTF8(scalar) } }

  /// Appends a decimal integer.
  mutating func appendDecimal(_ value: UInt64) { write(20) { $0.putDecimal(value) } }
}
