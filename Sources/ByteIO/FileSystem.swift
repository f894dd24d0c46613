internal import Glibc

// Paths are bytes: Linux allows every byte but NUL in a name, so a String could not hold them all.

/// What a directory entry is.
public enum FileKind: Hashable, Sendable {
  /// A file with content.
  case regular
  /// A directory.
  case folder
  /// A symbolic link.
  case symbolicLink
  /// A named or unnamed pipe.
  case fifo
  /// A socket.
  case socket
  /// A terminal, /dev/null and the like.
  case characterDevice
  /// A disk.
  case blockDevice
  /// None of these.
  case other

  /// The kind with its article, for messages: "a FIFO".
  public var text: String {
    switch self {
    case .regular: "a regular file"
    case .folder: "a folder"
    case .symbolicLink: "a symbolic link"
    case .fifo: "a FIFO"
    case .socket: "a socket"
    case .characterDevice: "a character device"
    case .blockDevice: "a block device"
    case .other: "of an unknown kind"
    }
  }

  init(mode: mode_t) {
    self =
      switch mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      default: .other
      }
  }
}

/// What the system says about a file.
public struct FileStatus: Hashable, Sendable {
  /// What it is.
  public let kind: FileKind
  /// Size in bytes, of a regular file.
  public let byteCount: Int64
  /// Device and inode.
  public let identity: FileIdentity

  init(_ status: stat) {
    kind = FileKind(mode: status.st_mode)
    byteCount = Int64(status.st_size)
    identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// The status of the file at `path`.
  ///
  /// - Throws: ``FileOpenError`` when there is none or the way to it is closed.
  public init(path: [UInt8], followingLinks: Bool) throws(FileOpenError) {
    var status = stat()
    let result = unsafe withCPath(path) {
      // status outlives the call and the path ends in NUL.
      unsafe followingLinks ? stat($0, &status) : lstat($0, &status)
    }
    guard result == 0 else { throw FileOpenError(number: errno) }
    self.init(status)
  }

  /// Whether anything has the name `path`, a symbolic link that leads nowhere included.
  ///
  /// - Throws: ``FileOpenError`` when the way to it is closed.
  public static func exists(path: [UInt8]) throws(FileOpenError) -> Bool {
    do throws(FileOpenError) {
      _ = try FileStatus(path: path, followingLinks: false)
      return true
    } catch {
      if error.isNotFound { return false }
      throw error
    }
  }

  /// The status of an open descriptor.
  ///
  /// - Throws: ``FileOpenError`` when it is not open.
  public init(descriptor: CInt) throws(FileOpenError) {
    var status = stat()
    // status outlives the call.
    guard unsafe fstat(descriptor, &status) == 0 else { throw FileOpenError(number: errno) }
    self.init(status)
  }
}

/// A name in a folder.
public struct FolderEntry: Hashable, Sendable {
  /// The name's bytes, without NUL or `/`.
  public let name: [UInt8]
  /// What it is, or nil when the file system does not tell without a further look.
  public let kind: FileKind?
}

/// The names in a folder, without `.` and `..`, in the file system's order.
public struct FolderListing: Sendable {
  /// The names.
  public let entries: [FolderEntry]
  /// Device and inode of the folder itself.
  public let identity: FileIdentity
  /// Why the listing stopped early, if it did.
  public let failure: FileOpenError?

  /// Lists the folder at `path`. Holds one descriptor while it runs.
  ///
  /// - Throws: ``FileOpenError`` when it cannot be opened or is no folder.
  public init(path: [UInt8], followingLink: Bool) throws(FileOpenError) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK
    // The path ends in NUL.
    let descriptor = unsafe withCPath(path) {
      unsafe open($0, flags | (followingLink ? 0 : O_NOFOLLOW))
    }
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    let status: FileStatus
    do { status = try FileStatus(descriptor: descriptor) } catch {
      close(descriptor)
      throw error
    }
    guard let stream = unsafe fdopendir(descriptor) else {
      let number = errno
      close(descriptor)
      throw FileOpenError(number: number)
    }
    // stream is open until here and owns the descriptor.
    defer { unsafe closedir(stream) }
    var entries: [FolderEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      // entry is valid until the next readdir; its name ends in NUL inside the record.
      let name = unsafe Self.name(of: entry)
      if name == [0x2e] || name == [0x2e, 0x2e] { continue }
      entries.append(FolderEntry(name: name, kind: Self.kind(unsafe entry.pointee.d_type)))
    }
    failure = errno == 0 ? nil : FileOpenError(number: errno)
    self.entries = entries
    identity = status.identity
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    // The kernel ends d_name with NUL; strlen and the copy stay before it.
    unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      let start = unsafe UnsafeRawPointer(name)
      let count = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
      return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  private static func kind(_ type: UInt8) -> FileKind? {
    // The values of readdir(3)'s DT_ constants.
    switch type {
    case 1: .fifo
    case 2: .characterDevice
    case 4: .folder
    case 6: .blockDevice
    case 8: .regular
    case 10: .symbolicLink
    case 12: .socket
    default: nil
    }
  }
}

/// Makes a folder; one that is there already is taken as it is.
///
/// - Throws: ``FileOpenError``, also when the name is taken by something that is no folder.
public func makeFolder(path: [UInt8]) throws(FileOpenError) {
  // The path ends in NUL.
  let result = unsafe withCPath(path) { unsafe mkdir($0, mode_t(0o777)) }
  if result == 0 { return }
  let number = errno
  guard number == EEXIST, try FileStatus(path: path, followingLinks: true).kind == .folder else {
    throw FileOpenError(number: number)
  }
}

/// Waits until the names in a folder are on the medium.
public func synchronizeFolder(path: [UInt8]) throws(FileOpenError) {
  // The path ends in NUL.
  let descriptor = unsafe withCPath(path) { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  guard descriptor >= 0 else { throw FileOpenError(number: errno) }
  let result = fsync(descriptor)
  let number = errno
  close(descriptor)
  if result != 0, number != EINVAL, number != EROFS, number != ENOTSUP {
    throw FileOpenError(number: number)
  }
}

/// Removes the name `path`.
public func removeFile(path: [UInt8]) throws(FileOpenError) {
  // The path ends in NUL.
  guard unsafe withCPath(path, { unsafe unlink($0) }) == 0 else {
    throw FileOpenError(number: errno)
  }
}

/// Gives the file `source` the name `target`. Fails when that name is taken, unless `replacing`.
public func renameFile(
  path source: [UInt8], to target: [UInt8], replacing: Bool
) throws(FileOpenError) {
  // Both paths end in NUL.
  let result = unsafe withCPath(source) { from in
    unsafe withCPath(target) { to in
      if replacing { return unsafe rename(from, to) }
      // A hard link fails where the name exists; some file systems have none, hence the fallback.
      if unsafe link(from, to) == 0 { return unsafe unlink(from) }
      if errno == EEXIST { return -1 }
      var status = stat()
      if unsafe lstat(to, &status) == 0 {
        errno = EEXIST
        return -1
      }
      return unsafe rename(from, to)
    }
  }
  guard result == 0 else { throw FileOpenError(number: errno) }
}

/// `path` without symbolic links and dots, from the root.
public func resolvedPath(_ path: [UInt8]) throws(FileOpenError) -> [UInt8] {
  var resolved: [UInt8] = []
  let result = unsafe withCPath(path) { path -> CInt in
    // realpath allocates a C string, which is freed here.
    guard let text = unsafe realpath(path, nil) else { return -1 }
    unsafe resolved = [UInt8](UnsafeRawBufferPointer(start: text, count: strlen(text)))
    unsafe free(text)
    return 0
  }
  guard result == 0 else { throw FileOpenError(number: errno) }
  return resolved
}

/// The bytes of an environment variable, or nil when it is unset or empty.
public func environmentBytes(_ name: String) -> [UInt8]? {
  // getenv's answer is a C string that stays while nobody calls setenv, which we never do.
  guard let text = unsafe getenv(name), unsafe text.pointee != 0 else { return nil }
  return unsafe [UInt8](UnsafeRawBufferPointer(start: text, count: strlen(text)))
}

/// Whether a descriptor is a terminal.
public func isTerminal(descriptor: CInt) -> Bool { isatty(descriptor) == 1 }

/// Calls `body` with `path` as a C string; a path with NUL inside or none at all fails with EINVAL
/// or ENOENT.
func withCPath(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> CInt) -> CInt {
  guard !path.isEmpty else {
    errno = ENOENT
    return -1
  }
  guard !path.contains(0) else {
    errno = EINVAL
    return -1
  }
  let terminated = path + [0]
  // The bytes live through the call and the last is NUL.
  return unsafe terminated.withUnsafeBytes { bytes in
    guard let start = bytes.baseAddress else { return -1 }
    return unsafe body(start.assumingMemoryBound(to: CChar.self))
  }
}
