/// Where text is printed, which decides what must be escaped.
protocol EscapeContext {
  /// The lanes at which plain copying stops: everything that is not the same single byte in the output.
  static func stops(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>>
  /// Stores a unit below 0x80; room for six bytes was reserved.
  static func putASCII(_ byte: UInt8, _ output: inout OutputBuffer, _ damage: inout TextDamage)
  /// Stores a unit of 0x80 and above that is no surrogate; room for six bytes was reserved.
  static func putScalar(_ unit: UInt32, _ output: inout OutputBuffer, _ damage: inout TextDamage)
}

/// A vector of one byte. Comparisons with a plain number compile to a loop over lanes, 20 times slower.
@inline(__always)
private func all(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }

extension EscapeContext {
  /// Control characters below 0x20 and, since the comparison is signed, everything from 0x80 on.
  @inline(__always)
  static func isOutsideASCII(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
    SIMD16<Int8>(truncatingIfNeeded: bytes) .< SIMD16<Int8>(repeating: 0x20)
  }
}

/// Inside a JSON string: quotes and backslashes are escaped; C0, DEL, C1, U+2028 and U+2029 are
/// written as \uXXXX so that no terminal and no line reader takes them for its own.
enum JSONString: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
    isOutsideASCII(bytes) .| (bytes .== all(0x22)) .| (bytes .== all(0x5c)) .| (bytes .== all(0x7f))
  }

  @inline(__always)
  static func putASCII(_ byte: UInt8, _ output: inout OutputBuffer, _ damage: inout TextDamage) {
    if byte == 0x22 || byte == 0x5c {
      output.put(0x5c)
      output.put(byte)
    } else if byte < 0x20 || byte == 0x7f {
      putEscape(UInt32(byte), &output)
    } else {
      output.put(byte)
    }
  }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputBuffer, _ damage: inout TextDamage) {
    if unit < 0xa0 || unit & 0xfffe == 0x2028 {
      putEscape(unit, &output)
    } else {
      output.putUTF8(unit)
    }
  }

  private static func putEscape(_ unit: UInt32, _ output: inout OutputBuffer) {
    output.put(0x5c)
    output.put(0x75)
    output.put2(hexPairs[Int(unit >> 8 & 0xff)])
    output.put2(hexPairs[Int(unit & 0xff)])
  }
}

/// Between tags: CR and LF are references, so that an event stays on one line.
enum XMLText: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
    isOutsideASCII(bytes) .| (bytes .== all(0x26)) .| (bytes .== all(0x3c)) .| (bytes .== all(0x3e))
  }

  @inline(__always)
  static func putASCII(_ byte: UInt8, _ output: inout OutputBuffer, _ damage: inout TextDamage) {
    if byte == 0x09 {
      output.put(byte)
    } else {
      XMLAttribute.putASCIIOutsideQuotes(byte, &output, &damage)
    }
  }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputBuffer, _ damage: inout TextDamage) {
    XMLAttribute.putScalar(unit, &output, &damage)
  }
}

/// Inside an attribute in single quotes.
enum XMLAttribute: EscapeContext {
  @inline(__always)
  static func stops(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
    XMLText.stops(bytes) .| (bytes .== all(0x27))
  }

  @inline(__always)
  static func putASCII(_ byte: UInt8, _ output: inout OutputBuffer, _ damage: inout TextDamage) {
    if byte == 0x27 {
      output.put8(0x3b73_6f70_6126, used: 6)  // &apos;
    } else {
      putASCIIOutsideQuotes(byte, &output, &damage)
    }
  }

  @inline(__always)
  static func putASCIIOutsideQuotes(
    _ byte: UInt8, _ output: inout OutputBuffer, _ damage: inout TextDamage
  ) {
    switch byte {
    case 0x26: output.put8(0x3b_706d_6126, used: 5)  // &amp;
    case 0x3c: output.put8(0x3b74_6c26, used: 4)  // &lt;
    case 0x3e: output.put8(0x3b74_6726, used: 4)  // &gt;
    case 0x09: output.put8(0x3b39_2326, used: 4)  // &#9;
    case 0x0a: output.put8(0x3b_3031_2326, used: 5)  // &#10;
    case 0x0d: output.put8(0x3b_3331_2326, used: 5)  // &#13;
    case 0x20...: output.put(byte)
    default:
      damage.insert(.invalidXML)
      output.putUTF8(0xfffd)
    }
  }

  @inline(__always)
  static func putScalar(_ unit: UInt32, _ output: inout OutputBuffer, _ damage: inout TextDamage) {
    if unit >= 0xfffe {
      damage.insert(.invalidXML)
      output.putUTF8(0xfffd)
    } else {
      output.putUTF8(unit)
    }
  }
}
