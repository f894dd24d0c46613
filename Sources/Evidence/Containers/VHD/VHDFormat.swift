internal import ByteIO

/// Constants of Virtual Hard Disks.
///
/// Source: Microsoft, "Virtual Hard Disk Image Format Specification" (2006). Integers are big-endian.
enum VHDFormat {
  /// `conectix`.
  static let signature: [UInt8] = [0x63, 0x6f, 0x6e, 0x65, 0x63, 0x74, 0x69, 0x78]
  /// `cxsparse`.
  static let dynamicSignature: [UInt8] = [0x63, 0x78, 0x73, 0x70, 0x61, 0x72, 0x73, 0x65]
  /// Bytes of a footer. Virtual PC before 2004 wrote one byte less.
  static let footerByteCount = 512
  /// Bytes of the header of dynamic disks.
  static let dynamicHeaderByteCount = 1_024
  /// What the block table says of a block that is not stored.
  static let unusedBlock: UInt32 = 0xffff_ffff
  /// Bytes of a sector, always.
  static let sectorByteCount: Int64 = 512

  /// Where the footer begins in a file's last 512 bytes; nil when there is none.
  static func footerOffset(inTail tail: RawSpan, count: Int) -> Int? {
    guard count == 512 else { return nil }
    for offset in [0, 1] where tail.matches(signature, at: offset) { return offset }
    return nil
  }
}

/// The footer, of which dynamic disks have a copy at the start.
///
/// | Offset | Bytes | Field                                        |
/// |-------:|------:|----------------------------------------------|
/// |      0 |     8 | `conectix`                                   |
/// |     16 |     8 | where the dynamic header is                  |
/// |     28 |     4 | program that made the disk                   |
/// |     48 |     8 | size of the disk in bytes                    |
/// |     60 |     4 | type: 2 fixed, 3 dynamic, 4 differencing     |
/// |     64 |     4 | complement of the sum of all other bytes     |
struct VHDFooter: Hashable {
  let dynamicHeaderOffset: Int64
  let currentByteCount: UInt64
  let type: UInt32
  let isIntact: Bool

  /// Decodes 511 or 512 bytes; nil when the signature is not there.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 511, bytes.rawSpan.matches(VHDFormat.signature, at: 0) else {
      return nil
    }
    dynamicHeaderOffset = clampedCount(bytes.rawSpan.u64BE(16))
    currentByteCount = bytes.rawSpan.u64BE(48)
    type = bytes.rawSpan.u32BE(60)
    isIntact = vhdChecksum(bytes, fieldOffset: 64) == bytes.rawSpan.u32BE(64)
  }
}

/// The header of dynamic disks.
///
/// | Offset | Bytes | Field                                            |
/// |-------:|------:|--------------------------------------------------|
/// |      0 |     8 | `cxsparse`                                       |
/// |     16 |     8 | where the block table is                         |
/// |     28 |     4 | blocks in the table                              |
/// |     32 |     4 | bytes of a block without its bitmap, 2 MiB       |
/// |     36 |     4 | complement of the sum of all other bytes         |
/// |     64 |   512 | name of the parent, UTF-16BE                     |
struct VHDDynamicHeader: Hashable {
  let tableOffset: Int64
  let blockCount: UInt32
  let blockByteCount: UInt32
  let parentName: String
  let isIntact: Bool

  /// Decodes 1,024 bytes; nil when the signature is not there.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == VHDFormat.dynamicHeaderByteCount,
      bytes.rawSpan.matches(VHDFormat.dynamicSignature, at: 0)
    else { return nil }
    tableOffset = clampedCount(bytes.rawSpan.u64BE(16))
    blockCount = bytes.rawSpan.u32BE(28)
    blockByteCount = bytes.rawSpan.u32BE(32)
    let units = (32..<288).map { bytes.rawSpan.u16(2 * $0).byteSwapped }
    parentName = String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
    isIntact = vhdChecksum(bytes, fieldOffset: 36) == bytes.rawSpan.u32BE(36)
  }
}

/// The one's complement of the sum of all bytes but the four of the checksum itself.
private func vhdChecksum(_ bytes: [UInt8], fieldOffset: Int) -> UInt32 {
  var sum: UInt32 = 0
  for (index, byte) in bytes.enumerated() where !(fieldOffset..<fieldOffset + 4).contains(index) {
    sum &+= UInt32(byte)
  }
  return ~sum
}
