internal import ByteIO

/// The header block at the start of a log.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 8 | signature, `ElfFile\0` |
/// | 8 | 8 | number of the oldest chunk |
/// | 16 | 8 | number of the current chunk |
/// | 24 | 8 | next record identifier; stale when the log is dirty |
/// | 32 | 4 | header size, 128 |
/// | 36 | 2 | minor version, 1 or 2 |
/// | 38 | 2 | major version, 3 |
/// | 40 | 2 | size of this block, 4096 |
/// | 42 | 2 | number of chunks; 4 bytes in version 3.2 above 4 GiB |
/// | 120 | 4 | flags: 1 dirty, 2 full, 4 no checksums |
/// | 124 | 4 | CRC-32 of bytes 0...119 |
///
/// Source: libevtx "File header"; the flag 4 and the wide count from real logs (FORMAT facts 1).
/// Nothing here is relied on to find chunks.
public struct FileHeader: Sendable {
  /// Bytes that are read.
  public static let size = 128

  /// Number of the oldest chunk.
  public let firstChunkNumber: UInt64
  /// Number of the current chunk.
  public let lastChunkNumber: UInt64
  /// The identifier that the next record was to get.
  public let nextRecordID: UInt64
  /// 3 in all logs.
  public let majorVersion: UInt16
  /// 1, or 2 since Windows 10 2004.
  public let minorVersion: UInt16
  /// Bytes before the first chunk.
  public let blockSize: Int
  /// Chunks that the header declares.
  public let declaredChunkCount: UInt64
  /// All 32 flag bits.
  public let flags: UInt32
  /// The CRC-32 stored in the header.
  public let storedChecksum: UInt32

  /// Whether the log was not closed properly: counts and identifiers here are stale.
  public var isDirty: Bool { flags & 1 != 0 }
  /// Whether the log had reached its size limit.
  public var isFull: Bool { flags & 2 != 0 }
  /// Whether the writer left the checksums out.
  public var hasNoChecksums: Bool { flags & 4 != 0 }

  /// The header in the first 128 bytes of a log of `logByteCount` bytes; nil without the signature.
  public init?(_ bytes: RawSpan, logByteCount: Int64) {
    guard bytes.holds(Self.size, at: 0), bytes.matches("ElfFile\0", at: 0) else { return nil }
    firstChunkNumber = bytes.u64(8)
    lastChunkNumber = bytes.u64(16)
    nextRecordID = bytes.u64(24)
    minorVersion = bytes.u16(36)
    majorVersion = bytes.u16(38)
    let declaredBlockSize = Int(bytes.u16(40))
    blockSize = declaredBlockSize >= Self.size ? declaredBlockSize : 4_096
    // Only version 3.2 has a wide count, and only then does it fit the file.
    let wide = UInt64(bytes.u32(42))
    let fits = wide <= UInt64(max(0, logByteCount)) / UInt64(Chunk.size)
    declaredChunkCount = minorVersion >= 2 && fits ? wide : UInt64(bytes.u16(42))
    flags = bytes.u32(120)
    storedChecksum = bytes.u32(124)
  }
}
