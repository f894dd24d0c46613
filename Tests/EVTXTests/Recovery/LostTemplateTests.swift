import ByteIO
import EVTX
import TestSupport
import Testing

/// Records whose template definition was lost.
@Suite struct LostTemplateTests {
  /// The file offset of a resident definition's first byte in its record.
  private func definition(in log: [UInt8], record: Int) -> Int {
    // 24 bytes of record header, 4 of fragment header, 10 of the instance's head.
    LogMap(log).records[record].fileOffset + 38
  }

  /// Two chunks of numbered events; in the first one the first record, with all definitions, is gone.
  private var spoiled: [UInt8] {
    let log = numberedLog(chunks: 2, recordsPerChunk: 3)
    return Damage.zeroBinXML(of: LogMap(log).records[0], in: log)
  }

  @Test func `a lost definition is found in another chunk of the log`() throws {
    let expected = try decode(numberedLog(chunks: 2, recordsPerChunk: 3)).lines
    let result = try decode(spoiled)
    #expect(result.lines == Array(expected.dropFirst()))
    #expect(result.failedCount == 1)
    #expect(result.codes.contains("bad-binxml"))
    #expect(!result.codes.contains("template-missing"))
  }

  /// Logs of a run.
  private final class Logs: TemplateSearchPlaces {
    let sources: [MemoryByteSource]
    init(_ logs: [[UInt8]]) { sources = logs.map { MemoryByteSource($0) } }
    func source(_ number: Int) -> (any ByteSource)? {
      number < sources.count ? sources[number] : nil
    }
  }

  @Test func `a lost definition is found in another log of the run`() throws {
    let whole = numberedLog(recordsPerChunk: 3)
    let log = Damage.zeroBinXML(of: LogMap(whole).records[0], in: whole)
    let expected = try decode(whole).lines
    let alone = try decode(log)
    #expect(alone.codes.filter { $0 == "template-missing" }.count == 2)
    let together = try decode(log) {
      $0.places = Logs([LogBuilder.log(), numberedLog(chunks: 1, recordsPerChunk: 1)])
    }
    #expect(together.lines == Array(expected.dropFirst()))
  }

  @Test func `nothing but the standard fields is known when a definition is nowhere`() throws {
    let whole = LogBuilder.log(
      events: (1...2).map { number in
        StandardEvent(
          provider: "P", eventID: UInt16(4_620 + number), version: 2, level: 3, task: 5, opcode: 6,
          channel: "Security", processID: 7, threadID: 8,
          activityID: GUID("5770385f-c22a-43e0-bf4c-06f5698ffbd9"),
          data: [("Name", .string("text \(number)"))])
      })
    let log = Damage.zeroBinXML(of: LogMap(whole).records[0], in: whole)
    let line = try #require(try decode(log).lines.last)
    for part in [
      #""EventRecordID":2"#, #""TimeCreated":"2024-05-14T08:30:00.0000000Z""#, #""EventID":4622"#,
      #""Version":2"#, #""Level":3"#, #""Task":5"#, #""Opcode":6"#,
      #""Keywords":"0x8000000000000000""#, #""ProcessID":7"#, #""ThreadID":8"#,
      #""ActivityID":"{5770385f-c22a-43e0-bf4c-06f5698ffbd9}""#, #""UserID":"S-1-5-18""#,
      "text 2", #""Flags":["template-missing"]"#,
    ] { #expect(line.contains(part), "\(part)") }
    let xml = try #require(try decode(log, .xml).lines.last)
    #expect(xml.contains("<EventID>4622</EventID>"))
    #expect(xml.contains("<TimeCreated SystemTime='2024-05-14T08:30:00.0000000Z'/>"))
    #expect(xml.contains("text 2"))
  }

  @Test func `a record of unknown layout keeps its identifier and its unnamed values`() throws {
    let template = eventTemplate([element("D", [.substitution(0, .string)])])
    let whole = LogBuilder.log(
      .template(template, [.string("one")]), .template(template, [.string("two")]))
    let log = Damage.zeroBinXML(of: LogMap(whole).records[0], in: whole)
    let line = try #require(try decode(log).lines.last)
    #expect(line.hasPrefix(#"{"EventRecordID":2,"EventData":{"Data":["two"]}"#))
    #expect(line.contains(#""Flags":["template-missing"]"#))
  }

  @Test func `a lost definition of the data leaves System whole`() throws {
    let whole = LogBuilder.log(
      events: ["one", "two"].map { StandardEvent(eventID: 7, data: [("Name", .string($0))]) })
    // The data's definition lies in the first record: behind its only text "EventData".
    let name = "EventData".utf8.flatMap { [$0, UInt8(0)] }
    let start = try #require(whole.firstRange(of: name)).lowerBound
    // Its instance ends with the definition's offset and the head; the GUID lies 39 bytes before.
    var log = whole
    for place in start - 60..<start { log[place] = 0xff }
    let lines = try decode(log).lines
    #expect(lines.last?.contains(#""EventID":7"#) == true)
    #expect(lines.last?.contains("two") == true)
    #expect(lines.last?.contains(#""Flags":["template-missing"]"#) == true)
  }

  @Test func `a definition of another identifier at the offset is not taken for the lost one`()
    throws
  {
    // The definition's GUID is damaged: what lies at the offset is not what the instances name.
    let whole = numberedLog(recordsPerChunk: 3)
    var log = whole
    log[definition(in: whole, record: 0) + 4] ^= 0xff
    let result = try decode(log)
    #expect(result.recordCount == 3)
    #expect(result.lines.count == 3)
    for line in result.lines.dropFirst() { #expect(line.contains("template-missing")) }
  }

  @Test(arguments: [false, true])
  func `what an identifier means does not depend on the records before`(isReversed: Bool) throws {
    // Two records name one offset by two identifiers; only one is right. Whichever comes first.
    let template = eventTemplate([element("D", [.substitution(0, .uint32)])])
    var log = LogBuilder()
    for number in 1...4 { log.add(.template(template, [.uint32(UInt32(number))])) }
    var bytes = log.finish()
    let wrong = LogMap(bytes).records[isReversed ? 1 : 3]
    // The template identifier of an instance: behind the headers, the token and one byte.
    bytes[wrong.fileOffset + 30] ^= 0xff
    for keepsPrograms in [true, false] {
      let result = try decode(bytes) { $0.options.keepsPrograms = keepsPrograms }
      let flagged = result.lines.map { $0.contains("template-missing") }
      #expect(flagged == (1...4).map { $0 == Int(wrong.id) })
    }
  }

  @Test func `a stale record is not printed with the definition that overwrote its own`() throws {
    // The chunk of an older log lies under the newer one: same offset, another definition.
    func log(_ name: String, records: Int, first: UInt64) -> [UInt8] {
      var options = LogOptions()
      options.firstRecordID = first
      var log = LogBuilder(options)
      let template = TemplateDescription(
        root: Element("Event", content: [element(name, [.substitution(0, .uint32)])]))
      for number in 0..<records { log.add(.template(template, [.uint32(UInt32(number))])) }
      return log.finish()
    }
    let old = log("Stale", records: 9, first: 1)
    var new = log("Fresh", records: 2, first: 100)
    let end = 4_096 + Int(new.u32(at: 4_096 + 48))
    new.replaceSubrange(end..., with: old[end...])
    let result = try decode(new) { $0.options.recovery = .slack }
    let fresh = result.lines.filter { $0.contains("\"Fresh\"") }
    #expect(fresh.count == 2)
    let stale = result.lines.filter { $0.contains("\"Recovered\":\"slack\"") }
    #expect(stale.count >= 6)
    for line in stale { #expect(line.contains("template-missing"), "\(line)") }
  }
}
