internal import ByteIO

/// Where an ``OutputFile`` writes, after all refusals.
struct OutputTarget {
  let sink: FileByteSink
  /// The name written under before the rename, nil for standard output and devices.
  let partialPath: EvidencePath?
  let replacesExisting: Bool
  /// The files that are written to or replaced.
  let identities: [FileIdentity]

  /// Opens the target at `path`.
  static func open(
    _ path: EvidencePath, force: Bool, inputs: InputIdentities
  ) throws(EvidenceError) -> OutputTarget {
    guard !path.name.isEmpty else {
      throw EvidenceError(.cannotWrite, path, "is no name for a file")
    }
    if let shared = sharedStream(path) { return try direct(shared, path, inputs) }
    let existing = try status(path, followingLinks: true)
    if let existing, existing.kind != .regular {
      guard existing.kind != .folder, existing.kind != .blockDevice else {
        throw EvidenceError(.cannotWrite, path, "is \(existing.kind.text), expected a file")
      }
      let sink: FileByteSink
      do throws(FileOpenError) {
        sink = try FileByteSink.openExisting(path: path.bytes)
      } catch {
        throw EvidenceError(.cannotWrite, path, "cannot open for writing: \(error.reason)")
      }
      return try direct(sink, path, inputs)
    }
    if let existing {
      try inputs.refuse(existing.identity, path)
      try inputs.refuseLogInside(path, existing)
    }
    // A link that leads nowhere is no file yet, but the name is taken.
    let entry = try status(path, followingLinks: false)
    guard entry == nil || force else {
      throw EvidenceError(.outputExists, path, "exists; --force overwrites it")
    }
    try inputs.refuseInside(path)
    return try partial(path, existing, force: force, inputs)
  }

  /// Writes to what is open already, or to a device.
  private static func direct(
    _ sink: FileByteSink, _ path: EvidencePath, _ inputs: InputIdentities
  ) throws(EvidenceError) -> OutputTarget {
    var identities: [FileIdentity] = []
    // Standard output that is closed fails at the first write.
    if let status = attempt({ () throws(FileOpenError) in try sink.status }),
      status.kind == .regular
    {
      identities = [status.identity]
      try inputs.refuse(status.identity, path)
    }
    return OutputTarget(
      sink: sink, partialPath: nil, replacesExisting: false, identities: identities)
  }

  /// Creates `PATH.partial`.
  private static func partial(
    _ path: EvidencePath, _ existing: FileStatus?, force: Bool, _ inputs: InputIdentities
  ) throws(EvidenceError) -> OutputTarget {
    let partialPath = path.appending(".partial")
    if let left = try status(partialPath, followingLinks: false) {
      try inputs.refuse(left.identity, partialPath)
      guard force, left.kind == .regular || left.kind == .symbolicLink else {
        throw EvidenceError(
          .outputExists, partialPath,
          "exists, left by a run that was killed or is still going on; --force overwrites it")
      }
      try inputs.refuseLogInside(partialPath, left)
      do throws(FileOpenError) { try removeFile(path: partialPath.bytes) } catch {
        throw EvidenceError(.cannotWrite, partialPath, "cannot be removed: \(error.reason)")
      }
    }
    do throws(FileOpenError) {
      let sink = try FileByteSink.create(path: partialPath.bytes)
      let own = try sink.status.identity
      return OutputTarget(
        sink: sink, partialPath: partialPath, replacesExisting: force,
        identities: [own] + (existing.map { [$0.identity] } ?? []))
    } catch {
      throw EvidenceError(.cannotWrite, partialPath, "cannot be created: \(error.reason)")
    }
  }

  /// Standard output and error by whatever name, which are written through the open descriptor:
  /// opening `/dev/stdout` anew would overwrite what stands in a file before it.
  private static func sharedStream(_ path: EvidencePath) -> FileByteSink? {
    switch path.display {
    case "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1": .standardOutput()
    case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2": .standardError()
    default: nil
    }
  }

  /// The status of a path; nil when there is nothing of that name.
  private static func status(
    _ path: EvidencePath, followingLinks: Bool
  ) throws(EvidenceError) -> FileStatus? {
    do throws(FileOpenError) {
      return try FileStatus(path: path.bytes, followingLinks: followingLinks)
    } catch {
      if error.isNotFound { return nil }
      throw EvidenceError(.cannotWrite, path, "cannot look at it: \(error.reason)")
    }
  }
}

/// What is known of the inputs before they are read.
struct InputIdentities {
  private var files: Set<FileIdentity> = []
  private var folders: Set<FileIdentity> = []

  /// Looks at each input that exists; `-` is standard input.
  init(_ paths: [EvidencePath]) {
    for path in paths {
      // An input that is missing or closed is reported when it is read.
      let status = attempt { () throws(FileOpenError) in
        path.isStandardStream
          ? try FileStatus(descriptor: 0)
          : try FileStatus(path: path.bytes, followingLinks: true)
      }
      guard let status else { continue }
      switch status.kind {
      case .regular: files.insert(status.identity)
      case .folder: folders.insert(status.identity)
      default: break
      }
    }
  }

  /// Refuses an output that is an input, whatever its name.
  func refuse(_ identity: FileIdentity, _ path: EvidencePath) throws(EvidenceError) {
    guard files.contains(identity) else { return }
    throw EvidenceError(.outputIsInput, path, "is one of the inputs; evidence is never overwritten")
  }

  /// Refuses to replace a log inside a folder that is an input. Reads the file's beginning.
  func refuseLogInside(_ path: EvidencePath, _ status: FileStatus) throws(EvidenceError) {
    guard !folders.isEmpty, status.kind == .regular else { return }
    // The file exists: a way to it that cannot be told counts as inside.
    let resolved = attempt { () throws(FileOpenError) in
      EvidencePath(try resolvedPath(path.bytes))
    }
    if let resolved, !isInside(resolved) { return }
    let items = FileExaminer(LogFinderOptions()).examineEntry(resolved ?? path, kind: .regular)
    // What is named as a log and damaged is evidence as well.
    guard items.contains(where: \.isLog) || path.isNamedAsLog else { return }
    throw EvidenceError(
      .outputIsInput, path, "is a log in an input folder; evidence is never overwritten")
  }

  /// Refuses a new file inside a folder that is an input: evidence stays as it was found.
  func refuseInside(_ path: EvidencePath) throws(EvidenceError) {
    guard !folders.isEmpty else { return }
    // A parent that is missing fails when the file is made.
    let parent = attempt { () throws(FileOpenError) in
      EvidencePath(try resolvedPath(path.parent.bytes))
    }
    guard let parent, isInside(parent.child("output")) else { return }
    throw EvidenceError(
      .outputIsInput, path, "lies in an input folder; nothing is written among evidence")
  }

  /// Whether one of the folders holds `path`, a path from the root, at whatever depth.
  private func isInside(_ path: EvidencePath) -> Bool {
    var folder = path
    while folder.bytes != [0x2f] {
      folder = folder.parent
      let status = attempt { () throws(FileOpenError) in
        try FileStatus(path: folder.bytes, followingLinks: true)
      }
      if let status, folders.contains(status.identity) { return true }
    }
    return false
  }
}

/// The value, or nil when the file cannot be looked at and that is no fault.
private func attempt<Value>(_ body: () throws(FileOpenError) -> Value) -> Value? {
  do throws(FileOpenError) { return try body() } catch { return nil }
}
