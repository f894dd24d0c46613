import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Attribute lists, and files in several records.
@Suite struct AttributeListTests {
  /// Two entries: $DATA from cluster 0 on in record 30, and a named stream's part in record 31.
  private static let good: [UInt8] = {
    var bytes = ByteBuilder()
    bytes.u32(0x80)  // type
    bytes.u16(32)  // size
    bytes.u8(0)  // no name
    bytes.u8(26)
    bytes.u64(0)  // first cluster
    bytes.u64(30 | 1 << 48)  // record and sequence number
    bytes.u16(0)  // identifier
    bytes.zeros(6)
    bytes.u32(0x80)
    bytes.u16(32)
    bytes.u8(2)  // a name of two units
    bytes.u8(26)
    bytes.u64(7)
    bytes.u64(31 | 2 << 48)
    bytes.u16(1)
    bytes.utf16("ab")
    bytes.zeros(2)
    return bytes.bytes
  }()

  @Test func `a list names attributes and their records`() {
    let (entries, failure) = AttributeListEntry.decode(Self.good)
    #expect(failure == nil)
    #expect(entries.map(\.record.entry) == [30, 31])
    #expect(entries.map(\.record.sequence) == [1, 2])
    #expect(entries.map(\.firstCluster) == [0, 7])
    #expect(entries.map(\.hasName) == [false, true])
  }

  @Test func `every prefix gives the entries that are whole, zeros behind them are padding`() {
    for count in 0..<Self.good.count {
      let entries = AttributeListEntry.decode(Array(Self.good[..<count])).entries
      #expect(entries.count == count / 32)
    }
    let padded = AttributeListEntry.decode(Self.good + [UInt8](repeating: 0, count: 64))
    #expect(padded.entries.count == 2 && padded.failure == nil)
  }

  @Test func `every single-byte change ends without a trap`() {
    for place in Self.good.indices {
      for value in 0...255 {
        var bytes = Self.good
        bytes[place] = UInt8(value)
        #expect(AttributeListEntry.decode(bytes).entries.count <= 3)
      }
    }
  }

  private static let stored = noise(20 * 4_096 - 100)

  private func volume(_ change: (inout [UInt8]) -> Void = { _ in }) throws -> NTFSVolume {
    var writer = NTFSWriter()
    var file = NTFSWriter.File("a.bin", Self.stored)
    file.clustersPerRun = 4
    file.usesAttributeList = true
    writer.add(file)
    var image = writer.image()
    change(&image)
    return try NTFSVolume(MemoryByteSource(image))
  }

  @Test func `a stream whose runs lie in five records is whole`() throws {
    let volume = try volume()
    let file = try volume.file(24)
    #expect(file.failures == [])
    let stream = try #require(file.dataStream())
    #expect(stream.extents.count == 5)
    #expect(try content(of: stream.makeSource(volume)) == Self.stored)
  }

  /// The place of a record in the image.
  private func place(_ image: [UInt8], _ entry: Int) -> Int {
    Int(image.u64(at: 48)) * 4_096 + entry * 1_024
  }

  @Test func `a lost extension record costs what lies in it and behind, and is said`() throws {
    let volume = try volume { image in image[place(image, 27)] = 0x42 }
    let file = try volume.file(24)
    #expect(file.failures.count == 1)
    let source = try #require(file.dataStream()).makeSource(volume)
    #expect(try source.bytes(at: 0, count: 8 * 4_096) == Array(Self.stored[..<(8 * 4_096)]))
    #expect(throws: ByteSourceError.self) { try source.bytes(at: 8 * 4_096, count: 1) }
  }

  @Test func `a list that names its own record, or a stranger's, ends`() throws {
    for entry in [24, 5, 0, 9_999] {
      let volume = try volume { image in
        let base = place(image, 24)
        let list = base + 56 + 72 + 24
        for index in 0..<5 { image.set(UInt64(entry), at: list + 32 * index + 16) }
      }
      let file = try volume.file(24)
      #expect(entry == 24 ? file.dataStream() == nil : !file.failures.isEmpty)
    }
  }
}
