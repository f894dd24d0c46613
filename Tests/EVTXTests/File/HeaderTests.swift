import ByteIO
import EVTX
import TestSupport
import Testing

/// The header of a log and the header of a chunk: FORMAT facts 1 and 2.
@Suite struct HeaderTests {
  private func fileHeader(_ bytes: [UInt8], logByteCount: Int64 = 4_096 + 65_536) -> FileHeader? {
    FileHeader(bytes.rawSpan, logByteCount: logByteCount)
  }

  private func log(_ configure: (inout LogOptions) -> Void) -> [UInt8] {
    var options = LogOptions()
    configure(&options)
    return LogBuilder.log(events: [numberedEvent(1)], options: options)
  }

  @Test func `a file header has its fields at their places`() throws {
    var bytes = [UInt8](repeating: 0, count: 128)
    bytes.replaceSubrange(0..<8, with: "ElfFile\0".utf8)
    bytes[8] = 2  // first chunk number
    bytes[16] = 9  // last chunk number
    bytes[24] = 0x34  // next record identifier
    bytes[25] = 0x12
    bytes[32] = 128  // header size
    bytes[36] = 1  // minor version
    bytes[38] = 3  // major version
    bytes[41] = 0x10  // block size 4,096
    bytes[42] = 7  // chunks
    bytes[120] = 3  // dirty and full
    bytes.replaceSubrange(124..<128, with: [0x78, 0x56, 0x34, 0x12])
    let header = try #require(fileHeader(bytes))
    #expect(header.firstChunkNumber == 2)
    #expect(header.lastChunkNumber == 9)
    #expect(header.nextRecordID == 0x1234)
    #expect((header.majorVersion, header.minorVersion) == (3, 1))
    #expect(header.blockSize == 4_096)
    #expect(header.declaredChunkCount == 7)
    #expect(header.storedChecksum == 0x1234_5678)
    #expect(header.isDirty && header.isFull && !header.hasNoChecksums)
  }

  @Test func `every proper prefix of a file header is none`() {
    let bytes = log { _ in }
    for count in 0..<FileHeader.size { #expect(fileHeader(Array(bytes[..<count])) == nil) }
    #expect(fileHeader(Array(bytes[..<FileHeader.size])) != nil)
  }

  @Test func `every single-byte change of a file header gives a header, but for the signature`() {
    let bytes = log { _ in }
    for place in 0..<128 {
      var changed = Array(bytes[..<128])
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        changed[place] = bytes[place] ^ mask
        #expect((fileHeader(changed) == nil) == (place < 8))
      }
    }
  }

  @Test func `version 3.2 has a chunk count of 32 bits, where it fits the file`() {
    var bytes = log { $0.minorVersion = 2 }
    bytes.setU32(0x0001_0002, at: 42)
    // 65,538 chunks are 4 GiB; a smaller file cannot have them, and the low half is the count.
    let large = Int64(4_096) + 65_538 * 65_536
    #expect(fileHeader(bytes, logByteCount: large)?.declaredChunkCount == 65_538)
    #expect(fileHeader(bytes, logByteCount: 4_096 + 2 * 65_536)?.declaredChunkCount == 2)
    // Version 3.1 has 16 bits whatever stands behind.
    bytes.set(UInt16(1), at: 36)
    #expect(fileHeader(bytes, logByteCount: large)?.declaredChunkCount == 2)
  }

  @Test func `flags are dirty, full and without checksums, junk bits do not matter`() {
    for (flags, expected) in [
      (UInt32(0), [false, false, false]), (1, [true, false, false]), (2, [false, true, false]),
      (4, [false, false, true]), (7, [true, true, true]), (0x1b97_0000, [false, false, false]),
      (0x1b97_0001, [true, false, false]), (.max, [true, true, true]),
    ] {
      var bytes = log { _ in }
      bytes.setU32(flags, at: 120)
      let header = fileHeader(bytes)
      #expect([header?.isDirty, header?.isFull, header?.hasNoChecksums] == expected)
      #expect(header?.flags == flags)
    }
  }

  @Test func `a log of any flags and version is read`() throws {
    for configure: (inout LogOptions) -> Void in [
      { $0.isDirty = true }, { $0.isFull = true }, { $0.minorVersion = 2 },
      { $0.hasChecksums = false }, { $0.minorVersion = 9 },
    ] {
      let result = try decode(log(configure))
      #expect(result.eventRecordIDs == [1])
      #expect(result.codes == [])
    }
    var odd = log { _ in }
    odd.setU32(0x1b97_0000, at: 120)
    odd.set(UInt64.max, at: 8)  // first chunk behind the last one
    #expect(try decode(odd).eventRecordIDs == [1])
  }

  @Test func `the first chunk lies behind a header block of the declared size`() throws {
    let whole = log { _ in }
    for size in [128, 1_024, 8_192] {
      var bytes = [UInt8](repeating: 0, count: size) + whole[4_096...]
      bytes.replaceSubrange(0..<128, with: whole[..<128])
      bytes.set(UInt16(size), at: 40)
      #expect(try decode(bytes).eventRecordIDs == [1], "\(size)")
    }
    // A size that cannot be is not believed.
    var bytes = whole
    bytes.set(UInt16(0), at: 40)
    #expect(try decode(bytes).eventRecordIDs == [1])
  }

  @Test func `a wrong file checksum is known and costs nothing`() throws {
    let sound = log { _ in }
    #expect(try EventLog(MemoryByteSource(sound)).isHeaderChecksumValid == true)
    let broken = Damage.breakFileChecksum(sound)
    #expect(try EventLog(MemoryByteSource(broken)).isHeaderChecksumValid == false)
    #expect(try decode(broken).eventRecordIDs == [1])
  }

  @Test func `bytes without the signature are told with what they begin with`() throws {
    let log = Damage.zeroFileHeader(self.log { _ in })
    let errors = try decode(log).errors
    #expect(errors.map(\.code) == [.badFileHeader])
    #expect(errors.first?.fileOffset == 0)
    #expect(
      errors.first?.message
        == "file header: signature is 00 00 00 00 00 00 00 00, expected \"ElfFile\"; offset 0x0")
  }

  // MARK: - Chunk header

  @Test func `a chunk header has its fields at their places`() {
    var bytes = [UInt8](repeating: 0, count: 512)
    bytes.replaceSubrange(0..<8, with: "ElfChnk\0".utf8)
    for (place, value) in [
      (8, UInt64(1)), (16, 2), (24, 3), (32, 4), (40, 128), (44, 0x200), (48, 0x300),
      (52, 0x0505_0505), (120, 5), (124, 0x0606_0606),
    ] {
      for byte in 0..<4 {
        bytes[place + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
      }
    }
    let header = ChunkHeader(bytes.rawSpan)
    #expect(header.hasSignature)
    #expect((header.firstRecordNumber, header.lastRecordNumber) == (1, 2))
    #expect((header.firstRecordID, header.lastRecordID) == (3, 4))
    #expect(header.headerSize == 128)
    #expect(header.lastRecordOffset == 0x200)
    #expect(header.freeSpaceOffset == 0x300)
    #expect(header.storedDataChecksum == 0x0505_0505)
    #expect(header.hasNoChecksums)
    #expect(header.storedHeaderChecksum == 0x0606_0606)
    #expect(header.isFreeSpaceOffsetPlausible)
    #expect(!header.isEmpty)
  }

  @Test func `a chunk is empty when both its record identifiers are all ones`() {
    var bytes = numberedLog(recordsPerChunk: 1)
    bytes.set(UInt64.max, at: 4_096 + 24)
    #expect(!ChunkHeader(Array(bytes[4_096...]).rawSpan).isEmpty)
    bytes.set(UInt64.max, at: 4_096 + 32)
    #expect(ChunkHeader(Array(bytes[4_096...]).rawSpan).isEmpty)
  }

  @Test func `a free-space offset is plausible from the header's end to the chunk's`() {
    for (offset, isPlausible) in [
      (UInt32(0), false), (511, false), (512, true), (65_536, true), (65_537, false), (.max, false),
    ] {
      var bytes = numberedLog(recordsPerChunk: 1)
      bytes.setU32(offset, at: 4_096 + 48)
      #expect(
        ChunkHeader(Array(bytes[4_096...]).rawSpan).isFreeSpaceOffsetPlausible == isPlausible)
    }
  }
}
