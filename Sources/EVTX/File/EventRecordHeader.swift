internal import ByteIO

/// The head of an event record.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 4 | signature, 2A 2A 00 00 |
/// | 4 | 4 | size in bytes, head and tail included |
/// | 8 | 8 | record identifier |
/// | 16 | 8 | time written, FILETIME |
/// | 24 | | binary XML |
/// | size-4 | 4 | size again |
///
/// Source: libevtx "Event record".
struct EventRecordHeader {
  static let size = 24
  /// Head and tail.
  static let smallestRecord = 28
  /// What a chunk holds behind its header.
  static let largestRecord = Chunk.size - Chunk.headerSize
  static let signature: UInt32 = 0x2a2a

  let byteCount: Int
  let recordID: UInt64
  let written: FileTime

  /// The head at `offset`, of which 24 bytes must lie inside.
  init(_ bytes: RawSpan, at offset: Int) {
    byteCount = Int(bytes.u32(offset + 4))
    recordID = bytes.u64(offset + 8)
    written = FileTime(ticks: bytes.u64(offset + 16))
  }

  /// Whether a whole record lies at `offset`: signature, a possible size, and the same size at its end.
  static func isRecord(_ bytes: RawSpan, at offset: Int, end: Int) -> Bool {
    guard end - offset >= smallestRecord, bytes.u32(offset) == signature else { return false }
    let byteCount = Int(bytes.u32(offset + 4))
    return byteCount >= smallestRecord && byteCount <= end - offset
      && Int(bytes.u32(offset + byteCount - 4)) == byteCount
  }

  /// Whether the last record of a chunk lies where the chunk's header says: then nothing before it has
  /// moved. `bytes` begin with the chunk and hold its header.
  static func isLastInPlace(_ bytes: RawSpan, end: Int) -> Bool {
    let offset = Int(bytes.u32(44))
    guard isRecord(bytes, at: offset, end: end) else { return false }
    // Another record can have been moved to that place. Exports count numbers, others identifiers.
    let recordID = bytes.u64(offset + 8)
    return recordID == bytes.u64(16) || recordID == bytes.u64(32)
  }
}
