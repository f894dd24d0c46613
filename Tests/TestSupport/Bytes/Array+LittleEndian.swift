/// Little-endian integers at a byte offset, for tests that read or change a finished log.
extension Array where Element == UInt8 {
  /// Two bytes.
  public func u16(at offset: Int) -> UInt16 {
    UInt16(self[offset]) | UInt16(self[offset + 1]) << 8
  }

  /// Four bytes.
  public func u32(at offset: Int) -> UInt32 {
    UInt32(u16(at: offset)) | UInt32(u16(at: offset + 2)) << 16
  }

  /// Eight bytes.
  public func u64(at offset: Int) -> UInt64 {
    UInt64(u32(at: offset)) | UInt64(u32(at: offset + 4)) << 32
  }

  /// Replaces an integer.
  public mutating func set<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    for index in 0..<MemoryLayout<Number>.size {
      self[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index))
    }
  }

  /// Replaces four bytes.
  public mutating func setU32(_ number: UInt32, at offset: Int) { set(number, at: offset) }
}
