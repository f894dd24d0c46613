internal import ByteIO

/// Constants of QEMU's copy-on-write disks.
///
/// Source: QEMU, docs/interop/qcow2.txt. Integers are big-endian.
enum QCOW2Format {
  /// `QFI` and 0xFB.
  static let signature: [UInt8] = [0x51, 0x46, 0x49, 0xfb]
  /// Bytes of the header of version 2; version 3 has more, whose number it tells.
  static let version2ByteCount = 72
  static let version3ByteCount = 104
  /// Bits 9 to 55 of an L1 or L2 entry: where the table or cluster is.
  static let offsetMask: UInt64 = 0x00ff_ffff_ffff_fe00
  /// Bit 62 of an L2 entry: the cluster is compressed.
  static let compressedFlag: UInt64 = 1 << 62
  /// Bit 0 of an L2 entry of version 3: the cluster is zero.
  static let zeroFlag: UInt64 = 1
}

/// The header.
///
/// | Offset | Bytes | Field                                                          |
/// |-------:|------:|----------------------------------------------------------------|
/// |      4 |     4 | version, 2 or 3                                                |
/// |      8 |     8 | where the backing file's name is, 0 for none                   |
/// |     16 |     4 | bytes of that name, at most 1,023                              |
/// |     20 |     4 | bits of a cluster's size, 9 to 21                              |
/// |     24 |     8 | bytes of the disk                                              |
/// |     32 |     4 | encryption: 0 none, 1 AES, 2 LUKS                              |
/// |     36 |     4 | entries of the L1 table                                        |
/// |     40 |     8 | where the L1 table is                                          |
/// |     60 |     4 | snapshots                                                      |
/// |     72 |     8 | features that must be known: 1 dirty, 2 corrupt, 4 data file,  |
/// |        |       | 8 compression type, 16 extended L2 entries                     |
/// |    100 |     4 | bytes of the header                                            |
/// |    104 |     1 | compression: 0 deflate, 1 zstd                                 |
struct QCOW2Header: Hashable {
  let version: UInt32
  let backingNameOffset: UInt64
  let backingNameByteCount: UInt32
  let clusterBits: UInt32
  let byteCount: UInt64
  let encryption: UInt32
  let levelOneCount: UInt32
  let levelOneOffset: UInt64
  let snapshotCount: UInt32
  let features: UInt64
  let compression: UInt8

  /// Decodes the first 105 bytes, of version 2 the first 72; nil when there are fewer.
  init?(_ bytes: [UInt8]) {
    let span = bytes.rawSpan
    guard bytes.count >= QCOW2Format.version2ByteCount else { return nil }
    version = span.u32BE(4)
    backingNameOffset = span.u64BE(8)
    backingNameByteCount = span.u32BE(16)
    clusterBits = span.u32BE(20)
    byteCount = span.u64BE(24)
    encryption = span.u32BE(32)
    levelOneCount = span.u32BE(36)
    levelOneOffset = span.u64BE(40)
    snapshotCount = span.u32BE(60)
    guard version >= 3 else {
      features = 0
      compression = 0
      return
    }
    guard bytes.count >= QCOW2Format.version3ByteCount else { return nil }
    features = span.u64BE(72)
    compression = span.u32BE(100) > 104 && bytes.count > 104 ? span.u8(104) : 0
  }

  var isDirty: Bool { features & 1 != 0 }
  var isCorrupt: Bool { features & 2 != 0 }
  var hasDataFile: Bool { features & 4 != 0 }
  var hasSubclusters: Bool { features & 16 != 0 }
  /// Features that are not known here.
  var unknownFeatures: UInt64 { features & ~0x1f }
}
