extension RawSpan {
  /// The byte at `offset`. Traps when it lies outside: callers check lengths first.
  @inlinable @inline(__always)
  public func u8(_ offset: Int) -> UInt8 {
    // Any bit pattern is a valid integer and the standard library checks the bound.
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The little-endian 16-bit integer at `offset`, at any alignment.
  @inlinable @inline(__always)
  public func u16(_ offset: Int) -> UInt16 {
    // Bound checked by the standard library, as above.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
  }

  /// The little-endian 32-bit integer at `offset`, at any alignment.
  @inlinable @inline(__always)
  public func u32(_ offset: Int) -> UInt32 {
    // Bound checked by the standard library, as above.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
  }

  /// The little-endian 64-bit integer at `offset`, at any alignment.
  @inlinable @inline(__always)
  public func u64(_ offset: Int) -> UInt64 {
    // Bound checked by the standard library, as above.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// Sixteen bytes at `offset`, at any alignment.
  @inlinable @inline(__always)
  public func u8x16(_ offset: Int) -> SIMD16<UInt8> {
    // Bound checked by the standard library, as above.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
  }

  /// Sixteen little-endian 16-bit integers at `offset`, at any alignment.
  @inlinable @inline(__always)
  public func u16x16(_ offset: Int) -> SIMD16<UInt16> {
    // Bound checked by the standard library, as above.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt16>.self)
  }

  /// Whether `count` bytes at `offset` lie inside. Never overflows.
  @inlinable @inline(__always)
  public func holds(_ count: Int, at offset: Int) -> Bool {
    offset >= 0 && count >= 0 && offset <= byteCount && count <= byteCount &- offset
  }

  /// Whether the bytes at `offset` equal `other`; false when they do not fit.
  @inlinable
  public func matches(_ other: borrowing RawSpan, at offset: Int) -> Bool {
    guard holds(other.byteCount, at: offset) else { return false }
    var index = 0
    let count = other.byteCount
    while count - index >= 8 {
      if u64(offset &+ index) != other.u64(index) { return false }
      index &+= 8
    }
    while index < count {
      if u8(offset &+ index) != other.u8(index) { return false }
      index &+= 1
    }
    return true
  }

  /// Whether the bytes at `offset` equal the ASCII `text`; false when they do not fit.
  public func matches(_ text: StaticString, at offset: Int) -> Bool {
    guard holds(text.utf8CodeUnitCount, at: offset) else { return false }
    for index in 0..<text.utf8CodeUnitCount {
      // A static string's start is valid for its utf8CodeUnitCount bytes.
      let byte = unsafe text.utf8Start[index]
      if u8(offset + index) != byte { return false }
    }
    return true
  }

  /// Whether all bytes from `offset` to `end` are zero. O(n).
  @inlinable
  public func isZero(from offset: Int, to end: Int) -> Bool {
    var index = offset
    while end - index >= 8 {
      if u64(index) != 0 { return false }
      index &+= 8
    }
    while index < end {
      if u8(index) != 0 { return false }
      index &+= 1
    }
    return true
  }
}

extension StaticString {
  /// The byte at `index`, which must lie inside.
  @inlinable
  public func byte(at index: Int) -> UInt8 {
    precondition(index >= 0 && index < utf8CodeUnitCount)
    // Checked by the line above; a static string's start is valid for its length.
    return unsafe utf8Start[index]
  }
}
