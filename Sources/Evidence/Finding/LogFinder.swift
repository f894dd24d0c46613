internal import ByteIO

/// Something a user gave to search.
public enum LogInput: Sendable {
  /// A file, a folder, or `-`.
  case path(EvidencePath)
  /// What was found before, such as a log from standard input that is still open.
  case found(EvidenceItem)
  /// A list of such paths, in a file or in standard input (`-`).
  case list(EvidencePath, PathListFormat)
}

/// Finds the logs among files, folders, lists of paths and standard input, one after the other.
///
/// The order is that of the inputs; inside a folder, the byte-wise order of names. Nothing is opened
/// before its turn, and what was handed out is held by its receiver only, so that any number of files
/// works with few descriptors. Not for several threads at once.
public final class LogFinder: Sequence, IteratorProtocol {
  private var inputs: ArraySlice<LogInput>
  private var list: PathList?
  private var walk: FolderWalk?
  private var examiner: FileExaminer
  /// Found but not handed out: what looking ahead left, or a problem that comes with a log. The
  /// older part is kept backwards, so that what is handed out is let go at once and cheaply.
  private var olderFoundReversed: [EvidenceItem] = []
  private var newerFound: [EvidenceItem] = []
  private var foundLogCount = 0
  private var images: [ContainerDiagnostics] = []

  /// A search through `inputs`, in their order.
  public init(_ inputs: [LogInput], options: LogFinderOptions = LogFinderOptions()) {
    self.inputs = inputs[...]
    self.examiner = FileExaminer(options)
  }

  /// A search through files, folders and `-`.
  public convenience init(paths: [EvidencePath], options: LogFinderOptions = LogFinderOptions()) {
    self.init(paths.map { .path($0) }, options: options)
  }

  /// The next log or problem; nil at the end.
  public func next() -> EvidenceItem? {
    while true {
      if let item = olderFoundReversed.popLast() { return item }
      olderFoundReversed = newerFound.reversed()
      newerFound = []
      if olderFoundReversed.isEmpty, !search() { return nil }
    }
  }

  /// Whether there are two logs or more in all, counting those handed out.
  ///
  /// Looks ahead until the second log, and keeps that one open.
  public func hasMoreThanOneLog() -> Bool {
    while foundLogCount < 2 {
      guard search() else { return false }
    }
    return true
  }

  /// What came up in the containers of all disk images so far: known in full when their logs are read.
  public var imageDiagnostics: [ContainerDiagnostic] { images.flatMap(\.all) }

  /// Goes one step on; false at the end.
  private func search() -> Bool {
    if let step = walk?.next() {
      switch step {
      case .entry(let path, let kind): add(examiner.examineEntry(path, kind: kind))
      case .problem(let error): add([.problem(error)])
      }
      return true
    }
    walk = nil
    if let entry = list?.next() {
      switch entry {
      case .success(let path): begin(path)
      case .failure(let error): add([.problem(error)])
      }
      return true
    }
    list = nil
    switch inputs.popFirst() {
    case .path(let path): begin(path)
    case .found(let item): add([item])
    case .list(let path, let format): open(path, format)
    case nil: return false
    }
    return true
  }

  private func begin(_ path: EvidencePath) {
    switch examiner.examineGiven(path) {
    case .folder: walk = FolderWalk(path)
    case .items(let items): add(items)
    }
  }

  private func open(_ path: EvidencePath, _ format: PathListFormat) {
    do throws(EvidenceError) {
      let stream = try examiner.openList(path)
      list = PathList(stream, format: format, path: path)
    } catch {
      add([.problem(error)])
    }
  }

  private func add(_ items: [EvidenceItem]) {
    for item in items {
      if item.isLog { foundLogCount += 1 }
      if case .image(let image) = item { images.append(image.diagnostics) }
      newerFound.append(item)
    }
  }
}
