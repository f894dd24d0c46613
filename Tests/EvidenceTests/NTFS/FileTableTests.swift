import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// What is kept of all files of a volume, and how much of it.
@Suite struct FileTableTests {
  private let folder = TemporaryFolder()
  private static let logs = "Windows/System32/winevt/Logs/"

  /// A volume with small logs in their records.
  private func volume(logCount: Int) -> [UInt8] {
    var writer = NTFSWriter()
    writer.clusterCount = 64 + logCount
    for number in 0..<logCount {
      var file = NTFSWriter.File(
        "\(Self.logs)\(number % 8)/log \(number).evtx", ImageFindingTests.log(300))
      file.isResident = true
      writer.add(file)
    }
    writer.usesIndexNodes = true
    return writer.image()
  }

  @Test func `entries behind the limit of memory are left out, and it is said`() throws {
    let volume = try NTFSVolume(MemoryByteSource(volume(logCount: 100)))
    let whole = FileTable(volume)
    #expect(whole.count == 136 && whole.failures.isEmpty)
    #expect(whole.memoryByteCount >= 4_096 * 16)
    let part = FileTable(volume, byteLimit: 1_000)
    #expect(part.failures.map(\.code) == [.memoryLimit])
  }

  @Test func `logs behind the limit of memory are left out, and it is said`() throws {
    let path = folder.write("disk", volume(logCount: 100))
    var options = LogFinderOptions()
    options.imageMemoryByteCount = 170_000
    let items = Array(LogFinder(paths: [path], options: options))
    let count = items.compactMap(\.log).count
    #expect(count > 10 && count < 100)
    let problems = items.compactMap(\.problem)
    #expect(problems.map(\.code) == [.memoryLimit])
    #expect(problems.first?.message.contains("the \(count) before them") == true)
  }

  /// $MFT whose own attribute list names `count` records, each with one run.
  private func tangledTable(_ count: Int) -> [UInt8] {
    let size = 1_024
    let firstEntry = 16
    var list = ByteBuilder()
    func listEntry(_ entry: Int, firstCluster: Int) {
      list.u32(0x80)
      list.u16(32)
      list.u8(0)
      list.u8(26)
      list.u64(UInt64(firstCluster))
      list.u64(UInt64(entry) | 1 << 48)
      list.u16(0)
      list.zeros(6)
    }
    listEntry(0, firstCluster: 0)
    // The base record maps all entries that continue it; each of those maps one cluster more.
    let tableClusters = firstEntry + count
    for index in 0..<count { listEntry(firstEntry + index, firstCluster: tableClusters + index) }
    let tableStart = 16
    let listStart = tableStart + tableClusters
    let listClusters = (list.count + size - 1) / size
    let total = listStart + listClusters + 8
    var image = [UInt8](repeating: 0, count: total * size)
    var boot = NTFSWriter()
    boot.clusterByteCount = size
    boot.clusterCount = total
    image.replaceSubrange(0..<512, with: boot.bootSector(table: tableStart, mirror: tableStart))
    var base = NTFSRecordWriter()
    base.add(
      base.nonResident(
        0x20, runs: [(listStart, listClusters)], clusterByteCount: size, byteCount: list.count))
    base.add(
      base.nonResident(
        0x80, runs: [(tableStart, tableClusters)], clusterByteCount: size,
        byteCount: (tableClusters + count) * size))
    func put(_ bytes: [UInt8], at cluster: Int) {
      image.replaceSubrange(cluster * size..<cluster * size + bytes.count, with: bytes)
    }
    put(base.record(entry: 0), at: tableStart)
    for index in 0..<count {
      var part = NTFSRecordWriter()
      part.base = 1 << 48
      part.add(
        part.nonResident(
          0x80, runs: [(tableStart + index % tableClusters, 1)], clusterByteCount: size,
          firstCluster: tableClusters + index, byteCount: 0))
      // A base of entry 0 is told from none by its sequence number.
      put(part.record(entry: firstEntry + index), at: tableStart + firstEntry + index)
    }
    put(list.bytes, at: listStart)
    return image
  }

  @Test(.timeLimit(.minutes(1)))
  func `a file table in thousands of parts is put together in one pass`() throws {
    let volume = try NTFSVolume(MemoryByteSource(tangledTable(8_000)))
    #expect(volume.failures.isEmpty)
    #expect(volume.table.map.end == 16_016)
    #expect(volume.table.map.extents.count == 8_001)
  }
}
