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
