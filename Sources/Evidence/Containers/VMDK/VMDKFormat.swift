internal import ByteIO

/// Constants of VMware's disks.
///
/// Source: VMware, "Virtual Disk Format 5.0"; libvmdk. Integers are little-endian, offsets in
/// sectors of 512 bytes.
enum VMDKFormat {
  /// `KDMV`: a sparse extent.
  static let sparseSignature: [UInt8] = [0x4b, 0x44, 0x4d, 0x56]
  /// `COWD`: a sparse extent of ESX.
  static let hostedSignature: [UInt8] = [0x43, 0x4f, 0x57, 0x44]
  /// `# Disk DescriptorFile`: a descriptor in a file of its own.
  static let descriptorSignature = Array("# Disk DescriptorFile".utf8)
  static let sectorByteCount: Int64 = 512
  /// Where the grain directory is when only the footer tells.
  static let directoryAtEnd: UInt64 = .max
  /// Bytes before a compressed grain: its first sector (8) and the size of its stream (4).
  static let grainMarkerByteCount = 12
}

/// The header of a sparse extent, and of a stream-optimised one its footer.
///
/// | Offset | Bytes | Field                                                            |
/// |-------:|------:|------------------------------------------------------------------|
/// |      0 |     4 | `KDMV`                                                           |
/// |      4 |     4 | version, 1 to 3                                                  |
/// |      8 |     4 | flags: 2 has a second directory, 4 grain 1 is zero,              |
/// |        |       | 0x10000 grains are compressed, 0x20000 and have markers          |
/// |     12 |     8 | sectors of the extent                                            |
/// |     20 |     8 | sectors of a grain                                               |
/// |     28 |     8 | where the descriptor is, 0 for none                              |
/// |     36 |     8 | sectors of the descriptor                                        |
/// |     44 |     4 | entries of a grain table, 512                                    |
/// |     48 |     8 | where the second grain directory is                              |
/// |     56 |     8 | where the grain directory is, -1 when the footer tells           |
/// |     77 |     2 | compression: 1 is deflate                                        |
struct VMDKSparseHeader: Hashable {
  let version: UInt32
  let flags: UInt32
  let capacity: UInt64
  let grainSectorCount: UInt64
  let descriptorOffset: UInt64
  let descriptorSectorCount: UInt64
  let entriesPerTable: UInt32
  let secondDirectoryOffset: UInt64
  let directoryOffset: UInt64
  let compression: UInt16

  /// Decodes 512 bytes; nil when the signature is not there.
  init?(_ bytes: [UInt8]) {
    let span = bytes.rawSpan
    guard bytes.count >= 512, span.matches(VMDKFormat.sparseSignature, at: 0) else {
      return nil
    }
    version = span.u32(4)
    flags = span.u32(8)
    capacity = span.u64(12)
    grainSectorCount = span.u64(20)
    descriptorOffset = span.u64(28)
    descriptorSectorCount = span.u64(36)
    entriesPerTable = span.u32(44)
    secondDirectoryOffset = span.u64(48)
    directoryOffset = span.u64(56)
    compression = span.u16(77)
  }

  var hasSecondDirectory: Bool { flags & 2 != 0 && secondDirectoryOffset > 0 }
  var hasZeroGrains: Bool { flags & 4 != 0 }
  var isCompressed: Bool { flags & 0x1_0000 != 0 }
  var hasMarkers: Bool { flags & 0x2_0000 != 0 }
}
