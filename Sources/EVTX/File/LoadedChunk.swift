internal import ByteIO

/// Where a chunk's bytes came from.
struct ChunkPlacement {
  /// The chunk's start in the log.
  var chunkStart: Int64 = 0
  /// Bytes of the chunk that are there.
  var available = 0
  /// From this chunk offset on bytes were moved by `shift` to where they belong.
  var shiftStart = Int.max
  var shift = 0

  /// A chunk offset's place in the log.
  func fileOffset(of chunkOffset: Int) -> Int64 {
    chunkStart + Int64(chunkOffset >= shiftStart ? chunkOffset - shift : chunkOffset)
  }
}

/// A chunk's bytes in memory that is reused from chunk to chunk.
///
/// Filled by ``ChunkLocator/next(into:)``. For one thread at a time.
public final class LoadedChunk {
  /// Where the chunk lies.
  public internal(set) var location = ChunkLocation(
    fileOffset: 0, byteCount: 0, index: 0, isFollowedByChunk: false)
  /// The chunk and the signature of the next one.
  var buffer: ByteBuffer
  var placement = ChunkPlacement()

  /// The chunk, and the next one's signature behind it.
  static let loadedByteCount = Chunk.size + 8

  /// Room for a chunk.
  public init() { buffer = ByteBuffer(capacity: Self.loadedByteCount) }

  /// Calls `body` with the bytes: the chunk, the next one's signature, and slack.
  @inline(__always)
  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    buffer.withBytes(body)
  }

  /// Makes all bytes zero.
  func clear() { buffer.clear() }

  /// Copies bytes to a chunk offset, which the caller has checked.
  func copy(_ bytes: RawSpan, to offset: Int) {
    buffer.copy(bytes, to: offset)
  }

  /// Reads a chunk again whose place is known.
  func load(_ location: ChunkLocation, from source: any ByteSource) throws(ByteSourceError) {
    self.location = location
    if location.isFollowedByChunk, location.byteCount != Chunk.size {
      try realign(from: source)
    } else {
      let count = try buffer.fill(
        from: source, at: location.fileOffset, byteCount: location.byteCount)
      placement = ChunkPlacement(chunkStart: location.fileOffset, available: count)
    }
  }

  /// Reads a chunk that the next one follows too early or too late: it has lost or gained bytes.
  ///
  /// Everything behind that point is put back to its own offset, since names and templates are found by
  /// offset.
  private func realign(from source: any ByteSource) throws(ByteSourceError) {
    var spare = ByteBuffer(capacity: 2 * Chunk.size)
    let count = try spare.fill(
      from: source, at: location.fileOffset, byteCount: location.byteCount)
    placement = Self.realign(spare, count, into: &buffer, at: location.fileOffset)
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
    let isMoved = !EventRecordHeader.isLastInPlace(damaged, end: min(count, Chunk.size))
    let shift = isMoved ? Chunk.size - count : 0
    var whole = buffer.mutableBytes
    guard isMoved else {
      let kept = min(count, Chunk.size)
      whole.copy(damaged.extracting(0..<kept), to: 0)
      zero(&whole, from: kept)
      return ChunkPlacement(chunkStart: fileOffset, available: kept)
    }
    zero(&whole, from: 0)
    whole.copy(damaged.extracting(0..<point), to: 0)
    if shift > 0 {
      whole.copy(damaged.extracting(point..<count), to: point + shift)
    } else if point - shift <= count {
      whole.copy(damaged.extracting(point - shift..<count), to: point)
    }
    return ChunkPlacement(
      chunkStart: fileOffset, available: Chunk.size, shiftStart: point, shift: shift)
  }

  private static func zero(_ bytes: inout MutableRawSpan, from start: Int) {
    for place in start..<bytes.byteCount {
      bytes.storeBytes(of: 0, toByteOffset: place, as: UInt8.self)
    }
  }
}
