internal import ByteIO

/// One entry of an MBR's or an extended boot record's table.
///
/// | Offset | Bytes | Field |
/// |-------:|------:|-------|
/// | 0 | 1 | status: 0x80 active, 0 not |
/// | 4 | 1 | type, 0 for an empty entry |
/// | 8 | 4 | first sector |
/// | 12 | 4 | sectors |
struct MBREntry: Hashable {
  let status: UInt8
  let type: UInt8
  let firstSector: UInt32
  let sectorCount: UInt32

  /// Decodes the entry at `offset`, of 16 bytes, which the caller has checked to lie inside.
  init(_ bytes: RawSpan, at offset: Int) {
    status = bytes.u8(offset)
    type = bytes.u8(offset + 4)
    firstSector = bytes.u32(offset + 8)
    sectorCount = bytes.u32(offset + 12)
  }

  /// Whether a chain of logical partitions begins here.
  var isExtended: Bool { type == 0x05 || type == 0x0f || type == 0x85 }
  /// Whether it stands for nothing.
  var isEmpty: Bool { type == 0 || sectorCount == 0 }
  /// Whether its status is one of the two possible ones.
  var isPlausible: Bool { status & 0x7f == 0 }
}

/// A boot record of 512 bytes: four entries at 446 and the signature 55 aa at 510.
struct MasterBootRecord {
  let entries: [MBREntry]

  /// Decodes the record in the first 512 bytes; nil without its signature or with an entry that cannot be
  /// one.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 512, bytes.u16(510) == 0xaa55 else { return nil }
    entries = (0..<4).map { MBREntry(bytes, at: 446 + 16 * $0) }
    guard entries.allSatisfy(\.isPlausible) else { return nil }
  }

  /// Whether this only protects a GPT from programs that do not know it.
  var isProtective: Bool { entries.contains { $0.type == 0xee } }
}

extension PartitionTable {
  /// Reads an MBR and the chains of its extended partitions.
  ///
  /// The sector size is the one with which something that is known lies at the start of a partition.
  static func readMBR(
    _ disk: any ByteSource, _ sectorSizes: [Int]
  ) throws(DiskFailure) -> PartitionTable? {
    guard let record = try bootRecord(disk, at: 0), record.entries.contains(where: { !$0.isEmpty })
    else { return nil }
    let tables = sectorSizes.map { readMBR(disk, record, sectorByteCount: $0) }
    let best = tables.first { table in
      table.partitions.contains { partition in
        let kind = Volume.sniff(
          SliceByteSource(disk, start: partition.startOffset, byteCount: partition.byteCount))
        return kind != .unknown && kind != .empty
      }
    }
    guard var table = best ?? tables.first else { return nil }
    table.noteOverlaps()
    if record.isProtective {
      table.failures.append(
        DiskFailure(damaged: "GPT: neither its header nor the backup at the disk's end is whole"))
    }
    return table
  }

  private static func bootRecord(
    _ disk: any ByteSource, at offset: Int64
  ) throws(DiskFailure) -> MasterBootRecord? {
    do throws(ByteSourceError) {
      let bytes = try disk.bytes(at: offset, count: 512)
      return MasterBootRecord(bytes.rawSpan)
    } catch {
      throw DiskFailure(error, reading: "partition table")
    }
  }

  private static func readMBR(
    _ disk: any ByteSource, _ record: MasterBootRecord, sectorByteCount: Int
  ) -> PartitionTable {
    var table = PartitionTable(scheme: .mbr, sectorByteCount: sectorByteCount)
    for (index, entry) in record.entries.enumerated() where !entry.isEmpty && entry.type != 0xee {
      if entry.isExtended {
        table.followChain(disk, from: entry)
      } else {
        table.add(entry, number: index + 1, base: 0, disk)
      }
    }
    return table
  }

  private mutating func add(
    _ entry: MBREntry, number: Int, base: Int64, _ disk: any ByteSource
  ) {
    // 2^32 sectors of 4,096 bytes, twice: far below 2^63.
    let start = (base + Int64(entry.firstSector)) * Int64(sectorByteCount)
    guard start > 0, start < disk.byteCount else {
      failures.append(
        DiskFailure(
          damaged: "partition \(number) begins at \(start), behind the disk's \(disk.byteCount) "
            + "bytes"))
      return
    }
    let hex = String(entry.type, radix: 16)
    partitions.append(
      Partition(
        number: number, startOffset: start,
        byteCount: Int64(entry.sectorCount) * Int64(sectorByteCount),
        typeText: "0x" + (hex.count < 2 ? "0" : "") + hex, name: "",
        // EFI system partition.
        isReserved: entry.type == 0xef))
  }

  /// Follows the extended boot records: the first entry of each is a logical partition, the second leads
  /// to the next record. Ends at a record that was met before, and after ``Limits/logicalPartitions``.
  private mutating func followChain(_ disk: any ByteSource, from extended: MBREntry) {
    let first = Int64(extended.firstSector)
    var sector = first
    var visited: Set<Int64> = []
    var number = 5 + partitions.count(where: { $0.number >= 5 })
    while true {
      guard visited.insert(sector).inserted else {
        failures.append(
          DiskFailure(
            damaged: "extended partition: its chain leads back to sector \(sector)",
            at: sector * Int64(sectorByteCount)))
        return
      }
      guard visited.count <= Limits.logicalPartitions else {
        failures.append(
          DiskFailure(
            damaged:
              "extended partition: more than \(Limits.logicalPartitions) logical partitions; "
              + "the rest is left out", at: sector * Int64(sectorByteCount)))
        return
      }
      guard let record = chainRecord(disk, at: sector) else {
        failures.append(
          DiskFailure(
            damaged: "extended partition: no boot record at sector \(sector), its chain ends here",
            at: sector * Int64(sectorByteCount)))
        return
      }
      let logical = record.entries[0]
      if !logical.isEmpty, !logical.isExtended {
        add(logical, number: number, base: sector, disk)
        number += 1
      }
      guard let next = record.entries.first(where: { $0.isExtended && !$0.isEmpty }) else { return }
      sector = first + Int64(next.firstSector)
    }
  }

  private mutating func chainRecord(_ disk: any ByteSource, at sector: Int64) -> MasterBootRecord? {
    do throws(DiskFailure) {
      return try Self.bootRecord(disk, at: sector * Int64(sectorByteCount))
    } catch {
      failures.append(error)
      return nil
    }
  }
}
