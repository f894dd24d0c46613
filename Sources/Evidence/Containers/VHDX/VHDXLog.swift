internal import ByteIO

/// The log of a VHDX file: changes that were to be written when the machine stopped.
///
/// An entry is a header, descriptors and one 4 KiB sector for each data descriptor:
///
/// | Offset  | Bytes | Field                                                         |
/// |--------:|------:|---------------------------------------------------------------|
/// |       0 |     4 | `loge`                                                        |
/// |       4 |     4 | CRC-32C of the whole entry                                    |
/// |       8 |     4 | bytes of the entry, a multiple of 4 KiB                       |
/// |      12 |     4 | where the sequence begins that this entry ends, in the log    |
/// |      16 |     8 | sequence number, one more than the entry before               |
/// |      24 |     4 | descriptors                                                   |
/// |      32 |    16 | identifier of the log, as in the header                       |
/// |      48 |     8 | bytes the file had at least when the entry was written        |
/// |      56 |     8 | bytes that all structures of the file take at least           |
/// | 64+32 n |    32 | descriptors: `desc` or `zero`                                 |
///
/// Source: MS-VHDX 2.3.
struct VHDXLog {
  /// A valid entry.
  private struct Entry {
    let offset: Int
    let byteCount: Int
    let tail: Int
    let sequenceNumber: UInt64
    let descriptorCount: Int
    let flushedByteCount: Int64
  }

  private let bytes: [UInt8]
  private let identifier: GUID
  private var entries: [Int: Entry] = [:]

  /// The log's bytes, with the entries in it that are whole and of this log.
  ///
  /// - Throws: `imageDamaged` when entries overlap so much that checking them would take for ever.
  init(
    _ bytes: [UInt8], identifier: GUID, _ context: ContainerContext,
    checksumByteCount: Int64 = ContainerLimits.logChecksumByteCount
  ) throws(EvidenceError) {
    self.bytes = bytes
    self.identifier = identifier
    var checkedByteCount: Int64 = 0
    for offset in stride(from: 0, to: bytes.count, by: VHDXFormat.logSectorByteCount) {
      guard let length = plausibleByteCount(at: offset) else { continue }
      checkedByteCount += Int64(length)
      guard checkedByteCount <= checksumByteCount else {
        throw context.damaged("its log has entries that overlap over and over; it is not replayed")
      }
      if let entry = entry(at: offset, byteCount: length) { entries[offset] = entry }
    }
  }

  /// The bytes `offset ..< offset + count` of the log, which goes round.
  private func piece(_ offset: Int, _ count: Int) -> [UInt8] {
    let start = offset % bytes.count
    let first = min(count, bytes.count - start)
    return Array(bytes[start..<start + first] + bytes[..<(count - first)])
  }

  private func plausibleByteCount(at offset: Int) -> Int? {
    let span = bytes.rawSpan
    guard span.matches("loge", at: offset), GUID(span, at: offset + 32) == identifier else {
      return nil
    }
    let sector = VHDXFormat.logSectorByteCount
    let length = Int(span.u32(offset + 8))
    let tail = Int(span.u32(offset + 12))
    guard length >= sector, length % sector == 0, length <= bytes.count, tail % sector == 0,
      tail < bytes.count, span.u64(offset + 16) > 0
    else { return nil }
    return length
  }

  private func entry(at offset: Int, byteCount: Int) -> Entry? {
    let whole = piece(offset, byteCount)
    let span = whole.rawSpan
    guard CRC32C.checksum(span, fieldOffset: 4) == span.u32(4) else { return nil }
    let count = Int(span.u32(24))
    guard count <= (byteCount - 64) / 32 else { return nil }
    let sequenceNumber = span.u64(16)
    // Sectors of descriptors, then one sector for each data descriptor.
    var sector =
      (64 + 32 * count + VHDXFormat.logSectorByteCount - 1) / VHDXFormat.logSectorByteCount
    for index in 0..<count {
      let start = 64 + 32 * index
      let isData = span.matches("desc", at: start)
      guard isData || span.matches("zero", at: start), span.u64(start + 24) == sequenceNumber,
        span.u64(start + 16) % UInt64(VHDXFormat.logSectorByteCount) == 0
      else { return nil }
      if !isData {
        guard span.u64(start + 8) % UInt64(VHDXFormat.logSectorByteCount) == 0 else { return nil }
        continue
      }
      let data = sector * VHDXFormat.logSectorByteCount
      guard data <= byteCount - VHDXFormat.logSectorByteCount, span.matches("data", at: data),
        UInt64(span.u32(data + 4)) << 32 | UInt64(span.u32(data + 4_092)) == sequenceNumber
      else { return nil }
      sector += 1
    }
    return Entry(
      offset: offset, byteCount: byteCount, tail: Int(span.u32(12)),
      sequenceNumber: sequenceNumber, descriptorCount: count,
      flushedByteCount: clampedCount(span.u64(48)))
  }

  /// The entries to replay, in order: of all unbroken runs that end in an entry naming a tail within
  /// the run, the one with the highest sequence number, from that tail on.
  private func activeSequence() -> [Entry] {
    struct Successor: Hashable {
      let offset: Int
      let sequenceNumber: UInt64
    }
    var best: [Entry] = []
    let continuations = Set(
      entries.values.map {
        Successor(
          offset: ($0.offset + $0.byteCount) % bytes.count, sequenceNumber: $0.sequenceNumber &+ 1)
      })
    for start in entries.keys.sorted() {
      guard let first = entries[start] else { continue }
      // Only where a run begins: at an entry that continues no other.
      let asSuccessor = Successor(offset: start, sequenceNumber: first.sequenceNumber)
      if continuations.contains(asSuccessor) { continue }
      var run = [first]
      var length = first.byteCount
      while let last = run.last, length < bytes.count,
        let next = entries[(last.offset + last.byteCount) % bytes.count],
        next.sequenceNumber == last.sequenceNumber &+ 1, next.byteCount <= bytes.count - length
      {
        run.append(next)
        length += next.byteCount
      }
      guard let head = run.last, let tail = run.firstIndex(where: { $0.offset == head.tail }) else {
        continue
      }
      if head.sequenceNumber > (best.last?.sequenceNumber ?? 0) { best = Array(run[tail...]) }
    }
    return best
  }

  /// Replays the log over the file, in memory.
  ///
  /// - Throws: `imageDamaged` when there is nothing to replay, though the header names a log.
  func replay(
    over source: any ByteSource, _ context: ContainerContext
  ) throws(EvidenceError) -> any ByteSource {
    let sequence = activeSequence()
    guard let head = sequence.last else {
      throw context.damaged(
        "its header says that the log holds changes, but no whole run of entries is in it")
    }
    if source.byteCount < head.flushedByteCount {
      context.diagnostics.note(
        context.path,
        "had \(head.flushedByteCount) bytes when its log was written and has \(source.byteCount) now"
      )
    }
    var overlay = FileOverlay(fileByteCount: source.byteCount)
    for entry in sequence {
      let whole = piece(entry.offset, entry.byteCount)
      guard apply(entry, whole.rawSpan, to: &overlay) else {
        throw context.damaged(
          "its log writes more than \(ContainerLimits.logZeroRunCount) runs of zeros")
      }
    }
    context.diagnostics.note(
      context.path,
      "was not closed properly: \(sequence.count) log entries are replayed in memory")
    return OverlaidSource(source, overlay)
  }

  /// Applies an entry's descriptors; false when there are too many.
  private func apply(_ entry: Entry, _ span: RawSpan, to overlay: inout FileOverlay) -> Bool {
    let size = VHDXFormat.logSectorByteCount
    var sector = (64 + 32 * entry.descriptorCount + size - 1) / size
    for index in 0..<entry.descriptorCount {
      let start = 64 + 32 * index
      let fileOffset = clampedCount(span.u64(start + 16))
      if span.matches("zero", at: start) {
        guard overlay.zero(from: fileOffset, byteCount: clampedCount(span.u64(start + 8))) else {
          return false
        }
        continue
      }
      // The sector's first 8 and last 4 bytes stand in the descriptor: their places in the log
      // hold signature and sequence number.
      var page: [UInt8] = []
      page.append(copying: span.extracting(start + 8..<start + 16))
      page.append(copying: span.extracting(sector * size + 8..<(sector + 1) * size - 4))
      page.append(copying: span.extracting(start + 4..<start + 8))
      overlay.write(page, at: fileOffset)
      sector += 1
    }
    return true
  }
}
