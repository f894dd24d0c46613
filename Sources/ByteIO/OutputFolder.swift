internal import Glibc

/// An open folder in which files are made by name: whatever happens to the path meanwhile, they land in
/// this folder and no other.
public final class OutputFolder: Sendable {
  /// Device and inode.
  public let identity: FileIdentity
  private let descriptor: CInt

  /// Opens the folder at `path`, made if there is none.
  ///
  /// - Throws: ``FileOpenError``.
  public init(path: [UInt8]) throws(FileOpenError) {
    // The path ends in NUL.
    if unsafe withCPath(path, { unsafe mkdir($0, mode_t(0o777)) }) != 0, errno != EEXIST {
      throw FileOpenError(number: errno)
    }
    let opened = unsafe withCPath(path) { unsafe open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard opened >= 0 else { throw FileOpenError(number: errno) }
    do throws(FileOpenError) { identity = try FileStatus(descriptor: opened).identity } catch {
      close(opened)
      throw error
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Makes a file that must not exist yet, not even as a symbolic link.
  ///
  /// `name` is a name and no path: one with a slash, or a dot or two alone, is refused.
  /// - Throws: ``FileOpenError``.
  public func create(_ name: [UInt8]) throws(FileOpenError) -> FileByteSink {
    try Self.check(name)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    // The name ends in NUL.
    let file = unsafe withCPath(name) { unsafe openat(descriptor, $0, flags, mode_t(0o666)) }
    guard file >= 0 else { throw FileOpenError(number: errno) }
    return FileByteSink(takingDescriptor: file)
  }

  /// Removes a name.
  ///
  /// - Throws: ``FileOpenError``.
  public func remove(_ name: [UInt8]) throws(FileOpenError) {
    try Self.check(name)
    // The name ends in NUL.
    guard unsafe withCPath(name, { unsafe unlinkat(descriptor, $0, 0) }) == 0 else {
      throw FileOpenError(number: errno)
    }
  }

  /// Gives a file another name, which must be free.
  ///
  /// - Throws: ``FileOpenError``.
  public func rename(_ name: [UInt8], to target: [UInt8]) throws(FileOpenError) {
    try Self.check(name)
    try Self.check(target)
    // Both names end in NUL.
    let result = unsafe withCPath(name) { from in
      unsafe withCPath(target) { to in
        // A hard link fails where the name exists; some file systems have none, hence the fallback.
        if unsafe linkat(descriptor, from, descriptor, to, 0) == 0 {
          return unsafe unlinkat(descriptor, from, 0)
        }
        if errno == EEXIST { return -1 }
        var status = stat()
        if unsafe fstatat(descriptor, to, &status, AT_SYMLINK_NOFOLLOW) == 0 {
          errno = EEXIST
          return -1
        }
        return unsafe renameat(descriptor, from, descriptor, to)
      }
    }
    guard result == 0 else { throw FileOpenError(number: errno) }
  }

  private static func check(_ name: [UInt8]) throws(FileOpenError) {
    guard !name.isEmpty, !name.contains(0x2f), name != [0x2e], name != [0x2e, 0x2e] else {
      throw FileOpenError(number: EINVAL)
    }
  }
}
