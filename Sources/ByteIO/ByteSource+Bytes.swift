extension ByteSource {
  /// The bytes `offset ..< offset + count`, fewer at the end of the source. Copies.
  ///
  /// - Throws: when the medium fails.
  public func bytes(at offset: Int64, count: Int) throws(ByteSourceError) -> [UInt8] {
    var content = [UInt8](repeating: 0, count: max(0, count))
    var done = 0
    try content.withMutableBytes { target throws(ByteSourceError) in
      done = try read(at: offset, into: &target)
    }
    content.removeLast(content.count - done)
    return content
  }
}

extension [UInt8] {
  /// Calls `body` with the bytes, for writing.
  public mutating func withMutableBytes<Result, Failure: Error>(
    _ body: (inout MutableRawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var span = mutableSpan
    // Bytes have no padding, and any bit pattern is one.
    var bytes = unsafe span.mutableBytes
    return try body(&bytes)
  }
}
