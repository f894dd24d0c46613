internal import ByteIO

/// Which place of a log owns each record, so that a recovered copy is not printed beside the live one.
///
/// About 32 bytes for each record. Built by one pass over the log before recovered records are printed;
/// afterwards it is only read, from any number of threads.
public final class RecordIndex: Sendable {
  private let owners: [RecordKey: Int64]

  /// Walks over all chunks of a log.
  public init(_ log: EventLog) {
    var owners: [RecordKey: Int64] = [:]
    var reader = ChunkReader()
    var walk = ChunkWalk()
    var slack: [(RecordKey, Int64)] = []
    var locator = log.makeLocator()
    while let location = locator.next() {
      let placement: ChunkPlacement
      // A chunk that cannot be read has no records; the decoder reports it.
      do { placement = try reader.read(location, from: log.source) } catch { continue }
      guard placement.available >= Chunk.headerSize else { continue }
      let chunk = reader.bytes
      let header = ChunkHeader(chunk)
      walk.findLive(chunk, available: placement.available, header: header) {
        Checksum.chunkHeader(chunk) == header.storedHeaderChecksum
      }
      let liveCount = walk.records.count
      walk.findSlack(
        chunk, from: max(walk.liveEnd, Chunk.headerSize), to: placement.available, origin: .slack)
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
