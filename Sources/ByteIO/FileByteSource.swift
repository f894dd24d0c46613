internal import Glibc

/// A regular file, opened read-only and read with `pread`: never mapped, so that a file that shrinks
/// while it is read gives a short read and no signal.
public final class FileByteSource: ByteSource {
  /// Size in bytes when the file was opened.
  public let byteCount: Int64
  /// Device and inode: the file's identity whatever its path.
  public let identity: FileIdentity
  private let descriptor: CInt

  /// Opens `path` for reading.
  ///
  /// - Throws: ``FileOpenError`` when it cannot be opened or is no regular file.
  public convenience init(path: String) throws(FileOpenError) {
    // O_NOATIME leaves the access time of evidence alone; only the owner may ask for it.
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK
    var descriptor = unsafe open(path, flags | CInt(0o1000000))
    if descriptor < 0, errno == EPERM { descriptor = unsafe open(path, flags) }
    guard descriptor >= 0 else { throw FileOpenError(reason: systemMessage(errno)) }
    try self.init(takingDescriptor: descriptor)
  }

  /// Takes over an open descriptor, which is closed when the source goes.
  ///
  /// - Throws: ``FileOpenError`` when it is no regular file.
  public init(takingDescriptor descriptor: CInt) throws(FileOpenError) {
    var status = stat()
    // status outlives the call.
    guard unsafe fstat(descriptor, &status) == 0 else {
      let reason = systemMessage(errno)
      close(descriptor)
      throw FileOpenError(reason: reason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileOpenError(reason: "is \(fileKind(mode: status.st_mode)), expected a regular file")
    }
    self.descriptor = descriptor
    self.byteCount = Int64(status.st_size)
    self.identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  deinit { close(descriptor) }

  /// Reads with `pread`, again after an interrupted or short read.
  public func read(
    at offset: Int64, into target: inout MutableRawSpan
  ) throws(ByteSourceError) -> Int {
    let wanted = target.byteCount
    var done = 0
    while done < wanted {
      // The pointer is valid for wanted bytes inside the closure; done < wanted.
      let count = unsafe target.withUnsafeMutableBytes { bytes -> Int in
        guard let start = bytes.baseAddress else { return 0 }
        return unsafe pread(descriptor, start + done, wanted - done, off_t(offset) + off_t(done))
      }
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        let reason = systemMessage(errno)
        // What came before the failure is good: give it back, the next read meets the failure.
        if done > 0 { return done }
        throw ByteSourceError(offset: offset + Int64(done), reason: reason)
      }
      done += count
    }
    return done
  }

  /// The size now, which differs from ``byteCount`` when somebody writes to the file.
  public var currentByteCount: Int64 {
    var status = stat()
    // status outlives the call.
    guard unsafe fstat(descriptor, &status) == 0 else { return byteCount }
    return Int64(status.st_size)
  }
}

/// Device and inode of a file.
public struct FileIdentity: Hashable, Sendable {
  /// The device number.
  public let device: UInt64
  /// The inode number.
  public let inode: UInt64

  /// An identity from its parts.
  public init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}

/// Why a file could not be opened.
public struct FileOpenError: Error, Sendable {
  /// What the system said, or what was found instead of a file.
  public let reason: String

  /// An error with its reason.
  public init(reason: String) { self.reason = reason }
}

/// The system's text for an error number.
public func systemMessage(_ number: CInt) -> String {
  // strerror returns a valid C string for every number.
  unsafe String(cString: strerror(number))
}

/// What a file of this mode is, for messages.
func fileKind(mode: mode_t) -> String {
  switch mode & S_IFMT {
  case S_IFDIR: "a folder"
  case S_IFIFO: "a FIFO"
  case S_IFSOCK: "a socket"
  case S_IFCHR: "a character device"
  case S_IFBLK: "a block device"
  case S_IFLNK: "a symbolic link"
  default: "of an unknown kind"
  }
}
