extension [UInt8] {
  /// The bytes as a view, without a copy.
  public var rawSpan: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // Bytes have no padding, which is what `bytes` of other elements could show.
      unsafe span.bytes
    }
  }

  /// Appends a copy of `bytes`.
  public mutating func append(copying bytes: RawSpan) {
    // The buffer is valid inside the closure and is only read.
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}

extension MutableRawSpan {
  /// Copies `source` to `offset`. Traps when it does not fit: callers check lengths first.
  @_lifetime(self: copy self)
  public mutating func copy(_ source: RawSpan, to offset: Int) {
    precondition(offset >= 0 && offset <= byteCount && source.byteCount <= byteCount - offset)
    // source fits behind offset: checked by the line above. Two views never overlap for writing.
    unsafe withUnsafeMutableBytes { to in
      unsafe source.withUnsafeBytes { from in
        unsafe UnsafeMutableRawBufferPointer(rebasing: to[offset...]).copyMemory(from: from)
      }
    }
  }
}
