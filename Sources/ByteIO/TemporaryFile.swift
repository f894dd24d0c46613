internal import Glibc

/// A file without a name, which is gone as soon as nobody holds it open, whatever happens.
public final class TemporaryFile {
  private let descriptor: CInt
  private let sink: FileByteSink

  /// Makes an empty file on the file system of `folder`.
  ///
  /// - Throws: ``FileOpenError``.
  public init(folder: [UInt8]) throws(FileOpenError) {
    let temporary: CInt = 0o20000000 | O_DIRECTORY
    // The path ends in NUL.
    var descriptor = unsafe withCPath(folder) {
      unsafe open($0, O_RDWR | O_CLOEXEC | temporary, mode_t(0o600))
    }
    if descriptor < 0, !folder.isEmpty {
      // Not every file system has O_TMPFILE: make one with a name and take the name away.
      var template = folder + [UInt8]("/logspoor-XXXXXX".utf8) + [0]
      // template ends in NUL and is changed in place, its length stays.
      descriptor = unsafe template.withUnsafeMutableBytes { bytes in
        guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else {
          return -1
        }
        let made = unsafe mkstemp(start)
        if made >= 0 { unsafe unlink(start) }
        return made
      }
    }
    guard descriptor >= 0 else { throw FileOpenError(number: errno) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    self.descriptor = descriptor
    self.sink = FileByteSink(takingDescriptor: descriptor)
  }

  /// Appends `bytes`.
  ///
  /// - Throws: ``ByteSinkError``, such as ENOSPC.
  public func append(_ bytes: RawSpan) throws(ByteSinkError) { try sink.write(bytes) }

  /// A source of what was written so far, which outlives this object.
  ///
  /// - Throws: ``FileOpenError`` when no descriptor is left.
  public func makeSource() throws(FileOpenError) -> FileByteSource {
    let copy = dup(descriptor)
    guard copy >= 0 else { throw FileOpenError(number: errno) }
    return try FileByteSource(takingDescriptor: copy)
  }
}
