internal import ByteIO

/// How a container lays out a disk in its files.
protocol MediaLayout: Sendable {
  /// Size of the disk in bytes.
  var byteCount: Int64 { get }

  /// Where the disk's bytes from `mediaOffset` on are, `0 ..< byteCount`: one run of them, at least
  /// a byte and never beyond the disk's end.
  ///
  /// - Throws: when the medium under the container fails.
  func extent(at mediaOffset: Int64) throws(ByteSourceError) -> MediaExtent

  /// Decodes a unit that ``extent(at:)`` named: a chunk, cluster or grain that is stored compressed
  /// or with a checksum.
  ///
  /// What is wrong with it becomes a diagnostic, and the unit zeros.
  /// - Throws: when the medium under the container fails.
  func decode(_ unit: MediaUnit) throws(ByteSourceError) -> DecodedUnit
}

extension MediaLayout {
  /// For layouts without such units.
  func decode(_ unit: MediaUnit) throws(ByteSourceError) -> DecodedUnit {
    preconditionFailure("this layout has no units")
  }
}

/// A run of a disk's bytes.
struct MediaExtent: Sendable {
  /// Where they are.
  enum Content: Sendable {
    /// Nowhere: they are zero.
    case zero
    /// Stored as they are, in a part of the image at an offset from its start.
    case stored(part: Int, fileOffset: Int64)
    /// In a unit that must be decoded, at an offset from its start.
    case unit(MediaUnit, offset: Int)
    /// Lost, for this reason, with all of a range of the disk; they read as zeros.
    case lost(EvidenceError, Range<Int64>)
  }
  var content: Content
  var byteCount: Int64
}

/// A piece of a disk that is decoded whole.
struct MediaUnit: Hashable, Sendable {
  /// Where it begins on the disk, in bytes.
  let mediaOffset: Int64
  /// Its size when decoded, in bytes.
  let byteCount: Int
  /// The part it is stored in.
  let part: Int
  /// Where it is stored, in bytes from the part's start.
  let fileOffset: Int64
  /// Bytes that it takes there, at most.
  let storedByteCount: Int
  /// What the layout needs to know besides: whether it is compressed.
  let isCompressed: Bool

  /// Its place tells units of one image apart; further fields would only cost time.
  func hash(into hasher: inout Hasher) { hasher.combine(mediaOffset) }
}

/// A unit's bytes.
final class DecodedUnit: Sendable {
  private let buffer: ByteBuffer

  init(_ buffer: consuming ByteBuffer) { self.buffer = buffer }

  /// Copies bytes `offset ..< offset + count`, which must lie inside, to `start` of `target`.
  func copy(from offset: Int, count: Int, into target: inout MutableRawSpan, at start: Int) {
    Self.copy(buffer, from: offset, count: count, into: &target, at: start)
  }

  private static func copy(
    _ buffer: borrowing ByteBuffer, from offset: Int, count: Int,
    into target: inout MutableRawSpan, at start: Int
  ) {
    target.copy(buffer.bytes.extracting(offset..<offset + count), to: start)
  }
}

/// A disk as a ``ByteSource``: its bytes from wherever the layout says they are.
final class MappedMedia<Layout: MediaLayout>: ByteSource {
  let byteCount: Int64
  let layout: Layout
  private let parts: PartPool
  private let diagnostics: ContainerDiagnostics
  private let cache: UnitCache

  /// The disk that `layout` describes in `parts`. Units of `unitByteCount` bytes are kept for a while.
  init(
    _ layout: Layout, _ parts: PartPool, _ diagnostics: ContainerDiagnostics,
    unitByteCount: Int = ContainerLimits.unitCacheByteCount
  ) {
    byteCount = layout.byteCount
    self.layout = layout
    self.parts = parts
    self.diagnostics = diagnostics
    cache = UnitCache(unitByteCount: unitByteCount)
  }

  func read(
    at offset: Int64, into target: inout MutableRawSpan
  ) throws(ByteSourceError) -> Int {
    guard offset >= 0, offset < byteCount else { return 0 }
    let wanted = Int(min(Int64(target.byteCount), byteCount - offset))
    var done = 0
    while done < wanted {
      let place = offset + Int64(done)
      do throws(ByteSourceError) {
        done += try step(at: place, into: &target, to: done, byteCount: wanted - done)
      } catch {
        // What came before the failure is good: give it back, the next read meets the failure.
        if done > 0 { return done }
        throw ByteSourceError(offset: place, reason: error.reason)
      }
    }
    return done
  }

  /// Reads as much as lies in one extent.
  private func step(
    at mediaOffset: Int64, into target: inout MutableRawSpan, to start: Int, byteCount: Int
  ) throws(ByteSourceError) -> Int {
    let extent = try layout.extent(at: mediaOffset)
    let count = Int(min(Int64(byteCount), extent.byteCount))
    switch extent.content {
    case .zero: target.clear(from: start, to: start + count)
    case .lost(let error, let range):
      diagnostics.add(ContainerDiagnostic(error, lostRange: range))
      target.clear(from: start, to: start + count)
    case .stored(let part, let fileOffset):
      let read = try parts.read(part, at: fileOffset, into: &target, to: start, byteCount: count)
      guard read > 0 else {
        throw ByteSourceError(
          offset: mediaOffset, reason: "\(parts.parts[part].path.terminal) has become shorter")
      }
      return read
    case .unit(let unit, let offset):
      let decoded = try cache.unit(unit) { () throws(ByteSourceError) in try layout.decode(unit) }
      decoded.copy(from: offset, count: count, into: &target, at: start)
    }
    return count
  }

  /// Passes over what is known to be zero: places without storage, and lost ones, which are reported.
  func nextData(from offset: Int64) -> Int64 {
    guard offset < byteCount else { return byteCount }
    var place = max(0, offset)
    do throws(ByteSourceError) {
      while place < byteCount {
        let extent = try layout.extent(at: place)
        switch extent.content {
        case .zero: break
        case .lost(let error, let range):
          diagnostics.add(ContainerDiagnostic(error, lostRange: range))
        case .stored(let part, let fileOffset):
          let next = try parts.source(part).nextData(from: fileOffset)
          if next - fileOffset < extent.byteCount { return place + max(0, next - fileOffset) }
        case .unit: return place
        }
        place += extent.byteCount
      }
    } catch {
      // Whoever reads here meets the failure.
    }
    return place
  }
}
