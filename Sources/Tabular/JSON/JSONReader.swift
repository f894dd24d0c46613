internal import ByteIO

/// A cursor over JSON text that reads one token at a time, without allocating.
///
/// Strict RFC 8259, but for what is inside of strings: controls other than LF are let through, as are
/// unknown escapes, and bytes that are no UTF-8 are repaired when a string is copied. A line feed ends
/// a string that has lost its quote, so that one damaged line never takes the next with it.
/// Source: RFC 8259.
public struct JSONReader: ~Escapable {
  /// All bytes, of which only those before ``end`` are read.
  public let bytes: RawSpan
  /// The next byte's offset.
  public var position: Int
  /// The offset behind the last readable byte.
  public let end: Int

  /// A reader of bytes `start ..< end`, which are clamped to the span.
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, from start: Int, to end: Int) {
    self.bytes = bytes
    self.end = min(max(end, 0), bytes.byteCount)
    position = min(max(start, 0), self.end)
  }

  /// Where the characters of a string lie, between its quotes.
  public struct StringRange: Sendable {
    /// The offset of the first byte.
    public let start: Int
    /// The offset behind the last byte.
    public let end: Int
    /// Whether the bytes are the text: no escapes, and nothing beyond ASCII, which could be damaged.
    public let isPlain: Bool
  }

  /// Whether everything has been read.
  @inline(__always)
  public var isAtEnd: Bool { position >= end }

  /// The next byte, left in place; 0 at the end.
  @inline(__always)
  public var next: UInt8 { position < end ? bytes.u8(position) : 0 }

  /// Passes over white space.
  @inline(__always)
  @_lifetime(self: copy self)
  public mutating func skipSpace() {
    while position < end {
      let byte = bytes.u8(position)
      guard byte <= 0x20, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else {
        return
      }
      position &+= 1
    }
  }

  /// Passes over `byte` when it is the next one.
  @inline(__always)
  @_lifetime(self: copy self)
  public mutating func accept(_ byte: UInt8) -> Bool {
    guard position < end, bytes.u8(position) == byte else { return false }
    position &+= 1
    return true
  }

  /// Passes over `byte`, which must be the next one.
  @inline(__always)
  @_lifetime(self: copy self)
  public mutating func expect(_ byte: UInt8, _ what: StaticString) throws(JSONError) {
    guard accept(byte) else { throw JSONError(position: position, expected: what) }
  }
}

/// A place where JSON is wrong.
public struct JSONError: Error, Sendable {
  /// The offset of the byte, from the start of the span.
  public let position: Int
  /// What should be there.
  public let expected: StaticString

  /// An error of a reader that builds on this one.
  public init(position: Int, expected: StaticString) {
    self.position = position
    self.expected = expected
  }
}

// MARK: - Strings

extension JSONReader {
  /// Reads a string, whose opening quote is the next byte.
  @_lifetime(self: copy self)
  public mutating func string() throws(JSONError) -> StringRange {
    try expect(0x22, "a string in quotes")
    let start = position
    var offset = start
    var isPlain = true
    while true {
      if end &- offset >= 16 {
        let vector = bytes.u8x16(offset)
        let place = firstStop(vector)
        offset &+= place
        if place == 16 { continue }
      }
      guard offset < end else { break }
      let byte = bytes.u8(offset)
      if byte == 0x22 {
        position = offset &+ 1
        return StringRange(start: start, end: offset, isPlain: isPlain)
      }
      guard byte != 0x0a else { break }
      offset &+= 1
      if byte == 0x5c {
        isPlain = false
        // Whatever is escaped cannot end the string; what it is, is looked at when it is copied.
        offset &+= 1
      } else if byte >= 0x80 {
        isPlain = false
      }
    }
    throw JSONError(position: min(offset, end), expected: "the quote that ends a string")
  }
}

/// The first of 16 bytes that is a quote, a backslash, a line feed or beyond ASCII; 16 when none is.
@inline(__always)
private func firstStop(_ bytes: SIMD16<UInt8>) -> Int {
  let signed = SIMD16<Int8>(truncatingIfNeeded: bytes)
  func all(_ byte: Int8) -> SIMD16<Int8> { SIMD16(repeating: byte) }
  let stops =
    (signed .== all(0x22)) .| (signed .== all(0x5c)) .| (signed .== all(0x0a)) .| (signed .< all(0))
  return firstLane(stops)
}

// MARK: - Numbers

/// A number as JSON spells it.
public enum JSONNumber: Hashable, Sendable {
  /// A whole number that an Int64 holds, written without fraction and exponent.
  case integer(Int64)
  /// Any other number.
  case real(Double)
}

extension JSONReader {
  /// Reads a number.
  @_lifetime(self: copy self)
  public mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    let isNegative = accept(0x2d)
    var mantissa: UInt64 = 0
    // Digits that the mantissa holds, and those in the fraction or beyond what it can hold.
    var digits = 0
    var scale = 0
    let first = position
    while position < end, case let digit = bytes.u8(position) &- 0x30, digit < 10 {
      if digits < 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { digits &+= 1 }
      } else {
        digits &+= 1
        scale &+= 1
      }
      position &+= 1
    }
    guard position > first, bytes.u8(first) != 0x30 || position == first &+ 1 else {
      throw JSONError(position: start, expected: "a number")
    }
    var isWhole = digits <= 19
    if accept(0x2e) {
      isWhole = false
      let fraction = position
      while position < end, case let digit = bytes.u8(position) &- 0x30, digit < 10 {
        if digits < 19 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if mantissa != 0 { digits &+= 1 }
          scale &-= 1
        } else {
          digits &+= 1
        }
        position &+= 1
      }
      guard position > fraction else { throw JSONError(position: position, expected: "a digit") }
    }
    if next | 0x20 == 0x65 {
      isWhole = false
      position &+= 1
      let isSmall = accept(0x2d)
      if !isSmall { _ = accept(0x2b) }
      let place = position
      var exponent = 0
      while position < end, case let digit = bytes.u8(position) &- 0x30, digit < 10 {
        exponent = min(exponent &* 10 &+ Int(digit), 100_000)
        position &+= 1
      }
      guard position > place else { throw JSONError(position: position, expected: "a digit") }
      scale &+= isSmall ? -exponent : exponent
    }
    if isWhole {
      if mantissa <= UInt64(Int64.max) {
        let value = Int64(mantissa)
        return .integer(isNegative ? -value : value)
      }
      if isNegative, mantissa == Int64.min.magnitude { return .integer(.min) }
    }
    if digits <= 19, mantissa <= 1 << 53, abs(scale) <= 22 {
      // Both sides are exact, so that one operation rounds once.
      let value =
        scale < 0 ? Double(mantissa) / powersOfTen[-scale] : Double(mantissa) * powersOfTen[scale]
      return .real(isNegative ? -value : value)
    }
    return .real(exactReal(from: start))
  }

  /// The number from `start` to the position, by the standard library.
  private func exactReal(from start: Int) -> Double {
    var text = TextBuffer(capacity: 32)
    text.append(bytes, from: start, to: position)
    // The text has been checked to be a number; too large ones become infinite.
    return Double(text.string) ?? .nan
  }
}

/// 10 to the power of the index, exact.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

// MARK: - Any value

extension JSONReader {
  /// Passes over a word such as `true`, which must be next.
  @_lifetime(self: copy self)
  public mutating func word(_ text: StaticString) throws(JSONError) {
    guard text.utf8CodeUnitCount <= end &- position, bytes.matches(text, at: position) else {
      throw JSONError(position: position, expected: "a value")
    }
    position &+= text.utf8CodeUnitCount
  }

  /// Passes over one value of any kind and checks it.
  ///
  /// - Throws: also when it is nested deeper than 64 levels.
  @_lifetime(self: copy self)
  public mutating func skipValue() throws(JSONError) {
    // Whether each open value is an object, the innermost in the lowest bit.
    var objects: UInt64 = 0
    var depth = 0
    while true {
      skipSpace()
      switch next {
      case 0x7b, 0x5b:
        let isObject = next == 0x7b
        guard depth < Limits.jsonDepth else {
          throw JSONError(position: position, expected: "at most 64 levels of nesting")
        }
        position &+= 1
        skipSpace()
        if accept(isObject ? 0x7d : 0x5d) { break }
        objects = objects << 1 | (isObject ? 1 : 0)
        depth &+= 1
        if isObject { try key() }
        continue
      case 0x22: _ = try string()
      case 0x74: try word("true")
      case 0x66: try word("false")
      case 0x6e: try word("null")
      default: _ = try number()
      }
      // A value has ended: so may those around it.
      while true {
        guard depth > 0 else { return }
        skipSpace()
        let isObject = objects & 1 != 0
        if accept(0x2c) {
          skipSpace()
          if isObject { try key() }
          break
        }
        try expect(isObject ? 0x7d : 0x5d, "a comma or the end of an object or array")
        objects >>= 1
        depth &-= 1
      }
    }
  }

  /// Passes over the key of a member and its colon.
  @_lifetime(self: copy self)
  private mutating func key() throws(JSONError) {
    _ = try string()
    skipSpace()
    try expect(0x3a, "a colon")
  }
}
