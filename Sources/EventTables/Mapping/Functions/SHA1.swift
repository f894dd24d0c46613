internal import ByteIO

/// The SHA-1 digest of short texts, for identifiers of devices: protects nothing.
///
/// Source: FIPS 180-4, 6.1.
enum SHA1 {
  /// The digest as 40 hexadecimal digits in lower case.
  static func hexadecimal(_ text: RawSpan) -> [UInt8] {
    var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
      0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
    )
    let count = text.byteCount
    // The text, a bit, zeros, and the count of bits in eight bytes.
    let blocks = (count + 9 + 63) / 64
    var words = [UInt32](repeating: 0, count: 80)
    for block in 0..<blocks {
      for word in 0..<16 {
        var value: UInt32 = 0
        for byte in 0..<4 {
          value = value << 8 | UInt32(Self.byte(text, block * 64 + word * 4 + byte, blocks))
        }
        words[word] = value
      }
      for word in 16..<80 {
        let mixed = words[word - 3] ^ words[word - 8] ^ words[word - 14] ^ words[word - 16]
        words[word] = rotate(mixed, 1)
      }
      var (a, b, c, d, e) = state
      for (round, word) in words.enumerated() {
        let (f, k): (UInt32, UInt32) =
          switch round / 20 {
          case 0: (b & c | ~b & d, 0x5a82_7999)
          case 1: (b ^ c ^ d, 0x6ed9_eba1)
          case 2: (b & c | b & d | c & d, 0x8f1b_bcdc)
          default: (b ^ c ^ d, 0xca62_c1d6)
          }
        (a, b, c, d, e) = (rotate(a, 5) &+ f &+ e &+ k &+ word, a, rotate(b, 30), c, d)
      }
      state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
    }
    var digits: [UInt8] = []
    for value in [state.0, state.1, state.2, state.3, state.4] {
      for shift in stride(from: UInt32(28), through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: value >> shift & 0xf)
        digits.append(digit < 10 ? digit + 0x30 : digit + 0x57)
      }
    }
    return digits
  }

  /// A byte of the padded text.
  private static func byte(_ text: RawSpan, _ index: Int, _ blocks: Int) -> UInt8 {
    if index < text.byteCount { return text.u8(index) }
    if index == text.byteCount { return 0x80 }
    let behind = blocks * 64 - 1 - index
    return behind < 8
      ? UInt8(truncatingIfNeeded: (UInt64(text.byteCount) * 8) >> (UInt64(behind) * 8)) : 0
  }

  private static func rotate(_ value: UInt32, _ bits: UInt32) -> UInt32 {
    value << bits | value >> (32 - bits)
  }
}
