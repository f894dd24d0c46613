public import ByteIO
internal import EVTX
public import Evidence
public import Tabular

extension TableRun {
  /// Reads all logs once, as far as requests need it, and tells what is in them.
  ///
  /// ``load(_:delegate:memoryBytes:ignoresPredicates:)`` does this itself; who needs the newest event
  /// before it can say what it asks for calls this first.
  /// - Returns: the time of the newest event, nil when there is none that a table can hold.
  /// - Throws: why it ended early.
  public func newestEvent(
    for requests: [ScanRequest], delegate: any TableRunDelegate
  ) throws(LogReading.Stop) -> FileTime? {
    Self.newestEvent(of: try survey(needsLedgers: Self.needsLedgers(requests), delegate))
  }

  /// Reads all logs and keeps the rows that requests ask for.
  ///
  /// - Parameters:
  ///   - requests: what queries ask of tables. A row is kept when any of them may want it.
  ///   - delegate: is told what is wrong with the logs.
  ///   - memoryBytes: bytes that the rows may take.
  ///   - ignoresPredicates: whether all rows are kept, for tests that compare.
  /// - Returns: the rows.
  /// - Throws: why it ended early; ``LogReading/Stop/limit(_:)`` when the rows need more memory.
  public func load(
    _ requests: [ScanRequest], delegate: any TableRunDelegate, memoryBytes: Int = .max,
    ignoresPredicates: Bool = false
  ) throws(LogReading.Stop) -> LogTables {
    let needsLedgers = Self.needsLedgers(requests)
    let survey = try survey(needsLedgers: needsLedgers, delegate)
    let names = Set(requests.map(\.table)).intersection(Self.filledTables)
    var options = options
    options.tables = names
    let tables = TableCatalog.builtIn.tables.map(\.schema).filter { names.contains($0.name) }
    var plan = survey.makePlan(
      options: options, mappings: mappings, tables: tables, separatesTables: false)
    for schema in tables {
      plan.demands[schema.name] = RowDemand(
        requests.filter { $0.table == schema.name }, schema, ignoresPredicates: ignoresPredicates)
    }
    readableCount = survey.readableCount
    if needsLedgers { survey.reportLosses(plan) }
    let store = RowStore()
    let pass = LoadRun(plan, survey, store, delegate, memoryBytes: memoryBytes)
    if !tables.isEmpty {
      pass.begin(plan)
      try read(pass, makeWorker: { [plan] in RowWorker(plan, sink: ColumnSink(plan, store)) })
    }
    repeatedCount = pass.repeatedCount
    let loaded = LogTables.assemble(
      plan, store.takeAll(), pieces: pass.pieces, logs: survey.logs.map(\.path),
      newestEvent: Self.newestEvent(of: survey),
      recordCount: survey.logs.reduce(0) { $0 + $1.tracker.recordCount })
    for schema in tables {
      rowCounts[schema.name] = UInt64(loaded.table(named: schema.name)?.count ?? 0)
    }
    return loaded
  }

  /// What the first pass found, read once for all that need no more.
  private func survey(
    needsLedgers: Bool, _ delegate: any TableRunDelegate
  ) throws(LogReading.Stop) -> Survey {
    if let surveyed, surveyed.collectors != nil || !needsLedgers { return surveyed }
    let survey = Survey(options, delegate, hashesLogs: false, buildsLedgers: needsLedgers)
    try read(
      survey,
      makeWorker: { [options, collectors = survey.collectors] in
        SurveyWorker(options, observing: collectors)
      })
    surveyed = survey
    readableCount = survey.readableCount
    return survey
  }

  /// Whether rows depend on more than their own event: those of Device tables, and the names of accounts in Event.
  private static func needsLedgers(_ requests: [ScanRequest]) -> Bool {
    let userName = TableCatalog.builtIn["Event"]?.schema.index(of: "UserName")
    return requests.contains { request in
      guard filledTables.contains(request.table) else { return false }
      guard LogTable.names.contains(request.table) else { return true }
      return request.table == "Event"
        && (request.columns.contains { $0 == userName }
          || request.predicates.contains { $0.column == userName })
    }
  }

  private static func newestEvent(of survey: Survey) -> FileTime? {
    var newest: FileTime?
    for tally in survey.logs.lazy.flatMap(\.origins) where tally.eventCount > 0 {
      guard let time = tally.newestTime else { continue }
      if newest.map({ $0.ticks < time }) ?? true { newest = FileTime(ticks: time) }
    }
    return newest
  }
}
