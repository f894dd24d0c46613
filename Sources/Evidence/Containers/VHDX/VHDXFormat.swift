internal import ByteIO

/// Constants of VHDX files.
///
/// Source: MS-VHDX. Integers are little-endian.
enum VHDXFormat {
  /// `vhdxfile`.
  static let signature: [UInt8] = [0x76, 0x68, 0x64, 0x78, 0x66, 0x69, 0x6c, 0x65]
  /// Where the two headers are; each is 4 KiB long.
  static let headerOffsets: [Int64] = [64 << 10, 128 << 10]
  static let headerByteCount = 4 << 10
  /// Where the two region tables are; each is 64 KiB long.
  static let regionTableOffsets: [Int64] = [192 << 10, 256 << 10]
  static let regionTableByteCount = 64 << 10
  /// Bytes of the table before the metadata items.
  static let metadataTableByteCount = 64 << 10
  /// The unit of the log.
  static let logSectorByteCount = 4 << 10

  static let blockTableRegion = "{2dc27766-f623-4200-9d64-115e9bfd4a08}"
  static let metadataRegion = "{8b7ca206-4790-4b9a-b8fe-575f050f886e}"

  static let fileParameters = "{caa16737-fa36-4d43-b3b6-33f0aa44e76b}"
  static let virtualDiskSize = "{2fa54224-cd1b-4876-b211-5dbed83bf4b8}"
  static let logicalSectorSize = "{8141bf1d-a96f-4709-ba47-f233a8faab5f}"
  static let physicalSectorSize = "{cda348c7-445d-4471-9cc9-e9885251c556}"
  static let virtualDiskID = "{beca12ab-b2e6-4523-93ef-c309e000c746}"
  static let parentLocator = "{a8d35f2d-b30b-454d-abf7-d3d84834ab0c}"
}

/// One of the two headers.
///
/// | Offset | Bytes | Field                                     |
/// |-------:|------:|-------------------------------------------|
/// |      0 |     4 | `head`                                    |
/// |      4 |     4 | CRC-32C of the header's 4 KiB             |
/// |      8 |     8 | sequence number; the higher header counts |
/// |     48 |    16 | identifier of the log, zero when empty    |
/// |     64 |     2 | version of the log, 0                     |
/// |     66 |     2 | version, 1                                |
/// |     68 |     4 | bytes of the log                          |
/// |     72 |     8 | where the log is                          |
///
/// Source: MS-VHDX 2.2.2.
struct VHDXHeader: Hashable {
  let sequenceNumber: UInt64
  let logIdentifier: GUID
  let logVersion: UInt16
  let version: UInt16
  let logByteCount: Int64
  let logOffset: Int64

  /// Decodes 4 KiB; nil when signature or checksum are wrong.
  init?(_ bytes: [UInt8]) {
    let span = bytes.rawSpan
    guard bytes.count == VHDXFormat.headerByteCount, span.matches("head", at: 0),
      CRC32C.checksum(span, fieldOffset: 4) == span.u32(4)
    else { return nil }
    sequenceNumber = span.u64(8)
    logIdentifier = GUID(span, at: 48)
    logVersion = span.u16(64)
    version = span.u16(66)
    logByteCount = Int64(span.u32(68))
    logOffset = clampedCount(span.u64(72))
  }

  /// Whether there may be something in the log to replay.
  var hasLog: Bool { logIdentifier.low != 0 || logIdentifier.high != 0 }
}

/// A region or a metadata item: where something of a known identifier is.
struct VHDXPlace: Hashable {
  let identifier: String
  let offset: Int64
  let byteCount: Int64
  let isRequired: Bool
}

/// The region table: where block table and metadata are.
///
/// | Offset  | Bytes | Field                                                    |
/// |--------:|------:|----------------------------------------------------------|
/// |       0 |     4 | `regi`                                                   |
/// |       4 |     4 | CRC-32C of the table's 64 KiB                            |
/// |       8 |     4 | entries, at most 2,047                                   |
/// | 16+32 n |    32 | identifier (16), offset (8), bytes (4), required (4)     |
///
/// Source: MS-VHDX 2.2.3.
func vhdxRegions(_ bytes: [UInt8]) -> [VHDXPlace]? {
  let span = bytes.rawSpan
  guard bytes.count == VHDXFormat.regionTableByteCount, span.matches("regi", at: 0),
    CRC32C.checksum(span, fieldOffset: 4) == span.u32(4), span.u32(8) <= 2_047
  else { return nil }
  return (0..<Int(span.u32(8))).map { index in
    let start = 16 + 32 * index
    return VHDXPlace(
      identifier: GUID(span, at: start).description, offset: clampedCount(span.u64(start + 16)),
      byteCount: Int64(span.u32(start + 24)), isRequired: span.u32(start + 28) & 1 != 0)
  }
}

/// The metadata table: where the items are, from the start of the region.
///
/// | Offset  | Bytes | Field                                                       |
/// |--------:|------:|-------------------------------------------------------------|
/// |       0 |     8 | `metadata`                                                  |
/// |      10 |     2 | entries, at most 2,047                                      |
/// | 32+32 n |    32 | identifier (16), offset (4), bytes (4), flags (4): 4 is required |
///
/// Source: MS-VHDX 2.2.4 (the table has no checksum).
func vhdxMetadata(_ bytes: [UInt8]) -> [VHDXPlace]? {
  let span = bytes.rawSpan
  guard bytes.count == VHDXFormat.metadataTableByteCount, span.matches("metadata", at: 0),
    span.u16(10) <= 2_047
  else { return nil }
  return (0..<Int(span.u16(10))).map { index in
    let start = 32 + 32 * index
    return VHDXPlace(
      identifier: GUID(span, at: start).description, offset: Int64(span.u32(start + 16)),
      byteCount: Int64(span.u32(start + 20)), isRequired: span.u32(start + 24) & 4 != 0)
  }
}
