internal import ByteIO

/// A disk that lies in its file as it is: fixed VHD and VDI, flat VMDK.
struct FixedLayout: MediaLayout {
  let byteCount: Int64
  private let start: Int64
  private let part: Int
  private let parts: PartPool

  /// The disk of `byteCount` bytes that begins at `start` of a part. What the part lacks is lost.
  init(byteCount: Int64, start: Int64, part: Int = 0, parts: PartPool) {
    self.byteCount = byteCount
    self.start = start
    self.part = part
    self.parts = parts
  }

  /// What to say of a part that is too short.
  static func problem(_ part: PartPool.Part) -> String {
    "the disk goes on behind the end of the file at \(part.byteCount)"
  }

  func extent(at mediaOffset: Int64) -> MediaExtent {
    let file = parts.parts[part]
    let stored = max(0, file.byteCount - start)
    guard mediaOffset < stored else {
      return MediaExtent(
        content: .lost(
          EvidenceError(.imageLoss, file.path, Self.problem(file)),
          min(stored, byteCount)..<byteCount),
        byteCount: byteCount - mediaOffset)
    }
    return MediaExtent(
      content: .stored(part: part, fileOffset: start + mediaOffset),
      byteCount: min(byteCount, stored) - mediaOffset)
  }
}
