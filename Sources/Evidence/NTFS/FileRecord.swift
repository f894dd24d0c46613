internal import ByteIO

/// The head of a file record.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 4 | signature, `FILE` |
/// | 4 | 2 | offset of the update sequence |
/// | 6 | 2 | its count: the number, and one for each 512 bytes of the record |
/// | 16 | 2 | sequence number of the entry |
/// | 20 | 2 | offset of the first attribute |
/// | 22 | 2 | flags: 1 in use, 2 a folder |
/// | 24 | 4 | bytes in use |
/// | 32 | 8 | the base record of an extension record, else 0 |
///
/// Source: Linux-NTFS documentation, "FILE record".
struct FileRecordHeader: Hashable {
  let sequence: UInt16
  let firstAttribute: Int
  let isInUse: Bool
  let isFolder: Bool
  let usedByteCount: Int
  let base: FileReference
  /// Whether this record continues another one.
  let isExtension: Bool

  /// Decodes the head at `offset`; nil when its signature or its sizes cannot be.
  init?(_ bytes: RawSpan, at offset: Int, byteCount: Int) {
    guard byteCount >= 48, bytes.holds(byteCount, at: offset), bytes.matches("FILE", at: offset)
    else { return nil }
    sequence = bytes.u16(offset + 16)
    firstAttribute = Int(bytes.u16(offset + 20))
    let flags = bytes.u16(offset + 22)
    isInUse = flags & 1 != 0
    isFolder = flags & 2 != 0
    usedByteCount = min(Int(bytes.u32(offset + 24)), byteCount)
    let stored = bytes.u64(offset + 32)
    base = FileReference(stored)
    isExtension = stored != 0
    guard firstAttribute >= 42, firstAttribute <= byteCount - 8 else { return nil }
  }
}

/// The update sequence: the last two bytes of each 512 of a record, which are replaced on disk by a number
/// so that a half-written record shows.
enum UpdateSequence {
  /// Bytes between two replaced places.
  static let stride = 512

  /// Puts the replaced bytes back in a record of `byteCount` bytes at `offset`.
  ///
  /// | Offset in the sequence | Bytes | Field |
  /// |-------:|------:|-------|
  /// | 0 | 2 | the number that stands at the end of each 512 bytes |
  /// | 2 | 2 each | the bytes it replaced |
  ///
  /// - Returns: how many bytes of the record are whole: fewer than `byteCount` where it was written in
  ///   part; nil when the sequence does not fit the record.
  static func apply(_ bytes: inout MutableRawSpan, at offset: Int, byteCount: Int) -> Int? {
    guard byteCount >= stride, offset >= 0, bytes.byteCount - offset >= byteCount else {
      return nil
    }
    let sequenceOffset = Int(bytes.bytes.u16(offset + 4))
    let count = Int(bytes.bytes.u16(offset + 6))
    let wanted = byteCount / stride
    // A count for sectors of 4,096 bytes has been seen of formatting tools, hence the two strides.
    guard count >= 2, wanted % (count - 1) == 0, sequenceOffset >= 8, sequenceOffset % 2 == 0,
      sequenceOffset + 2 * count <= byteCount / (count - 1) - 2
    else { return nil }
    let step = byteCount / (count - 1)
    guard step == stride || step % 4_096 == 0 else { return nil }
    let number = bytes.bytes.u16(offset + sequenceOffset)
    for index in 1..<count {
      let place = offset + index * step - 2
      guard bytes.bytes.u16(place) == number else { return (index - 1) * step }
      let replaced = bytes.bytes.u16(offset + sequenceOffset + 2 * index)
      bytes.storeBytes(of: replaced, toByteOffset: place, as: UInt16.self)
    }
    return byteCount
  }
}

/// A file record in memory, its replaced bytes put back.
struct FileRecord {
  let entry: UInt64
  let header: FileRecordHeader
  let bytes: [UInt8]
  /// Bytes that may be read: the used ones, or fewer of a record that was written in part.
  let readableByteCount: Int
  /// Whether a part of the record is older or newer than the rest.
  let isTorn: Bool

  /// Decodes a record.
  ///
  /// - Throws: `damaged-volume`.
  init(_ content: [UInt8], entry: UInt64) throws(DiskFailure) {
    var bytes = content
    let count = bytes.count
    let whole = bytes.withMutableBytes { UpdateSequence.apply(&$0, at: 0, byteCount: count) }
    guard let header = FileRecordHeader(bytes.rawSpan, at: 0, byteCount: count) else {
      guard !content.starts(with: "FILE".utf8) else {
        throw DiskFailure(damaged: "$MFT entry \(entry): its header contradicts itself")
      }
      let found = content.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
      throw DiskFailure(damaged: "$MFT entry \(entry): begins with \(found), expected \"FILE\"")
    }
    guard let whole, whole > 0 else {
      throw DiskFailure(damaged: "$MFT entry \(entry): its update sequence does not fit")
    }
    self.entry = entry
    self.header = header
    self.bytes = bytes
    isTorn = whole < count
    readableByteCount = min(whole, header.usedByteCount)
  }

  /// The entry with its sequence number.
  var reference: FileReference { FileReference(entry: entry, sequence: header.sequence) }
}
