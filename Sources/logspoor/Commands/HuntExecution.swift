import ByteIO
import Detection
import EVTX
import EventTables
import Evidence
import KQL
import Tabular

/// One run of `hunt`: reads the logs once for all rules, runs them, writes the alerts.
final class HuntExecution {
  private let command: HuntCommand
  private let evidence: [EvidencePath]
  private let hunt: Hunt
  private let limits: QueryLimits
  /// Whether a rule could not be run, or not to its end.
  private var hasBrokenRules = false
  private var reachedLimit = false
  private var isLoaded = false
  private var tables: QueryTables
  private let clock = ContinuousClock()
  private var loadingTime = Duration.zero
  private var ruleTime = Duration.zero
  /// The highest severity of the alerts.
  private var highest: AlertSeverity?

  init(_ command: HuntCommand) throws {
    self.command = command
    evidence = command.input.evidencePaths + command.files.evidencePaths
    limits = QueryLimits(
      memoryBytes: command.resources.memoryBytes, rows: command.limits.maxRows)
    tables = QueryTables(
      files: try FileTables(
        command.files, threadCount: command.decoding.threadCount, memoryBytes: limits.memoryBytes))
    let set = command.rules.rules()
    var options = HuntOptions()
    options.schedule = command.schedule
    options.now = command.now?.ticks
    options.limits = limits
    options.minimumSeverity = command.minimumSeverity
    hunt = Hunt(set.rules, over: tables, options: options)
    let problems = set.problems.filter { $0.weight == .error } + hunt.problems
    for problem in problems { StandardError.write("logspoor: \(shown(problem))\n") }
    hasBrokenRules = !problems.isEmpty
    guard !hunt.rules.isEmpty else {
      throw ProgramExit(code: .usage, message: "there is no rule that can be run")
    }
  }

  func run() throws {
    let losses = try LossLog(command.report, inputs: evidence)
    let target = try command.output.open(inputs: evidence)
    let incidents = try side(command.incidents)
    let coverage = try side(command.coverage)
    let watch = TableWatch(losses, Progress(command.report))
    watch.target = target
    tables.files.report(to: losses)
    let run = try makeLogRun()
    var end: ProgramExit?
    do {
      try RunEnd(
        target: target, losses: losses, report: command.report, progress: watch.progress
      ).finish(
        run: { () throws(LogReading.Stop) in
          let start = clock.now
          defer { loadingTime = clock.now - start }
          // Rows of files take the place of those of logs.
          let requests = hunt.requests.filter { tables.files[$0.table] == nil }
          tables.logs = try run?.load(requests, delegate: watch, memoryBytes: limits.memoryBytes)
          isLoaded = true
        },
        closing: { () throws(ByteSinkError) in
          // What was interrupted has no answer.
          guard isLoaded else { return try target.finish() }
          try answer(to: target, incidents: incidents)
          try tell(CoverageReport(run?.sourceCoverage() ?? []), to: coverage)
          tables.files.report(to: losses)
        },
        readableCount: { run?.readableCount ?? 1 })
    } catch let exit as ProgramExit {
      end = exit
    }
    if command.time { sayTimes(recordsRead: watch.eventCount) }
    try leave(end)
  }

  // MARK: - Reading

  /// What reads the logs; nil when all rows come from files.
  private func makeLogRun() throws -> TableRun? {
    if command.input.hasNone, !command.files.tableFiles.isEmpty { return nil }
    var options = TableOptions(tables: [])
    try command.making.apply(to: &options)
    // Sentinel concludes nothing: a replay shows what it would have seen.
    if command.schedule == .replay { options.infers = false }
    options.threadCount = command.decoding.threadCount
    options.finding = command.decoding.finderOptions(command.input, command.resources)
    command.decoding.apply(to: &options.decoding)
    options.decoding.filter = command.selection.filter
    let inputs = try command.input.inputs()
    do throws(MappingError) { return try TableRun(inputs, options: options) } catch {
      throw ProgramExit(code: .bug, message: error.description)
    }
  }

  /// A file beside the alerts, such as the incidents.
  private func side(_ path: String?) throws -> OutputFile? {
    guard let path else { return nil }
    do throws(EvidenceError) {
      return try OutputFile(
        path: EvidencePath(path), force: command.output.force, inputs: evidence)
    } catch {
      throw ProgramExit(
        code: error.code == .cannotWrite ? .cannotWrite : .usage, message: error.description)
    }
  }

  // MARK: - The answer

  private func answer(
    to target: OutputFile, incidents: OutputFile?
  ) throws(ByteSinkError) {
    let start = clock.now
    var result = hunt.run(
      over: tables, newestEvent: tables.logs?.newestEvent.flatMap(Ticks.dateTime),
      isInterrupted: { Interrupts.received != 0 })
    ruleTime = clock.now - start
    hasBrokenRules = hasBrokenRules || !result.problems.isEmpty
    reachedLimit = result.problems.contains { $0.code == .limit }
    let found = Correlator.correlate(&result.alerts)
    highest = result.alerts.map(\.severity).max()
    for problem in result.problems { StandardError.write("logspoor: \(shown(problem))\n") }
    if !command.report.quiet {
      for notice in result.notices { StandardError.write("logspoor: \(terminalText(notice))\n") }
    }
    try write(result.alerts, found, to: target)
    try target.finish()
    if let incidents {
      for incident in found { try incidents.write(incident.jsonLine) }
      try incidents.finish()
    }
    sayIncidents(found, alertCount: result.alerts.count)
  }

  /// Says what could be seen.
  private func tell(
    _ report: CoverageReport, to file: OutputFile?
  ) throws(ByteSinkError) {
    if let file {
      for line in report.jsonLines { try file.write(line) }
      try file.finish()
    }
    guard !command.report.quiet else { return }
    for line in report.lines(hostLimit: command.report.verbose ? .max : Self.shownHosts) {
      StandardError.write("logspoor: \(terminalText(line))\n")
    }
  }

  /// Hosts whose coverage is said on standard error unless all are asked for.
  private static let shownHosts = 10

  private func write(
    _ alerts: [Alert], _ incidents: [Incident], to target: OutputFile
  ) throws(ByteSinkError) {
    var buffer = TextBuffer(capacity: 1 << 16)
    let isTerminal = command.output.output == nil && ByteIO.isTerminal(descriptor: 1)
    switch command.format ?? (isTerminal ? .table : .jsonl) {
    case .jsonl: for alert in alerts { alert.appendJSONLine(to: &buffer) }
    case .timesketch: for alert in alerts { alert.appendTimesketchLine(to: &buffer) }
    case .csv:
      let table = AlertTables.full(alerts)
      let writer = CSVWriter(schema: table.schema)
      writer.appendHeader(to: &buffer)
      for batch in table.batches { writer.append(batch, to: &buffer) }
    case .table:
      for incident in incidents {
        buffer.append(text: terminalText("\(incident.number). \(incident.summary)") + "\n")
      }
      if !incidents.isEmpty { buffer.append(0x0a) }
      if !alerts.isEmpty {
        TextTableWriter(width: 140).append(AlertTables.short(alerts), to: &buffer)
      }
    }
    try target.write(buffer.bytes)
  }

  private func sayIncidents(_ incidents: [Incident], alertCount: Int) {
    guard !command.report.quiet else { return }
    StandardError.write(
      "logspoor: alerts: \(alertCount), incidents: \(incidents.count), rules: "
        + "\(hunt.rules.count)\n")
    guard command.format != .table else { return }
    for incident in incidents {
      StandardError.write(terminalText("\(incident.number). \(incident.summary)") + "\n")
    }
  }

  private func sayTimes(recordsRead: UInt64) {
    func seconds(_ duration: Duration) -> String {
      let parts = duration.components
      return "\(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)"
    }
    StandardError.write(
      JSONLine().add("load_seconds", json: seconds(loadingTime))
        .add("rule_seconds", json: seconds(ruleTime)).add("records_read", recordsRead)
        .add("peak_bytes", peakMemoryByteCount()).text)
  }

  // MARK: - The end

  /// The exit that follows: an alert counts more than damage, less than what kept the run from its end.
  private func leave(_ end: ProgramExit?) throws {
    if let end, end.code != .partial { throw end }
    if Interrupts.received != 0 {
      throw ProgramExit(code: Interrupts.isTermination ? .terminated : .interrupted)
    }
    if reachedLimit { throw ProgramExit(code: .limit) }
    if let level = command.failOn, let highest, highest >= level {
      throw ProgramExit(code: .detections)
    }
    if let end { throw end }
    if hasBrokenRules, !command.report.allowPartial { throw ProgramExit(code: .partial) }
  }
}

extension QueryTables: EvidenceTables {
  /// The records of a row of logs; rows of files have none.
  func evidence(of table: String, row: Int) -> [EvidenceRecord] {
    files[table] == nil ? logs?.evidence(of: table, row: row) ?? [] : []
  }

  /// What of a row of logs was concluded.
  func inferences(of table: String, row: Int) -> [String] {
    files[table] == nil ? logs?.inferences(of: table, row: row) ?? [] : []
  }
}
