/// Where text is printed, which decides what must be escaped.
protocol EscapeContext {
  /// The lanes at which plain copying stops: everything that is not the same single byte in the output.
  /// Lanes from 0x80 on are negative.
  static func stops(_ bytes: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>>
  /// What a unit below 0x80 is written as, in the form of ``jsonEscapes``.
  static func escape(_ unit: Int) -> UInt64
  /// Stores a unit of 0x80 and above that is no surrogate; room for six bytes is there.
  static func putScalar(_ unit: UInt32, _ output: inout OutputCursor) -> TextDamage
}

/// A vector of one byte. Comparisons with a plain number compile to a loop over lanes, 20 times slower.
@inline(__always)
private func all(_ byte: Int8) -> SIMD16<Int8> { SIMD16(repeating: byte) }

/// Inside a JSON string: quotes and backslashes are escaped; C0, DEL, C1, U+2028 and U+2029 are
/// written as \uXXXX so that no terminal and no line reader takes them for its own.
enum JSONString: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> {
    (bytes .< all(0x20)) .| (bytes .== all(0x22)) .| (bytes .== all(0x5c)) .| (bytes .== all(0x7f))
  }

  @inline(__always)
  static func escape(_ unit: Int) -> UInt64 { jsonEscapes[unit] }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputCursor) -> TextDamage {
    if unit < 0xa0 || unit & 0xfffe == 0x2028 {
      output.put2(0x755c)
      output.put2(hexPairs[Int(unit >> 8 & 0xff)])
      output.put2(hexPairs[Int(unit & 0xff)])
    } else {
      output.putUTF8(unit)
    }
    return []
  }
}

/// Between tags: CR and LF are references, so that an event stays on one line.
enum XMLText: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> {
    (bytes .< all(0x20)) .| (bytes .== all(0x26)) .| (bytes .== all(0x3c)) .| (bytes .== all(0x3e))
  }

  @inline(__always)
  static func escape(_ unit: Int) -> UInt64 { xmlTextEscapes[unit] }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputCursor) -> TextDamage {
    if unit >= 0xfffe {
      output.putUTF8(0xfffd)
      return .invalidXML
    }
    output.putUTF8(unit)
    return []
  }
}

/// Inside an attribute in single quotes.
enum XMLAttribute: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> {
    XMLText.stops(bytes) .| (bytes .== all(0x27))
  }

  @inline(__always)
  static func escape(_ unit: Int) -> UInt64 { xmlAttributeEscapes[unit] }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputCursor) -> TextDamage {
    XMLText.putScalar(unit, &output)
  }
}
