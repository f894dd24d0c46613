internal import Glibc

/// Bytes that come in order and once: standard input, a pipe, something inflated.
public protocol ByteStream: AnyObject {
  /// Reads until `target` is full or the stream ends.
  ///
  /// - Returns: bytes read, fewer than `target` holds at the end or before a failure; 0 only at the
  ///   end.
  /// - Throws: when the medium fails before the first byte of this read; what comes before a failure
  ///   is returned, and the next read meets it.
  func read(into target: inout MutableRawSpan) throws(ByteSourceError) -> Int
}

extension ByteBuffer {
  /// Reads the stream's next bytes until the buffer is full or the stream ends.
  ///
  /// - Returns: bytes read; what the buffer held behind them stays.
  /// - Throws: what the stream throws.
  public mutating func fill(from stream: any ByteStream) throws(ByteSourceError) -> Int {
    try fill(from: stream, at: 0, to: capacity)
  }

  /// Reads the stream's next bytes to `start ..< end` until that is full or the stream ends.
  ///
  /// - Returns: bytes read; what the buffer held before and behind them stays.
  /// - Throws: what the stream throws.
  public mutating func fill(
    from stream: any ByteStream, at start: Int, to end: Int
  ) throws(ByteSourceError) -> Int {
    var target = mutableBytes(from: start, to: end)
    return try stream.read(into: &target)
  }
}

/// An open descriptor, read to its end.
public final class DescriptorByteStream: ByteStream {
  private let descriptor: CInt
  private let isOwned: Bool
  private var position: Int64 = 0

  /// Reads a descriptor that stays open, such as 0 for standard input.
  public init(sharingDescriptor descriptor: CInt) {
    self.descriptor = descriptor
    self.isOwned = false
  }

  /// Opens what `path` names: a file, a FIFO, a device.
  ///
  /// - Throws: ``FileOpenError``.
  public init(path: [UInt8]) throws(FileOpenError) {
    // The path ends in NUL.
    let descriptor = unsafe withCPath(path) { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    self.descriptor = descriptor
    self.isOwned = true
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// Reads again after interrupted and short reads until `target` is full or the stream ends.
  public func read(into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    let wanted = target.byteCount
    var done = 0
    while done < wanted {
      // The pointer is valid for wanted bytes inside the closure; done < wanted.
      let count = unsafe target.withUnsafeMutableBytes { bytes -> Int in
        guard let start = bytes.baseAddress else { return 0 }
        return unsafe Glibc.read(descriptor, start + done, wanted - done)
      }
      if count == 0 { break }
      if count < 0 {
        let number = errno
        if number == EINTR { continue }
        if number == EAGAIN {
          waitForDescriptor(descriptor, events: Int16(POLLIN))
          continue
        }
        if done > 0 { break }
        throw ByteSourceError(offset: position, reason: systemMessage(number))
      }
      done += count
      position += Int64(count)
    }
    return done
  }
}

/// A ``ByteSource`` read from its start to its end.
public final class SourceByteStream: ByteStream {
  private let source: any ByteSource
  private var position: Int64 = 0

  /// A stream of all bytes of `source`.
  public init(_ source: any ByteSource) { self.source = source }

  /// Reads the next bytes.
  public func read(into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    let count = try source.read(at: position, into: &target)
    position += Int64(count)
    return count
  }
}
