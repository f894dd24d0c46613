public import ByteIO
internal import Glibc

/// A folder that is removed with all it contains when it goes.
public final class TemporaryFolder {
  /// The folder itself.
  public let path: String

  /// Makes a folder of its own below /tmp.
  public init() {
    var template = [CChar]("/tmp/logspoor-test-XXXXXX".utf8CString)
    // mkdtemp changes the template in place and keeps its NUL.
    unsafe path = template.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress, let made = unsafe mkdtemp(start) else {
        fatalError("no temporary folder")
      }
      return unsafe String(cString: made)
    }
  }

  deinit { Self.removeAll([UInt8](path.utf8)) }

  /// The path of a name in the folder, as bytes.
  public func bytes(_ name: String) -> [UInt8] { bytes([UInt8](name.utf8)) }

  /// The path of a name of any bytes in the folder.
  public func bytes(_ name: [UInt8]) -> [UInt8] { [UInt8]((path + "/").utf8) + name }

  /// Writes a file; returns its path.
  @discardableResult
  public func writeFile(_ name: String, _ content: [UInt8]) -> [UInt8] {
    writeFile([UInt8](name.utf8), content)
  }

  /// Writes a file whose name is of any bytes; returns its path.
  @discardableResult
  public func writeFile(_ name: [UInt8], _ content: [UInt8]) -> [UInt8] {
    let path = bytes(name)
    do {
      let sink = try FileByteSink.create(path: path)
      try sink.write(content)
      try sink.finish()
    } catch {
      fatalError("cannot write \(String(decoding: name, as: UTF8.self)): \(error)")
    }
    return path
  }

  /// Makes a folder; returns its path.
  @discardableResult
  public func makeSubfolder(_ name: String) -> [UInt8] {
    _ = unsafe mkdir(path + "/" + name, 0o700)
    return bytes(name)
  }

  /// Makes a symbolic link; returns its path.
  @discardableResult
  public func makeSymbolicLink(_ name: String, to target: String) -> [UInt8] {
    _ = unsafe symlink(target, path + "/" + name)
    return bytes(name)
  }

  /// The names in the folder, sorted.
  public var names: [String] {
    let listing = try? FolderListing(path: Array(path.utf8), followingLink: false)
    return (listing?.entries ?? []).map { String(decoding: $0.name, as: UTF8.self) }.sorted()
  }

  private static func removeAll(_ path: [UInt8]) {
    if let listing = try? FolderListing(path: path, followingLink: false) {
      for entry in listing.entries { removeAll(path + [0x2f] + entry.name) }
      _ = unsafe (path + [0]).withUnsafeBytes { bytes in
        unsafe bytes.baseAddress.map { unsafe rmdir($0.assumingMemoryBound(to: CChar.self)) }
      }
    } else {
      try? removeFile(path: path)
    }
  }
}

/// The whole content of a file.
public func content(of path: [UInt8]) throws -> [UInt8] {
  try content(of: FileByteSource(path: path))
}

/// All bytes of a source.
public func content(of source: any ByteSource) throws -> [UInt8] {
  var buffer = ByteBuffer(capacity: Int(source.byteCount))
  let count = try buffer.fill(from: source, at: 0)
  var bytes: [UInt8] = []
  bytes.append(copying: buffer.bytes.extracting(0..<count))
  return bytes
}
