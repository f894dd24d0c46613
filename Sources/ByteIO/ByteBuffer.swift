/// Memory of fixed size that is owned by one holder and reused for reading.
///
/// Bytes past `capacity` up to ``slack`` more are always zero, so that vector loads near the end stay
/// inside the allocation.
@safe
public struct ByteBuffer: ~Copyable, @unchecked Sendable {
  /// Zero bytes kept behind the usable ones.
  public static let slack = 64

  /// Usable bytes.
  public let capacity: Int

  // Valid for capacity + slack bytes from init to deinit; nobody else holds it.
  private let base: UnsafeMutableRawPointer

  /// A buffer of `capacity` zero bytes.
  public init(capacity: Int) {
    precondition(capacity >= 0)
    self.capacity = capacity
    let count = capacity + Self.slack
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    // The allocation holds count bytes.
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  deinit {
    unsafe base.deallocate()
  }

  /// The usable bytes and the slack.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // The memory lives as long as self and nobody writes while it is borrowed.
      let span = unsafe RawSpan(_unsafeStart: base, byteCount: capacity + Self.slack)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Calls `body` with the usable bytes and the slack.
  @inlinable
  public borrowing func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result { body(bytes) }

  /// Makes all bytes zero.
  public mutating func clear() {
    // The allocation holds capacity bytes.
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
  }

  /// Copies `source` to `offset`. Traps when it does not fit.
  public mutating func copy(_ source: RawSpan, to offset: Int) {
    var target = mutableBytes
    target.copy(source, to: offset)
  }

  /// The usable bytes, for writing.
  public var mutableBytes: MutableRawSpan {
    @_lifetime(&self)
    mutating get {
      // The memory lives as long as self and the access is exclusive.
      let span = unsafe MutableRawSpan(_unsafeStart: base, byteCount: capacity)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// Bytes `start ..< end`, which must lie inside, for writing.
  @_lifetime(&self)
  mutating func mutableBytes(from start: Int, to end: Int) -> MutableRawSpan {
    precondition(start >= 0 && start <= end && end <= capacity)
    // Checked above; the memory lives as long as self and the access is exclusive.
    let span = unsafe MutableRawSpan(_unsafeStart: base + start, byteCount: end - start)
    return unsafe _overrideLifetime(span, mutating: &self)
  }

  /// Reads from `source` at `sourceOffset` until the buffer is full or the source ends, and zeroes
  /// the rest.
  ///
  /// - Returns: bytes read.
  /// - Throws: what the source throws; the buffer is then all zero.
  public mutating func fill(
    from source: any ByteSource, at sourceOffset: Int64, byteCount: Int? = nil
  ) throws(ByteSourceError) -> Int {
    let wanted = min(byteCount ?? capacity, capacity)
    var failure: ByteSourceError?
    var count = 0
    do {
      // wanted <= capacity, and the access to self is exclusive.
      var target = unsafe MutableRawSpan(_unsafeStart: base, byteCount: wanted)
      do { count = try source.read(at: sourceOffset, into: &target) } catch { failure = error }
    }
    // count <= wanted <= capacity: the rest lies inside the allocation.
    unsafe (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: capacity - count)
    if let failure { throw failure }
    return count
  }
}
