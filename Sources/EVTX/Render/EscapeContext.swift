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

/// Text as it is, for programs that read values and do not print them.
enum PlainText: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> { bytes .< all(0) }

  @inline(__always)
  static func escape(_ unit: Int) -> UInt64 { singleByte(unit) }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputCursor) -> TextDamage {
    output.putUTF8(unit)
    return []
  }
}

/// Between tags, with the ends of lines as they are: the XML that Azure's agent collects.
enum AgentText: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> { XMLText.stops(bytes) }

  @inline(__always)
  static func escape(_ unit: Int) -> UInt64 {
    unit == 0x0a || unit == 0x0d ? singleByte(unit) : xmlTextEscapes[unit]
  }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputCursor) -> TextDamage {
    XMLText.putScalar(unit, &output)
  }
}

/// Inside an attribute in double quotes.
enum AgentAttribute: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<Int8>) -> SIMDMask<SIMD16<Int8>> {
    XMLText.stops(bytes) .| (bytes .== all(0x22))
  }

  @inline(__always)
  static func escape(_ unit: Int) -> UInt64 {
    switch unit {
    // &quot;
    case 0x22: 0x0600_3b74_6f75_7126
    case 0x27: singleByte(unit)
    default: xmlAttributeEscapes[unit]
    }
  }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputCursor) -> TextDamage {
    XMLText.putScalar(unit, &output)
  }
}

/// A unit below 0x80 that is written as itself, in the form of ``jsonEscapes``.
@inline(__always)
private func singleByte(_ unit: Int) -> UInt64 {
  0x0100_0000_0000_0000 | UInt64(truncatingIfNeeded: unit)
}
