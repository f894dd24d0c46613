internal import ByteIO

/// A part of another source: a partition of a disk.
final class SliceByteSource: ByteSource {
  /// Size in bytes.
  let byteCount: Int64
  /// Where the part begins, in bytes from the start of the base.
  let start: Int64
  private let base: any ByteSource

  /// The bytes `start ..< start + byteCount` of `base`; what lies behind its end is left out.
  init(_ base: any ByteSource, start: Int64, byteCount: Int64) {
    self.base = base
    self.start = min(max(0, start), base.byteCount)
    self.byteCount = min(max(0, byteCount), base.byteCount - self.start)
  }

  func read(at offset: Int64, into target: inout MutableRawSpan) throws(ByteSourceError) -> Int {
    guard offset >= 0, offset < byteCount else { return 0 }
    let count = Int(min(Int64(target.byteCount), byteCount - offset))
    return try target.fill(from: base, at: start + offset, to: 0, byteCount: count)
  }

  func nextData(from offset: Int64) -> Int64 {
    guard offset >= 0, offset < byteCount else { return byteCount }
    return min(byteCount, max(offset, base.nextData(from: start + offset) - start))
  }
}
