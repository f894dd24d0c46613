import ArgumentParser
import ByteIO
import EVTX
import EventTables
import Evidence

/// `logspoor convert --table`: rows of tables instead of events.
struct TableConversion {
  let command: ConvertCommand

  func run() throws {
    var options = try command.tables.options()
    switch command.format {
    case .jsonl: break
    case .csv: options.rowFormat = .csv(raw: command.csvRaw)
    case .json, .xml:
      throw ProgramExit(
        code: .usage,
        message: "--table writes jsonl or csv; -f \(command.format.rawValue) is for events")
    }
    options.hasSourceColumns = command.sourceColumns
    options.threadCount = command.decoding.threadCount
    options.finding = command.decoding.finderOptions(command.input, command.resources)
    command.decoding.apply(to: &options.decoding)
    options.decoding.filter = command.selection.filter
    let losses = try LossLog(command.report, inputs: command.input.evidencePaths)
    let watch = TableWatch(losses, Progress(command.report))
    let inputs = try command.input.inputs()
    let run: TableRun
    do throws(MappingError) { run = try TableRun(inputs, options: options) } catch {
      throw ProgramExit(code: .bug, message: error.description)
    }
    if let path = command.output.output, path != "-" {
      try write(run, to: EvidencePath(path), watch)
    } else {
      guard command.format != .csv || options.tables.count == 1 else {
        throw ProgramExit(
          code: .usage, message: "-f csv: one table to standard output, or any number with -o")
      }
      try writeToStandardOutput(run, watch)
    }
  }

  private func writeToStandardOutput(_ run: TableRun, _ watch: TableWatch) throws {
    let target = try command.output.open(inputs: command.input.evidencePaths)
    watch.target = target
    try RunEnd(
      target: target, losses: watch.losses, report: command.report, progress: watch.progress
    ).finish(
      run: { () throws(LogReading.Stop) in try run.run(to: .stream(target), delegate: watch) },
      closing: { () throws(ByteSinkError) in try target.finish() },
      readableCount: { run.readableCount })
  }

  private func write(_ run: TableRun, to path: EvidencePath, _ watch: TableWatch) throws {
    var options = ResultOptions()
    options.isCompressed = command.output.compress == .gzip
    options.replaces = command.output.force
    options.shard = command.tables.shard?.shard
    options.tool = "logspoor \(Logspoor.configuration.version)"
    options.arguments = CommandLine.arguments
    // Reproducible runs set the clock: https://reproducible-builds.org/specs/source-date-epoch/
    if let fixed = sourceDateEpoch() {
      options.start = fixed
      options.end = fixed
    }
    let folder: ResultFolder
    do throws(EvidenceError) {
      folder = try ResultFolder(path, inputs: command.input.evidencePaths, options: options)
    } catch {
      throw ProgramExit(
        code: error.code == .cannotWrite ? .cannotWrite : .usage, message: error.description)
    }
    try RunEnd(
      outputName: path.terminal, discard: { folder.discard() }, losses: watch.losses,
      report: command.report, progress: watch.progress
    ).finish(
      run: { () throws(LogReading.Stop) in try run.run(to: .folder(folder), delegate: watch) },
      closing: {}, readableCount: { run.readableCount })
  }

  private func sourceDateEpoch() -> FileTime? {
    guard let bytes = environmentBytes("SOURCE_DATE_EPOCH"),
      let seconds = UInt64(String(decoding: bytes, as: UTF8.self))
    else { return nil }
    return FileTime(unixSeconds: seconds)
  }
}
