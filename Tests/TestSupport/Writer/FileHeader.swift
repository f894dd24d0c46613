/// What a log's headers declare.
public struct LogOptions: Sendable {
  /// Minor version: 1, or 2 since Windows 10 2004. The major version is 3.
  public var minorVersion: UInt16 = 1
  /// Flag 1: the log was not closed.
  public var isDirty = false
  /// Flag 2: the log reached its size and overwrites or refuses.
  public var isFull = false
  /// When false, flag 4 is set in file and chunks and all checksums are zero.
  public var hasChecksums = true
  /// Identifier of the first record that names none.
  public var firstRecordID: UInt64 = 1
  /// Number of the first record in the first chunk's header; exported logs restart at 1.
  public var firstRecordNumber: UInt64 = 1
  /// Chunks of zeros behind the last one, as Windows preallocates them.
  public var preallocatedChunks = 0
  /// Allows a record to end at the last byte of a chunk, which Windows seems never to do.
  public var fillsChunks = false

  /// Version 3.1, clean, with checksums.
  public init() {}
}

/// The first 4,096 bytes of a log.
///
/// | Offset | Bytes | Field                                        |
/// |-------:|------:|----------------------------------------------|
/// |      0 |     8 | signature, `ElfFile\0`                       |
/// |      8 |     8 | number of the oldest chunk                   |
/// |     16 |     8 | number of the current chunk                  |
/// |     24 |     8 | next record identifier                       |
/// |     32 |     4 | 128                                          |
/// |  36/38 |   2+2 | minor and major version                      |
/// |     40 |     2 | 4,096                                        |
/// |     42 |     2 | chunks; 4 bytes in version 3.2               |
/// |    120 |     4 | flags                                        |
/// |    124 |     4 | CRC32 of bytes 0-119                         |
///
/// Source: libevtx, "File header"; the wide count of version 3.2: FORMAT facts, logs over 4 GiB.
func fileHeader(_ options: LogOptions, chunkCount: Int, nextRecordID: UInt64) -> [UInt8] {
  var header = ByteBuilder(capacity: 4_096)
  header.append(contentsOf: "ElfFile\0".utf8)
  header.u64(0)
  header.u64(UInt64(max(0, chunkCount - 1)))
  header.u64(nextRecordID)
  header.u32(128)
  header.u16(options.minorVersion)
  header.u16(3)
  header.u16(4_096)
  if options.minorVersion >= 2 {
    header.u32(UInt32(chunkCount))
  } else {
    header.u16(UInt16(truncatingIfNeeded: chunkCount))
  }
  header.zeros(4_096 - header.count)
  let flags: UInt32 =
    (options.isDirty ? 1 : 0) | (options.isFull ? 2 : 0) | (options.hasChecksums ? 0 : 4)
  header.patch(flags, at: 120)
  if options.hasChecksums { header.patch(Checksum.crc32(header.slice[..<120]), at: 124) }
  return header.bytes
}
