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
  /// Where records without a chunk begin, from the start of the chunk they were once in; nil for chunks.
  /// That start is a guess from their templates and can lie before the log.
  public var carvedFrom: Int?
}

/// Goes through the slots of a log in order, past the header's word for how many there are.
///
/// Where a slot does not begin with a chunk's signature, the signature is looked for at every byte, so
/// that bytes lost or inserted cost one chunk and not the rest of the log. Reads go forward only, one
/// for each chunk.
public struct ChunkLocator: ~Copyable {
  private let source: any ByteSource
  private let carves: Bool
  /// Whether the bytes begin as a log does.
  private let isLog: Bool
  private var position: Int64
  private var index = 0
  /// Two chunks, for the search; made when it is needed.
  private var window = ByteBuffer(capacity: 0)
  private var errors: [EVTXError] = []

  /// A locator for a log whose chunks begin at `start`.
  ///
  /// - Parameters:
  ///   - source: the log's bytes.
  ///   - start: where the first chunk should be.
  ///   - carves: whether records are looked for in bytes that are no chunk.
  ///   - isLog: whether the bytes begin as a log does.
  public init(
    source: any ByteSource, start: Int64, carves: Bool = false, isLog: Bool = true
  ) {
    self.isLog = isLog
    self.source = source
    self.carves = carves
    self.position = start
  }

  /// Gives what was met so far that is wrong with the log outside of its chunks, and forgets it.
  public mutating func takeErrors() -> [EVTXError] {
    guard !errors.isEmpty else { return [] }
    defer { errors = [] }
    return errors
  }

  /// Loads the next chunk, or bytes where one should be. Slots that are all zero are passed over.
  ///
  /// - Returns: false at the end of the log.
  public mutating func next(into chunk: LoadedChunk) -> Bool {
    while position < source.byteCount {
      let start = position
      let left = source.byteCount - start
      let count = read(into: chunk)
      guard count > 0 else {
        position = min(start + Int64(Chunk.size), source.byteCount)
        index += 1
        continue
      }
      let isSignature = chunk.withBytes { $0.matches("ElfChnk\0", at: 0) }
      let isFollowed = chunk.withBytes { $0.matches("ElfChnk\0", at: Chunk.size) }
      if isSignature, isFollowed || left <= Int64(Chunk.size) {
        take(Int(min(left, Int64(Chunk.size))), count, isFollowed: isFollowed, into: chunk)
        return true
      }
      if !isSignature, isFollowed || left <= Int64(Chunk.size),
        chunk.withBytes({ $0.isZero(from: 0, to: min(count, Chunk.size)) })
      {
        skipEmpty()
      } else if takeIrregular(isSignature: isSignature, count: count, into: chunk) {
        return true
      } else {
        skipEmpty()
      }
    }
    return false
  }

  private mutating func take(
    _ byteCount: Int, _ count: Int, isFollowed: Bool, into chunk: LoadedChunk
  ) {
    chunk.location = ChunkLocation(
      fileOffset: position, byteCount: byteCount, index: index, isFollowedByChunk: isFollowed)
    chunk.placement = ChunkPlacement(chunkStart: position, available: min(count, byteCount))
    position += Int64(byteCount)
    index += 1
  }

  // MARK: - Reading

  /// Blocks in which a chunk is read again whose medium fails.
  private static let blockSize = 4_096

  /// Reads the chunk at the position and the next one's signature. Where the medium fails, what can be
  /// read around the place is kept and the rest is zero.
  ///
  /// - Returns: bytes that are there, 0 when none can be read.
  private mutating func read(into chunk: LoadedChunk) -> Int {
    let start = position
    let wanted = Int(min(Int64(LoadedChunk.loadedByteCount), source.byteCount - start))
    do throws(ByteSourceError) {
      let count = try chunk.buffer.fill(from: source, at: start, byteCount: wanted)
      if count == wanted { return count }
      if count == 0 || source.isShort(at: start + Int64(count)) { return count }
    } catch {
      note(error, "is read again in parts")
    }
    var readable = 0
    var block = ByteBuffer(capacity: Self.blockSize)
    for offset in stride(from: 0, to: wanted, by: Self.blockSize) {
      let size = min(Self.blockSize, wanted - offset)
      do throws(ByteSourceError) {
        let count = try block.fill(from: source, at: start + Int64(offset), byteCount: size)
        if count > 0 { readable = offset + count }
      } catch {
        note(error, "\(size) bytes are missing")
      }
      chunk.copy(block.bytes.extracting(0..<size), to: offset)
    }
    return readable
  }

  private mutating func note(_ error: ByteSourceError, _ consequence: String) {
    // A medium that fails everywhere is said once for each chunk.
    if let last = errors.last, last.code == .readFailed, last.chunkIndex == index,
      errors.count(where: { $0.chunkIndex == index }) > 2
    {
      return
    }
    errors.append(
      EVTXError(
        .readFailed, fileOffset: error.offset, chunkIndex: index,
        message: "chunk \(index): \(error.reason), \(consequence); "
          + "offset \(hexadecimal(error.offset))"))
  }

  // MARK: - Slots without a chunk at their start or behind them

  /// Takes a chunk that no chunk follows, or bytes that are none.
  ///
  /// - Returns: false for a slot without anything.
  private mutating func takeIrregular(
    isSignature: Bool, count: Int, into chunk: LoadedChunk
  ) -> Bool {
    if window.capacity == 0 { window = ByteBuffer(capacity: 2 * Chunk.size) }
    let windowCount: Int
    do throws(ByteSourceError) {
      windowCount = try window.fill(from: source, at: position)
    } catch {
      // What was read of this slot is all there is to be had.
      take(Chunk.size, count, isFollowed: false, into: chunk)
      return true
    }
    // The usual end of a log: its last chunk, and behind it slots that were never used.
    if isSignature, windowCount == 2 * Chunk.size,
      window.bytes.isZero(from: Chunk.size, to: Chunk.size + Self.blockSize),
      // Bytes inserted would have moved the last record.
      EventRecordHeader.isLastInPlace(window.bytes, end: Chunk.size)
    {
      take(Chunk.size, count, isFollowed: false, into: chunk)
      return true
    }
    let found = nextChunk(behind: isSignature ? Chunk.headerSize : 1, count: windowCount)
    if carves, !isSignature, !looksLikeChunk(windowCount) {
      return takeCarved(end: found ?? windowCount, windowCount: windowCount, into: chunk)
    }
    guard let next = found else {
      // A log that ends a little late: bytes were inserted into its last chunk.
      let isLate = windowCount > Chunk.size && windowCount <= Chunk.size + Chunk.size / 2
      if isSignature, isLate {
        takeMisaligned(windowCount, into: chunk)
        return true
      }
      let byteCount = min(windowCount, Chunk.size)
      if !isSignature, window.bytes.isZero(from: 0, to: byteCount) { return false }
      take(byteCount, count, isFollowed: false, into: chunk)
      return true
    }
    if !isSignature, window.bytes.isZero(from: 0, to: min(next, Chunk.size)) {
      // Zero bytes up to a chunk that lies off the grid.
      position += Int64(next <= Chunk.size ? next - Chunk.size : 0)
      return false
    }
    // A chunk may be a little longer than it should be; what lies further on is a slot of its own.
    if next == Chunk.size {
      take(next, count, isFollowed: true, into: chunk)
    } else if next < Chunk.size || (isSignature && next <= Chunk.size + Chunk.size / 2) {
      takeMisaligned(next, into: chunk)
    } else {
      take(Chunk.size, count, isFollowed: false, into: chunk)
    }
    return true
  }

  private mutating func takeMisaligned(_ byteCount: Int, into chunk: LoadedChunk) {
    let location = ChunkLocation(
      fileOffset: position, byteCount: byteCount, index: index, isFollowedByChunk: true)
    do throws(ByteSourceError) {
      try chunk.load(location, from: source)
    } catch {
      note(error, "is read as it lies")
      chunk.location = location
      chunk.placement = ChunkPlacement(
        chunkStart: position, available: min(byteCount, Chunk.size))
    }
    position += Int64(byteCount)
    index += 1
  }

  // MARK: - Carving

  /// Whether the window looks like a chunk whose header is damaged: a record behind where it was, or in
  /// a log, which has its chunks on a grid, one at a place where records lie.
  private borrowing func looksLikeChunk(_ count: Int) -> Bool {
    let end = min(count, Chunk.size)
    if EventRecordHeader.isRecord(window.bytes, at: Chunk.headerSize, end: end) { return true }
    guard isLog, let first = firstRecord(before: end) else { return false }
    return first > Chunk.headerSize && first % 8 == 0
  }

  /// Takes the first run of records that lie one behind the other, or passes over bytes without any.
  ///
  /// - Returns: false when there were none; the position then lies where the caller's step over a slot
  ///   leads to the next place to look at.
  private mutating func takeCarved(end: Int, windowCount: Int, into chunk: LoadedChunk) -> Bool {
    guard let first = firstRecord(before: end) else {
      // A record that begins in the last 64 KiB of a full window may go on behind it.
      let isCut = end == windowCount && windowCount == window.capacity
      position += Int64(isCut ? end - Chunk.size : end) - Int64(Chunk.size)
      return false
    }
    var runEnd = first
    var base = first - Chunk.headerSize
    var hasBase = false
    while EventRecordHeader.isRecord(window.bytes, at: runEnd, end: end) {
      let recordEnd = runEnd + EventRecordHeader(window.bytes, at: runEnd).byteCount
      if let found = chunkStart(from: runEnd, to: recordEnd) {
        // Another chunk begins: its records are taken next.
        if hasBase, found != base { break }
        base = found
        hasBase = true
      }
      guard recordEnd - base <= Chunk.size else { break }
      runEnd = recordEnd
    }
    if runEnd == first { runEnd = first + EventRecordHeader(window.bytes, at: first).byteCount }
    let offset = first - base
    chunk.clear()
    chunk.copy(window.bytes.extracting(first..<runEnd), to: offset)
    let isWhole = base >= 0
    if isWhole { chunk.copy(window.bytes.extracting(base..<first), to: 0) }
    chunk.location = ChunkLocation(
      fileOffset: position + Int64(base), byteCount: runEnd - base, index: index,
      isFollowedByChunk: false, carvedFrom: offset)
    chunk.placement = ChunkPlacement(
      chunkStart: position + Int64(base), available: runEnd - base)
    position += Int64(runEnd)
    index += 1
    return true
  }

  private borrowing func firstRecord(before end: Int) -> Int? {
    let bytes = window.bytes
    var place = 0
    while end - place >= EventRecordHeader.smallestRecord {
      if bytes.u8(place) == 0x2a, EventRecordHeader.isRecord(bytes, at: place, end: end),
        Int(bytes.u32(place + 4)) <= EventRecordHeader.largestRecord
      {
        return place
      }
      place += 1
    }
    return nil
  }

  /// Where the chunk of a record began, from a template definition in it: an instance names the offset
  /// of the definition right behind itself, and both repeat the same identifier.
  private borrowing func chunkStart(from start: Int, to end: Int) -> Int? {
    let bytes = window.bytes
    var place = start + EventRecordHeader.size
    let size = TemplateInstance.headSize + TemplateDefinitionHeader.size
    while place + size <= end {
      if bytes.u8(place) == Token.templateInstance, bytes.u32(place + 2) == bytes.u32(place + 14),
        bytes.u32(place + 2) != 0
      {
        let offset = Int(bytes.u32(place + 6))
        let base = place + TemplateInstance.headSize - offset
        if offset > Chunk.headerSize, offset < Chunk.size, start - base >= Chunk.headerSize,
          end - base <= Chunk.size
        {
          return base
        }
      }
      place += 1
    }
    return nil
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
      // The seventh byte tells how far the next possible place is.
      switch bytes.u8(place + 6) {
      case 0x6b:
        if bytes.matches("ElfChnk\0", at: place),
          // Events may hold the word; a header has its size field, where it still fits the window.
          count - place < 64 || bytes.u32(place + 40) == 128
        {
          return place
        }
        place += 1
      case 0x6e: place += 1
      case 0x68: place += 2
      case 0x43: place += 3
      case 0x66: place += 4
      case 0x6c: place += 5
      case 0x45: place += 6
      default: place += 7
      }
    }
    return nil
  }
}

extension ByteSource {
  /// Whether nothing can be read at `offset` for the good reason that the source has become shorter.
  fileprivate func isShort(at offset: Int64) -> Bool {
    var probe = ByteBuffer(capacity: 1)
    do throws(ByteSourceError) {
      return try probe.fill(from: self, at: offset) == 0
    } catch {
      return false
    }
  }
}
