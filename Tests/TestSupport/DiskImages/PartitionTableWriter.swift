public import ByteIO

/// Builds the structures of partition tables: master boot records and GUID partition tables.
public enum PartitionTableWriter {
  /// An MBR entry of 16 bytes: status 0, type, first sector, sectors.
  public static func entry(_ type: UInt8, _ first: UInt32, _ count: UInt32) -> [UInt8] {
    var bytes = ByteBuilder()
    bytes.u32(0)
    bytes.u8(type)
    bytes.zeros(3)
    bytes.u32(first)
    bytes.u32(count)
    return bytes.bytes
  }

  /// A boot record of 512 bytes with up to four entries.
  public static func bootRecord(_ entries: [[UInt8]]) -> [UInt8] {
    var bytes = ByteBuilder()
    bytes.zeros(446)
    for entry in entries { bytes.append(contentsOf: entry) }
    bytes.zeros(510 - bytes.count)
    bytes.u16(0xaa55)
    return bytes.bytes
  }

  /// A GPT entry of 128 bytes.
  public static func gptEntry(
    _ type: GUID, _ first: UInt64, _ last: UInt64, _ name: String
  ) -> [UInt8] {
    var bytes = ByteBuilder()
    bytes.u64(type.low)
    bytes.u64(type.high)
    bytes.zeros(16)
    bytes.u64(first)
    bytes.u64(last)
    bytes.u64(0)
    bytes.utf16(name)
    bytes.zeros(128 - bytes.count)
    return bytes.bytes
  }

  /// A GPT header of 92 bytes with its checksums, for a disk of 64 sectors.
  ///
  /// - Parameters:
  ///   - entries: all entries.
  ///   - sector: the header's own sector.
  ///   - other: the other header's sector.
  ///   - table: the first sector of the entries.
  /// - Returns: the header.
  public static func gptHeader(
    _ entries: [UInt8], at sector: UInt64, other: UInt64, table: UInt64
  ) -> [UInt8] {
    var bytes = ByteBuilder()
    bytes.append(contentsOf: "EFI PART".utf8)
    bytes.u32(0x10000)
    bytes.u32(92)
    bytes.u32(0)  // checksum
    bytes.u32(0)
    bytes.u64(sector)
    bytes.u64(other)
    bytes.u64(6)
    bytes.u64(60)
    bytes.zeros(16)
    bytes.u64(table)
    bytes.u32(UInt32(entries.count / 128))
    bytes.u32(128)
    bytes.u32(Checksum.crc32(entries))
    bytes.patch(Checksum.crc32(bytes.slice), at: 16)
    return bytes.bytes
  }

  /// A disk of zeros with some structures at their sectors.
  public static func disk(
    _ structures: [(sector: Int, bytes: [UInt8])], sectorCount: Int, sectorByteCount: Int = 512
  ) -> [UInt8] {
    var disk = [UInt8](repeating: 0, count: sectorCount * sectorByteCount)
    for (sector, bytes) in structures {
      let start = sector * sectorByteCount
      disk.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
    return disk
  }

  /// A disk of 64 sectors with a GPT, its backup and two partitions: 8 to 15 and 16 to 47.
  public static func gptDisk(sectorByteCount: Int = 512) -> [UInt8] {
    let basic = GUID("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7")
    let system = GUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
    let entries =
      gptEntry(system, 8, 15, "EFI") + [UInt8](repeating: 0, count: 128)
      + gptEntry(basic, 16, 47, "Basic data") + [UInt8](repeating: 0, count: 128)
    return disk(
      [
        (0, bootRecord([entry(0xee, 1, 63)])),
        (1, gptHeader(entries, at: 1, other: 63, table: 2)), (2, entries),
        (58, entries), (63, gptHeader(entries, at: 63, other: 1, table: 58)),
      ], sectorCount: 64, sectorByteCount: sectorByteCount)
  }
}

extension [UInt8] {
  /// Computes the checksums of the GPT header at `offset` anew, after a change; does nothing where there
  /// is none or where its entries lie outside.
  public mutating func sealGPTHeader(at offset: Int, sectorByteCount: Int = 512) {
    guard offset >= 0, count - offset >= sectorByteCount,
      self[offset..<offset + 8].elementsEqual("EFI PART".utf8)
    else { return }
    let first = Int(clamping: u64(at: offset + 72))
    let byteCount = Int(u32(at: offset + 80)).multipliedReportingOverflow(
      by: Int(u32(at: offset + 84)))
    let size = Int(u32(at: offset + 12))
    guard first < count / sectorByteCount, !byteCount.overflow, size >= 92, size <= sectorByteCount
    else { return }
    let start = first * sectorByteCount
    // Entries that reach behind the disk's end are those that are there.
    let end = byteCount.partialValue > count - start ? count : start + byteCount.partialValue
    setU32(Checksum.crc32(Array(self[start..<end])), at: offset + 88)
    setU32(0, at: offset + 16)
    setU32(Checksum.crc32(Array(self[offset..<offset + size])), at: offset + 16)
  }
}
