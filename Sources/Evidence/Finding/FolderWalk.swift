internal import ByteIO

/// A walk through a folder and all below it, in byte-wise order of names.
///
/// Holds the names of the folders from the top down to the present one, and no descriptor.
struct FolderWalk {
  /// A step of the walk.
  enum Step {
    /// A file of that kind, or a symbolic link; never a folder.
    case entry(EvidencePath, FileKind)
    /// A folder that cannot be listed, or a name that cannot be looked at.
    case problem(EvidenceError)
  }

  private struct Level {
    let path: EvidencePath
    let identity: FileIdentity
    let entries: [FolderEntry]
    var next = 0
  }

  private var levels: [Level] = []
  private var problems: [EvidenceError] = []

  /// A walk that begins with the folder at `path`, which may be a symbolic link.
  init(_ path: EvidencePath) { enter(path, followingLink: true) }

  /// The next file or problem; nil at the end.
  mutating func next() -> Step? {
    while true {
      if let problem = problems.popLast() { return .problem(problem) }
      guard let level = levels.last else { return nil }
      guard level.next < level.entries.count else {
        levels.removeLast()
        continue
      }
      levels[levels.count - 1].next += 1
      let entry = level.entries[level.next]
      let path = level.path.child(entry.name)
      let kind: FileKind
      do throws(FileOpenError) {
        if let known = entry.kind {
          kind = known
        } else {
          kind = try FileStatus(path: path.bytes, followingLinks: false).kind
        }
      } catch {
        return .problem(EvidenceError(.unreadable, path, "cannot look at it: \(error.reason)"))
      }
      guard kind == .folder else { return .entry(path, kind) }
      enter(path, followingLink: false)
    }
  }

  private mutating func enter(_ path: EvidencePath, followingLink: Bool) {
    let listing: FolderListing
    do throws(FileOpenError) {
      listing = try FolderListing(path: path.bytes, followingLink: followingLink)
    } catch {
      problems.append(EvidenceError(.unreadable, path, "cannot list the folder: \(error.reason)"))
      return
    }
    // Links are not followed, so only a mount can lead back; the walk must end even then.
    guard !levels.contains(where: { $0.identity == listing.identity }) else {
      problems.append(EvidenceError(.loop, path, "is a folder that contains itself"))
      return
    }
    if let failure = listing.failure {
      problems.append(
        EvidenceError(
          .unreadable, path, "the listing of the folder is incomplete: \(failure.reason)"))
    }
    let sorted = listing.entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    levels.append(Level(path: path, identity: listing.identity, entries: sorted))
  }
}
