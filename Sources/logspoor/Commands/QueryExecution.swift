import ByteIO
import EVTX
import EventTables
import Evidence
import KQL
import Tabular

/// One run of `query`: reads what the query asks for, runs it, writes the answer.
final class QueryExecution {
  private let command: QueryCommand
  private let query: String
  private let inputs: [LogInput]
  private let evidence: [EvidencePath]
  private let limits: QueryLimits
  private let clock = ContinuousClock()
  private var tables: QueryTables
  /// What `now()` gives; nil until the newest event is known.
  private var now: Int64?
  /// Why there is no answer.
  private var failure: ProgramExit?
  private var loadingTime = Duration.zero
  private var queryTime = Duration.zero

  init(_ command: QueryCommand, query: String, paths: [String]) throws {
    self.command = command
    self.query = query
    inputs = command.finding.inputs(paths)
    evidence = command.finding.evidencePaths(paths) + command.files.evidencePaths
    limits = QueryLimits(
      memoryBytes: command.resources.memoryBytes, rows: command.limits.maxRows)
    now = command.now?.ticks
    let start = clock.now
    tables = QueryTables(
      files: try FileTables(
        command.files, threadCount: command.decoding.threadCount, memoryBytes: limits.memoryBytes))
    loadingTime = clock.now - start
  }

  func run() throws {
    // A query that is wrong is said before anything is read.
    let requests: [ScanRequest]
    do throws(QueryError) {
      requests = try Engine.scanRequests(of: query, tables: tables, now: now)
    } catch { throw Self.exit(error) }
    if command.explain { return try explain() }
    let losses = try LossLog(command.report, inputs: evidence)
    let target = try command.output.open(inputs: evidence)
    let watch = TableWatch(losses, Progress(command.report))
    watch.target = target
    tables.files.report(to: losses)
    let logs = inputs.isEmpty ? nil : try makeLogRun()
    var end: ProgramExit?
    do {
      try RunEnd(
        target: target, losses: losses, report: command.report, progress: watch.progress
      ).finish(
        run: { () throws(LogReading.Stop) in try load(requests, from: logs, watch) },
        closing: { () throws(ByteSinkError) in
          try answer(to: target)
          tables.files.report(to: losses)
        },
        readableCount: { logs?.readableCount ?? 1 })
    } catch let exit as ProgramExit {
      end = exit
    }
    if let failure { throw failure }
    if command.time { sayTimes() }
    if let end { throw end }
  }

  // MARK: - Reading

  private func makeLogRun() throws -> TableRun {
    var options = TableOptions(tables: [])
    try command.making.apply(to: &options)
    options.threadCount = command.decoding.threadCount
    options.finding = command.decoding.finderOptions(command.finding, command.resources)
    command.decoding.apply(to: &options.decoding)
    options.decoding.filter = command.selection.filter
    do throws(MappingError) { return try TableRun(inputs, options: options) } catch {
      throw ProgramExit(code: .bug, message: error.description)
    }
  }

  private func load(
    _ requests: [ScanRequest], from logs: TableRun?, _ watch: TableWatch
  ) throws(LogReading.Stop) {
    let start = clock.now
    defer { loadingTime += clock.now - start }
    guard let logs else { return }
    var requests = requests
    if now == nil {
      now = try logs.newestEvent(for: requests, delegate: watch).flatMap(Ticks.dateTime)
      do throws(QueryError) {
        // Now that the time is known, conditions on it leave out rows too.
        requests = try Engine.scanRequests(of: query, tables: tables, now: now)
      } catch {
        failure = Self.exit(error)
      }
    }
    // Rows of files take the place of those of logs.
    requests.removeAll { tables.files[$0.table] != nil }
    tables.logs = try logs.load(requests, delegate: watch, memoryBytes: limits.memoryBytes)
  }

  // MARK: - The answer

  private func engine() -> Engine {
    Engine(
      source: tables, now: now ?? Ticks.dateTime(FileTime.now()) ?? Ticks.latest, limits: limits)
  }

  private func answer(to target: OutputFile) throws(ByteSinkError) {
    let start = clock.now
    defer { queryTime = clock.now - start }
    let result: QueryResult
    do throws(QueryError) { result = try engine().run(query) } catch {
      failure = failure ?? Self.exit(error)
      target.discard()
      return
    }
    if !command.report.quiet {
      for notice in result.notices { StandardError.write("logspoor: \(terminalText(notice))\n") }
    }
    try command.format.write(result, to: target)
    try target.finish()
  }

  private func explain() throws {
    let plan: String
    do throws(QueryError) { plan = try engine().explain(query) } catch { throw Self.exit(error) }
    let target = try command.output.open(inputs: evidence)
    var text = TextBuffer(capacity: 1 << 12)
    text.append(text: plan)
    do throws(ByteSinkError) {
      try target.write(text.bytes)
      try target.finish()
    } catch {
      guard !error.isBrokenPipe else { return }
      throw ProgramExit(code: .cannotWrite, message: "cannot write: \(error.reason)")
    }
  }

  /// How a query ends that has no answer. Controls that a terminal would obey are made visible.
  private static func exit(_ error: QueryError) -> ProgramExit {
    let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
    return ProgramExit(
      code: error.code == .resources ? .limit : .usage,
      message: lines.map { terminalText(String($0)) }.joined(separator: "\n"))
  }

  private func sayTimes() {
    func seconds(_ duration: Duration) -> String {
      let parts = duration.components
      return "\(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)"
    }
    StandardError.write(
      JSONLine().add("load_seconds", json: seconds(loadingTime))
        .add("query_seconds", json: seconds(queryTime))
        .add("peak_bytes", peakMemoryByteCount()).text)
  }
}
