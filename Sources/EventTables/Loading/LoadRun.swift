internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// The second pass of a query: keeps rows in columns.
final class LoadRun: TablePass {
  var reading: LogReading?
  let skips: @Sendable (LogSource) -> Bool
  private(set) var repeatedCount: UInt64 = 0
  /// The rows in the order of the logs, by the places of the tables.
  private(set) var pieces: [[TablePiece]]

  private let survey: Survey
  private let store: RowStore
  private let delegate: any TableRunDelegate
  private let memoryBytes: Int

  init(
    _ plan: RowPlan, _ survey: Survey, _ store: RowStore, _ delegate: any TableRunDelegate,
    memoryBytes: Int
  ) {
    self.survey = survey
    self.store = store
    self.delegate = delegate
    self.memoryBytes = memoryBytes
    pieces = plan.tables.map { _ in [] }
    let wanted = LogDemand(plan).logs(of: survey)
    skips = { !wanted.contains($0.displayPath) }
  }

  /// Makes the rows that come of no single event, before all others.
  func begin(_ plan: RowPlan) {
    let sink = ColumnSink(plan, store)
    let visitor = RowVisitor(plan, sink: sink)
    for (host, name) in plan.hosts.enumerated() {
      guard let ledger = plan.ledgers[name] else { continue }
      visitor.makeRows(of: ledger, host: host)
    }
    if let payload = visitor.take() as? RowsPayload { add(payload) }
  }

  private func add(_ payload: RowsPayload) {
    for (table, piece) in payload.pieces.enumerated() where !piece.rows.isEmpty {
      pieces[table].append(piece)
    }
    repeatedCount += UInt64(payload.repeatedCount)
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

  func reading(didRead report: ChunkReport, of source: LogSource, product: ChunkProduct) {
    if let payload = product.payload as? RowsPayload { add(payload) }
    if store.byteCount > memoryBytes {
      reading?.end(
        .limit(
          "the rows that the query reads need more than the \(memoryBytes) bytes of memory it may "
            + "use; --max-memory sets the limit"))
    }
    if !delegate.run(didRead: report, of: source, pass: 2) { reading?.interrupt() }
  }

  func reading(didFinish log: FinishedLog) {}
}

/// Tells which logs may give any row, by what the first pass found in them.
private struct LogDemand {
  private let plan: RowPlan
  private let heads: [HeadDemand]
  /// Whether rows of Device tables are wanted, of which channels and times tell nothing.
  private let isMapped: Bool

  init(_ plan: RowPlan) {
    self.plan = plan
    let own = plan.tables.filter { LogTable.names.contains($0.name) }
    heads = own.compactMap { schema in plan.demands[schema.name].map { HeadDemand($0, schema) } }
    isMapped = own.count < plan.tables.count
  }

  func logs(of survey: Survey) -> Set<String> {
    var wanted: Set<String> = []
    for log in survey.logs where log.origins.contains(where: mayGiveRows) {
      wanted.insert(log.path)
    }
    return wanted
  }

  private func mayGiveRows(_ tally: OriginTally) -> Bool {
    guard plan.hostPlaces[tally.host] != nil else { return false }
    if isMapped { return true }
    // Times that no table can hold are null, of whatever other events there are.
    guard let first = Ticks.dateTime(FileTime(ticks: tally.firstTime)),
      let last = Ticks.dateTime(FileTime(ticks: tally.lastTime)), first <= last
    else { return true }
    return heads.contains { head in
      head.mayAdmit(
        times: first...last,
        head.alternatives(computer: tally.origin.computer, channel: tally.origin.channel))
    }
  }
}
