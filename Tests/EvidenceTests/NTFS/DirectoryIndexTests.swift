import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Folders' indexes.
@Suite struct DirectoryIndexTests {
  private static func image(usesNodes: Bool) -> [UInt8] {
    var writer = NTFSWriter()
    writer.usesIndexNodes = usesNodes
    for number in 0..<4 { writer.add("folder/file \(number)", [1]) }
    return writer.image()
  }

  private func names(_ image: [UInt8]) throws -> (names: [String], failures: [String]) {
    let volume = try NTFSVolume(MemoryByteSource(image))
    let index = DirectoryIndex(try volume.file(24), in: volume)
    return (index.entries.map { nameText($0.name.units) }, index.failures)
  }

  private func node(_ image: [UInt8], after start: Int = 0) -> Int {
    for place in stride(from: start, to: image.count - 4, by: 512)
    where image[place..<place + 4].elementsEqual("INDX".utf8) {
      return place
    }
    return 0
  }

  @Test(arguments: [false, true])
  func `a folder lists its names, from its record or from nodes`(usesNodes: Bool) throws {
    let (names, failures) = try names(Self.image(usesNodes: usesNodes))
    #expect(names == (0..<4).map { "file \($0)" })
    #expect(failures == [])
  }

  @Test func `a node that leads to itself or nowhere is read once, and it is said`() throws {
    for number: UInt64 in [0, 1, .max, 1 << 62] {
      var image = Self.image(usesNodes: true)
      let root = node(image)
      let start = node(image, after: root + 4_096)
      // The head: entries at 40, up to their end. A last entry of 24 bytes with a node below it.
      let end = start + 24 + Int(image.u32(at: start + 28))
      image.replaceSubrange(end - 16..<end + 8, with: NTFSWriter.lastEntry(below: number))
      image.set(UInt32(end + 8 - start - 24), at: start + 28)
      let (names, failures) = try names(image)
      #expect(names.count == 4 && failures.count == 1)
    }
  }

  @Test func `every single-byte change of a node ends without a trap`() throws {
    let good = Self.image(usesNodes: true)
    let start = node(good, after: node(good) + 4_096)
    for place in start..<start + 520 {
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        var image = good
        image[place] ^= mask
        #expect(try names(image).names.count <= 8)
      }
    }
  }

  @Test func `every prefix of an index root ends without a trap`() throws {
    let volume = try NTFSVolume(MemoryByteSource(Self.image(usesNodes: false)))
    let folder = try volume.file(24)
    guard case .resident(let root)? = folder.streams.first(where: { $0.type == 0x90 })?.content
    else {
      Issue.record("no index root")
      return
    }
    for count in 0..<root.count {
      var record = NTFSRecordWriter()
      record.flags = 3
      record.add(record.resident(0x90, Array(root[..<count]), name: "$I30"))
      let cut = NTFSFile(try FileRecord(record.record(entry: 24), entry: 24), volume)
      let index = DirectoryIndex(cut, in: volume)
      #expect(index.entries.count <= 4)
    }
  }
}
