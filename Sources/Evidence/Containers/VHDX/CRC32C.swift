internal import ByteIO

/// CRC-32C (Castagnoli), as VHDX structures carry it.
enum CRC32C {
  /// The remainders of all bytes for the reflected polynomial 0x82F63B78.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82f6_3b78
    }
  }

  /// The checksum of a structure whose own checksum field, 4 bytes at `fieldOffset`, counts as zero.
  static func checksum(_ bytes: RawSpan, fieldOffset: Int) -> UInt32 {
    var value = UInt32.max
    let table = table
    for index in 0..<bytes.byteCount {
      let isField = index >= fieldOffset && index < fieldOffset + 4
      let byte = isField ? 0 : bytes.u8(index)
      value = value >> 8 ^ table[Int((value ^ UInt32(byte)) & 0xff)]
    }
    return ~value
  }
}
