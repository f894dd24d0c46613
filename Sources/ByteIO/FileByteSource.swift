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
    try self.init(path: [UInt8](path.utf8))
  }

  /// Opens the file whose path has these bytes, for reading.
  ///
  /// `followingLink` tells whether a symbolic link as the last component is followed.
  /// - Throws: ``FileOpenError`` when it cannot be opened or is no regular file.
  public convenience init(path: [UInt8], followingLink: Bool = true) throws(FileOpenError) {
    // O_NOATIME leaves the access time of evidence alone; only the owner may ask for it.
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followingLink ? 0 : O_NOFOLLOW)
    let noAccessTime: CInt = 0o1000000
    // The path ends in NUL.
    var descriptor = unsafe withCPath(path) { unsafe open($0, flags | noAccessTime) }
    if descriptor < 0, errno == EPERM {
      descriptor = unsafe withCPath(path) { unsafe open($0, flags) }
    }
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    try self.init(takingDescriptor: descriptor)
  }

  /// Standard input, when it is a regular file; read from its start whatever was read before.
  ///
  /// - Throws: ``FileOpenError`` when it is closed or no regular file.
  public static func standardInput() throws(FileOpenError) -> FileByteSource {
    let descriptor = dup(STDIN_FILENO)
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    return try FileByteSource(takingDescriptor: descriptor)
  }

  /// Takes over an open descriptor, which is closed when the source goes.
  ///
  /// - Throws: ``FileOpenError`` when it is no regular file.
  public init(takingDescriptor descriptor: CInt) throws(FileOpenError) {
    let status: FileStatus
    do { status = try FileStatus(descriptor: descriptor) } catch {
      close(descriptor)
      throw error
    }
    guard status.kind == .regular else {
      close(descriptor)
      throw FileOpenError(reason: "is \(status.kind.text), expected a regular file")
    }
    self.descriptor = descriptor
    self.byteCount = status.byteCount
    self.identity = status.identity
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

  /// The first offset from `offset` on that may hold data, so that holes of sparse files are passed
  /// over at once; ``byteCount`` when only a hole follows.
  public func nextData(from offset: Int64) -> Int64 {
    let seekData: CInt = 3
    let found = lseek(descriptor, off_t(offset), seekData)
    if found >= 0 { return Int64(found) }
    return errno == ENXIO ? byteCount : offset
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
public struct FileOpenError: Error, Hashable, Sendable {
  /// The system's error number, or nil when the system had no objection.
  public let number: CInt?
  /// What the system said, or what was found instead of a file.
  public let reason: String

  /// An error with its reason.
  public init(reason: String) {
    self.number = nil
    self.reason = reason
  }

  /// The error of a failed system call.
  public init(number: CInt) {
    self.number = number
    self.reason = systemMessage(number)
  }

  /// Whether there is no such file.
  public var isNotFound: Bool { number == ENOENT || number == ENOTDIR }

  /// Whether the name is taken.
  public var isExisting: Bool { number == EEXIST }
}

/// The system's text for an error number.
public func systemMessage(_ number: CInt) -> String {
  // strerror returns a valid C string for every number.
  unsafe String(cString: strerror(number))
}
