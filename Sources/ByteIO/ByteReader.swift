/// A cursor over untrusted bytes: every read is checked and moves it forward.
///
/// It sees `position ..< end` of its span and nothing else. Offsets are from the start of the span.
@frozen
public struct ByteReader: ~Escapable {
  /// All bytes, of which only those before ``end`` are read.
  public let bytes: RawSpan
  /// The next byte's offset.
  public var position: Int
  /// The offset behind the last readable byte.
  public let end: Int

  /// A reader of `range`, which is clamped to the span.
  @inlinable
  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan, from start: Int, to end: Int) {
    self.bytes = bytes
    self.end = min(max(end, 0), bytes.byteCount)
    self.position = min(max(start, 0), self.end)
  }

  /// Bytes left.
  @inlinable @inline(__always)
  public var remaining: Int { end &- position }

  /// Makes sure that `count` bytes are left.
  @inlinable @inline(__always)
  public func require(_ count: Int) throws(Truncated) {
    guard count >= 0, count <= remaining else {
      throw Truncated(position: position, needed: count, available: remaining)
    }
  }

  /// Passes over `count` bytes.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func skip(_ count: Int) throws(Truncated) {
    try require(count)
    position &+= count
  }

  /// The next byte, left in place; nil at the end.
  @inlinable @inline(__always)
  public func peek() -> UInt8? { position < end ? bytes.u8(position) : nil }

  /// Reads a byte.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func u8() throws(Truncated) -> UInt8 {
    try require(1)
    position &+= 1
    return bytes.u8(position &- 1)
  }

  /// Reads a little-endian 16-bit integer.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func u16() throws(Truncated) -> UInt16 {
    try require(2)
    position &+= 2
    return bytes.u16(position &- 2)
  }

  /// Reads a little-endian 32-bit integer.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func u32() throws(Truncated) -> UInt32 {
    try require(4)
    position &+= 4
    return bytes.u32(position &- 4)
  }

  /// Reads a little-endian 64-bit integer.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func u64() throws(Truncated) -> UInt64 {
    try require(8)
    position &+= 8
    return bytes.u64(position &- 8)
  }
}

/// The bytes ended before the structure did.
@frozen
public struct Truncated: Error, Hashable, Sendable {
  /// Where the read began, from the start of the span.
  public let position: Int
  /// Bytes the structure needed there.
  public let needed: Int
  /// Bytes that were left.
  public let available: Int

  /// A report of a read that did not fit.
  @inlinable
  public init(position: Int, needed: Int, available: Int) {
    self.position = position
    self.needed = needed
    self.available = available
  }
}
