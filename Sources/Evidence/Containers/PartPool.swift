internal import ByteIO
internal import Synchronization

/// The files of one disk image. However many they are, a few are open at once.
final class PartPool: Sendable {
  /// A file of the image.
  struct Part: Sendable {
    let path: EvidencePath
    /// The name beside the first file; nil for the first file itself, which stays open.
    let name: [UInt8]?
    let byteCount: Int64
  }

  private struct State {
    /// Open files by part, with the time of their last use.
    var open: [Int: (source: any ByteSource, use: UInt64)] = [:]
    var clock: UInt64 = 0
  }

  /// The files, the first given one before its siblings.
  let parts: [Part]
  private let first: any ByteSource
  private let siblings: any SiblingFiles
  private let state = Mutex(State())

  init(first: any ByteSource, parts: [Part], siblings: any SiblingFiles) {
    self.first = first
    self.parts = parts
    self.siblings = siblings
  }

  /// The pool of an image that is one file.
  convenience init(_ source: any ByteSource, _ path: EvidencePath) {
    self.init(
      first: source, parts: [Part(path: path, name: nil, byteCount: source.byteCount)],
      siblings: NoSiblings(of: path.parent))
  }

  /// The source of a part, opened if need be.
  func source(_ index: Int) throws(ByteSourceError) -> any ByteSource {
    let part = parts[index]
    guard let name = part.name else { return first }
    let known = state.withLock { state in
      state.clock += 1
      state.open[index]?.use = state.clock
      return state.open[index]?.source
    }
    if let known { return known }
    let opened: any ByteSource
    do throws(EvidenceError) { opened = try siblings.open(name) } catch {
      throw ByteSourceError(offset: 0, reason: "\(error)")
    }
    guard opened.byteCount == part.byteCount else {
      throw ByteSourceError(
        offset: 0,
        reason: "\(part.path.terminal) has \(opened.byteCount) bytes and had \(part.byteCount)")
    }
    state.withLock { state in
      if state.open.count >= ContainerLimits.openPartCount,
        let oldest = state.open.min(by: { $0.value.use < $1.value.use })
      {
        state.open[oldest.key] = nil
      }
      state.open[index] = (opened, state.clock)
    }
    return opened
  }

  /// Reads `byteCount` bytes of a part to `start` of `target`, until they are there or the part ends.
  func read(
    _ index: Int, at offset: Int64, into target: inout MutableRawSpan, to start: Int, byteCount: Int
  ) throws(ByteSourceError) -> Int {
    let source = try source(index)
    do throws(ByteSourceError) {
      return try target.fill(from: source, at: offset, to: start, byteCount: byteCount)
    } catch {
      throw ByteSourceError(
        offset: error.offset,
        reason: "\(error.reason) (\(parts[index].path.terminal) at \(error.offset))")
    }
  }
}
