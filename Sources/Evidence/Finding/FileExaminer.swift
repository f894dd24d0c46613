internal import ByteIO

/// Decides about one file at a time: a log, a problem, or nothing to speak of.
struct FileExaminer {
  /// What a path that the user gave turned out to be.
  enum Given {
    case folder
    case items([EvidenceItem])
  }

  /// How much is expected of a file.
  private struct Expectation {
    /// Named by the user.
    let isGiven: Bool
    /// Named by the user, or as a log is named: silence is not allowed.
    let isWanted: Bool
    /// Whatever it contains is taken.
    let isCarved: Bool
  }

  private let options: LogFinderOptions
  private var isStandardInputTaken = false

  init(_ options: LogFinderOptions) { self.options = options }

  // MARK: - Entrances

  /// Examines a path that the user gave. Symbolic links are followed.
  mutating func examineGiven(_ path: EvidencePath) -> Given {
    if path.isStandardStream { return .items(examineStandardInput()) }
    let status: FileStatus
    do throws(FileOpenError) {
      status = try FileStatus(path: path.bytes, followingLinks: true)
    } catch {
      return .items([
        .problem(
          EvidenceError(error.isNotFound ? .notFound : .unreadable, path, openMessage(error)))
      ])
    }
    switch status.kind {
    case .folder: return .folder
    case .regular: return .items(examineFile(path, expectationOfGiven))
    default: return .items([.problem(refusal(of: status.kind, path))])
    }
  }

  /// Examines what was met inside a folder.
  func examineEntry(_ path: EvidencePath, kind: FileKind) -> [EvidenceItem] {
    let isWanted = path.isNamedAsLog
    switch kind {
    case .regular:
      return examineFile(path, Expectation(isGiven: false, isWanted: isWanted, isCarved: false))
    default: return isWanted ? [.problem(refusal(of: kind, path))] : []
    }
  }

  /// Opens a list of paths.
  mutating func openList(_ path: EvidencePath) throws(EvidenceError) -> any ByteStream {
    if path.isStandardStream {
      try takeStandardInput()
      return DescriptorByteStream(sharingDescriptor: 0)
    }
    do throws(FileOpenError) { return try DescriptorByteStream(path: path.bytes) } catch {
      throw EvidenceError(
        error.isNotFound ? .notFound : .unreadable, path, openMessage(error))
    }
  }

  // MARK: - Files

  private var expectationOfGiven: Expectation {
    Expectation(isGiven: true, isWanted: true, isCarved: options.carving)
  }

  private func examineFile(_ path: EvidencePath, _ expectation: Expectation) -> [EvidenceItem] {
    do throws(FileOpenError) {
      let source = try FileByteSource(path: path.bytes, followingLink: expectation.isGiven)
      return examine(source, path, expectation)
    } catch {
      return [
        .problem(
          EvidenceError(error.isNotFound ? .notFound : .unreadable, path, openMessage(error)))
      ]
    }
  }

  private func examine(
    _ source: FileByteSource, _ path: EvidencePath, _ expectation: Expectation
  ) -> [EvidenceItem] {
    var head = ByteBuffer(capacity: Limits.headByteCount)
    var kind = ContentKind.unknown
    do throws(ByteSourceError) {
      let count = try head.fill(from: source, at: 0)
      kind = ContentKind(sniffing: head.bytes, count: count)
    } catch {
      // Chunks behind an unreadable place are still found, if a log is expected here at all.
      guard expectation.isWanted else { return [.problem(readError(path, error))] }
    }
    if let items = examineDisk(source, path, kind, expectation) { return items }
    if kind == .gzip {
      let items = unpack(SourceByteStream(source), path, source.identity, expectation)
      guard expectation.isCarved, !items.contains(where: \.isLog) else { return items }
      // Nothing inflates: carve the compressed bytes themselves.
      return judge(source, path, source.identity, kind, expectation, isInflated: false) + items
    }
    return judge(source, path, source.identity, kind, expectation, isInflated: false)
  }

  /// Decides by content, scanning for chunks where a log was expected.
  private func judge(
    _ source: any ByteSource, _ path: EvidencePath, _ identity: FileIdentity?,
    _ kind: ContentKind, _ expectation: Expectation, isInflated: Bool
  ) -> [EvidenceItem] {
    func log(_ kind: ContentKind) -> [EvidenceItem] {
      [
        .log(
          LogSource(
            path: path, source: source, identity: identity, kind: kind, isInflated: isInflated))
      ]
    }
    if kind.isLog || (expectation.isCarved && kind != .empty) { return log(kind) }
    guard expectation.isWanted else { return [] }
    guard kind == .unknown else { return [.problem(notALog(path, kind, isInflated: isInflated))] }
    switch scanForChunks(source) {
    case .found: return log(.evtxFragments)
    case .absent: return [.problem(notALog(path, kind, isInflated: isInflated))]
    case .unreadable(let error): return [.problem(readError(path, error))]
    }
  }

  /// Looks for volumes in what begins as a disk image does, and in whatever else is named: a destroyed
  /// first sector hides no volume. Nil for what is no disk.
  private func examineDisk(
    _ source: FileByteSource, _ path: EvidencePath, _ kind: ContentKind,
    _ expectation: Expectation
  ) -> [EvidenceItem]? {
    guard kind == .disk || (kind == .unknown && expectation.isGiven) else { return nil }
    let siblings = FolderSiblings(folder: path.parent)
    let opened: OpenedContainer
    do throws(EvidenceError) {
      // In a folder the first of an image's files speaks for all.
      if !expectation.isGiven, try isLaterPart(source, path, siblings) { return [] }
      opened = try DiskContainer.open(path, source: source, siblings: siblings)
    } catch {
      return [.problem(error)]
    }
    do throws(DiskFailure) {
      guard
        let layout = try DiskLayout.read(
          opened.media, sectorByteCount: opened.logicalSectorByteCount)
      else {
        guard opened.kind != .raw else { return nil }
        return [
          .problem(
            EvidenceError(.noLogs, path, "is \(opened.kind.text) without a volume that is known"))
        ]
      }
      // In a folder, four bytes that could be a table are not enough to make a disk of a file.
      guard expectation.isGiven || opened.kind != .raw || layout.isRecognised else { return nil }
      return ImageExaminer(path, opened, identity: source.identity, options: options).items(layout)
    } catch {
      return [.problem(error.error(about: path))]
    }
  }

  private func isLaterPart(
    _ source: FileByteSource, _ path: EvidencePath, _ siblings: FolderSiblings
  ) throws(EvidenceError) -> Bool {
    let names = try siblings.names()
    do throws(ByteSourceError) {
      let head = try source.bytes(at: 0, count: ContainerKind.headByteCount)
      return DiskContainer.isLaterPart(
        path.name, head: head.rawSpan, headCount: head.count, among: names)
    } catch {
      throw readError(path, error)
    }
  }

  // MARK: - Streams

  private mutating func takeStandardInput() throws(EvidenceError) {
    guard !isStandardInputTaken else {
      throw EvidenceError(
        .standardInput, .standardStream, "standard input is named twice; it can be read once")
    }
    isStandardInputTaken = true
    guard !isTerminal(descriptor: 0) else {
      throw EvidenceError(
        .standardInput, .standardStream, "standard input is a terminal, expected a file or pipe")
    }
  }

  private mutating func examineStandardInput() -> [EvidenceItem] {
    let path = EvidencePath.standardStream
    let status: FileStatus
    do throws(EvidenceError) { try takeStandardInput() } catch { return [.problem(error)] }
    do throws(FileOpenError) {
      status = try FileStatus(descriptor: 0)
      if status.kind == .regular {
        return examine(try FileByteSource.standardInput(), path, expectationOfGiven)
      }
    } catch {
      return [.problem(EvidenceError(.unreadable, path, openMessage(error)))]
    }
    guard status.kind != .folder else {
      return [.problem(EvidenceError(.standardInput, path, "standard input is a folder"))]
    }
    let stream = LeadingByteStream(DescriptorByteStream(sharingDescriptor: 0))
    do throws(ByteSourceError) { try stream.peek(Limits.headByteCount) } catch {
      return [.problem(readError(path, error))]
    }
    if ContentKind(sniffing: stream.leading.rawSpan, count: stream.leading.count) == .gzip {
      return unpack(stream, path, nil, expectationOfGiven)
    }
    return spool(RawContent(stream), path, nil, expectationOfGiven, isInflated: false)
  }

  /// Inflates a file, which then is judged as if it were lying there inflated.
  private func unpack(
    _ stream: any ByteStream, _ path: EvidencePath, _ identity: FileIdentity?,
    _ expectation: Expectation
  ) -> [EvidenceItem] {
    let content = GzipContent(stream, maximumRatio: options.maximumGzipRatio)
    return spool(content, path, identity, expectation, isInflated: true)
  }

  /// Keeps what comes in order once so that it can be read anywhere, if its beginning is of interest.
  private func spool(
    _ content: some SpoolableContent, _ path: EvidencePath, _ identity: FileIdentity?,
    _ expectation: Expectation, isInflated: Bool
  ) -> [EvidenceItem] {
    var buffer = ByteBuffer(capacity: Limits.blockByteCount)
    var count = read(content, into: &buffer)
    let kind = ContentKind(sniffing: buffer.bytes, count: count)
    if let problem = rejection(kind, content.failure, path, expectation, isInflated: isInflated) {
      return expectation.isWanted ? [.problem(problem)] : []
    }
    guard kind.isLog || expectation.isWanted else { return [] }
    var spool = Spool(options)
    var failure: StreamFailure?
    let source: any ByteSource
    do throws(StreamFailure) {
      do throws(StreamFailure) {
        while count > 0 {
          try spool.append(buffer.bytes.extracting(0..<count))
          count = read(content, into: &buffer)
        }
      } catch {
        guard error.code == .tooLarge else { throw error }
        failure = error
      }
      source = try spool.makeSource()
    } catch {
      return [.problem(EvidenceError(error.code, path, error.message))]
    }
    failure = failure ?? content.failure
    let items = judge(source, path, identity, kind, expectation, isInflated: isInflated)
    guard let failure else { return items }
    let problem = EvidenceItem.problem(EvidenceError(failure.code, path, failure.message))
    // No log in what came: the damage says why, better than "not a log".
    return items.contains(where: \.isLog) ? items + [problem] : [problem]
  }

  private func read(_ content: some SpoolableContent, into buffer: inout ByteBuffer) -> Int {
    var target = buffer.mutableBytes
    return content.read(into: &target)
  }

  /// Why content need not be spooled at all, judged by its beginning.
  private func rejection(
    _ kind: ContentKind, _ failure: StreamFailure?, _ path: EvidencePath,
    _ expectation: Expectation, isInflated: Bool
  ) -> EvidenceError? {
    if kind == .empty {
      if let failure { return EvidenceError(failure.code, path, failure.message) }
      return notALog(path, kind, isInflated: isInflated)
    }
    if kind == .gzip, isInflated {
      return EvidenceError(
        .gzipNested, path, "is a gzip file inside a gzip file, which is not looked into")
    }
    if kind.isLog || kind == .unknown || expectation.isCarved { return nil }
    return notALog(path, kind, isInflated: isInflated)
  }

  // MARK: - Messages

  private func openMessage(_ error: FileOpenError) -> String {
    error.number == nil ? error.reason : "cannot open: \(error.reason)"
  }

  private func readError(_ path: EvidencePath, _ error: ByteSourceError) -> EvidenceError {
    EvidenceError(
      .readFailed, path, "cannot read at \(error.offset): \(error.reason)", at: error.offset)
  }

  private func notALog(
    _ path: EvidencePath, _ kind: ContentKind, isInflated: Bool
  ) -> EvidenceError {
    let code: EvidenceError.Code =
      switch kind {
      case .empty: .empty
      case .zip, .xml, .disk, .container: .notSupported
      default: .notALog
      }
    return EvidenceError(code, path, isInflated ? "inflated, \(kind.message)" : kind.message)
  }

  private func refusal(of kind: FileKind, _ path: EvidencePath) -> EvidenceError {
    switch kind {
    case .fifo:
      EvidenceError(.fifo, path, "is a FIFO, which could block for ever; give it as - instead")
    case .socket: EvidenceError(.socket, path, "is a socket, expected a file")
    case .symbolicLink:
      EvidenceError(.symbolicLink, path, "is a symbolic link, not followed inside folders")
    default: EvidenceError(.device, path, "is \(kind.text), expected a file")
    }
  }
}
