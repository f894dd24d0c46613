import ByteIO
import Evidence

/// How a run over logs ends: completes the output and finds the exit code.
struct RunEnd {
  let target: OutputFile
  let losses: LossLog
  let report: ReportOptions
  let progress: Progress

  /// Reads all, completes the output, and throws the exit that follows unless all is well.
  ///
  /// - Parameters:
  ///   - reading: the run.
  ///   - delegate: what receives it.
  ///   - closing: writes what comes behind the last event.
  ///   - readableCount: how many logs could be read.
  /// - Throws: ``ProgramExit`` with the exit code, unless it is 0.
  func finish(
    _ reading: LogReading, _ delegate: any LogReadingDelegate,
    closing: () throws(ByteSinkError) -> Void = {}, readableCount: () -> Int
  ) throws {
    var stop: LogReading.Stop?
    do throws(LogReading.Stop) { try reading.run(delegate) } catch { stop = error }
    progress.clear()
    switch stop {
    case .output(let error): try fail(error)
    case .refused(let error):
      target.discard()
      throw ProgramExit(code: .usage, message: error.description)
    case .interrupted, nil: break
    }
    do throws(ByteSinkError) {
      try closing()
      try target.finish()
    } catch { try fail(error) }
    try losses.finish()
    if case .interrupted = stop {
      throw ProgramExit(code: Interrupts.isTermination ? .terminated : .interrupted)
    }
    if readableCount() == 0 {
      throw ProgramExit(
        code: .nothingReadable, message: losses.isPartial ? nil : "no log among the inputs")
    }
    if losses.isPartial, !report.allowPartial { throw ProgramExit(code: .partial) }
  }

  private func fail(_ error: ByteSinkError) throws -> Never {
    target.discard()
    // The reader of a pipe has had enough: no reason to complain.
    if error.isBrokenPipe { throw ProgramExit(code: .complete) }
    throw ProgramExit(code: .cannotWrite, message: "\(target.path.terminal): \(error.reason)")
  }
}
