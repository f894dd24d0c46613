import ByteIO
import EVTX
import EventTables
import Evidence

/// Follows a run over tables: says what is wrong, shows how far it is, and stops it when asked to.
final class TableWatch: TableRunDelegate {
  let losses: LossLog
  let progress: Progress
  var target: OutputFile?
  /// Records read so far; a log that is read twice counts twice.
  private(set) var eventCount: UInt64 = 0
  private var byteCount: Int64 = 0
  private var paths: Set<String> = []

  init(_ losses: LossLog, _ progress: Progress) {
    self.losses = losses
    self.progress = progress
  }

  func run(willOpen image: ImageInfo) throws(EvidenceError) {
    for identity in image.identities {
      try target?.refuse(input: identity)
      try losses.refuse(input: identity)
    }
  }

  func run(willRead source: LogSource) throws(EvidenceError) {
    try target?.refuse(input: source.identity)
    try losses.refuse(input: source.identity)
    paths.insert(source.displayPath)
  }

  func run(didMeet problem: EvidenceError) {
    progress.clear()
    losses.note(problem)
  }

  func run(didMeet error: EVTXError, in source: LogSource) {
    progress.clear()
    losses.note(error, in: source)
  }

  func run(didLose message: String) {
    progress.clear()
    losses.note(lost: message)
  }

  func run(didRead report: ChunkReport, of source: LogSource, pass: Int) -> Bool {
    eventCount += UInt64(report.recordCount)
    byteCount += Int64(Chunk.size)
    progress.show(events: eventCount, logs: paths.count, bytes: byteCount)
    return Interrupts.received == 0
  }
}
