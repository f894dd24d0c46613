internal import Glibc

/// An open descriptor as output.
public final class FileByteSink: ByteSink {
  private let descriptor: CInt
  private let isOwned: Bool
  private var isOpen = true
  private var failure: ByteSinkError?

  /// Takes over an open descriptor, which is closed by ``finish()`` or when the sink goes.
  public init(takingDescriptor descriptor: CInt) {
    self.descriptor = descriptor
    self.isOwned = true
  }

  /// Writes to a descriptor that stays open. A pipe is widened to 1 MiB where that is allowed.
  public init(sharingDescriptor descriptor: CInt) {
    self.descriptor = descriptor
    self.isOwned = false
    let setPipeSize: CInt = 1031
    // Fails for what is no pipe, and for pipes where the user's limit is reached: both are fine.
    _ = fcntl(descriptor, setPipeSize, CInt(1 << 20))
  }

  /// Standard output.
  public static func standardOutput() -> FileByteSink {
    FileByteSink(sharingDescriptor: STDOUT_FILENO)
  }

  /// Standard error.
  public static func standardError() -> FileByteSink {
    FileByteSink(sharingDescriptor: STDERR_FILENO)
  }

  /// Creates a file that must not exist yet, not even as a symbolic link.
  ///
  /// - Throws: ``FileOpenError``.
  public static func create(path: [UInt8]) throws(FileOpenError) -> FileByteSink {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    // The path ends in NUL.
    let descriptor = unsafe withCPath(path) { unsafe open($0, flags, mode_t(0o666)) }
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    return FileByteSink(takingDescriptor: descriptor)
  }

  /// Opens an existing FIFO or device for writing. Of a FIFO it waits for the reader.
  ///
  /// - Throws: ``FileOpenError``.
  public static func openExisting(path: [UInt8]) throws(FileOpenError) -> FileByteSink {
    // The path ends in NUL.
    let descriptor = unsafe withCPath(path) { unsafe open($0, O_WRONLY | O_CLOEXEC | O_NOCTTY) }
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    return FileByteSink(takingDescriptor: descriptor)
  }

  /// Opens an existing file to write behind its end.
  ///
  /// - Throws: ``FileOpenError``, also when it is a symbolic link.
  public static func openAppending(path: [UInt8]) throws(FileOpenError) -> FileByteSink {
    let flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC
    // The path ends in NUL.
    let descriptor = unsafe withCPath(path) { unsafe open($0, flags) }
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    return FileByteSink(takingDescriptor: descriptor)
  }

  deinit {
    if isOwned, isOpen { close(descriptor) }
  }

  /// What the system says about the open file.
  public var status: FileStatus {
    get throws(FileOpenError) { try FileStatus(descriptor: descriptor) }
  }

  /// Writes all of `bytes`, again after an interrupted or short write.
  ///
  /// - Throws: ``ByteSinkError``; the same again on every later write.
  public func write(_ bytes: RawSpan) throws(ByteSinkError) {
    if let failure { throw failure }
    let total = bytes.byteCount
    var done = 0
    while done < total {
      // The pointer is valid for total bytes inside the closure; done < total.
      let count = unsafe bytes.withUnsafeBytes { buffer -> Int in
        guard let start = buffer.baseAddress else { return 0 }
        return unsafe Glibc.write(descriptor, start + done, total - done)
      }
      if count > 0 {
        done += count
        continue
      }
      // No progress without an error does not happen for files; as an error it cannot hang.
      let number = count == 0 ? EIO : errno
      if number == EINTR { continue }
      if number == EAGAIN {
        waitForDescriptor(descriptor, events: Int16(POLLOUT))
        continue
      }
      let error = ByteSinkError(number: number)
      failure = error
      throw error
    }
  }

  /// Waits until what was written is on the medium, where there is one.
  ///
  /// - Throws: ``ByteSinkError`` when it cannot be kept.
  public func synchronize() throws(ByteSinkError) {
    if let failure { throw failure }
    guard fsync(descriptor) != 0 else { return }
    // Pipes and some devices have no medium.
    if errno != EINVAL, errno != EROFS, errno != ENOTSUP { throw ByteSinkError(number: errno) }
  }

  /// Closes the file if it is owned.
  ///
  /// - Throws: ``ByteSinkError`` when the system could not keep what was written.
  public func finish() throws(ByteSinkError) {
    if let failure { throw failure }
    guard isOwned, isOpen else { return }
    isOpen = false
    // Linux has closed the descriptor even after EINTR.
    if close(descriptor) != 0, errno != EINTR { throw ByteSinkError(number: errno) }
  }
}

/// Waits until a descriptor that its maker left non-blocking can go on.
func waitForDescriptor(_ descriptor: CInt, events: Int16) {
  var request = pollfd(fd: descriptor, events: events, revents: 0)
  // request outlives the call, which sees one.
  _ = unsafe poll(&request, 1, -1)
}
