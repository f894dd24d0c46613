public import ByteIO

/// Where a chunk lies in its log.
public struct ChunkLocation: Sendable {
  /// Bytes from the start of the log.
  public var fileOffset: Int64
  /// Bytes up to the next chunk or the end; 65,536 in a sound log.
  public var byteCount: Int
  /// The chunk's number, counted from 0 in the order of the file, empty slots included.
  public var index: Int
  /// Whether another chunk begins right behind, or the log ends a little late: then a wrong size means
  /// lost or inserted bytes.
  public var isFollowedByChunk: Bool
}

/// Goes through the slots of a log in order, past the header's word for how many there are.
///
/// Where a slot does not begin with a chunk's signature, the signature is looked for at every byte, so
/// that bytes lost or inserted cost one chunk and not the rest of the log.
public struct ChunkLocator: ~Copyable {
  private let source: any ByteSource
  private var position: Int64
  private var index = 0
  /// Two chunks, for the search.
  private var window = ByteBuffer(capacity: 0)
  private var head = ByteBuffer(capacity: 64)
  /// What was met between chunks, in the order of the file, since it was last asked for.
  public private(set) var errors: [EVTXError] = []

  /// A locator for a log whose chunks begin at `start`.
  public init(source: any ByteSource, start: Int64) {
    self.source = source
    self.position = start
  }

  /// Gives the errors met so far and forgets them.
  public mutating func takeErrors() -> [EVTXError] {
    defer { errors = [] }
    return errors
  }

  /// The next chunk, or bytes where one should be; nil at the end of the log. Slots that are all zero
  /// are passed over.
  public mutating func next() -> ChunkLocation? {
    while position < source.byteCount {
      let start = position
      let left = source.byteCount - start
      let isSignature: Bool
      do throws(ByteSourceError) {
        isSignature = try hasSignature(at: start)
        if isSignature {
          let follower = start + Int64(Chunk.size)
          var isFollowed = false
          if follower < source.byteCount { isFollowed = try hasSignature(at: follower) }
          if isFollowed || left <= Int64(Chunk.size) {
            return take(Int(min(left, Int64(Chunk.size))), isFollowed: isFollowed)
          }
        }
        if let location = try takeIrregular(at: start, isSignature: isSignature) {
          return location
        }
        skipEmpty()
      } catch {
        // The medium fails here: go on behind this slot.
        errors.append(
          EVTXError(
            .readFailed, fileOffset: error.offset, chunkIndex: index,
            message: "chunk \(index): \(error.reason); offset \(hexadecimal(error.offset))"))
        position = min(start + Int64(Chunk.size), source.byteCount)
        index += 1
      }
    }
    return nil
  }

  private mutating func take(_ byteCount: Int, isFollowed: Bool) -> ChunkLocation {
    let location = ChunkLocation(
      fileOffset: position, byteCount: byteCount, index: index, isFollowedByChunk: isFollowed)
    position += Int64(byteCount)
    index += 1
    return location
  }

  private mutating func hasSignature(at offset: Int64) throws(ByteSourceError) -> Bool {
    guard try head.fill(from: source, at: offset, byteCount: 8) == 8 else { return false }
    return head.bytes.matches("ElfChnk\0", at: 0)
  }

  // MARK: - Slots without a chunk at their start or behind them

  /// A chunk that no chunk follows, or bytes that are none; nil for a slot without anything.
  private mutating func takeIrregular(
    at start: Int64, isSignature: Bool
  ) throws(ByteSourceError) -> ChunkLocation? {
    if window.capacity == 0 { window = ByteBuffer(capacity: 2 * Chunk.size) }
    let count = try window.fill(from: source, at: start)
    guard let next = nextChunk(behind: isSignature ? Chunk.headerSize : 1, count: count) else {
      if isSignature, count < 2 * Chunk.size, count > Chunk.size,
        count <= Chunk.size + Chunk.size / 2
      {
        return take(count, isFollowed: true)
      }
      let byteCount = min(count, Chunk.size)
      if !isSignature, window.bytes.isZero(from: 0, to: byteCount) { return nil }
      return take(byteCount, isFollowed: false)
    }
    if !isSignature, window.bytes.isZero(from: 0, to: min(next, Chunk.size)) {
      // Zero bytes up to a chunk that lies off the grid.
      position += Int64(next <= Chunk.size ? next - Chunk.size : 0)
      return nil
    }
    // A chunk may be a little longer than it should be; what lies further on is a slot of its own.
    if next <= Chunk.size || (isSignature && next <= Chunk.size + Chunk.size / 2) {
      return take(next, isFollowed: true)
    }
    return take(Chunk.size, isFollowed: false)
  }

  /// Passes over a slot of zero bytes, and over holes of sparse files without reading them.
  private mutating func skipEmpty() {
    position += Int64(Chunk.size)
    index += 1
    let data = source.nextData(from: position)
    let slots = (data - position) / Int64(Chunk.size)
    if slots > 0 {
      position += slots * Int64(Chunk.size)
      index += Int(slots)
    }
  }

  /// The first place in the window from `start` on where a plausible chunk header lies.
  private borrowing func nextChunk(behind start: Int, count: Int) -> Int? {
    let bytes = window.bytes
    var place = start
    while count - place >= 8 {
      if bytes.u8(place) == 0x45, bytes.matches("ElfChnk\0", at: place) {
        // Events may hold the word; a header has its size field, where it still fits the window.
        if count - place < 64 || bytes.u32(place + 40) == 128 { return place }
      }
      place += 1
    }
    return nil
  }
}
