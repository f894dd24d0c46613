/// Text that does not change any more and that many may read.
public final class SharedText: Sendable {
  private let buffer: TextBuffer

  /// Takes over the text of a buffer.
  public init(_ buffer: consuming TextBuffer) { self.buffer = buffer }

  /// Bytes of text.
  public var count: Int { buffer.count }

  /// Bytes of memory held.
  public var allocatedByteCount: Int { buffer.allocatedByteCount }

  /// Calls `body` with bytes `start ..< end` of the text.
  public func withBytes<Result, Failure: Error>(
    from start: Int, to end: Int, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try buffer.withBytes { bytes throws(Failure) in try body(bytes.extracting(start..<end)) }
  }

  /// Calls `body` with the text and ``TextBuffer/slack`` bytes of any content behind it, so that
  /// vectors can be loaded to its end.
  public func withPaddedBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try buffer.withPaddedBytes(body)
  }
}
