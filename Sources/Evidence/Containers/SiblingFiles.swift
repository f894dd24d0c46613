public import ByteIO
internal import Synchronization

/// The files beside a disk image, of which its other parts are taken: nothing outside its folder.
public protocol SiblingFiles: Sendable {
  /// The names in the folder, in any order.
  func names() throws(EvidenceError) -> [[UInt8]]

  /// The path of a name in the folder, for messages.
  func path(_ name: [UInt8]) -> EvidencePath

  /// Opens a name of the folder.
  ///
  /// - Throws: `notFound`, `symbolicLink`, `unreadable`.
  func open(_ name: [UInt8]) throws(EvidenceError) -> any ByteSource
}

/// The files in a folder of the file system. Symbolic links are not followed: what lies in evidence
/// must not lead out of it.
public final class FolderSiblings: SiblingFiles {
  private let folder: EvidencePath
  private let listing = Mutex<[[UInt8]]?>(nil)

  /// The files of `folder`, which is listed when the first name is needed.
  public init(folder: EvidencePath) { self.folder = folder }

  /// The names, listed once.
  public func names() throws(EvidenceError) -> [[UInt8]] {
    if let known = listing.withLock({ $0 }) { return known }
    let found: FolderListing
    do throws(FileOpenError) {
      found = try FolderListing(path: folder.bytes, followingLink: true)
    } catch {
      throw EvidenceError(.unreadable, folder, "cannot list: \(error.reason)")
    }
    if let failure = found.failure {
      throw EvidenceError(.unreadable, folder, "cannot list: \(failure.reason)")
    }
    let names = found.entries.map(\.name)
    listing.withLock { $0 = names }
    return names
  }

  /// The path of a name in the folder.
  public func path(_ name: [UInt8]) -> EvidencePath {
    folder == EvidencePath(".") ? EvidencePath(name) : folder.child(name)
  }

  /// Opens a file of the folder, read-only.
  public func open(_ name: [UInt8]) throws(EvidenceError) -> any ByteSource {
    let path = path(name)
    precondition(!name.contains(0x2f), "a sibling's name has no slash: callers check")
    do throws(FileOpenError) {
      return try FileByteSource(path: path.bytes, followingLink: false)
    } catch {
      if error.isNotFound { throw EvidenceError(.notFound, path, "is not there") }
      if let status = linkStatus(path), status.kind == .symbolicLink {
        throw EvidenceError(.symbolicLink, path, "is a symbolic link, not followed inside folders")
      }
      let message = error.number == nil ? error.reason : "cannot open: \(error.reason)"
      throw EvidenceError(.unreadable, path, message)
    }
  }

  private func linkStatus(_ path: EvidencePath) -> FileStatus? {
    do throws(FileOpenError) {
      return try FileStatus(path: path.bytes, followingLinks: false)
    } catch {
      return nil
    }
  }
}

/// No files beside: for a disk image that lies in memory or inside another.
public struct NoSiblings: SiblingFiles {
  private let place: EvidencePath

  /// None, for messages in the folder `place`.
  public init(of place: EvidencePath) { self.place = place }

  /// No names.
  public func names() -> [[UInt8]] { [] }

  /// The name in the folder.
  public func path(_ name: [UInt8]) -> EvidencePath { place.child(name) }

  /// Finds nothing.
  public func open(_ name: [UInt8]) throws(EvidenceError) -> any ByteSource {
    throw EvidenceError(.notFound, path(name), "is not there")
  }
}
