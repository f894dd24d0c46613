import EVTX
import TestSupport
import Testing

/// Chunks that lie wrong, lack their header or are there twice: ROBUSTNESS, the table.
@Suite struct DamagedChunkTests {
  private static let whole = numberedLog(chunks: 3, recordsPerChunk: 20)
  private static let map = LogMap(whole)
  private static let all = Array(UInt64(1)...60)

  @Test(arguments: [1, 2, 3, 7, 16, 511, 512, 4_096])
  func `bytes lost in one record cost that record alone`(count: Int) throws {
    // A record in the middle of each chunk.
    for index in [5, 25, 45] {
      let record = Self.map.records[index]
      let start = record.fileOffset + 30
      let log = Damage.cut(start..<start + count, outOf: Self.whole)
      let lost = Self.map.records.filter { $0.fileOffset < start + count && $0.end > start }.map(
        \.id)
      let result = try decode(log)
      let missing = Self.all.filter { !result.eventRecordIDs.contains($0) }
      #expect(
        missing.allSatisfy { lost.contains($0) }, "\(count) bytes at record \(index): \(missing)")
      #expect(!result.errors.isEmpty)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 16, 511, 512, 4_096])
  func `bytes inserted into one record cost that record alone`(count: Int) throws {
    for index in [5, 25, 45] {
      let record = Self.map.records[index]
      let start = record.fileOffset + 30
      let log = Damage.replace(
        start..<start, with: [UInt8](repeating: 0xaa, count: count), in: Self.whole)
      let result = try decode(log)
      let missing = Self.all.filter { !result.eventRecordIDs.contains($0) }
      #expect(
        missing.allSatisfy { $0 == record.id }, "\(count) bytes in record \(index): \(missing)")
      #expect(!result.errors.isEmpty)
    }
  }

  @Test(arguments: [1, 2, 512, 4_096])
  func `bytes inserted between two chunks cost nothing`(count: Int) throws {
    for chunk in 0...2 {
      let start = Self.map.chunks[chunk].fileOffset
      let log = Damage.replace(
        start..<start, with: [UInt8](repeating: 0xaa, count: count), in: Self.whole)
      #expect(try decode(log).eventRecordIDs == Self.all, "\(count) bytes before chunk \(chunk)")
    }
  }

  @Test func `a chunk that is there twice is kept twice`() throws {
    let log = Damage.duplicateChunk(0, over: 1, in: Self.whole)
    #expect(try decode(log).eventRecordIDs == Array(1...20) + Array(1...20) + Array(41...60))
    let spliced = Damage.spliceChunk(2, before: 1, in: Self.whole)
    #expect(
      try decode(spliced).eventRecordIDs == Array(1...20) + Array(41...60) + Array(21...60))
  }

  @Test func `a chunk of zeros is passed over, and the others stay`() throws {
    for chunk in 0...2 {
      let log = Damage.zeroChunk(chunk, in: Self.whole)
      let result = try decode(log)
      let lost = Set(Self.map.chunks[chunk].records.map(\.id))
      #expect(result.eventRecordIDs == Self.all.filter { !lost.contains($0) })
    }
  }

  @Test func `a chunk whose header is zeros keeps its records`() throws {
    for chunk in 0...2 {
      let log = Damage.zeroChunkHeader(chunk, in: Self.whole)
      let result = try decode(log)
      #expect(result.eventRecordIDs == Self.all)
      #expect(result.codes == ["bad-chunk-header"])
    }
  }

  @Test func `a chunk with a broken signature keeps its records`() throws {
    for chunk in 0...2 {
      let result = try decode(Damage.breakChunkMagic(chunk, in: Self.whole))
      #expect(result.eventRecordIDs == Self.all)
      #expect(result.codes == ["bad-chunk-header"])
    }
  }

  @Test(arguments: [0, 1, 128, 511, 512, 513, 600, 65_535, 65_536, 65_537, UInt32.max])
  func `a wrong free-space offset loses no record`(offset: UInt32) throws {
    let log = Damage.setFreeSpace(offset, ofChunk: 1, in: Self.whole)
    let result = try decode(log)
    #expect(result.eventRecordIDs == Self.all, "with the header's checksum broken")
  }

  @Test(arguments: [512, 513, 1_000])
  func `records behind a free-space offset with a right checksum are stale`(offset: UInt32) throws {
    let log = Damage.repairingChecksums(of: Damage.setFreeSpace(offset, ofChunk: 1, in: Self.whole))
    let result = try decode(log)
    #expect(
      result.eventRecordIDs.filter { !(21...40).contains($0) } == Array(1...20) + Array(41...60))
  }

  @Test func `a zeroed sector costs the records that touch it`() throws {
    for sector in stride(from: 9, to: 9 + 120, by: 1) {
      let log = Damage.zeroSector(sector, in: Self.whole)
      let zeroed = 512 * sector..<512 * (sector + 1)
      // The first record of a chunk holds the definitions of all others.
      let touched = Self.map.records.filter {
        $0.fileOffset < zeroed.upperBound && $0.end > zeroed.lowerBound
      }
      let result = try decode(log)
      let missing = Self.all.filter { !result.eventRecordIDs.contains($0) }
      #expect(
        missing.allSatisfy { id in touched.contains { $0.id == id } },
        "sector \(sector): \(missing)")
    }
  }

  @Test func `a log without its file header is found chunk by chunk`() throws {
    let result = try decode(Damage.zeroFileHeader(Self.whole))
    #expect(result.eventRecordIDs == Self.all)
    #expect(result.codes == ["bad-file-header"])
    // The header block is gone altogether, as in carved files.
    #expect(try decode(Array(Self.whole.dropFirst(4_096))).eventRecordIDs == Self.all)
  }

  @Test func `the header's word for how many chunks there are does not matter`() throws {
    for count: UInt16 in [0, 1, 2, 3, 4, .max] {
      #expect(try decode(Damage.declareChunks(count, in: Self.whole)).eventRecordIDs == Self.all)
    }
  }

  @Test func `wrong checksums are told when they are asked for, and cost nothing`() throws {
    for log in [
      Damage.breakHeaderChecksum(ofChunk: 0, in: Self.whole),
      Damage.breakDataChecksum(ofChunk: 0, in: Self.whole),
    ] {
      #expect(try decode(log).codes == [])
      let checked = try decode(log) { $0.options.verifiesChecksums = true }
      #expect(checked.codes == ["checksum"])
      #expect(checked.errors.map(\.severity) == [.damage])
      #expect(checked.eventRecordIDs == Self.all)
    }
    let sound = try decode(Self.whole) { $0.options.verifiesChecksums = true }
    #expect(sound.codes == [])
    #expect(
      sound.reports.allSatisfy {
        $0.isDataChecksumValid == true && $0.isHeaderChecksumValid == true
      })
  }

  @Test func `a log that says it has no checksums is not asked for them`() throws {
    var options = LogOptions()
    options.hasChecksums = false
    let log = LogBuilder.log(events: (1...3).map(numberedEvent), options: options)
    let result = try decode(log) { $0.options.verifiesChecksums = true }
    #expect(result.codes == [])
    #expect(result.reports.map(\.isDataChecksumValid) == [nil])
  }
}
