internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// The first pass over a chunk: what ledgers need of its events, and whose they are.
final class SurveyWorker: ChunkWorker {
  private var decoder: EventDecoder
  private let naming: HostNaming
  private let visitor: SurveyVisitor

  /// A worker that gathers what ledgers need, if it `observes`, and whose events there are.
  init(_ options: TableOptions, observes: Bool = true) {
    // Ledgers know all events, whichever rows are wanted.
    var decoding = options.decoding
    decoding.filter = EventFilter()
    decoder = EventDecoder(decoding)
    naming = options.hostNaming
    visitor = SurveyVisitor(observes: observes)
  }

  func decode(
    _ chunk: LoadedChunk, of source: LogSource, context: DecodeContext, into product: ChunkProduct
  ) -> ChunkReport {
    let report = decoder.decode(chunk, context: context, visitor: visitor)
    product.payload = visitor.take(logName: naming.name(ofLog: source.displayPath))
    return report
  }
}

/// What a chunk gave the first pass.
final class SurveyPayload: ChunkPayload {
  let observations: Observations
  let origins: [OriginTally]

  init(observations: Observations, origins: [OriginTally]) {
    self.observations = observations
    self.origins = origins
  }

  var byteCount: Int { origins.reduce(0) { $0 + 8 * $1.keys.count } + observations.byteCount }
}

/// Counts the events of each origin, and hands those that ledgers want to their collector.
private final class SurveyVisitor: FieldVisitor {
  private let collector = ObservationCollector()
  private let observes: Bool
  private var origins: [OriginTally] = []
  private var places: [EventOrigin: Int] = [:]
  /// The place of the last event's origin.
  private var last = 0

  init(observes: Bool) { self.observes = observes }

  func demand(_ head: borrowing EventHead) -> FieldDemand {
    let place = place(of: head)
    origins[place].eventCount += 1
    let time = head.timeCreated.ticks
    origins[place].firstTime = min(origins[place].firstTime, time)
    origins[place].lastTime = max(origins[place].lastTime, time)
    if Ticks.dateTime(head.timeCreated) != nil {
      origins[place].note(time)
      origins[place].sight.note(head.eventID ?? 0, at: time)
    }
    origins[place].firstRecordID = min(origins[place].firstRecordID, head.eventRecordID)
    origins[place].lastRecordID = max(origins[place].lastRecordID, head.eventRecordID)
    origins[place].keys.append(
      RecordKey.key(
        origin: origins[place].key, recordID: head.eventRecordID, time: time,
        eventID: head.eventID ?? 0))
    return observes ? collector.demand(head) : .none
  }

  func visit(_ record: borrowing FieldRecord) { collector.visit(record) }

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

  /// What the chunk gave; all its events are those of `logName` when the log's path names a host.
  func take(logName: String?) -> SurveyPayload {
    var observations = collector.take()
    if let logName {
      observations.rename(to: logName)
      for index in origins.indices { origins[index].host = logName }
    }
    defer {
      origins = []
      places = [:]
    }
    return SurveyPayload(observations: observations, origins: origins)
  }
}
