import EVTX
import TestSupport
import Testing

/// Recovered records: marked, and never beside their live copies.
@Suite struct SlackTests {
  private static let whole = numberedLog(chunks: 2, recordsPerChunk: 10)
  private static let stale = Damage.makeStale(last: 3, ofChunk: 1, in: whole)

  @Test func `stale records are not live ones`() throws {
    let result = try decode(Self.stale)
    #expect(result.eventRecordIDs == Array(1...17))
    #expect(result.codes == [])
  }

  @Test func `stale records come when they are asked for, marked and with their offset`() throws {
    let result = try decode(Self.stale) { $0.options.recovery = .slack }
    #expect(result.eventRecordIDs == Array(1...20))
    #expect(result.recordCount == 17)
    #expect(result.reports.map(\.recoveredCount) == [0, 3])
    let marked = result.lines.filter { $0.contains("\"Recovered\"") }
    let records = LogMap(Self.whole).records.suffix(3)
    #expect(
      marked.map { $0.between("\"RecordOffset\":", ",\"Recovered\":\"slack\"") }
        == records.map { "\($0.fileOffset)" })
  }

  @Test func `a recovered event of XML is followed by a comment that says so`() throws {
    let lines = try decode(Self.stale, .xml) { $0.options.recovery = .slack }.lines
    let offset = LogMap(Self.whole).records[17].fileOffset
    #expect(lines[17].hasSuffix("</Event><!-- Recovered: slack, RecordOffset: \(offset) -->"))
    #expect(lines[16].hasSuffix("</Event>"))
  }

  @Test func `a stale copy of a live record is left out`() throws {
    // The whole first chunk again behind the second one's records.
    let map = LogMap(Self.stale)
    var log = Self.stale
    let free = map.chunks[1].records.last?.end ?? 0
    let records = Self.whole[4_096 + 512..<(map.chunks[0].records.last?.end ?? 0)]
    log.replaceSubrange(free + 2_048..<free + 2_048 + records.count, with: records)
    let result = try decode(log) { $0.options.recovery = .slack }
    #expect(result.eventRecordIDs.filter { $0 <= 10 } == Array(1...10))
    #expect(Set(result.eventRecordIDs).count == result.eventRecordIDs.count)
  }

  @Test func `a stale record that is there twice comes once`() throws {
    var log = numberedLog(chunks: 3, recordsPerChunk: 10)
    // Chunks 1 and 2 become the same chunk with three stale records.
    log = Damage.makeStale(last: 3, ofChunk: 1, in: log)
    log = Damage.duplicateChunk(1, over: 2, in: log)
    let result = try decode(log) { $0.options.recovery = .slack }
    #expect(result.eventRecordIDs.filter { (18...20).contains($0) } == [18, 19, 20])
    // The live ones of a duplicated chunk are kept.
    #expect(result.eventRecordIDs.filter { (11...17).contains($0) }.count == 14)
  }

  @Test func `an empty chunk holds no live records, what is in it is stale`() throws {
    var log = Self.whole
    for place in 4_096 + 24..<4_096 + 40 { log[place] = 0xff }
    log = Damage.repairingChecksums(of: log)
    #expect(try decode(log).eventRecordIDs == Array(11...20))
    let recovered = try decode(log) { $0.options.recovery = .slack }
    #expect(recovered.recordCount == 10)
    #expect(recovered.lines.filter { $0.contains("\"Recovered\":\"slack\"") }.count == 10)
  }

  @Test func `a recovered record that cannot be decoded is a note and no loss`() throws {
    let record = LogMap(Self.whole).records[18]
    let log = Damage.zeroBinXML(of: record, in: Self.stale)
    let result = try decode(log) { $0.options.recovery = .slack }
    #expect(result.errors.map(\.severity) == [.note])
    #expect(result.failedCount == 0)
    #expect(result.eventRecordIDs == Array(1...18) + [20])
  }

  @Test
  func `records in bytes that are no chunk are found, those out of their order when asked for`()
    throws
  {
    // One chunk of noise with two whole records in it, at odd places, the older one behind.
    var random = SplitMix64(seed: 5)
    var noise = random.bytes(65_536)
    let records = LogMap(Self.whole).records
    for (place, record) in [(1_001, records[6]), (40_003, records[2])] {
      noise.replaceSubrange(
        place..<place + record.byteCount, with: Self.whole[record.fileOffset..<record.end])
    }
    let log = numberedLog(chunks: 1, recordsPerChunk: 1) + noise
    // As after a broken chunk signature: the record is taken for a live one.
    let live = try decode(log)
    #expect(live.eventRecordIDs == [1, 7])
    #expect(live.codes.contains("bad-chunk-header"))
    let carved = try decode(log) { $0.options.recovery = .all }
    #expect(carved.eventRecordIDs == [1, 7, 3])
    let offset = 4_096 + 65_536 + 40_003
    let last = carved.lines.last ?? ""
    #expect(last.contains("\"RecordOffset\":\(offset),\"Recovered\":\"carved\""))
  }
}
