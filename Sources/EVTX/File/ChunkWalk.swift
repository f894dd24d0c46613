internal import ByteIO

/// Where a record was found.
struct RecordSpan {
  /// Bytes from the start of the chunk.
  var offset: Int
  /// Bytes, head and tail included.
  var byteCount: Int
  var recordID: UInt64
  var written: FileTime
  var origin: RecordOrigin
  /// Whether the two sizes differ, so that the end is a guess.
  var isSizeDoubtful = false
}

/// How a record came to light.
public enum RecordOrigin: Sendable {
  /// A live record of its log.
  case live
  /// Behind the free-space offset, or in a chunk that holds no records by its own account.
  case slack
  /// Found by its signature in bytes that are no chunk.
  case carved
}

/// A loss inside a chunk, before it has a place in the file.
struct ChunkLoss {
  var code: EVTXError.Code
  var severity = EVTXError.Severity.loss
  /// Bytes from the start of the chunk.
  var offset: Int
  var recordID: UInt64?
  var message: String
}

/// Finds the records of a chunk: in order while all is well, by their signatures where it is not.
struct ChunkWalk {
  private(set) var records: [RecordSpan] = []
  private(set) var losses: [ChunkLoss] = []
  /// Losses, listed or not.
  private(set) var lossCount = 0
  /// Where the live records end.
  private(set) var liveEnd = 0

  mutating func removeAll() {
    records.removeAll(keepingCapacity: true)
    losses.removeAll(keepingCapacity: true)
    lossCount = 0
  }

  /// Finds the records of a chunk, or those that lie where no chunk is.
  ///
  /// - Returns: how many of them are live; they come first.
  mutating func find(
    _ chunk: RawSpan, _ location: ChunkLocation, available: Int, findsSlack: Bool
  ) -> Int {
    if let start = location.carvedFrom {
      removeAll()
      findSlack(chunk, from: start, to: available, origin: .carved)
      return 0
    }
    let header = ChunkHeader(chunk)
    findLive(chunk, available: available, header: header)
    let liveCount = records.count
    if findsSlack {
      findSlack(
        chunk, from: max(liveEnd, Chunk.headerSize), to: available,
        origin: header.hasSignature ? .slack : .carved)
    }
    return liveCount
  }

  /// Finds the live records of a chunk of which `available` bytes are there.
  mutating func findLive(
    _ chunk: RawSpan, available: Int, header: ChunkHeader
  ) {
    removeAll()
    liveEnd = Chunk.headerSize
    if header.isEmpty { return }
    let declaredEnd =
      header.isFreeSpaceOffsetPlausible ? Int(header.freeSpaceOffset) : Chunk.size
    func isIntact() -> Bool { Checksum.chunkHeader(chunk) == header.storedHeaderChecksum }
    // A header that puts its last record behind the end of the records is wrong about one of them.
    let isContradicted = Int(header.lastRecordOffset) >= declaredEnd
    if walk(chunk, from: Chunk.headerSize, to: min(declaredEnd, available)) == declaredEnd,
      header.hasSignature, header.isFreeSpaceOffsetPlausible, !isContradicted || isIntact()
    {
      liveEnd = declaredEnd
      return
    }
    records.removeAll(keepingCapacity: true)
    let isTrusted =
      header.hasSignature && header.isFreeSpaceOffsetPlausible && isIntact()
    repair(
      chunk, from: Chunk.headerSize, to: isTrusted ? min(declaredEnd, available) : available,
      available: available, isEndKnown: isTrusted)
    if available < (isTrusted ? declaredEnd : Chunk.size), isTrusted || available < Chunk.size {
      noteTruncation(available: available, declaredEnd: declaredEnd)
    }
  }

  /// Follows records that lie one behind the other; returns where that ends.
  private mutating func walk(_ chunk: RawSpan, from start: Int, to end: Int) -> Int {
    var position = start
    while EventRecordHeader.isRecord(chunk, at: position, end: end) {
      let header = EventRecordHeader(chunk, at: position)
      records.append(
        RecordSpan(
          offset: position, byteCount: header.byteCount, recordID: header.recordID,
          written: header.written, origin: .live))
      position &+= header.byteCount
    }
    return position
  }

  // MARK: - Damage

  /// Finds records up to `end` past whatever lies between them.
  ///
  /// Where the end of the live records is not known, stale ones may follow: identifiers must then rise.
  private mutating func repair(
    _ chunk: RawSpan, from start: Int, to end: Int, available: Int, isEndKnown: Bool
  ) {
    var position = start
    liveEnd = start
    while position < end {
      if EventRecordHeader.isRecord(chunk, at: position, end: end) {
        let header = EventRecordHeader(chunk, at: position)
        if isEndKnown || isNext(header.recordID) {
          append(chunk, at: position, byteCount: header.byteCount)
          position += header.byteCount
          continue
        }
        // An older record: the live ones end here.
        if !isEndKnown, nextRecord(chunk, from: position + 1, to: end, isEndKnown: false) == nil {
          return
        }
      }
      if chunk.isZero(from: position, to: end) { return }
      let next = nextRecord(chunk, from: position + 1, to: end, isEndKnown: isEndKnown)
      if !isEndKnown, next == nil, !looksLikeRecord(chunk, at: position, end: end) { return }
      noteDamage(chunk, from: position, to: next ?? end, available: available)
      guard let next else { return }
      position = next
    }
  }

  private func isNext(_ recordID: UInt64) -> Bool {
    guard let last = records.last else { return true }
    return recordID > last.recordID
  }

  private func looksLikeRecord(_ chunk: RawSpan, at offset: Int, end: Int) -> Bool {
    end - offset >= EventRecordHeader.size && chunk.u32(offset) == EventRecordHeader.signature
      && isNext(chunk.u64(offset + 8))
  }

  /// The next whole record at any alignment, nil when there is none.
  private func nextRecord(
    _ chunk: RawSpan, from start: Int, to end: Int, isEndKnown: Bool
  ) -> Int? {
    var position = start
    while end - position >= EventRecordHeader.smallestRecord {
      if chunk.u8(position) == 0x2a, EventRecordHeader.isRecord(chunk, at: position, end: end),
        isEndKnown || isNext(chunk.u64(position + 8))
      {
        return position
      }
      position += 1
    }
    return nil
  }

  private mutating func append(
    _ chunk: RawSpan, at offset: Int, byteCount: Int, isSizeDoubtful: Bool = false
  ) {
    let header = EventRecordHeader(chunk, at: offset)
    records.append(
      RecordSpan(
        offset: offset, byteCount: byteCount, recordID: header.recordID, written: header.written,
        origin: .live, isSizeDoubtful: isSizeDoubtful))
    liveEnd = offset + byteCount
  }

  /// Says what is wrong between `start` and the next record, and keeps the record there when only its
  /// trailing size is wrong or its size can be had from the next record.
  private mutating func noteDamage(
    _ chunk: RawSpan, from start: Int, to next: Int, available: Int
  ) {
    guard next - start >= EventRecordHeader.smallestRecord,
      chunk.u32(start) == EventRecordHeader.signature
    else {
      // A record whose signature alone is damaged still tells its identifier.
      let guess = next - start >= 24 ? chunk.u64(start + 8) : 0
      let recordID = records.last.flatMap { $0.recordID &+ 1 == guess ? guess : nil }
      let found = next - start >= 4 ? hexBytes(chunk, start, 4) : "\(next - start) bytes"
      note(
        ChunkLoss(
          code: .badRecord, offset: start, recordID: recordID,
          message: "record: signature is \(found), expected 2A 2A 00 00; "
            + "\(next - start) bytes passed over"))
      return
    }
    let header = EventRecordHeader(chunk, at: start)
    let possible =
      EventRecordHeader
      .smallestRecord...max(
        EventRecordHeader.smallestRecord, available - start)
    guard possible.contains(header.byteCount) else {
      note(
        ChunkLoss(
          code: .badSize, offset: start, recordID: header.recordID,
          message: "record \(header.recordID): size is \(header.byteCount), "
            + "expected 28 to \(available - start)"))
      return
    }
    // Either the head's size leads to the next record or the tail's, right before it, does.
    let tail = Int(chunk.u32(next - 4))
    let byteCount =
      start + header.byteCount == next || tail == next - start ? next - start : header.byteCount
    if byteCount <= next - start {
      append(chunk, at: start, byteCount: byteCount, isSizeDoubtful: true)
    } else {
      append(chunk, at: start, byteCount: next - start, isSizeDoubtful: true)
    }
  }

  private mutating func noteTruncation(available: Int, declaredEnd: Int) {
    note(
      ChunkLoss(
        code: .truncated, offset: available,
        message: "chunk ends after \(available) bytes, expected \(declaredEnd) bytes of records"))
  }

  // MARK: - Slack

  /// Finds whole records from `start` on, at any alignment.
  mutating func findSlack(_ chunk: RawSpan, from start: Int, to end: Int, origin: RecordOrigin) {
    var position = start
    while end - position >= EventRecordHeader.smallestRecord {
      guard chunk.u8(position) == 0x2a,
        EventRecordHeader.isRecord(chunk, at: position, end: end)
      else {
        position += 1
        continue
      }
      let header = EventRecordHeader(chunk, at: position)
      records.append(
        RecordSpan(
          offset: position, byteCount: header.byteCount, recordID: header.recordID,
          written: header.written, origin: origin))
      position += header.byteCount
    }
  }

  /// Adds a loss; beyond the limit it is only counted.
  private mutating func note(_ loss: ChunkLoss) {
    lossCount += 1
    if losses.count < Limits.lossesPerChunk { losses.append(loss) }
  }
}

/// `00 1F 2A`: bytes as a hex editor shows them.
func hexBytes(_ bytes: RawSpan, _ offset: Int, _ count: Int) -> String {
  (offset..<offset + count).map { place in
    let text = String(bytes.u8(place), radix: 16, uppercase: true)
    return text.count == 1 ? "0" + text : text
  }.joined(separator: " ")
}
