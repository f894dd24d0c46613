internal import ByteIO

/// Which place of a log owns each record, so that a recovered copy is not printed beside the live one.
///
/// About 32 bytes for each record. Built by one pass over the log before recovered records are printed;
/// afterwards it is only read, from any number of threads.
public final class RecordIndex: Sendable {
  private let owners: [RecordKey: Int64]

  /// Walks over all chunks of a log.
  ///
  /// - Parameters:
  ///   - log: the log.
  ///   - carves: whether records in bytes that are no chunk count, too.
  public init(_ log: EventLog, carves: Bool = false) {
    var owners: [RecordKey: Int64] = [:]
    let loaded = LoadedChunk()
    var walk = ChunkWalk()
    var slack: [(RecordKey, Int64)] = []
    var locator = log.makeLocator(carves: carves)
    while locator.next(into: loaded) {
      let placement = loaded.placement
      guard placement.available >= Chunk.headerSize else { continue }
      let liveCount = loaded.withBytes { chunk in
        walk.find(chunk, loaded.location, available: placement.available, findsSlack: true)
      }
      for (place, record) in walk.records.enumerated() {
        let key = RecordKey(recordID: record.recordID, written: record.written)
        let fileOffset = placement.fileOffset(of: record.offset)
        if place < liveCount { owners[key] = -1 } else { slack.append((key, fileOffset)) }
      }
    }
    for (key, fileOffset) in slack where owners[key] == nil { owners[key] = fileOffset }
    self.owners = owners
  }

  /// The place of the first record with a key; -1 for a live one, nil for an unknown one.
  func owner(of key: RecordKey) -> Int64? { owners[key] }
}
