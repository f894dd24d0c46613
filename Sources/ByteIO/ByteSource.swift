/// Bytes at known offsets: a file, a part of a disk image, memory.
///
/// Reads may come from several threads at once.
public protocol ByteSource: AnyObject, Sendable {
  /// Size in bytes, fixed when the source was opened.
  var byteCount: Int64 { get }

  /// Reads from `offset` until `target` is full or the source ends.
  ///
  /// - Returns: bytes read; fewer than `target` holds only at the end of the source.
  /// - Throws: when the medium fails.
  func read(at offset: Int64, into target: inout MutableRawSpan) throws(ByteSourceError) -> Int

  /// Where the next bytes lie that are not known to be zero, from `offset` on; the end of the source
  /// when there are none. Sparse files answer without being read.
  func nextData(from offset: Int64) -> Int64
}

extension ByteSource {
  /// `offset` itself: nothing is known to be zero.
  public func nextData(from offset: Int64) -> Int64 { min(offset, byteCount) }
}

extension MutableRawSpan {
  /// Reads from `source` into bytes `start ..< start + byteCount` of the span, which must lie inside.
  ///
  /// - Returns: bytes read.
  /// - Throws: what the source throws.
  @_lifetime(self: copy self)
  public mutating func fill(
    from source: any ByteSource, at sourceOffset: Int64, to start: Int, byteCount: Int
  ) throws(ByteSourceError) -> Int {
    precondition(start >= 0 && byteCount >= 0 && start <= self.byteCount - byteCount)
    var part = _mutatingExtracting(start..<start + byteCount)
    return try source.read(at: sourceOffset, into: &part)
  }

  /// Makes bytes `start ..< end` zero, which must lie inside.
  @_lifetime(self: copy self)
  public mutating func clear(from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= byteCount)
    // The range lies inside: checked by the line above.
    unsafe withUnsafeMutableBytes { bytes in
      _ = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end])
        .initializeMemory(as: UInt8.self, repeating: 0)
    }
  }
}

/// A failure of the medium under a ``ByteSource``.
public struct ByteSourceError: Error, Hashable, Sendable {
  /// Bytes from the start of the source.
  public let offset: Int64
  /// What the system said, such as "Input/output error".
  public let reason: String

  /// A failure at `offset`.
  public init(offset: Int64, reason: String) {
    self.offset = offset
    self.reason = reason
  }
}

/// Bytes in memory.
public final class MemoryByteSource: ByteSource {
  private let content: [UInt8]

  /// A source of `content`.
  public init(_ content: [UInt8]) { self.content = content }

  /// Size in bytes.
  public var byteCount: Int64 { Int64(content.count) }

  /// Copies from `offset` on.
  public func read(
    at offset: Int64, into target: inout MutableRawSpan
  ) throws(ByteSourceError) -> Int {
    guard offset >= 0, offset < Int64(content.count) else { return 0 }
    let start = Int(offset)
    let count = min(target.byteCount, content.count - start)
    // Both sides hold count bytes from their starts: checked by the line above.
    unsafe target.withUnsafeMutableBytes { to in
      unsafe content.withUnsafeBytes { from in
        unsafe to.copyMemory(from: UnsafeRawBufferPointer(rebasing: from[start..<start + count]))
      }
    }
    return count
  }
}
