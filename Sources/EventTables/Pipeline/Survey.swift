internal import ByteIO
internal import Crypto
internal import EVTX
internal import Evidence
internal import Tabular

/// The first pass: gathers what the logs are and what ledgers need.
final class Survey: TablePass {
  var reading: LogReading?
  let skips: @Sendable (LogSource) -> Bool = { _ in false }
  /// The logs in their order.
  private(set) var logs: [SurveyedLog] = []
  /// What was said of each log, by its path; and of paths that gave none.
  let losses = LossRecord()

  private let options: TableOptions
  private let delegate: any TableRunDelegate
  private let hashesLogs: Bool
  /// Who gathers what ledgers need; nil when nobody does.
  let collectors: Collectors?
  private var builder = LedgerBuilder()
  /// Made once: the builder forgets what they are made of.
  private var ledgers: [String: HostLedger]?
  private var imageCount = 0
  private var origins: [OriginTally] = []
  private var places: [EventOrigin: Int] = [:]

  init(
    _ options: TableOptions, _ delegate: any TableRunDelegate, hashesLogs: Bool,
    buildsLedgers: Bool = true
  ) {
    self.options = options
    self.delegate = delegate
    self.hashesLogs = hashesLogs
    collectors = buildsLedgers ? Collectors() : nil
  }

  /// Logs and disk images that could be read.
  var readableCount: Int { logs.count { $0.isReadable } + imageCount }

  // MARK: - LogReadingDelegate

  func reading(didDecode bytes: RawSpan) {}

  func reading(willOpen image: ImageInfo) throws(EvidenceError) {
    try delegate.run(willOpen: image)
  }

  func reading(didOpen image: ImageInfo) { if image.isReadable { imageCount += 1 } }

  func reading(willRead source: LogSource) throws(EvidenceError) {
    try delegate.run(willRead: source)
  }

  func reading(didMeet problem: EvidenceError) {
    losses.note(problem)
    delegate.run(didMeet: problem)
  }

  func reading(didMeet error: EVTXError, in source: LogSource) {
    if losses.note(error, in: source) { delegate.run(didMeet: error, in: source) }
  }

  func reading(didRead report: ChunkReport, of source: LogSource, product: ChunkProduct) {
    if let payload = product.payload as? SurveyPayload {
      for tally in payload.origins { add(tally) }
    }
    if !delegate.run(didRead: report, of: source, pass: 1) { reading?.interrupt() }
  }

  private func add(_ tally: OriginTally) {
    if let place = places[tally.origin] {
      origins[place].add(tally)
    } else {
      places[tally.origin] = origins.count
      origins.append(tally)
    }
  }

  func reading(didFinish log: FinishedLog) {
    var surveyed = SurveyedLog(
      path: log.source.displayPath, byteCount: log.source.source.byteCount, origins: origins,
      tracker: log.tracker,
      isReadable: log.header != nil || log.tracker.recordCount + log.tracker.eventCount > 0)
    if hashesLogs {
      surveyed.sha256 = Self.hash(log.source.source)
      if let digest = surveyed.sha256 {
        surveyed.sameAs = logs.first { $0.sha256 == digest && $0.sameAs == nil }?.path
      }
    }
    logs.append(surveyed)
    origins = []
    places = [:]
  }

  /// The SHA-256 of a log's bytes; nil when some of them cannot be read.
  private static func hash(_ source: any ByteSource) -> String? {
    var digest = SHA256()
    var block = ByteBuffer(capacity: 1 << 20)
    var offset: Int64 = 0
    do throws(ByteSourceError) {
      while true {
        let count = try block.fill(from: source, at: offset)
        if count == 0 { break }
        var piece: [UInt8] = []
        piece.append(copying: block.bytes.extracting(0..<count))
        digest.update(data: piece)
        offset += Int64(count)
      }
    } catch {
      return nil
    }
    return Hexadecimal.text(of: digest.finalize())
  }

  // MARK: - The second pass

  /// Says what ledgers had no room for.
  func reportLosses(_ plan: RowPlan) {
    if builder.lostEventCount > 0 {
      delegate.run(
        didLose:
          "\(builder.lostEventCount) events are in no ledger: their hosts' names are too long, "
          + "or there are too many hosts")
    }
    for host in plan.hosts {
      guard let count = plan.ledgers[host]?.facts.lostTextCount, count > 0 else { continue }
      delegate.run(
        didLose:
          "host \(host): the ledger has no room for \(count) texts; rows lack what depends on them")
    }
  }

  /// What the second pass has to know.
  func makePlan(
    options: TableOptions, mappings: MappingSet, tables: [TableSchema], separatesTables: Bool
  ) -> RowPlan {
    var hosts: Set<String> = []
    for log in logs {
      for tally in log.origins where options.shard?.holds(tally.host) ?? true {
        hosts.insert(tally.host)
      }
    }
    collectors?.takeAll { builder.add($0) }
    let ledgers = self.ledgers ?? builder.finish(infers: options.infers)
    self.ledgers = ledgers
    let sorted = hosts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return RowPlan(
      options: options, mappings: mappings, tables: tables, hosts: sorted,
      hostPlaces: Dictionary(
        sorted.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }),
      ledgers: ledgers,
      duplicates: DuplicateFilter(logs),
      logNumbers: Dictionary(
        logs.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first }),
      separatesTables: separatesTables)
  }
}
