internal import ByteIO

/// Sizes of a chunk.
public enum Chunk {
  /// Bytes of a chunk, header included.
  public static let size = 65_536
  /// Bytes of its header, string and template tables included.
  public static let headerSize = 512
}

/// The fixed-size header at the start of every 64 KiB chunk.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 8 | signature, `ElfChnk\0` |
/// | 8 | 8 | first record number |
/// | 16 | 8 | last record number |
/// | 24 | 8 | first record identifier, all ones in an empty chunk |
/// | 32 | 8 | last record identifier |
/// | 40 | 4 | header size, 128 |
/// | 44 | 4 | offset of the last record |
/// | 48 | 4 | free-space offset: records end here |
/// | 52 | 4 | CRC-32 of the records |
/// | 120 | 4 | flags: 1, and 4 without checksums |
/// | 124 | 4 | CRC-32 of bytes 0...119 and 128...511 |
/// | 128 | 256 | 64 offsets of names |
/// | 384 | 128 | 32 offsets of template definitions |
///
/// Source: libevtx "Chunk header"; the flag 4 from `Application_no_crc32.evtx`.
public struct ChunkHeader: Sendable {
  /// Whether the signature is there.
  public let hasSignature: Bool
  /// First record number.
  public let firstRecordNumber: UInt64
  /// Last record number.
  public let lastRecordNumber: UInt64
  /// First record identifier.
  public let firstRecordID: UInt64
  /// Last record identifier.
  public let lastRecordID: UInt64
  /// Declared header size, 128.
  public let headerSize: UInt32
  /// Offset of the last record, in bytes from the chunk's start.
  public let lastRecordOffset: UInt32
  /// Where records end, in bytes from the chunk's start.
  public let freeSpaceOffset: UInt32
  /// The stored CRC-32 of the records.
  public let storedDataChecksum: UInt32
  /// Flags.
  public let flags: UInt32
  /// The stored CRC-32 of the header.
  public let storedHeaderChecksum: UInt32

  /// Whether the chunk holds no records by its own account.
  public var isEmpty: Bool { hasSignature && firstRecordID == .max && lastRecordID == .max }
  /// Whether the writer left the checksums out.
  public var hasNoChecksums: Bool { flags & 4 != 0 }
  /// Whether the free-space offset lies behind the header and inside the chunk.
  public var isFreeSpaceOffsetPlausible: Bool {
    (UInt32(Chunk.headerSize)...UInt32(Chunk.size)).contains(freeSpaceOffset)
  }

  /// The header at the start of a chunk; `bytes` must hold 512 bytes.
  public init(_ bytes: RawSpan) {
    hasSignature = bytes.matches("ElfChnk\0", at: 0)
    firstRecordNumber = bytes.u64(8)
    lastRecordNumber = bytes.u64(16)
    firstRecordID = bytes.u64(24)
    lastRecordID = bytes.u64(32)
    headerSize = bytes.u32(40)
    lastRecordOffset = bytes.u32(44)
    freeSpaceOffset = bytes.u32(48)
    storedDataChecksum = bytes.u32(52)
    flags = bytes.u32(120)
    storedHeaderChecksum = bytes.u32(124)
  }
}
