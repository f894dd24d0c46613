import ByteIO
import TestSupport
import Testing

@testable import EVTX

/// The walk over the records of one chunk.
@Suite struct ChunkWalkTests {
  private static let log = numberedLog(recordsPerChunk: 5)
  private static let chunk = Array(log[4_096...])
  private static let records = LogMap(log).records

  private func walk(_ chunk: [UInt8], available: Int = 65_536) -> ChunkWalk {
    var walk = ChunkWalk()
    walk.findLive(
      chunk.rawSpan, available: available, header: ChunkHeader(chunk.rawSpan))
    return walk
  }

  @Test func `records lie one behind the other up to the free space`() {
    let walk = walk(Self.chunk)
    #expect(walk.records.map(\.recordID) == [1, 2, 3, 4, 5])
    #expect(walk.records.map(\.offset) == Self.records.map { $0.fileOffset - 4_096 })
    #expect(walk.records.map(\.byteCount) == Self.records.map(\.byteCount))
    #expect(walk.losses.isEmpty)
    #expect(walk.liveEnd == (Self.records.last?.end ?? 0) - 4_096)
  }

  @Test func `a record is its signature, a possible size, and the size again`() {
    let start = 512
    let size = Self.records[0].byteCount
    func isRecord(_ change: (inout [UInt8]) -> Void = { _ in }, end: Int = 65_536) -> Bool {
      var changed = Self.chunk
      change(&changed)
      return EventRecordHeader.isRecord(changed.rawSpan, at: start, end: end)
    }
    #expect(isRecord())
    #expect(isRecord(end: start + size))
    #expect(!isRecord(end: start + size - 1))
    #expect(!isRecord { $0[start] = 0x2b })
    #expect(!isRecord { $0[start + 2] = 1 })
    #expect(!isRecord { $0.setU32(27, at: start + 4) })
    #expect(!isRecord { $0.setU32(.max, at: start + 4) })
    #expect(!isRecord { $0.setU32(0, at: start + size - 4) })
    let behind = [65_536 - 27, 65_536, 70_000].map {
      EventRecordHeader.isRecord(Self.chunk.rawSpan, at: $0, end: 65_536)
    }
    #expect(behind == [false, false, false])
  }

  @Test func `the smallest record has 28 bytes, the largest 65,024`() {
    func isRecord(_ size: Int) -> Bool {
      var bytes = [UInt8](repeating: 0, count: 65_536)
      bytes.setU32(0x2a2a, at: 512)
      bytes.setU32(UInt32(size), at: 516)
      if size >= 4, 512 + size <= 65_536 { bytes.setU32(UInt32(size), at: 512 + size - 4) }
      return EventRecordHeader.isRecord(bytes.rawSpan, at: 512, end: 65_536)
    }
    #expect([27, 28, 65_023, 65_024].map(isRecord) == [false, true, true, true])
    #expect(!isRecord(65_025))
  }

  @Test func `every proper prefix of a chunk gives its whole records`() {
    let ends = Self.records.map { $0.end - 4_096 }
    let step = isDebugBuild ? 3 : 1
    for available in stride(from: 512, through: (ends.last ?? 0) + 8, by: step) {
      var cut = Self.chunk
      for place in available..<cut.count where cut[place] != 0 { cut[place] = 0 }
      let found = walk(cut, available: available)
      let whole = ends.prefix { $0 <= available }.count
      #expect(found.records.map(\.recordID) == (0..<whole).map { UInt64($0 + 1) })
    }
  }

  @Test func `identifiers rise where the end of the records is not known`() {
    // The header is broken, and behind the fifth record older ones follow.
    var broken = Self.chunk
    broken[48] = 0xff
    broken[49] = 0xff
    broken[50] = 0xff
    let end = (Self.records.last?.end ?? 0) - 4_096
    let stale = Self.chunk[(Self.records[1].fileOffset - 4_096)..<(Self.records[2].end - 4_096)]
    broken.replaceSubrange(end..<end + stale.count, with: stale)
    let walk = walk(broken)
    #expect(walk.records.map(\.recordID) == [1, 2, 3, 4, 5])
    #expect(walk.liveEnd == end)
  }

  @Test func `a thousand losses are listed, the rest is counted`() {
    // Records of 28 bytes, each followed by eight bytes of nothing.
    var bytes = [UInt8](repeating: 0xcc, count: 65_536)
    var place = 512
    var id: UInt64 = 1
    while place + 36 <= bytes.count {
      bytes.setU32(0x2a2a, at: place)
      bytes.setU32(28, at: place + 4)
      bytes.set(id, at: place + 8)
      bytes.setU32(28, at: place + 24)
      place += 36
      id += 1
    }
    let walk = walk(bytes)
    #expect(walk.records.count == Int(id) - 1)
    #expect(walk.lossCount > 1_000)
    #expect(walk.losses.count == 1_000)
  }

  @Test func `slack is searched at every byte`() {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let record = Self.chunk[512..<512 + Self.records[0].byteCount]
    for place in [600, 4_001, 9_003] {
      bytes.replaceSubrange(place..<place + record.count, with: record)
    }
    var walk = ChunkWalk()
    walk.findSlack(bytes.rawSpan, from: 512, to: 65_536, origin: .slack)
    #expect(walk.records.map(\.offset) == [600, 4_001, 9_003])
  }
}
