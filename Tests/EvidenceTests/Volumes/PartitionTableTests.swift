import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Partition tables: MBR with chains, GPT and its backup.
@Suite struct PartitionTableTests {
  private func entry(_ type: UInt8, _ first: UInt32, _ count: UInt32) -> [UInt8] {
    PartitionTableWriter.entry(type, first, count)
  }

  private func bootRecord(_ entries: [[UInt8]]) -> [UInt8] {
    PartitionTableWriter.bootRecord(entries)
  }

  private func disk(_ sectors: [(sector: Int, bytes: [UInt8])], count: Int, size: Int = 512)
    -> [UInt8]
  {
    PartitionTableWriter.disk(sectors, sectorCount: count, sectorByteCount: size)
  }

  private func table(_ disk: [UInt8]) throws -> PartitionTable? {
    try PartitionTable.read(MemoryByteSource(disk))
  }

  // MARK: - MBR

  @Test func `an MBR has four entries of type, first sector and count`() throws {
    let bytes = disk(
      [(0, bootRecord([entry(7, 8, 16), entry(0, 0, 0), entry(0x83, 32, 8)]))], count: 64)
    let found = try #require(try table(bytes))
    #expect(found.scheme == .mbr && found.failures.isEmpty)
    #expect(found.partitions.map(\.number) == [1, 3])
    #expect(found.partitions.map(\.startOffset) == [8 * 512, 32 * 512])
    #expect(found.partitions.map(\.byteCount) == [16 * 512, 8 * 512])
    #expect(found.partitions.map(\.typeText) == ["0x07", "0x83"])
  }

  @Test func `logical partitions are followed from record to record`() throws {
    let bytes = disk(
      [
        (0, bootRecord([entry(7, 1, 1), entry(5, 10, 50)])),
        // Each record: a partition from itself on, and the next record from the first one on.
        (10, bootRecord([entry(7, 2, 3), entry(5, 20, 10)])),
        (30, bootRecord([entry(7, 1, 4)])),
      ], count: 64)
    let found = try #require(try table(bytes))
    #expect(found.partitions.map(\.number) == [1, 5, 6])
    #expect(found.partitions.map { $0.startOffset / 512 } == [1, 12, 31])
    #expect(found.failures.isEmpty)
  }

  @Test func `a chain that leads back, to nothing or on and on ends with a word`() throws {
    let loop = disk(
      [
        (0, bootRecord([entry(0x0f, 10, 50)])), (10, bootRecord([entry(7, 1, 1), entry(5, 5, 5)])),
        (15, bootRecord([entry(7, 1, 1), entry(5, 0, 5)])),
      ], count: 64)
    let looped = try #require(try table(loop))
    #expect(looped.partitions.count == 2 && looped.failures.count == 1)
    let lost = try #require(
      try table(disk([(0, bootRecord([entry(7, 1, 1), entry(5, 10, 5)]))], count: 64)))
    #expect(lost.partitions.count == 1 && lost.failures.count == 1)
    var sectors = [(sector: 0, bytes: bootRecord([entry(5, 1, 500)]))]
    for sector in 1..<300 {
      sectors.append((sector, bootRecord([entry(7, 0, 1), entry(5, UInt32(sector), 1)])))
    }
    let long = try #require(try table(disk(sectors, count: 320)))
    #expect(long.partitions.count == Limits.logicalPartitions)
    #expect(long.failures.contains { $0.message.contains("more than 128") })
  }

  @Test func `sectors of 4,096 bytes are tried where nothing lies at 512 times the number`() throws
  {
    var volume = NTFSWriter()
    volume.sectorByteCount = 4_096
    volume.clusterCount = 64
    let image = volume.image()
    let bytes = disk(
      [(0, bootRecord([entry(7, 2, UInt32(image.count / 4_096))])), (2, image)],
      count: 2 + image.count / 4_096, size: 4_096)
    let found = try #require(try DiskLayout.read(MemoryByteSource(bytes)))
    #expect(found.sectorByteCount == 4_096)
    #expect(found.volumes.map(\.kind) == [.ntfs])
  }

  @Test func `partitions that overlap or lie behind the disk are said`() throws {
    let found = try #require(
      try table(
        disk([(0, bootRecord([entry(7, 8, 16), entry(7, 16, 8), entry(7, 900, 8)]))], count: 64)))
    #expect(found.partitions.count == 2 && found.failures.count == 2)
  }

  @Test func `every single-byte change of an MBR ends without a trap`() throws {
    let good = disk(
      [(0, bootRecord([entry(7, 1, 8), entry(5, 10, 50)])), (10, bootRecord([entry(7, 2, 3)]))],
      count: 64)
    for place in Array(446..<512) + Array(5_120 + 446..<5_120 + 512) {
      for value: UInt8 in [0, 1, 5, 0x7f, 0x80, 0xee, 0xff] {
        var bytes = good
        bytes[place] = value
        _ = try DiskLayout.read(MemoryByteSource(bytes))
      }
    }
    for count in 0..<512 { #expect(try table(Array(good[..<count])) == nil) }
  }

  // MARK: - GPT

  private func gptDisk(size: Int = 512) -> [UInt8] {
    PartitionTableWriter.gptDisk(sectorByteCount: size)
  }

  @Test(arguments: [512, 4_096])
  func `a GPT has entries of type, sectors and name`(size: Int) throws {
    let found = try #require(try table(gptDisk(size: size)))
    #expect(found.scheme == .gpt && found.sectorByteCount == size && found.failures.isEmpty)
    #expect(found.partitions.map(\.number) == [1, 3])
    #expect(found.partitions.map(\.name) == ["EFI", "Basic data"])
    #expect(found.partitions.map(\.isReserved) == [true, false])
    #expect(found.partitions.map(\.startOffset) == [Int64(8 * size), Int64(16 * size)])
    #expect(found.partitions.map(\.byteCount) == [Int64(8 * size), Int64(32 * size)])
  }

  @Test func `the backup is used where the first header or its entries are damaged`() throws {
    for place in [512, 512 + 17, 512 + 60, 1_024 + 33, 1_024 + 300] {
      var bytes = gptDisk()
      bytes[place] ^= 0xff
      let found = try #require(try table(bytes))
      #expect(found.partitions.map(\.name) == ["EFI", "Basic data"])
      #expect(found.failures.count == 1)
      // With both damaged, what stands there is read and said to be doubtful.
      bytes[63 * 512 + 60] ^= 0xff
      let doubtful = try #require(try table(bytes))
      #expect(!doubtful.failures.isEmpty)
    }
  }

  @Test func `every single-byte change of a GPT leaves its partitions, by the backup`() throws {
    for place in Array(512..<604) + Array(1_024..<1_536) {
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        var bytes = gptDisk()
        bytes[place] ^= mask
        #expect(try table(bytes)?.partitions.count == 2)
      }
    }
  }

  @Test func `a disk that ends early or has no table is none`() throws {
    #expect(try DiskLayout.read(MemoryByteSource([])) == nil)
    #expect(try DiskLayout.read(MemoryByteSource([UInt8](repeating: 0, count: 100_000))) == nil)
    for count in stride(from: 0, to: 2_000, by: 7) {
      _ = try DiskLayout.read(MemoryByteSource(Array(gptDisk()[..<count])))
    }
  }

  // MARK: - What is not read

  @Test(arguments: [
    (3, "-FVE-FS-", "encrypted volume (BitLocker)"), (3, "EXFAT   ", "exFAT"),
    (3, "ReFS\0\0\0\0", "ReFS"), (512, "LABELONE", "LVM"), (0, "SPACEDB ", "Storage Spaces"),
    (0x52, "FAT32   ", "FAT32"), (1_080, "\u{53}", "no file system that is known"),
  ])
  func `a volume that is not read is said by name, with exit code 3 as its consequence`(
    offset: Int, text: String, expected: String
  ) throws {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    bytes.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    bytes.set(UInt16(0xaa55), at: 510)
    let found = try #require(
      try DiskLayout.read(
        MemoryByteSource(disk([(0, bootRecord([entry(7, 8, 8)])), (8, bytes)], count: 32))))
    #expect(found.volumes.count == 1)
    #expect(found.volumes.first?.refusal?.message.contains(expected) == true)
  }

  @Test func `a volume of ext is said by name, an empty one needs no word`() throws {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let empty = disk([(0, bootRecord([entry(7, 8, 8)])), (8, bytes)], count: 32)
    #expect(try DiskLayout.read(MemoryByteSource(empty))?.volumes.first?.kind == .empty)
    #expect(try DiskLayout.read(MemoryByteSource(empty))?.volumes.first?.refusal == nil)
    bytes.set(UInt16(0xef53), at: 1_080)
    let ext = disk([(0, bootRecord([entry(0x83, 8, 8)])), (8, bytes)], count: 32)
    #expect(try DiskLayout.read(MemoryByteSource(ext))?.volumes.first?.kind == .unsupported("ext"))
  }
}
