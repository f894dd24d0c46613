internal import ByteIO

/// The header of a GUID partition table, in the disk's second and last sector.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 8 | signature, `EFI PART` |
/// | 12 | 4 | header size, 92 at least |
/// | 16 | 4 | CRC-32 of the header with this field zero |
/// | 24 | 8 | this header's sector |
/// | 32 | 8 | the other header's sector |
/// | 72 | 8 | first sector of the entries |
/// | 80 | 4 | number of entries |
/// | 84 | 4 | bytes of an entry, 128 times a power of two |
/// | 88 | 4 | CRC-32 of the entries |
///
/// Source: UEFI specification 2.10, 5.3.2.
struct GPTHeader: Hashable {
  let sector: UInt64
  let otherSector: UInt64
  let entriesSector: UInt64
  let entryCount: Int
  let entryByteCount: Int
  let entriesChecksum: UInt32
  let isChecksumValid: Bool

  /// Decodes a header; nil without its signature or with sizes that cannot be.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 92, bytes.matches("EFI PART", at: 0) else { return nil }
    let size = Int(bytes.u32(12))
    guard size >= 92, size <= bytes.byteCount else { return nil }
    let zeros: [UInt8] = [0, 0, 0, 0]
    let start = crc32(bytes, from: 0, to: 16)
    let middle = crc32(zeros.rawSpan, from: 0, to: 4, seed: start)
    isChecksumValid = crc32(bytes, from: 20, to: size, seed: middle) == bytes.u32(16)
    sector = bytes.u64(24)
    otherSector = bytes.u64(32)
    entriesSector = bytes.u64(72)
    entryCount = Int(bytes.u32(80))
    entryByteCount = Int(bytes.u32(84))
    entriesChecksum = bytes.u32(88)
    guard entryByteCount >= 128, entryByteCount % 8 == 0,
      entryByteCount <= Limits.partitionEntriesByteCount,
      entryCount <= Limits.partitionEntriesByteCount / entryByteCount
    else { return nil }
  }
}

/// An entry of a GUID partition table.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 16 | type, zero for an empty entry |
/// | 32 | 8 | first sector |
/// | 40 | 8 | last sector |
/// | 56 | 72 | name, UTF-16, padded with zeros |
///
/// Source: UEFI specification 2.10, 5.3.3.
struct GPTEntry {
  let type: GUID
  let firstSector: UInt64
  let lastSector: UInt64
  let name: String

  /// Decodes the entry at `offset`, of 128 bytes at least, which the caller has checked to lie inside.
  init(_ bytes: RawSpan, at offset: Int) {
    type = GUID(bytes, at: offset)
    firstSector = bytes.u64(offset + 32)
    lastSector = bytes.u64(offset + 40)
    let units = (0..<36).map { bytes.u16(offset + 56 + 2 * $0) }
    name = String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
  }

  /// EFI system, Microsoft reserved, BIOS boot, and the metadata of dynamic disks.
  var isReserved: Bool {
    switch (type.low, type.high) {
    case (0x11d2_f81f_c12a_7328, 0x3bc9_3ec9_a000_4bba): true
    case (0x4db8_0b5c_e3c9_e316, 0xae15_02f0_2df9_7d81): true
    case (0x6e6f_6449_2168_6148, 0x4946_4564_6565_4e74): true
    case (0x42e0_7e8f_5808_c8aa, 0xb3cf_3404_e9e1_d285): true
    default: false
    }
  }

  /// What the type alone tells of volumes without a file system of their own.
  var managerName: String? {
    switch (type.low, type.high) {
    case (0x4cee_f680_e75c_af8f, 0x2dfc_6ee5_01b0_a3af): "Storage Spaces"
    case (0x4f62_1431_af9b_60a0, 0xad69_4a71_1133_68bc): "dynamic disk"
    default: nil
    }
  }
}

extension PartitionTable {
  /// Reads the GPT with the first sector size at which there is one: the primary, or the backup where the
  /// primary is damaged.
  static func readGPT(_ disk: any ByteSource, _ sectorSizes: [Int]) -> PartitionTable? {
    var doubtful: PartitionTable?
    for size in sectorSizes {
      var table = PartitionTable(scheme: .gpt, sectorByteCount: size)
      let size = Int64(size)
      let primary = table.load(disk, at: size, "GPT")
      if let primary, primary.isWhole {
        table.take(primary, disk)
        return table
      }
      let last = max(size, disk.byteCount / size * size - size)
      var places = [last]
      if let other = primary?.header.otherSector, other < UInt64(disk.byteCount / size) {
        places.append(Int64(other) * size)
      }
      var found = primary
      for place in places where place > size {
        guard let backup = table.load(disk, at: place, "GPT backup") else { continue }
        found = found ?? backup
        guard backup.isWhole else { continue }
        table.failures.append(
          DiskFailure(damaged: "GPT: its first header is damaged; the backup is used", at: size))
        table.take(backup, disk)
        return table
      }
      guard let found, doubtful == nil else { continue }
      table.failures.append(
        DiskFailure(damaged: "GPT: checksums do not match; it is read as it stands", at: size))
      table.take(found, disk)
      doubtful = table
    }
    return doubtful
  }

  private struct LoadedGPT {
    let header: GPTHeader
    let entries: [UInt8]
    let isWhole: Bool
  }

  private mutating func load(
    _ disk: any ByteSource, at offset: Int64, _ structure: String
  ) -> LoadedGPT? {
    do throws(ByteSourceError) {
      let bytes = try disk.bytes(at: offset, count: sectorByteCount)
      guard let header = GPTHeader(bytes.rawSpan) else { return nil }
      let byteCount = header.entryCount * header.entryByteCount
      guard header.entriesSector < UInt64(disk.byteCount) / UInt64(sectorByteCount) else {
        return nil
      }
      let entries = try disk.bytes(
        at: Int64(header.entriesSector) * Int64(sectorByteCount), count: byteCount)
      let usable = entries.count / header.entryByteCount * header.entryByteCount
      let checksum = crc32(entries.rawSpan, from: 0, to: entries.count)
      return LoadedGPT(
        header: header, entries: Array(entries.prefix(usable)),
        isWhole: header.isChecksumValid && checksum == header.entriesChecksum)
    } catch {
      failures.append(DiskFailure(error, reading: structure))
      return nil
    }
  }

  private mutating func take(_ loaded: LoadedGPT, _ disk: any ByteSource) {
    let size = loaded.header.entryByteCount
    let sectorCount = UInt64(disk.byteCount) / UInt64(sectorByteCount)
    for index in 0..<loaded.entries.count / size {
      let entry = GPTEntry(loaded.entries.rawSpan, at: index * size)
      guard entry.type.low != 0 || entry.type.high != 0 else { continue }
      guard entry.firstSector > 0, entry.firstSector < sectorCount,
        entry.lastSector >= entry.firstSector, entry.lastSector < 1 << 50
      else {
        failures.append(
          DiskFailure(
            damaged: "partition \(index + 1) reaches from sector \(entry.firstSector) to "
              + "\(entry.lastSector) of \(sectorCount)"))
        continue
      }
      partitions.append(
        Partition(
          number: index + 1, startOffset: Int64(entry.firstSector) * Int64(sectorByteCount),
          byteCount: Int64(entry.lastSector - entry.firstSector + 1) * Int64(sectorByteCount),
          typeText: entry.managerName ?? entry.type.description, name: entry.name,
          isReserved: entry.isReserved))
    }
    noteOverlaps()
  }
}
