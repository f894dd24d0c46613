import EVTX
import TestSupport
import Testing

/// ROBUSTNESS row 2: a log cut at every byte.
@Suite struct PrefixTests {
  private func checkCuts(of log: [UInt8], at counts: some Sequence<Int>) throws {
    let records = LogMap(log).records
    let lines = try decode(log).lines
    var last = 0
    for count in counts {
      let result = try decode(Array(log[..<count]))
      let whole = records.prefix { $0.end <= count }.count
      // All whole records, as they were; what is cut off is no record.
      guard result.lines == Array(lines.prefix(whole)), result.lines.count >= last else {
        Issue.record("cut at \(count): \(result.lines.count) events of \(whole) whole records")
        return
      }
      last = result.lines.count
      if result.errors.isEmpty, records.contains(where: { $0.fileOffset < count && count < $0.end })
      {
        Issue.record("cut at \(count): nothing is said")
        return
      }
    }
    #expect(last == lines.count)
  }

  @Test func `a log of one chunk cut at every byte gives all whole records`() throws {
    let log = numberedLog(recordsPerChunk: 4)
    let end = LogMap(log).records.last?.end ?? 0
    let near = Array(0..<64) + Array(4_090..<4_096 + 512) + Array(4_096 + 512...end + 32)
    let counts =
      isDebugBuild
      ? near + Array(stride(from: end + 33, through: log.count, by: 997)) : Array(0...log.count)
    try checkCuts(of: log, at: counts + [log.count])
  }

  @Test func `a log of many chunks cut anywhere gives all whole records`() throws {
    let log = numberedLog(chunks: 3, recordsPerChunk: 5)
    let step = isDebugBuild ? 1_499 : 97
    try checkCuts(of: log, at: Array(stride(from: 0, through: log.count, by: step)) + [log.count])
  }

  @Test func `a log whose records have no template cut at every byte gives all whole records`()
    throws
  {
    var log = LogBuilder()
    for number in 1...3 {
      log.add(
        .elements([
          Element(
            "Event",
            content: [
              element("EventRecordID", [.text("\(number)")]),
              element(
                "D", attributes: [Attribute("a", "1")], [.cdata("x"), .entityReference("amp")]),
            ])
        ]))
    }
    let bytes = log.finish()
    let end = LogMap(bytes).records.last?.end ?? 0
    try checkCuts(of: bytes, at: Array(4_096 + 512...end + 16) + [bytes.count])
  }

  @Test func `every chunk of a full log is read to its last byte`() throws {
    // Records up to the very end of the chunk: a cut there loses the last one alone.
    var options = LogOptions()
    options.fillsChunks = true
    var log = LogBuilder(options)
    for number in 1...400 { log.add(numberedEvent(number)) }
    let bytes = log.finish()
    #expect(try decode(bytes).eventRecordIDs == Array(1...400))
    let map = LogMap(bytes)
    let last = try #require(map.chunks[0].records.last)
    #expect(
      try decode(Array(bytes[..<(last.end - 1)])).recordCount == map.chunks[0].records.count - 1)
  }
}
