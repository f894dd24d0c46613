internal import ByteIO

/// Where a chunk's bytes came from.
struct ChunkPlacement {
  /// The chunk's start in the log.
  var chunkStart: Int64
  /// Bytes of the chunk that are there.
  var available: Int
  /// From this chunk offset on bytes were moved by `shift` to where they belong.
  var shiftStart = Int.max
  var shift = 0

  /// A chunk offset's place in the log.
  func fileOffset(of chunkOffset: Int) -> Int64 {
    chunkStart + Int64(chunkOffset >= shiftStart ? chunkOffset - shift : chunkOffset)
  }
}

/// Reads chunks into one reused buffer.
///
/// A chunk that the next one follows too early or too late has lost or gained bytes. Everything behind
/// that point is put back to its own offset, since names and templates are found by offset.
struct ChunkReader: ~Copyable {
  private var buffer: ByteBuffer
  private var spare = ByteBuffer(capacity: 0)

  init(capacity: Int = Chunk.size) { buffer = ByteBuffer(capacity: capacity) }

  var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get { buffer.bytes }
  }

  mutating func read(
    _ location: ChunkLocation, from source: any ByteSource
  ) throws(ByteSourceError) -> ChunkPlacement {
    guard location.isFollowedByChunk, location.byteCount != Chunk.size else {
      let count = try buffer.fill(
        from: source, at: location.fileOffset, byteCount: location.byteCount)
      return ChunkPlacement(chunkStart: location.fileOffset, available: count)
    }
    if spare.capacity == 0 { spare = ByteBuffer(capacity: 2 * Chunk.size) }
    let count = try spare.fill(
      from: source, at: location.fileOffset, byteCount: location.byteCount)
    return Self.realign(spare, count, into: &buffer, at: location.fileOffset)
  }

  private static func realign(
    _ spare: borrowing ByteBuffer, _ count: Int, into buffer: inout ByteBuffer,
    at fileOffset: Int64
  ) -> ChunkPlacement {
    let damaged = spare.bytes
    // All is in place up to the record in which bytes were lost or gained.
    var point = min(Chunk.headerSize, count)
    while EventRecordHeader.isRecord(damaged, at: point, end: min(count, Chunk.size)) {
      point += EventRecordHeader(damaged, at: point).byteCount
    }
    // The header tells where the last record should be: if one lies there, nothing has moved.
    let lastRecord = Int(damaged.u32(44))
    let isMoved = !EventRecordHeader.isRecord(
      damaged, at: max(lastRecord, 0), end: min(count, Chunk.size))
    let shift = isMoved ? Chunk.size - count : 0
    if !isMoved {
      var whole = buffer.mutableBytes
      let kept = min(count, Chunk.size)
      whole.copy(damaged.extracting(0..<kept), to: 0)
      for place in kept..<Chunk.size {
        whole.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
      }
      return ChunkPlacement(chunkStart: fileOffset, available: kept)
    }
    var whole = buffer.mutableBytes
    whole.copy(damaged.extracting(0..<point), to: 0)
    if shift > 0 {
      for place in point..<point + shift { whole.storeBytes(of: 0, toByteOffset: place, as: UInt8.self) }
      whole.copy(damaged.extracting(point..<count), to: point + shift)
    } else if point - shift <= count {
      whole.copy(damaged.extracting(point - shift..<count), to: point)
    }
    return ChunkPlacement(
      chunkStart: fileOffset, available: Chunk.size, shiftStart: point, shift: shift)
  }
}
