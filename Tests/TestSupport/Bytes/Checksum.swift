internal import CZlib

/// CRC-32 (IEEE 802.3), as file and chunk headers carry it.
public enum Checksum {
  /// The checksum of some bytes, or its continuation after others.
  public static func crc32(_ bytes: ArraySlice<UInt8>, after checksum: UInt32 = 0) -> UInt32 {
    // zlib reads exactly `count` bytes of the slice's buffer.
    let result = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe CZlib.crc32(UInt(checksum), buffer.baseAddress, UInt32(buffer.count))
    }
    // An empty slice has no address, for which zlib returns the initial value.
    return bytes.isEmpty ? checksum : UInt32(truncatingIfNeeded: result)
  }

  /// The checksum of some bytes.
  public static func crc32(_ bytes: [UInt8]) -> UInt32 { crc32(bytes[...]) }
}
