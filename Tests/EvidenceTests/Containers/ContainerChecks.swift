import ByteIO
import Evidence
import TestSupport
import Testing

/// Files of an image in memory.
struct MemorySiblings: SiblingFiles {
  var files: [String: [UInt8]] = [:]

  func names() -> [[UInt8]] { files.keys.map { Array($0.utf8) } }

  func path(_ name: [UInt8]) -> EvidencePath { EvidencePath(name) }

  func open(_ name: [UInt8]) throws(EvidenceError) -> any ByteSource {
    guard let bytes = files[String(decoding: name, as: UTF8.self)] else {
      throw EvidenceError(.notFound, path(name), "is not there")
    }
    return MemoryByteSource(bytes)
  }
}

/// Bytes with a part of them replaced, without a copy.
final class PatchedSource: ByteSource {
  let byteCount: Int64
  private let base: MemoryByteSource
  private let offset: Int64
  private let patch: [UInt8]

  /// The first `byteCount` bytes of `base`, with `patch` at `offset`.
  init(
    _ base: MemoryByteSource, byteCount: Int64? = nil, at offset: Int64 = 0, _ patch: [UInt8] = []
  ) {
    self.base = base
    self.byteCount = byteCount ?? base.byteCount
    self.offset = offset
    self.patch = patch
  }

  func read(
    at place: Int64, into target: inout MutableRawSpan
  ) throws(ByteSourceError) -> Int {
    guard place < byteCount else { return 0 }
    let wanted = Int(min(Int64(target.byteCount), byteCount - place))
    let count = try target.fill(from: base, at: place, to: 0, byteCount: wanted)
    for (index, byte) in patch.enumerated() {
      let inside = offset + Int64(index) - place
      if inside >= 0, inside < Int64(count) {
        target.copy([byte].rawSpan, to: Int(inside))
      }
    }
    return count
  }
}

/// Opens an image in memory.
func openImage(
  _ bytes: [UInt8], named name: String = "image", beside files: [String: [UInt8]] = [:]
) throws(EvidenceError) -> OpenedContainer {
  try DiskContainer.open(
    EvidencePath(name), source: MemoryByteSource(bytes), siblings: MemorySiblings(files: files))
}

/// The error that opening an image gives.
func openError(
  _ bytes: [UInt8], named name: String = "image", beside files: [String: [UInt8]] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) -> EvidenceError? {
  do throws(EvidenceError) {
    _ = try openImage(bytes, named: name, beside: files)
    Issue.record("the image opens", sourceLocation: sourceLocation)
    return nil
  } catch {
    return error
  }
}

/// Bytes of a source from an offset on.
func bytes(of source: any ByteSource, at offset: Int64, _ count: Int) throws -> [UInt8] {
  var buffer = ByteBuffer(capacity: count)
  let found = try buffer.fill(from: source, at: offset)
  var result: [UInt8] = []
  result.append(copying: buffer.bytes.extracting(0..<found))
  return result
}

/// What became of a damaged image.
enum Outcome {
  /// It does not open, and says why.
  case refused
  /// It opens and all its bytes are right.
  case intact
  /// Bytes are wrong or missing, and diagnostics say so.
  case reported
  /// Bytes are wrong and nothing says so.
  case silent
}

/// Opens a damaged image and reads it, at most `limit` bytes and 64 pieces of data of it.
func outcome(
  _ source: any ByteSource, named name: String = "image", beside files: [String: [UInt8]] = [:],
  original: [UInt8], limit: Int64 = 4 << 20
) throws -> Outcome {
  let opened: OpenedContainer
  do throws(EvidenceError) {
    opened = try DiskContainer.open(
      EvidencePath(name), source: source, siblings: MemorySiblings(files: files))
  } catch {
    return .refused
  }
  let media = opened.media
  var place: Int64 = 0
  var pieces = 0
  while place < media.byteCount, pieces < 64 {
    let next = media.nextData(from: place)
    #expect(next >= place && next <= media.byteCount)
    place = next + 100_000
    pieces += 1
    if next < media.byteCount { _ = try bytes(of: media, at: next, 1_000) }
  }
  _ = try bytes(of: media, at: max(0, media.byteCount - 5_000), 6_000)
  let read = try bytes(of: media, at: 0, Int(min(media.byteCount, limit)))
  #expect(Int64(read.count) == min(media.byteCount, limit))
  if read == original { return .intact }
  return opened.diagnostics.count > 0 ? .reported : .silent
}

/// A small disk: two patterns that compress, one that does not, and holes.
func smallDisk(_ byteCount: Int) -> [UInt8] {
  var disk = [UInt8](repeating: 0, count: byteCount)
  let random = noise(byteCount / 8)
  let text = Array(String(repeating: "evidence ", count: byteCount / 36 + 1).utf8)
  disk.replaceSubrange(0..<byteCount / 4, with: text[0..<byteCount / 4])
  disk.replaceSubrange(byteCount / 2..<byteCount / 2 + random.count, with: random)
  disk[byteCount - 1] = 0xee
  return disk
}
