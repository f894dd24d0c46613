internal import Glibc

/// Where bytes are written, in order.
///
/// Used by one thread at a time.
public protocol ByteSink: AnyObject {
  /// Writes all of `bytes`.
  ///
  /// - Throws: when the medium fails; nothing may be written after that.
  func write(_ bytes: RawSpan) throws(ByteSinkError)

  /// Completes the output, once, after the last write.
  ///
  /// - Throws: when what was written could not be kept.
  func finish() throws(ByteSinkError)
}

extension ByteSink {
  /// Writes all of `bytes`.
  public func write(_ bytes: [UInt8]) throws(ByteSinkError) { try write(bytes.rawSpan) }

  /// Writes `text` as UTF-8.
  public func write(_ text: String) throws(ByteSinkError) { try write([UInt8](text.utf8)) }
}

/// A failed write.
public struct ByteSinkError: Error, Hashable, Sendable {
  /// The system's error number, such as ENOSPC.
  public let number: CInt
  /// What the system said, such as "No space left on device", and what became of the file.
  public let reason: String

  /// An error with its number, and with the system's text unless another is given.
  public init(number: CInt, reason: String? = nil) {
    self.number = number
    self.reason = reason ?? systemMessage(number)
  }

  /// Whether the reader of a pipe has gone, as in `| head`: no reason to complain.
  public var isBrokenPipe: Bool { number == EPIPE }
}

/// Output kept in memory.
public final class MemoryByteSink: ByteSink {
  /// What was written.
  public private(set) var content: [UInt8] = []

  /// An empty output.
  public init() {}

  /// Appends `bytes`. O(n).
  public func write(_ bytes: RawSpan) throws(ByteSinkError) { content.append(copying: bytes) }

  /// Does nothing.
  public func finish() throws(ByteSinkError) {}
}

/// Makes writes to a closed pipe or beyond a file size limit fail with EPIPE and EFBIG rather than
/// end the process. To be called once by the command line.
public func ignoreOutputSignals() {
  _ = signal(SIGPIPE, SIG_IGN)
  _ = signal(SIGXFSZ, SIG_IGN)
}
