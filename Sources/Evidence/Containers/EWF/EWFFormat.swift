internal import ByteIO

/// Constants of the Expert Witness Format, version 1, as EnCase writes it into .E01 files.
///
/// Source: libewf, "Expert Witness Compression Format (EWF)". Integers are little-endian.
enum EWFFormat {
  /// `EVF` and bytes that show damage by text transfer: a segment of a disk image.
  static let signature: [UInt8] = [0x45, 0x56, 0x46, 0x09, 0x0d, 0x0a, 0xff, 0x00]
  /// `LVF`: a segment of a logical image (.L01), which holds files and no disk.
  static let logicalSignature: [UInt8] = [0x4c, 0x56, 0x46, 0x09, 0x0d, 0x0a, 0xff, 0x00]
  /// `EVF2`: version 2 (.Ex01).
  static let version2Signature: [UInt8] = [0x45, 0x56, 0x46, 0x32, 0x0d, 0x0a, 0x81, 0x00]
  /// Bytes of a segment's header: signature, 1, segment number (2 bytes), 0 (2 bytes).
  static let fileHeaderByteCount = 13
  /// Where the segment number stands.
  static let segmentNumberOffset = 9
  /// Bytes of a section's descriptor.
  static let sectionHeaderByteCount = 76
  /// Bytes of a table's header, before its entries.
  static let tableHeaderByteCount = 24
}

/// The descriptor before each section's data.
///
/// | Offset | Bytes | Field                                                   |
/// |-------:|------:|---------------------------------------------------------|
/// |      0 |    16 | type, ASCII, padded with NUL                            |
/// |     16 |     8 | where the next section begins, from the segment's start |
/// |     24 |     8 | size with this descriptor                               |
/// |     72 |     4 | Adler-32 of the bytes before                            |
struct EWFSectionHeader: Hashable {
  let type: String
  /// Where the descriptor is, in bytes from the segment's start.
  let fileOffset: Int64
  let nextOffset: Int64
  let byteCount: Int64
  let isIntact: Bool

  /// Decodes 76 bytes.
  init(_ bytes: RawSpan, at fileOffset: Int64) {
    type = bytes.shownText(from: 0, to: 16)
    self.fileOffset = fileOffset
    nextOffset = clampedCount(bytes.u64(16))
    byteCount = clampedCount(bytes.u64(24))
    isIntact = adler32(bytes, from: 0, to: 72) == bytes.u32(72)
  }

  /// Where its data begins.
  var dataOffset: Int64 { fileOffset + Int64(EWFFormat.sectionHeaderByteCount) }
  /// Whether no section follows in this segment.
  var isLast: Bool { type == "next" || type == "done" }

  /// Where its data ends: before the next section, or where its size says when that is nearer; when
  /// the descriptor is damaged, whichever leaves more.
  func dataEnd(fileByteCount: Int64) -> Int64 {
    let (bySize, overflow) = fileOffset.addingReportingOverflow(byteCount)
    let ends = [nextOffset, overflow ? 0 : bySize].filter { $0 > dataOffset && $0 <= fileByteCount }
    return (isIntact ? ends.min() : ends.max()) ?? max(dataOffset, fileByteCount)
  }
}

/// What the `volume` or `disk` section says about the disk, and each further segment's `data` again.
///
/// | Offset | Bytes | Field                                    |
/// |-------:|------:|------------------------------------------|
/// |      0 |     1 | media type                               |
/// |      4 |     4 | chunks                                   |
/// |      8 |     4 | sectors in a chunk                       |
/// |     12 |     4 | bytes in a sector                        |
/// |     16 |     8 | sectors                                  |
/// |     36 |     1 | media flags                              |
/// |     52 |     1 | compression level                        |
/// |     56 |     4 | sectors in a block of error granularity  |
/// |     64 |    16 | identifier of the set of segments        |
/// |   1048 |     4 | Adler-32 of the bytes before             |
///
/// The older form of 94 bytes, of SMART and EnCase 1, has the first numbers at the same places, the
/// sectors in 4 bytes, and its Adler-32 at 90.
struct EWFVolume: Hashable {
  let mediaType: UInt8
  let mediaFlags: UInt8
  let chunkCount: UInt32
  let sectorsPerChunk: UInt32
  let bytesPerSector: UInt32
  let sectorCount: UInt64
  let compressionLevel: UInt8
  let errorGranularity: UInt32
  let setIdentifier: [UInt8]
  let isIntact: Bool

  /// Decodes a section's data of 94 or 1,052 bytes; nil when there are fewer.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 94 else { return nil }
    let isLong = bytes.byteCount >= 1_052
    mediaType = bytes.u8(0)
    chunkCount = bytes.u32(4)
    sectorsPerChunk = bytes.u32(8)
    bytesPerSector = bytes.u32(12)
    sectorCount = isLong ? bytes.u64(16) : UInt64(bytes.u32(16))
    mediaFlags = isLong ? bytes.u8(36) : 0
    compressionLevel = isLong ? bytes.u8(52) : 0
    errorGranularity = isLong ? bytes.u32(56) : 0
    setIdentifier = isLong ? (64..<80).map { bytes.u8($0) } : []
    let end = isLong ? 1_048 : 90
    isIntact = adler32(bytes, from: 0, to: end) == bytes.u32(end)
  }
}
