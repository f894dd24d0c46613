internal import ByteIO
public import EVTX

/// A log on its way through a ``LogReading``.
final class LogJob {
  let number: Int
  let log: EventLog
  let source: LogSource
  let context: DecodeContext
  /// Follows the chunks in the order of the file; used by the writer alone.
  var tracker = LogTracker()
  private var locator: ChunkLocator

  init(_ source: LogSource, number: Int, log: EventLog, context: DecodeContext, carves: Bool) {
    self.source = source
    self.number = number
    self.log = log
    self.context = context
    locator = log.makeLocator(carves: carves)
  }

  /// Loads the next chunk; false at the end.
  func next(into chunk: LoadedChunk) -> Bool { locator.next(into: chunk) }

  /// What was met on the way to it.
  func takeErrors() -> [EVTXError] { locator.takeErrors() }
}

/// One piece of work: a chunk of a log, or something to say at this place of the order.
struct WorkUnit {
  var sequence: Int
  var job: LogJob?
  /// Whether the result's chunk is loaded.
  var hasChunk = false
  /// What to say before the chunks' own errors.
  var errors: [EVTXError] = []
  /// A path that gave no log.
  var problem: EvidenceError?
  /// A disk image whose logs follow.
  var image: ImageInfo?
  /// Whether the job ends here.
  var isLast = false
}

/// What became of a ``WorkUnit``; reused from unit to unit.
final class UnitResult {
  var unit: WorkUnit
  let chunk = LoadedChunk()
  let product = ChunkProduct()
  var report = ChunkReport()

  init() { unit = WorkUnit(sequence: 0) }
}

/// A log that was read to its end.
public struct FinishedLog {
  /// The log.
  public let source: LogSource
  /// Its file header, nil when damaged.
  public let header: FileHeader?
  /// Whether the file header's checksum matches.
  public let isHeaderChecksumValid: Bool?
  /// What its chunks gave.
  public let tracker: LogTracker
}
