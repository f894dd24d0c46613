internal import CZlib

/// Deflate, for images whose chunks or clusters are compressed.
public enum Deflate {
  /// A zlib stream (RFC 1950) of some bytes, at level 0 (stored) to 9.
  public static func zlib(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(count))
    // Both buffers hold what is said of them while zlib runs.
    let status = unsafe result.withUnsafeMutableBufferPointer { target in
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe compress2(
          target.baseAddress, &count, source.baseAddress, uLong(bytes.count), CInt(level))
      }
    }
    precondition(status == Z_OK, "zlib has no memory")
    return Array(result.prefix(Int(count)))
  }

  /// A bare deflate stream (RFC 1951): a zlib stream without its header and checksum.
  public static func raw(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    Array(zlib(bytes, level: level).dropFirst(2).dropLast(4))
  }
}

extension Checksum {
  /// Adler-32 (RFC 1950).
  public static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  /// CRC-32C (Castagnoli), bit by bit.
  public static func crc32C(_ bytes: [UInt8]) -> UInt32 {
    var value = UInt32.max
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82f6_3b78 }
    }
    return ~value
  }
}
