internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// The first pass over a chunk: what ledgers need of its events, and whose they are.
final class SurveyWorker: ChunkWorker {
  private var decoder: EventDecoder
  private let naming: HostNaming
  private let visitor: SurveyVisitor

  /// A worker that gathers whose events there are and, unless `collectors` is nil, what ledgers need.
  init(_ options: TableOptions, observing collectors: Collectors?) {
    // Ledgers know all events, whichever rows are wanted.
    var decoding = options.decoding
    decoding.filter = EventFilter()
    decoding.selection = ObservationCollector.fields
    decoder = EventDecoder(decoding)
    naming = options.hostNaming
    visitor = SurveyVisitor(collectors?.makeCollector())
  }

  func decode(
    _ chunk: LoadedChunk, of source: LogSource, context: DecodeContext, into product: ChunkProduct
  ) -> ChunkReport {
    visitor.begin(logName: naming.name(ofLog: source.displayPath))
    let report = decoder.decode(chunk, context: context, visitor: visitor)
    product.payload = visitor.take()
    return report
  }
}

/// The collectors of all workers. What they observe stays with them until the run has ended: to merge it
/// chunk by chunk would cost as much again.
final class Collectors: Sendable {
  private let all = Monitor<[ObservationCollector]>([])

  /// A collector for a further worker.
  func makeCollector() -> ObservationCollector {
    all.withLock { all in
      let collector = ObservationCollector()
      all.append(collector)
      return collector
    }
  }

  /// What each collector has observed, once the run has ended; each is forgotten before the next one is taken.
  func takeAll(_ body: (Observations) -> Void) {
    all.withLock { all in
      while let collector = all.popLast() { body(collector.take()) }
    }
  }
}

/// What a chunk gave the first pass.
final class SurveyPayload: ChunkPayload {
  let origins: [OriginTally]

  init(origins: [OriginTally]) { self.origins = origins }

  var byteCount: Int { origins.reduce(0) { $0 + 8 * $1.keys.count } }
}

/// Counts the events of each origin, and hands those that ledgers want to their collector.
private final class SurveyVisitor: FieldVisitor {
  private let collector: ObservationCollector?
  private var logName: String?
  private var origins: [OriginTally] = []
  private var places: [EventOrigin: Int] = [:]
  /// The place of the last event's origin.
  private var last = 0

  init(_ collector: ObservationCollector?) { self.collector = collector }

  /// Begins a chunk; all its events are those of `logName` when the log's path names a host.
  func begin(logName: String?) {
    self.logName = logName
    collector?.hostName = logName
  }

  func demand(_ head: borrowing EventHead) -> FieldDemand {
    let place = place(of: head)
    origins[place].count(head)
    return collector?.demand(head) ?? .none
  }

  func visit(_ record: borrowing FieldRecord) { collector?.visit(record) }

  private func place(of head: borrowing EventHead) -> Int {
    if last < origins.count, head.isFrom(origins[last].origin) { return last }
    let origin = head.origin
    if let known = places[origin] {
      last = known
    } else {
      last = origins.count
      places[origin] = last
      var tally = OriginTally(
        origin: origin, key: RecordKey.origin(origin), host: origin.computer.lowercased())
      tally.sight = SourceSight(channel: origin.channel)
      origins.append(tally)
    }
    return last
  }

  /// What the chunk gave.
  func take() -> SurveyPayload {
    if let logName { for index in origins.indices { origins[index].host = logName } }
    defer {
      origins = []
      places = [:]
    }
    return SurveyPayload(origins: origins)
  }
}
