extension OutputBuffer {
  /// Bytes that any fixed-size value needs at most; the executor reserves it before each value.
  static let fixedValueBound = 256

  /// Appends a decimal integer; room for 20 bytes was reserved.
  @inline(__always)
  mutating func putDecimal(_ value: UInt64) {
    if value < 100 { putShort(value) } else { putLong(value) }
  }

  /// Appends a signed decimal integer; room for 20 bytes was reserved.
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

  @inline(never)
  private mutating func putLong(_ value: UInt64) {
    if value < 10_000 {
      putShort(value / 100)
      put2(decimalPairs[Int(truncatingIfNeeded: value % 100)])
    } else if value < 100_000_000 {
      putDecimal(value / 10_000)
      putFour(value % 10_000)
    } else {
      putDecimal(value / 100_000_000)
      let rest = value % 100_000_000
      putFour(rest / 10_000)
      putFour(rest % 10_000)
    }
  }

  /// Exactly four digits of a value below 10,000.
  @inline(__always)
  mutating func putFour(_ value: UInt64) {
    put2(decimalPairs[Int(truncatingIfNeeded: value / 100)])
    put2(decimalPairs[Int(truncatingIfNeeded: value % 100)])
  }

  /// Appends `0x` and the shortest lower-case hexadecimal form; room for 24 bytes was reserved.
  @inline(__always)
  mutating func putHex(_ value: UInt64) {
    put2(0x7830)
    let digits = max(1, (67 &- value.leadingZeroBitCount) >> 2)
    // Left-align the digits in a word of 16, then print pairs; an odd last digit leaves one too many.
    var rest = value << UInt64((64 &- digits &* 4) & 63)
    var printed = 0
    while printed < digits {
      put2(hexPairs[Int(truncatingIfNeeded: rest >> 56)])
      rest <<= 8
      printed &+= 2
    }
    if printed > digits { dropLast() }
  }

  /// Takes the last byte back.
  @inline(__always)
  private mutating func dropLast() { truncate(to: count &- 1) }
}
