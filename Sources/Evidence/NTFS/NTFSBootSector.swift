internal import ByteIO

/// The first sector of an NTFS volume, and the copy in its last one.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 3 | 8 | `NTFS    ` |
/// | 11 | 2 | bytes of a sector |
/// | 13 | 1 | sectors of a cluster; above 128 the negative of a power of two |
/// | 40 | 8 | sectors of the volume, the last one with the copy not counted |
/// | 48 | 8 | first cluster of $MFT |
/// | 56 | 8 | first cluster of $MFTMirr |
/// | 64 | 1 | clusters of a file record; negative for a power of two of bytes |
/// | 68 | 1 | clusters of an index node; likewise |
/// | 72 | 8 | serial number |
/// | 510 | 2 | 55 aa |
///
/// Source: Linux-NTFS documentation, "$Boot"; sizes checked against volumes of mkntfs.
struct NTFSBootSector: Hashable, Sendable {
  let sectorByteCount: Int
  let clusterByteCount: Int
  /// Size of the volume in bytes.
  let volumeByteCount: Int64
  let tableCluster: Int64
  let mirrorCluster: Int64
  let recordByteCount: Int
  let indexNodeByteCount: Int
  let serialNumber: UInt64

  /// Decodes a boot sector.
  ///
  /// - Throws: `damaged-volume` for a wrong signature or sizes that cannot be.
  init(_ bytes: RawSpan) throws(DiskFailure) {
    guard bytes.byteCount >= 512 else {
      throw DiskFailure(damaged: "NTFS boot sector: \(bytes.byteCount) bytes, expected 512")
    }
    guard bytes.matches("NTFS    ", at: 3), bytes.u16(510) == 0xaa55 else {
      throw DiskFailure(damaged: "NTFS boot sector: signature is not \"NTFS    \" and 55 AA")
    }
    sectorByteCount = Int(bytes.u16(11))
    guard (256...4_096).contains(sectorByteCount), sectorByteCount.nonzeroBitCount == 1 else {
      throw DiskFailure(
        damaged: "NTFS boot sector: \(sectorByteCount) bytes a sector, expected 256 to 4096")
    }
    let stored = bytes.u8(13)
    let sectors =
      stored <= 128 ? Int(stored) : 256 - Int(stored) < 16 ? 1 << (256 - Int(stored)) : 0
    clusterByteCount = sectors * sectorByteCount
    guard sectors > 0, sectors.nonzeroBitCount == 1, clusterByteCount <= Limits.clusterByteCount
    else {
      throw DiskFailure(
        damaged: "NTFS boot sector: \(stored) as sectors a cluster, expected a power of two")
    }
    let sectorCount = bytes.u64(40)
    guard sectorCount > 0, sectorCount <= UInt64(1 << 60) / UInt64(sectorByteCount) else {
      throw DiskFailure(damaged: "NTFS boot sector: \(sectorCount) sectors in the volume")
    }
    volumeByteCount = Int64(sectorCount) * Int64(sectorByteCount)
    let clusterCount = volumeByteCount / Int64(clusterByteCount)
    guard let table = Int64(exactly: bytes.u64(48)), table < clusterCount,
      let mirror = Int64(exactly: bytes.u64(56))
    else {
      throw DiskFailure(
        damaged: "NTFS boot sector: $MFT at cluster \(bytes.u64(48)) of \(clusterCount)")
    }
    tableCluster = table
    mirrorCluster = mirror
    serialNumber = bytes.u64(72)
    recordByteCount = try Self.byteCount(bytes.u8(64), clusterByteCount, "file record")
    indexNodeByteCount = try Self.byteCount(bytes.u8(68), clusterByteCount, "index node")
  }

  /// Clusters of the volume.
  var clusterCount: Int64 { volumeByteCount / Int64(clusterByteCount) }

  /// The size that a byte tells: clusters, or with its top bit set the negative of a power of two.
  private static func byteCount(
    _ stored: UInt8, _ clusterByteCount: Int, _ structure: String
  ) throws(DiskFailure) -> Int {
    let count =
      stored < 128
      ? Int(stored) * clusterByteCount : 256 - Int(stored) < 32 ? 1 << (256 - Int(stored)) : 0
    guard count >= 256, count.nonzeroBitCount == 1, count <= Limits.fileRecordByteCount else {
      throw DiskFailure(
        damaged: "NTFS boot sector: \(stored) as the size of a \(structure), expected 256 to "
          + "\(Limits.fileRecordByteCount) bytes")
    }
    return count
  }

  /// The copy at the end of a volume: in its last sector of 512 or 4,096 bytes.
  ///
  /// - Returns: the copy, or nil when there is none that fits the volume's size.
  static func backup(in volume: any ByteSource) -> NTFSBootSector? {
    for size in PartitionTable.sectorSizes {
      let offset = volume.byteCount / Int64(size) * Int64(size) - Int64(size)
      guard offset > 0 else { continue }
      do throws(ByteSourceError) {
        let bytes = try volume.bytes(at: offset, count: 512)
        do throws(DiskFailure) {
          let sector = try NTFSBootSector(bytes.rawSpan)
          if sector.sectorByteCount == size || sector.volumeByteCount <= volume.byteCount {
            return sector
          }
        } catch {
          // No copy at this place; the caller says what is wrong with the first sector.
          continue
        }
      } catch {
        continue
      }
    }
    return nil
  }
}
