internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// The second pass: hands rows to the output, host by host where it keeps them apart.
final class RowRun: TablePass {
  var reading: LogReading?
  let skips: @Sendable (LogSource) -> Bool
  private(set) var rowCounts: [String: UInt64] = [:]
  private(set) var repeatedCount: UInt64 = 0

  private let plan: RowPlan
  private let survey: Survey
  private let output: any RowOutput
  private let delegate: any TableRunDelegate
  /// Logs that each host still has to come.
  private var remainingLogs: [Set<String>]

  init(
    _ plan: RowPlan, _ survey: Survey, _ output: any RowOutput,
    _ delegate: any TableRunDelegate
  ) {
    self.plan = plan
    self.survey = survey
    self.output = output
    self.delegate = delegate
    remainingLogs = Array(repeating: [], count: plan.hosts.count)
    var wanted: Set<String> = []
    for log in survey.logs where log.sameAs == nil {
      for tally in log.origins {
        guard let host = plan.hostPlaces[tally.host], !output.isDone(host: host) else { continue }
        remainingLogs[host].insert(log.path)
        wanted.insert(log.path)
      }
    }
    let paths = wanted
    skips = { !paths.contains($0.displayPath) }
  }

  /// Writes the rows that come of no single event, before all others of their host.
  func begin() throws(ByteSinkError) {
    let sink = LineSink(plan)
    let visitor = RowVisitor(plan, sink: sink)
    for (host, name) in plan.hosts.enumerated() where !output.isDone(host: host) {
      guard let ledger = plan.ledgers[name] else { continue }
      visitor.makeRows(of: ledger, host: host)
      try write(sink.takeRows())
    }
  }

  /// Completes hosts of which no log is left.
  func finish() throws(ByteSinkError) {
    for host in plan.hosts.indices where !remainingLogs[host].isEmpty {
      // A log that has gone since the first pass.
      remainingLogs[host] = []
      try output.finish(host: host, survey.losses)
    }
    try output.finish(survey.losses)
  }

  private func write(_ payload: RowPayload) throws(ByteSinkError) {
    for box in payload.blocks {
      for (table, count) in box.block.rowCounts.enumerated() where count > 0 {
        rowCounts[plan.tables[table].name, default: 0] += UInt64(count)
      }
      try output.write(
        box.block.lines, host: box.block.host, table: box.block.table,
        rowCount: box.block.rowCounts.reduce(0, +))
    }
    repeatedCount += UInt64(payload.repeatedCount)
    payload.recycle()
  }

  // MARK: - LogReadingDelegate

  func reading(didDecode bytes: RawSpan) {}

  func reading(willRead source: LogSource) throws(EvidenceError) {
    try delegate.run(willRead: source)
  }

  // Paths that give no log were said in the first pass.
  func reading(didMeet problem: EvidenceError) {}

  func reading(didMeet error: EVTXError, in source: LogSource) {
    if survey.losses.note(error, in: source) { delegate.run(didMeet: error, in: source) }
  }

  func reading(
    didRead report: ChunkReport, of source: LogSource, product: ChunkProduct
  ) throws(ByteSinkError) {
    if let payload = product.payload as? RowPayload { try write(payload) }
    if !delegate.run(didRead: report, of: source, pass: 2) { reading?.interrupt() }
  }

  func reading(didFinish log: FinishedLog) throws(ByteSinkError) {
    for host in remainingLogs.indices {
      guard remainingLogs[host].remove(log.source.displayPath) != nil,
        remainingLogs[host].isEmpty
      else { continue }
      try output.finish(host: host, survey.losses)
    }
  }
}
