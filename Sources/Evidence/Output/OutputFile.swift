public import ByteIO
internal import Glibc

/// The output a user named with `-o`: a new file, which appears under its name only when it is
/// complete, or a device, a FIFO or standard output, written at once.
///
/// A file is written as `PATH.partial` and renamed by ``finish()``. An existing file is refused
/// without force, an input is refused always: what is known of the inputs is given at the start, and
/// each log as it is found to ``refuse(input:)``.
public final class OutputFile: ByteSink {
  /// The path as given.
  public let path: EvidencePath
  /// Whether the output is gzipped.
  public let isCompressed: Bool

  private let sink: any ByteSink
  /// The name written under, nil when the output is no new file.
  private let partialPath: EvidencePath?
  private let replacesExisting: Bool
  /// What must not turn out to be an input: the file written to, and the file to be replaced.
  private let ownIdentities: [FileIdentity]
  private var state = State.open

  private enum State { case open, finished, discarded }

  /// Creates the output.
  ///
  /// - Parameters:
  ///   - path: the file's path; `-` and `/dev/stdout` are standard output.
  ///   - force: whether an existing file is replaced.
  ///   - compressing: whether to gzip; nil decides by a name that ends in `.gz`.
  ///   - inputs: the files and folders that will be read.
  /// - Throws: `outputExists`, `outputIsInput` (both usage errors), or `cannotWrite`.
  public init(
    path: EvidencePath, force: Bool = false, compressing: Bool? = nil, inputs: [EvidencePath] = []
  ) throws(EvidenceError) {
    let target = try OutputTarget.open(path, force: force, inputs: InputIdentities(inputs))
    let isCompressed = compressing ?? path.hasSuffix(".gz")
    self.path = path
    self.isCompressed = isCompressed
    partialPath = target.partialPath
    replacesExisting = target.replacesExisting
    ownIdentities = target.identities
    sink = isCompressed ? GzipByteSink(target.sink) : target.sink
  }

  /// Makes sure that a log that was found is not the output.
  ///
  /// - Throws: `outputIsInput`; the partial file is then gone.
  public func refuse(input identity: FileIdentity?) throws(EvidenceError) {
    guard let identity, ownIdentities.contains(identity) else { return }
    discard()
    throw EvidenceError(.outputIsInput, path, "is one of the inputs; evidence is never overwritten")
  }

  /// Writes all of `bytes`.
  ///
  /// - Throws: ``ByteSinkError``, after the partial file was removed; its text says so.
  public func write(_ bytes: RawSpan) throws(ByteSinkError) {
    precondition(state != .finished, "write after finish")
    try requireNotDiscarded()
    do throws(ByteSinkError) { try sink.write(bytes) } catch { throw failed(error) }
  }

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``ByteSinkError``, after the partial file was removed; its text says so.
  public func finish() throws(ByteSinkError) {
    guard state != .finished else { return }
    try requireNotDiscarded()
    do throws(ByteSinkError) { try sink.finish() } catch { throw failed(error) }
    if let partialPath {
      do throws(FileOpenError) {
        try renameFile(path: partialPath.bytes, to: path.bytes, replacing: replacesExisting)
      } catch {
        throw failed(ByteSinkError(number: error.number ?? 0, reason: error.reason))
      }
    }
    state = .finished
  }

  /// Gives up: removes the partial file. Nothing happens after ``finish()``.
  ///
  /// - Returns: what became of the partial file, for a message; nil when there was none.
  @discardableResult
  public func discard() -> String? {
    guard state == .open else { return nil }
    state = .discarded
    guard let partialPath else { return nil }
    do throws(FileOpenError) {
      try removeFile(path: partialPath.bytes)
      return "the unfinished \(partialPath.terminal) was removed"
    } catch {
      return "the unfinished \(partialPath.terminal) is left: \(error.reason)"
    }
  }

  deinit { discard() }

  /// What is written to a file without a name would be lost in silence.
  private func requireNotDiscarded() throws(ByteSinkError) {
    guard state != .discarded else {
      throw ByteSinkError(number: ECANCELED, reason: "the output was given up")
    }
  }

  private func failed(_ error: ByteSinkError) -> ByteSinkError {
    guard let note = discard() else { return error }
    return ByteSinkError(number: error.number, reason: "\(error.reason); \(note)")
  }
}
