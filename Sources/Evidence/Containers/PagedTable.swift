internal import ByteIO
internal import Synchronization

/// A file whose tables (block allocation tables, grain tables, chunk tables) are read a page at a
/// time and kept while they are in use: a table of a large disk takes hundreds of MB.
final class PagedTable: Sendable {
  private final class Page: Sendable {
    /// The page and the 8 bytes behind it, so that an integer across its end is whole.
    private let buffer: ByteBuffer
    /// Bytes of it that the file has.
    let count: Int

    init(_ buffer: consuming ByteBuffer, count: Int) {
      self.buffer = buffer
      self.count = count
    }

    func u32(_ offset: Int) -> UInt32? {
      count - offset >= 4 ? buffer.withBytes { $0.u32(offset) } : nil
    }

    func u64(_ offset: Int) -> UInt64? {
      count - offset >= 8 ? buffer.withBytes { $0.u64(offset) } : nil
    }

    /// How many of at most `limit` entries of 4 or 8 bytes are equal to the first; at least 1.
    func equalEntries(_ offset: Int, entryByteCount: Int, limit: Int) -> Int {
      buffer.withBytes { bytes in
        var count = 1
        var place = offset + entryByteCount
        if entryByteCount == 8 {
          while count < limit, bytes.u64(place) == bytes.u64(offset) {
            count += 1
            place += 8
          }
        } else {
          while count < limit, bytes.u32(place) == bytes.u32(offset) {
            count += 1
            place += 4
          }
        }
        return count
      }
    }
  }
  private struct State {
    var pages: [Int64: (page: Page, use: UInt64)] = [:]
    var clock: UInt64 = 0
  }

  private let parts: PartPool
  private let part: Int
  private let state = Mutex(State())

  /// The tables in one file of an image.
  init(_ parts: PartPool, part: Int = 0) {
    self.parts = parts
    self.part = part
  }

  /// The little-endian 32-bit integer at an offset of the file; nil where the file does not reach.
  func u32(at fileOffset: Int64) throws(ByteSourceError) -> UInt32? {
    guard fileOffset >= 0, fileOffset < parts.parts[part].byteCount else { return nil }
    let (page, inside) = try page(fileOffset)
    return page.u32(inside)
  }

  /// The little-endian 64-bit integer at an offset of the file; nil where the file does not reach.
  func u64(at fileOffset: Int64) throws(ByteSourceError) -> UInt64? {
    guard fileOffset >= 0, fileOffset < parts.parts[part].byteCount else { return nil }
    let (page, inside) = try page(fileOffset)
    return page.u64(inside)
  }

  /// How many of the `limit` entries from an offset on are equal to the first, as far as one page
  /// tells; at least 1.
  func equalEntries(
    at fileOffset: Int64, entryByteCount: Int, limit: Int64
  ) throws(ByteSourceError) -> Int64 {
    guard fileOffset >= 0, fileOffset < parts.parts[part].byteCount, limit > 1 else { return 1 }
    let (page, inside) = try page(fileOffset)
    let fitting = min(limit, Int64((page.count - inside) / entryByteCount))
    return Int64(
      page.equalEntries(inside, entryByteCount: entryByteCount, limit: Int(fitting)))
  }

  private func page(_ fileOffset: Int64) throws(ByteSourceError) -> (Page, inside: Int) {
    let size = Int64(ContainerLimits.pageByteCount)
    let index = fileOffset / size
    let inside = Int(fileOffset % size)
    let known = state.withLock { state -> Page? in
      state.clock += 1
      state.pages[index]?.use = state.clock
      return state.pages[index]?.page
    }
    if let known { return (known, inside) }
    var buffer = ByteBuffer(capacity: ContainerLimits.pageByteCount + 8)
    let count = try buffer.fill(
      from: parts, part: part, at: index * size,
      byteCount: min(
        ContainerLimits.pageByteCount + 8, Int(clamping: parts.parts[part].byteCount - index * size)
      ))
    let page = Page(buffer, count: count)
    state.withLock { state in
      if state.pages.count >= ContainerLimits.pageCount,
        let oldest = state.pages.min(by: { $0.value.use < $1.value.use })
      {
        state.pages[oldest.key] = nil
      }
      state.pages[index] = (page, state.clock)
    }
    return (page, inside)
  }
}

extension ByteBuffer {
  /// Reads `byteCount` bytes of a part, as many as fit the buffer and the part has.
  ///
  /// - Throws: what the medium says, also when the part is shorter than it was.
  mutating func fill(
    from parts: PartPool, part: Int, at fileOffset: Int64, byteCount: Int
  ) throws(ByteSourceError) -> Int {
    var target = mutableBytes
    let wanted = min(byteCount, target.byteCount)
    var done = 0
    while done < wanted {
      let count = try parts.read(
        part, at: fileOffset + Int64(done), into: &target, to: done, byteCount: wanted - done)
      guard count > 0 else { break }
      done += count
    }
    return done
  }
}
