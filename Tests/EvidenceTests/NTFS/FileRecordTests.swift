import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// File records: the head, the update sequence, the attributes.
@Suite struct FileRecordTests {
  /// A record of 1,024 bytes, its head field by field.
  static let good: [UInt8] = {
    var bytes = [UInt8](repeating: 0, count: 1_024)
    bytes.replaceSubrange(0..<4, with: "FILE".utf8)
    bytes.set(UInt16(48), at: 4)  // offset of the update sequence
    bytes.set(UInt16(3), at: 6)  // the number and two places
    bytes.set(UInt16(7), at: 16)  // sequence number
    bytes.set(UInt16(56), at: 20)  // first attribute
    bytes.set(UInt16(1), at: 22)  // in use
    bytes.set(UInt32(160), at: 24)  // bytes in use
    bytes.set(UInt16(0x0107), at: 48)  // the number that replaces
    bytes.set(UInt16(0xaaaa), at: 50)  // what stood at 510
    bytes.set(UInt16(0xbbbb), at: 52)  // what stood at 1,022
    bytes.set(UInt16(0x0107), at: 510)
    bytes.set(UInt16(0x0107), at: 1_022)
    // $DATA in the record: type, size 32, resident, no name, content of 5 bytes at 24.
    bytes.set(UInt32(0x80), at: 56)
    bytes.set(UInt32(32), at: 60)
    bytes.set(UInt32(5), at: 72)
    bytes.set(UInt16(24), at: 76)
    bytes.replaceSubrange(80..<85, with: "hello".utf8)
    // A stream in clusters named "s": size 72, name at 64, one cluster from 9 on.
    bytes.set(UInt32(0x80), at: 88)
    bytes.set(UInt32(72), at: 92)
    bytes[96] = 1
    bytes[97] = 1
    bytes.set(UInt16(64), at: 98)
    bytes.set(UInt16(3), at: 102)  // identifier
    bytes.set(UInt16(66), at: 120)  // runs
    bytes.set(UInt64(4_096), at: 128)  // allocated
    bytes.set(UInt64(4_000), at: 136)  // size
    bytes.set(UInt64(3_000), at: 144)  // initialised
    bytes.set(UInt16(0x73), at: 152)
    bytes.replaceSubrange(154..<157, with: [0x11, 0x01, 0x09])
    bytes.set(UInt32(0xffff_ffff), at: 160)
    bytes.set(UInt32(168), at: 24)
    return bytes
  }()

  private func attributes(_ record: FileRecord) throws -> [Evidence.Attribute] {
    var cursor = AttributeCursor(record)
    var found: [Evidence.Attribute] = []
    while let attribute = try cursor.next(in: record.bytes.rawSpan) { found.append(attribute) }
    return found
  }

  @Test func `a record has its fields at their places and its replaced bytes back`() throws {
    let record = try FileRecord(Self.good, entry: 42)
    #expect(record.reference == FileReference(entry: 42, sequence: 7))
    #expect(record.header.isInUse && !record.header.isFolder && !record.header.isExtension)
    #expect(record.bytes.u16(at: 510) == 0xaaaa && record.bytes.u16(at: 1_022) == 0xbbbb)
    #expect(!record.isTorn && record.readableByteCount == 168)
    let found = try attributes(record)
    #expect(found.map(\.type) == [0x80, 0x80])
    #expect(found[0].form == .resident(80..<85))
    #expect(found[1].nameRange == 152..<154 && found[1].identifier == 3)
    guard case .nonResident(let form) = found[1].form else { return }
    #expect((form.allocated, form.byteCount, form.initialized) == (4_096, 4_000, 3_000))
  }

  @Test func `every proper prefix of a record is refused`() {
    for count in 0..<1_024 {
      #expect(throws: DiskFailure.self) { try FileRecord(Array(Self.good[..<count]), entry: 0) }
    }
  }

  @Test func `every single-byte change ends without a trap`() throws {
    let volume = try NTFSVolume(MemoryByteSource(NTFSWriter().image()))
    for place in Self.good.indices {
      for mask: UInt8 in [0x01, 0x10, 0x80, 0xff] {
        var bytes = Self.good
        bytes[place] ^= mask
        guard let record = try? FileRecord(bytes, entry: 9) else { continue }
        let file = NTFSFile(record, volume)
        for stream in file.streams {
          guard let source = try? stream.makeSource(volume) else { continue }
          _ = try? source.bytes(at: 0, count: Int(min(source.byteCount, 8_192)))
        }
      }
    }
  }

  @Test func `a record that was written in part is read up to there`() throws {
    var bytes = Self.good
    bytes.set(UInt16(0x0106), at: 1_022)
    let second = try FileRecord(bytes, entry: 0)
    #expect(second.isTorn && second.readableByteCount == 168)
    #expect(try attributes(second).count == 2)
    bytes.set(UInt16(0x0106), at: 510)
    #expect(throws: DiskFailure.self) { try FileRecord(bytes, entry: 0) }
  }

  @Test(arguments: [UInt16(0), 1, 2, 4, 100, .max])
  func `a count of the update sequence that does not fit the record is refused`(count: UInt16) {
    var bytes = Self.good
    bytes.set(count, at: 6)
    // Two is one number for the whole record, which no sector size gives here; its place does not match.
    #expect(throws: DiskFailure.self) { try FileRecord(bytes, entry: 0) }
  }

  @Test(arguments: [UInt32(0), 8, 23, 300, 0x7fff_ffff, .max])
  func `an attribute of a size that cannot be ends the list with a word`(size: UInt32) throws {
    var bytes = Self.good
    bytes.set(size, at: 60)
    let record = try FileRecord(bytes, entry: 0)
    #expect(throws: DiskFailure.self) { try attributes(record) }
    let volume = try NTFSVolume(MemoryByteSource(NTFSWriter().image()))
    #expect(NTFSFile(record, volume).failures.count == 1)
  }
}
