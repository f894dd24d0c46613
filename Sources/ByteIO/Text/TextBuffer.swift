/// A growing buffer of UTF-8 text, for writers of rows.
///
/// Every append checks that there is room and grows the memory where there is none. ``slack`` bytes
/// more than needed are always owned, so that whole vectors may be stored and loaded across the end of
/// the text. Hot operations are inlinable: they are called once for each cell.
@safe
@frozen
public struct TextBuffer: ~Copyable, @unchecked Sendable {
  /// Bytes owned behind the capacity.
  @inlinable
  public static var slack: Int { 64 }

  /// Bytes of text.
  public var count: Int {
    @inlinable @inline(__always) get { byteCount }
  }

  @usableFromInline var byteCount = 0
  @usableFromInline var capacity: Int
  // Valid for capacity + slack bytes, all of them initialised; replaced only by grow.
  @usableFromInline var base: UnsafeMutableRawPointer

  /// An empty buffer with room for `capacity` bytes.
  public init(capacity: Int = 256) {
    precondition(capacity >= 0)
    self.capacity = capacity
    unsafe base = .allocate(byteCount: capacity + Self.slack, alignment: 16)
    // The allocation holds capacity + slack bytes.
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.slack)
  }

  deinit { unsafe base.deallocate() }

  /// Whether there is no text.
  @inlinable
  public var isEmpty: Bool { byteCount == 0 }

  /// Bytes of memory held.
  public var allocatedByteCount: Int { capacity + Self.slack }

  /// The text.
  @inlinable
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // byteCount <= capacity; nobody writes while self is borrowed.
      let span = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The text and ``slack`` bytes of any content behind it, so that vectors can be loaded to its end.
  @inlinable
  public var paddedBytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // byteCount <= capacity, and slack more bytes are owned and initialised.
      let span = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount &+ Self.slack)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Calls `body` with the text.
  @inlinable
  public borrowing func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }

  /// Calls `body` with the text and ``slack`` bytes of any content behind it.
  @inlinable
  public borrowing func withPaddedBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(paddedBytes)
  }

  /// Drops everything from `newCount` on; the memory is kept.
  @inlinable
  public mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= byteCount)
    byteCount = newCount
  }

  /// Drops the text; the memory is kept unless it is more than `limit` bytes.
  @inlinable
  public mutating func removeAll(keeping limit: Int = .max) {
    byteCount = 0
    if _slowPath(capacity > limit) { self = TextBuffer(capacity: limit) }
  }

  /// Makes room for `bound` bytes more.
  @inlinable @inline(__always)
  public mutating func reserve(_ bound: Int) {
    // count <= capacity, so that the subtraction cannot overflow.
    if _slowPath(capacity &- byteCount < bound) { grow(bound) }
  }

  @usableFromInline @inline(never)
  mutating func grow(_ bound: Int) {
    let newCapacity = max(capacity * 2, byteCount + bound)
    let new = UnsafeMutableRawPointer.allocate(
      byteCount: newCapacity + Self.slack, alignment: 16)
    // Both allocations hold byteCount bytes; the rest of the new one becomes zero.
    unsafe new.copyMemory(from: base, byteCount: byteCount)
    unsafe (new + byteCount).initializeMemory(
      as: UInt8.self, repeating: 0, count: newCapacity + Self.slack - byteCount)
    unsafe base.deallocate()
    unsafe base = new
    capacity = newCapacity
  }
}

// MARK: - Appending bytes

extension TextBuffer {
  /// Appends a byte.
  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    // There is room.
    unsafe base.storeBytes(of: byte, toByteOffset: byteCount, as: UInt8.self)
    byteCount &+= 1
  }

  /// Appends the low `used` bytes of a word, the lowest first; `used` is at most 8.
  @inlinable @inline(__always)
  public mutating func append(_ word: UInt64, used: Int) {
    precondition(used >= 0 && used <= 8)
    reserve(8)
    // There is room for all eight.
    unsafe base.storeBytes(of: word, toByteOffset: byteCount, as: UInt64.self)
    byteCount &+= used
  }

  /// Appends a copy of bytes, which lie elsewhere.
  @inlinable
  public mutating func append(_ source: RawSpan) {
    append(source, from: 0, to: source.byteCount)
  }

  /// Appends a copy of bytes `start ..< end` of a span.
  @inlinable @inline(__always)
  public mutating func append(_ source: RawSpan, from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= source.byteCount)
    let length = end &- start
    reserve(length)
    if length <= 16, source.byteCount &- start >= 16 {
      // There is room for length bytes; what is stored past them falls into the slack.
      unsafe base.storeBytes(
        of: source.u8x16(start), toByteOffset: byteCount, as: SIMD16<UInt8>.self)
    } else {
      copy(source, from: start, length: length)
    }
    byteCount &+= length
  }

  /// Appends a copy of bytes `start ..< end` of a span with ``slack`` bytes behind them, 32 at a time.
  @inlinable @inline(__always)
  public mutating func append(padded source: RawSpan, from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= source.byteCount &- Self.slack)
    let length = end &- start
    reserve(length)
    if _slowPath(length > 512) {
      copy(source, from: start, length: length)
    } else {
      let target = unsafe base + byteCount
      var done = 0
      repeat {
        // The range and the slack behind it lie in the span, and there is room for the range; what is
        // loaded and stored past it falls into the slack of 64 bytes on both sides.
        unsafe target.storeBytes(
          of: source.u8x16(start &+ done), toByteOffset: done, as: SIMD16<UInt8>.self)
        unsafe target.storeBytes(
          of: source.u8x16(start &+ done &+ 16), toByteOffset: done &+ 16, as: SIMD16<UInt8>.self)
        done &+= 32
      } while done < length
    }
    byteCount &+= length
  }

  /// Copies `length` bytes of a span behind the text; the range lies inside and there is room.
  @usableFromInline @inline(never)
  func copy(_ source: RawSpan, from start: Int, length: Int) {
    let target = unsafe base + byteCount
    precondition(source.holds(length, at: start) && length <= capacity &- byteCount)
    // Checked by the line above.
    unsafe source.withUnsafeBytes { bytes in
      guard let first = bytes.baseAddress else { return }
      unsafe target.copyMemory(from: first + start, byteCount: length)
    }
  }

  /// Appends bytes `start ..< start + length` of another buffer, 32 at a time.
  @inlinable @inline(__always)
  public mutating func append(_ other: borrowing TextBuffer, at start: Int, length: Int) {
    precondition(start >= 0 && length >= 0 && start <= other.byteCount &- length)
    reserve(length)
    let from = unsafe other.base + start
    let target = unsafe base + byteCount
    var done = 0
    repeat {
      // The range lies inside other and there is room for it; what is loaded and stored past length
      // falls into the slack of 64 bytes on both sides.
      let first = unsafe from.loadUnaligned(fromByteOffset: done, as: SIMD16<UInt8>.self)
      let second = unsafe from.loadUnaligned(fromByteOffset: done &+ 16, as: SIMD16<UInt8>.self)
      unsafe target.storeBytes(of: first, toByteOffset: done, as: SIMD16<UInt8>.self)
      unsafe target.storeBytes(of: second, toByteOffset: done &+ 16, as: SIMD16<UInt8>.self)
      done &+= 32
    } while done < length
    byteCount &+= length
  }

  /// Appends a string literal.
  @inlinable
  public mutating func append(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    // A static string is valid for its length; there is room.
    unsafe (base + byteCount).copyMemory(from: text.utf8Start, byteCount: length)
    byteCount &+= length
  }

  /// Appends a string as UTF-8. Not for hot loops.
  public mutating func append(text: String) {
    var text = text
    text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0).bytes) }
  }

  /// Replaces the byte at `offset`, which lies inside the text.
  @inlinable
  public mutating func replaceByte(at offset: Int, with byte: UInt8) {
    precondition(offset >= 0 && offset < byteCount)
    // The offset lies inside: checked above.
    unsafe base.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
  }

  /// The text as a string; invalid UTF-8 is repaired. O(n), copies.
  public var string: String {
    // The span is valid during the call and only read.
    unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
