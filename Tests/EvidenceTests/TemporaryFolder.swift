import ByteIO
import Evidence
import Glibc

/// A folder that is removed with all it contains when it goes.
final class TemporaryFolder {
  let path: String

  init() {
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

  /// The folder itself.
  var root: EvidencePath { EvidencePath(path) }

  /// The path of a name in the folder.
  func at(_ name: String) -> EvidencePath { root.child(name) }

  /// Writes a file.
  @discardableResult
  func write(_ name: String, _ content: [UInt8]) -> EvidencePath {
    write(Array(name.utf8), content)
  }

  /// Writes a file whose name is of any bytes.
  @discardableResult
  func write(_ name: [UInt8], _ content: [UInt8]) -> EvidencePath {
    let path = root.child(name)
    do {
      let sink = try FileByteSink.create(path: path.bytes)
      try sink.write(content)
      try sink.finish()
    } catch {
      fatalError("cannot write \(path): \(error)")
    }
    return path
  }

  /// Removes a file.
  func remove(_ name: String) {
    do { try removeFile(path: at(name).bytes) } catch { fatalError("cannot remove: \(error)") }
  }

  /// Makes a folder.
  @discardableResult
  func makeFolder(_ name: String) -> EvidencePath {
    _ = unsafe mkdir(path + "/" + name, 0o700)
    return at(name)
  }

  /// Makes a symbolic link.
  @discardableResult
  func makeLink(_ name: String, to target: String) -> EvidencePath {
    _ = unsafe symlink(target, path + "/" + name)
    return at(name)
  }

  /// The names in the folder, sorted.
  var names: [String] {
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
func content(of path: EvidencePath) throws -> [UInt8] {
  try content(of: FileByteSource(path: path.bytes))
}

/// All bytes of a source.
func content(of source: any ByteSource) throws -> [UInt8] {
  var buffer = ByteBuffer(capacity: Int(source.byteCount))
  let count = try buffer.fill(from: source, at: 0)
  var bytes: [UInt8] = []
  bytes.append(copying: buffer.bytes.extracting(0..<count))
  return bytes
}
