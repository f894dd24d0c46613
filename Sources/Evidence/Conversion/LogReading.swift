public import ByteIO
public import EVTX

/// What a ``LogReading`` tells, in the order of the inputs whatever the number of threads.
public protocol LogReadingDelegate: AnyObject {
  /// Whole lines of output, before the report of their chunk.
  func reading(didDecode bytes: RawSpan) throws(ByteSinkError)
  /// A path that gave no log.
  func reading(didMeet problem: EvidenceError)
  /// A disk image was found; refusing it ends the run.
  func reading(willOpen image: ImageInfo) throws(EvidenceError)
  /// A disk image was opened; its logs and what is wrong with it follow.
  func reading(didOpen image: ImageInfo) throws(ByteSinkError)
  /// Something is wrong with a log.
  func reading(didMeet error: EVTXError, in source: LogSource)
  /// A chunk was read. Events are listed only when summaries were asked for.
  func reading(didRead report: ChunkReport, of source: LogSource, product: ChunkProduct)
    throws(ByteSinkError)
  /// A log was opened; refusing it ends the run.
  func reading(willRead source: LogSource) throws(EvidenceError)
  /// A log was read to its end.
  func reading(didFinish log: FinishedLog) throws(ByteSinkError)
}

extension LogReadingDelegate {
  /// Does nothing.
  public func reading(willOpen image: ImageInfo) throws(EvidenceError) {}

  /// Does nothing.
  public func reading(didOpen image: ImageInfo) {}
}

/// Reads logs with several threads and gives what they hold in the order of the inputs.
///
/// Threads take the next chunks one after the other; the one that completes the piece that is due
/// writes it and all completed ones behind it. The bytes are the same at any number of threads.
///
/// What is not constant lies in the monitor's state, the finder included.
public final class LogReading: @unchecked Sendable {
  private let options: DecodeOptions
  private let threadCount: Int
  private let skips: @Sendable (LogSource) -> Bool
  private let makeWorker: @Sendable () -> any ChunkWorker
  private let finder: LogFinder
  private let inputs: [LogInput]
  private let namesSources: Bool
  private let shared: Monitor<State>
  private let library: TemplateLibrary

  /// Why a run ended before its end.
  public enum Stop: Error {
    /// The output cannot be written.
    case output(ByteSinkError)
    /// An input must not be read.
    case refused(EvidenceError)
    /// What is read needs more than may be used, in a sentence.
    case limit(String)
    /// ``interrupt()`` was called.
    case interrupted
  }

  private struct State: @unchecked Sendable {
    var nextSequence = 0
    var nextToWrite = 0
    /// Bytes of output that are done and not written.
    var waitingByteCount = 0
    /// Units that are being decoded.
    var workingCount = 0
    /// What a unit is taken to print until it is known: as much as the last ones did.
    var expectedByteCount = 0
    var completed: [Int: UnitResult] = [:]
    var free: [UnitResult] = []
    var job: LogJob?
    var logCount = 0
    var isExhausted = false
    var isWriting = false
    var stop: Stop?
  }

  /// A run over `inputs`.
  ///
  /// - Parameters:
  ///   - inputs: what the user gave.
  ///   - finderOptions: how logs are looked for.
  ///   - options: how they are decoded.
  ///   - threadCount: threads that decode, at least 1.
  ///   - listsSummaries: whether the delegate wants the events' System fields.
  public convenience init(
    _ inputs: [LogInput], finderOptions: LogFinderOptions, options: DecodeOptions,
    threadCount: Int, listsSummaries: Bool = false
  ) {
    self.init(
      inputs, finderOptions: finderOptions, options: options, threadCount: threadCount,
      makeWorker: { EventWorker(options, listsSummaries: listsSummaries) })
  }

  /// A run over `inputs` whose threads do something else with the chunks than print their events.
  ///
  /// - Parameters:
  ///   - inputs: what the user gave.
  ///   - finderOptions: how logs are looked for.
  ///   - options: how the workers decode them.
  ///   - threadCount: threads that decode, at least 1.
  ///   - skips: which logs are passed over as if they were not there.
  ///   - makeWorker: called once in each thread.
  public init(
    _ inputs: [LogInput], finderOptions: LogFinderOptions, options: DecodeOptions,
    threadCount: Int, skips: @escaping @Sendable (LogSource) -> Bool = { _ in false },
    makeWorker: @escaping @Sendable () -> any ChunkWorker
  ) {
    self.skips = skips
    self.inputs = inputs
    self.options = options
    self.threadCount = max(1, threadCount)
    self.makeWorker = makeWorker
    finder = LogFinder(inputs, options: finderOptions)
    namesSources = finder.hasMoreThanOneLog()
    shared = Monitor(State())
    library = TemplateLibrary(inputs, options: finderOptions)
  }

  /// Asks a run to end at the next record; called from any thread.
  public func interrupt() { end(.interrupted) }

  /// Asks a run to end at the next record for a reason; called from any thread. The first reason counts.
  public func end(_ reason: Stop) {
    shared.update { if $0.stop == nil { $0.stop = reason } }
  }

  /// Reads everything.
  ///
  /// - Throws: why it ended early. What the delegate was given until then is whole.
  public func run(_ delegate: any LogReadingDelegate) throws(Stop) {
    let box = DelegateBox(delegate)
    // Threads of our own even when it is one: their stacks are large enough whatever the limit of the
    // process says.
    runThreads(threadCount) { [self] _ in work(box.delegate) }
    let stop = shared.withLock { $0.stop }
    if case .output? = stop {
    } else {
      for diagnostic in finder.imageDiagnostics { delegate.reading(didMeet: diagnostic.error) }
    }
    if let stop { throw stop }
  }

  private final class DelegateBox: @unchecked Sendable {
    let delegate: any LogReadingDelegate
    init(_ delegate: any LogReadingDelegate) { self.delegate = delegate }
  }

  // MARK: - Threads

  private func work(_ delegate: any LogReadingDelegate) {
    let worker = makeWorker()
    while let result = takeUnit(delegate) {
      if let job = result.unit.job, result.unit.hasChunk {
        result.report = worker.decode(
          result.chunk, of: job.source, context: job.context, into: result.product)
      }
      commit(result, delegate)
    }
  }

  /// The next piece of work, waiting while too much is done and not written; nil at the end.
  private func takeUnit(_ delegate: any LogReadingDelegate) -> UnitResult? {
    shared.wait { state -> UnitResult?? in
      if state.isExhausted || state.stop != nil { return .some(nil) }
      guard state.nextSequence - state.nextToWrite < 2 * threadCount,
        // Hostile chunks print a lot: then few are in work, and what is done goes first.
        state.waitingByteCount + state.workingCount * state.expectedByteCount
          < Limits.waitingByteCount || state.nextSequence == state.nextToWrite
      else { return nil }
      let result = state.free.popLast() ?? UnitResult()
      do throws(EvidenceError) {
        guard try load(result, &state, delegate) else {
          state.isExhausted = true
          return .some(nil)
        }
        result.unit.sequence = state.nextSequence
        state.nextSequence += 1
        state.workingCount += 1
        return result
      } catch {
        state.stop = .refused(error)
        return .some(nil)
      }
    }
  }

  /// Loads the next chunk of the current log, or the first of the next one; false at the end.
  ///
  /// Reading is done here, by one thread at a time and forward only; decoding takes many times longer.
  private func load(
    _ result: UnitResult, _ state: inout State, _ delegate: any LogReadingDelegate
  ) throws(EvidenceError) -> Bool {
    result.unit = WorkUnit(sequence: 0)
    while true {
      if let job = state.job {
        result.unit.job = job
        // One chunk, whose bytes and output stay in the processor's cache from unit to unit.
        result.unit.hasChunk = job.next(into: result.chunk)
        if !result.unit.hasChunk {
          result.unit.isLast = true
          state.job = nil
        }
        result.unit.errors += job.takeErrors()
        return true
      }
      switch finder.next() {
      case nil:
        return false
      case .problem(let problem):
        result.unit.problem = problem
        return true
      case .log(let source) where skips(source):
        continue
      case .image(let image):
        try delegate.reading(willOpen: image)
        result.unit.image = image
        return true
      case .log(let source):
        try delegate.reading(willRead: source)
        guard let job = open(source, number: state.logCount, &result.unit) else { return true }
        state.logCount += 1
        state.job = job
        // Free space has no file header.
        if source.file?.state != .unallocated { result.unit.errors = job.log.errors }
      }
    }
  }

  private func open(_ source: LogSource, number: Int, _ unit: inout WorkUnit) -> LogJob? {
    do throws(ByteSourceError) {
      let log = try EventLog(source.source)
      let context = DecodeContext(
        sourceFile: namesSources ? source.displayPath : nil,
        index: options.recovery == .none
          ? nil : RecordIndex(log, carves: options.recovery == .all),
        templates: LostTemplates(library, own: source.source),
        isUnallocated: source.file?.state == .unallocated)
      return LogJob(
        source, number: number, log: log, context: context, carves: options.recovery == .all)
    } catch {
      unit.problem = EvidenceError(
        .readFailed, source.path, error.reason, at: error.offset)
      return nil
    }
  }

  // MARK: - Writing in order

  /// Hands a result over, and writes all that is due unless another thread does.
  private func commit(_ result: UnitResult, _ delegate: any LogReadingDelegate) {
    var due: UnitResult? = shared.withLock { state in
      state.completed[result.unit.sequence] = result
      let byteCount = result.product.byteCount
      state.waitingByteCount += byteCount
      state.workingCount -= 1
      state.expectedByteCount = max(byteCount, state.expectedByteCount / 4 * 3)
      return Self.takeDue(&state)
    }
    while let next = due {
      let writtenCount = next.product.byteCount
      var failure: ByteSinkError?
      if shared.withLock({ $0.stop.map(Self.isFailure) ?? false }) == false {
        do throws(ByteSinkError) { try write(next, delegate) } catch { failure = error }
      }
      next.product.removeAll()
      next.report = ChunkReport()
      next.unit = WorkUnit(sequence: 0)
      due = shared.update { state in
        if let failure, state.stop == nil { state.stop = .output(failure) }
        state.isWriting = false
        state.nextToWrite += 1
        state.waitingByteCount -= writtenCount
        state.free.append(next)
        return Self.takeDue(&state)
      }
    }
  }

  private static func isFailure(_ stop: Stop) -> Bool {
    if case .interrupted = stop { return false }
    return true
  }

  private static func takeDue(_ state: inout State) -> UnitResult? {
    guard !state.isWriting, let due = state.completed.removeValue(forKey: state.nextToWrite) else {
      return nil
    }
    state.isWriting = true
    return due
  }

  private func write(
    _ result: UnitResult, _ delegate: any LogReadingDelegate
  ) throws(ByteSinkError) {
    if let problem = result.unit.problem { delegate.reading(didMeet: problem) }
    if let image = result.unit.image { try delegate.reading(didOpen: image) }
    if result.product.output.count > 0 {
      try result.product.output.withBytes { bytes throws(ByteSinkError) in
        try delegate.reading(didDecode: bytes)
      }
    }
    guard let job = result.unit.job else { return }
    for error in result.unit.errors { delegate.reading(didMeet: error, in: job.source) }
    if result.unit.hasChunk {
      for error in result.report.errors { delegate.reading(didMeet: error, in: job.source) }
      for error in job.tracker.add(result.report, result.chunk.location) {
        delegate.reading(didMeet: error, in: job.source)
      }
      try delegate.reading(didRead: result.report, of: job.source, product: result.product)
    }
    guard result.unit.isLast else { return }
    for error in job.tracker.finish() { delegate.reading(didMeet: error, in: job.source) }
    if let file = job.source.source as? FileByteSource, file.currentByteCount != file.byteCount {
      delegate.reading(
        didMeet: EVTXError(
          .changed, severity: file.currentByteCount < file.byteCount ? .damage : .note,
          fileOffset: min(file.byteCount, file.currentByteCount),
          message: "log changed while it was read: \(file.byteCount) bytes when opened, "
            + "\(file.currentByteCount) now"), in: job.source)
    }
    try delegate.reading(
      didFinish: FinishedLog(
        source: job.source, header: job.log.header,
        isHeaderChecksumValid: job.log.isHeaderChecksumValid, tracker: job.tracker))
  }
}
