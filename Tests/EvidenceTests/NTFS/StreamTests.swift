import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Streams in clusters: runs, holes, initialised size, compression.
@Suite struct StreamTests {
  /// A volume of 16 clusters of 512 bytes, each filled with its number.
  private let clusters = MemoryByteSource((0..<16 * 512).map { UInt8($0 / 512) })

  private func map(_ runs: [(cluster: Int?, count: Int)]) -> StreamMap {
    var map = StreamMap(clusterByteCount: 512)
    let list = NTFSRecordWriter.runList(runs)
    map.append(
      RunList(list.rawSpan, in: 0..<list.count, first: 0, clusterCount: 16), first: 0)
    return map
  }

  @Test func `a read goes to the runs by position, holes and the uninitialised end are zero`()
    throws
  {
    let source = StreamSource(
      clusters, map: map([(7, 2), (nil, 1), (3, 2)]), byteCount: 2_500, initialized: 2_200)
    var expected: [UInt8] = []
    for value: UInt8 in [7, 8, 0, 3, 4] { expected += [UInt8](repeating: value, count: 512) }
    expected = Array(expected[..<2_200]) + [UInt8](repeating: 0, count: 300)
    #expect(try content(of: source) == expected)
    for start in stride(from: 0, through: 2_500, by: 97) {
      for count in [0, 1, 511, 512, 513, 3_000] {
        let found = try source.bytes(at: Int64(start), count: count)
        #expect(found == Array(expected[start..<min(2_500, start + count)]))
      }
    }
    #expect(try source.bytes(at: -1, count: 5) == [] && source.bytes(at: 2_500, count: 5) == [])
    #expect(source.nextData(from: 1_030) == 1_536)
    #expect(source.nextData(from: 2_200) == 2_500)
  }

  @Test func `what no run holds fails, and what came before it is given`() throws {
    let source = StreamSource(clusters, map: map([(7, 2)]), byteCount: 5_000, initialized: 5_000)
    #expect(try source.bytes(at: 1_000, count: 100).count == 24)
    #expect(throws: ByteSourceError.self) { try source.bytes(at: 1_024, count: 1) }
    #expect(source.nextData(from: 4_000) == 4_000)
  }

  @Test func `an image that ends before a run's clusters fails there`() throws {
    let short = MemoryByteSource([UInt8](repeating: 1, count: 8 * 512))
    let source = StreamSource(short, map: map([(7, 2)]), byteCount: 1_024, initialized: 1_024)
    #expect(try source.bytes(at: 0, count: 1_024).count == 512)
    #expect(throws: ByteSourceError.self) { try source.bytes(at: 512, count: 1) }
  }

  @Test func `a part of a stream that does not follow the last one is left out, and said`() {
    var map = map([(7, 2)])
    let list = NTFSRecordWriter.runList([(3, 1)])
    map.append(RunList(list.rawSpan, in: 0..<list.count, first: 5, clusterCount: 16), first: 5)
    #expect(map.extents.count == 1 && map.failure != nil)
  }

  @Test func `units are stored as they are, holes, or compressed`() throws {
    // Units of 4 clusters: clusters 4 to 7 as they are; a hole; cluster 0 compressed and a hole of 3.
    var disk = (0..<16 * 512).map { UInt8($0 / 512) }
    let packed: [UInt8] = [0x03, 0xb0, 0x02, 0x55, 0xfc, 0x07]
    disk.replaceSubrange(0..<packed.count, with: packed)
    disk.replaceSubrange(packed.count..<16, with: repeatElement(0, count: 16 - packed.count))
    let source = try CompressedStreamSource(
      MemoryByteSource(disk), map: map([(4, 4), (nil, 4), (0, 1), (nil, 3)]), byteCount: 5_500,
      initialized: 5_400, unitShift: 2)
    let found = try content(of: source)
    #expect(found.count == 5_500)
    #expect(found[..<2_048].elementsEqual((0..<2_048).map { UInt8(4 + $0 / 512) }))
    #expect(found[2_048..<4_096].allSatisfy { $0 == 0 })
    #expect(found[4_096..<5_400].allSatisfy { $0 == 0x55 })
    #expect(found[5_400...].allSatisfy { $0 == 0 })
    #expect(source.nextData(from: 2_050) == 4_096)
  }

  @Test func `a damaged compressed unit fails alone`() throws {
    var disk = [UInt8](repeating: 0, count: 16 * 512)
    disk.replaceSubrange(0..<3, with: [0x00, 0x80, 0x01])
    disk.replaceSubrange(512..<517, with: [0x01, 0x30, 0x41, 0x42, 0])
    let source = try CompressedStreamSource(
      MemoryByteSource(disk), map: map([(0, 1), (nil, 3), (1, 1), (nil, 3)]), byteCount: 4_096,
      initialized: 4_096, unitShift: 2)
    #expect(throws: ByteSourceError.self) { try source.bytes(at: 0, count: 10) }
    #expect(try source.bytes(at: 2_048, count: 3) == [0x41, 0x42, 0])
  }

  @Test(arguments: [0, 17, 200])
  func `a compression unit of a size that cannot be is refused`(shift: Int) {
    #expect(throws: DiskFailure.self) {
      try CompressedStreamSource(
        clusters, map: map([(0, 1)]), byteCount: 1, initialized: 1, unitShift: shift)
    }
  }

  // MARK: - Free space

  @Test func `free clusters are read at their places on the disk, all else is zero`() throws {
    // Clusters 0 to 15 in a volume that begins at 1,000; 2, 3, 9 and 12 to 15 are free, 13 excluded.
    let bitmap = ClusterBitmap(
      MemoryByteSource([0b1111_0011, 0b0000_1101]), clusterCount: 16)
    let disk = MemoryByteSource([UInt8](repeating: 0xee, count: 1_000 + 16 * 512 + 300))
    let source = FreeSpaceSource(
      disk, volumeStart: 1_000, clusterByteCount: 512, bitmap: bitmap, excluding: [13..<14])
    let found = try content(of: source)
    #expect(found.count == 1_000 + 16 * 512)
    let free: Set<Int> = [2, 3, 9, 12, 14, 15]
    for place in found.indices {
      let isFree = place >= 1_000 && free.contains((place - 1_000) / 512)
      guard found[place] == (isFree ? 0xee : 0) else {
        Issue.record("byte \(place)")
        return
      }
    }
    #expect(source.nextData(from: 0) == 1_000 + 2 * 512)
    #expect(source.nextData(from: 1_000 + 4 * 512) == 1_000 + 9 * 512)
    #expect(bitmap.usedCount(0..<16) == 9)
    #expect(bitmap.usedCount(2..<4) == 0 && bitmap.usedCount(3..<10) == 5)
  }

  @Test func `what is missing of a bitmap counts as used`() throws {
    let bitmap = ClusterBitmap(MemoryByteSource([0]), clusterCount: 1 << 40)
    #expect(bitmap.first(isUsed: true, from: 0, to: 100) == 8)
    #expect(bitmap.first(isUsed: false, from: 8, to: 1_000_000) == 1_000_000)
  }
}
