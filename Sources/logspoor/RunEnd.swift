import ByteIO
import Evidence

/// How a run over logs ends: completes the output and finds the exit code.
struct RunEnd {
  /// What is written, as messages name it.
  let outputName: String
  /// Removes what is not complete.
  let discard: () -> Void
  let losses: LossLog
  let report: ReportOptions
  let progress: Progress

  /// The end of a run that writes to one file or stream.
  init(target: OutputFile, losses: LossLog, report: ReportOptions, progress: Progress) {
    self.init(
      outputName: target.path.terminal, discard: { target.discard() }, losses: losses,
      report: report, progress: progress)
  }

  /// The end of a run that writes to anything.
  init(
    outputName: String, discard: @escaping () -> Void, losses: LossLog, report: ReportOptions,
    progress: Progress
  ) {
    self.outputName = outputName
    self.discard = discard
    self.losses = losses
    self.report = report
    self.progress = progress
  }

  /// Reads all, completes the output, and throws the exit that follows unless all is well.
  ///
  /// - Parameters:
  ///   - run: reads the logs.
  ///   - closing: completes the output, also of a run that was interrupted.
  ///   - readableCount: how many logs could be read.
  /// - Throws: ``ProgramExit`` with the exit code, unless it is 0.
  func finish(
    run: () throws(LogReading.Stop) -> Void, closing: () throws(ByteSinkError) -> Void,
    readableCount: () -> Int
  ) throws {
    var stop: LogReading.Stop?
    do throws(LogReading.Stop) { try run() } catch { stop = error }
    progress.clear()
    switch stop {
    case .output(let error): try fail(error)
    case .refused(let error):
      discard()
      throw ProgramExit(code: .usage, message: error.description)
    case .limit(let message):
      discard()
      throw ProgramExit(code: .limit, message: message)
    case .interrupted, nil: break
    }
    do throws(ByteSinkError) { try closing() } catch { try fail(error) }
    try losses.finish()
    if case .interrupted = stop {
      throw ProgramExit(code: Interrupts.isTermination ? .terminated : .interrupted)
    }
    if losses.isLimited { throw ProgramExit(code: .limit) }
    if readableCount() == 0 {
      throw ProgramExit(
        code: .nothingReadable, message: losses.isPartial ? nil : "no log among the inputs")
    }
    if losses.isPartial, !report.allowPartial { throw ProgramExit(code: .partial) }
  }

  private func fail(_ error: ByteSinkError) throws -> Never {
    discard()
    // The reader of a pipe has had enough: no reason to complain.
    if error.isBrokenPipe { throw ProgramExit(code: .complete) }
    throw ProgramExit(code: .cannotWrite, message: "\(outputName): \(error.reason)")
  }
}
