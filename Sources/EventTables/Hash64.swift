internal import ByteIO

/// A 64-bit FNV-1a hash: the same in every run and on every machine, for identifiers in output. No
/// protection against those who choose what is hashed.
struct Hash64 {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Adds bytes, and that they end here.
  mutating func combine(_ bytes: RawSpan) {
    var index = 0
    while index < bytes.byteCount {
      mix(bytes.u8(index))
      index &+= 1
    }
    mix(0xff)
  }

  /// Adds a number.
  mutating func combine(_ number: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      mix(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Sixteen lower-case hexadecimal digits.
  var text: String {
    Hexadecimal.text(
      of: stride(from: 56, through: 0, by: -8).map {
        UInt8(truncatingIfNeeded: value >> UInt64($0))
      })
  }

  private mutating func mix(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
