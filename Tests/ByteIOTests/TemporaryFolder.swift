import ByteIO
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

  /// The path of a name in the folder, as bytes.
  func bytes(_ name: String) -> [UInt8] { [UInt8]((path + "/" + name).utf8) }

  /// Writes a file.
  @discardableResult
  func write(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let path = bytes(name)
    do {
      let sink = try FileByteSink.create(path: path)
      try sink.write(content)
      try sink.finish()
    } catch {
      fatalError("cannot write \(name): \(error)")
    }
    return path
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
func content(of path: [UInt8]) throws -> [UInt8] {
  let source = try FileByteSource(path: path)
  var buffer = ByteBuffer(capacity: Int(source.byteCount))
  let count = try buffer.fill(from: source, at: 0)
  var bytes: [UInt8] = []
  bytes.append(copying: buffer.bytes.extracting(0..<count))
  return bytes
}
