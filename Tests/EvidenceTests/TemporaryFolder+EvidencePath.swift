import ByteIO
import Evidence
import TestSupport

extension TemporaryFolder {
  /// The folder itself.
  var root: EvidencePath { EvidencePath(path) }

  /// The path of a name in the folder.
  func at(_ name: String) -> EvidencePath { root.child(name) }

  /// Writes a file.
  @discardableResult
  func write(_ name: String, _ content: [UInt8]) -> EvidencePath {
    EvidencePath(writeFile(name, content))
  }

  /// Writes a file whose name is of any bytes.
  @discardableResult
  func write(_ name: [UInt8], _ content: [UInt8]) -> EvidencePath {
    EvidencePath(writeFile(name, content))
  }

  /// Removes a file.
  func remove(_ name: String) {
    do { try removeFile(path: at(name).bytes) } catch { fatalError("cannot remove: \(error)") }
  }

  /// Makes a folder.
  @discardableResult
  func makeFolder(_ name: String) -> EvidencePath { EvidencePath(makeSubfolder(name)) }

  /// Makes a symbolic link.
  @discardableResult
  func makeLink(_ name: String, to target: String) -> EvidencePath {
    EvidencePath(makeSymbolicLink(name, to: target))
  }
}

/// The whole content of a file.
func content(of path: EvidencePath) throws -> [UInt8] { try content(of: path.bytes) }
