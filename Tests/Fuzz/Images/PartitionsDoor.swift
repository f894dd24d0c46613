import ByteIO

@testable import Evidence

/// Finding the volumes of a disk: MBR, chains of logical partitions, GPT and its backup.
enum PartitionsDoor {
  static func seed(_ number: UInt32) -> [UInt8] {
    typealias Writer = PartitionTableWriter
    switch number % 4 {
    case 0: return Array(Writer.gptDisk()[..<(16 << 10)])
    case 1: return Array(Writer.gptDisk(sectorByteCount: 4_096)[..<(32 << 10)])
    case 2: return bareVolume
    default:
      var volume = [UInt8](repeating: 0, count: 512)
      volume.replaceSubrange(3..<11, with: "-FVE-FS-".utf8)
      return Writer.disk(
        [
          (0, Writer.bootRecord([Writer.entry(7, 1, 1), Writer.entry(5, 4, 20)])), (1, volume),
          (4, Writer.bootRecord([Writer.entry(7, 2, 3), Writer.entry(5, 8, 10)])),
          (12, Writer.bootRecord([Writer.entry(7, 1, 4)])),
        ], sectorCount: 24)
    }
  }

  /// An NTFS volume without a table around it.
  private static let bareVolume: [UInt8] = {
    var writer = NTFSWriter()
    writer.clusterByteCount = 512
    writer.clusterCount = 96
    writer.splitsTable = true
    writer.add("Windows/a.evtx", Array("ElfFile\0".utf8))
    return writer.image()
  }()

  static func check(_ input: [UInt8]) {
    var disk = input
    for size in [512, 4_096] {
      disk.sealGPTHeader(at: size, sectorByteCount: size)
      disk.sealGPTHeader(at: disk.count / size * size - size, sectorByteCount: size)
    }
    for size in [nil, 512, 4_096] { check(MemoryByteSource(disk), sectorByteCount: size) }
  }

  private static func check(_ disk: MemoryByteSource, sectorByteCount: Int?) {
    let layout: DiskLayout
    do throws(DiskFailure) {
      guard let found = try DiskLayout.read(disk, sectorByteCount: sectorByteCount) else { return }
      layout = found
    } catch {
      fail("memory cannot be read: \(error.message)")
    }
    // Four and the chain's, or as many as a GPT's entries have room for.
    guard layout.volumes.count <= Limits.partitionEntriesByteCount / 128,
      layout.scheme != .mbr || layout.volumes.count <= 4 * (Limits.logicalPartitions + 1)
    else { fail("\(layout.volumes.count) volumes") }
    for volume in layout.volumes {
      let partition = volume.partition
      guard partition.startOffset >= 0, partition.startOffset < max(1, disk.byteCount),
        partition.byteCount >= 0
      else {
        fail("partition \(partition.number): \(partition.byteCount) at \(partition.startOffset)")
      }
      guard volume.source.byteCount <= disk.byteCount else {
        fail("partition \(partition.number): \(volume.source.byteCount) bytes can be read")
      }
      _ = volume.refusal
    }
    for volume in layout.volumes.prefix(8) {
      checkReads(volume.source, of: volume.title)
      if volume.kind == .ntfs { RecordsDoor.check(volume: volume.source) }
    }
  }
}
