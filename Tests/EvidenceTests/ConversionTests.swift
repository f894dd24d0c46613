import ByteIO
import EVTX
import Evidence
import TestSupport
import Testing

/// What a conversion told its delegate, as text.
private final class Transcript: LogReadingDelegate {
  var output: [UInt8] = []
  /// Everything that was told, in order, one line each.
  var events: [String] = []
  var summaryCount = 0
  var finished: [FinishedLog] = []
  /// Called after each piece of output.
  var onOutput: (Int) throws(ByteSinkError) -> Void = { _ throws(ByteSinkError) in }
  var onOpen: (LogSource) throws(EvidenceError) -> Void = { _ throws(EvidenceError) in }

  func reading(didDecode bytes: RawSpan) throws(ByteSinkError) {
    // Copied while the buffer is borrowed.
    let piece = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    output += piece
    try onOutput(output.count)
  }
  func reading(didMeet problem: EvidenceError) {
    events.append("problem \(problem.code) \(problem.path.display)")
  }
  func reading(didMeet error: EVTXError, in source: LogSource) {
    events.append("\(error.code.rawValue) \(source.displayPath): \(error.message)")
  }
  func reading(didRead report: ChunkReport, of source: LogSource, product: ChunkProduct) {
    summaryCount += product.summaries.count
    self.events.append("read \(source.displayPath) \(report.eventCount)")
  }
  func reading(willRead source: LogSource) throws(EvidenceError) { try onOpen(source) }
  func reading(didFinish log: FinishedLog) {
    finished.append(log)
    events.append("finished \(log.source.displayPath) \(log.tracker.recordCount)")
  }
}

@Suite struct ConversionTests {
  private static let samples =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Samples"

  private func reading(
    _ paths: [String], _ format: EventFormat = .jsonl, threads: Int = 1,
    listsSummaries: Bool = false
  ) -> LogReading {
    LogReading(
      paths.map { .path(EvidencePath($0)) }, finderOptions: LogFinderOptions(),
      options: DecodeOptions(format: format), threadCount: threads, listsSummaries: listsSummaries)
  }

  private func transcript(
    _ paths: [String], _ format: EventFormat = .jsonl, threads: Int = 1,
    listsSummaries: Bool = false
  ) throws -> Transcript {
    let transcript = Transcript()
    try reading(paths, format, threads: threads, listsSummaries: listsSummaries).run(transcript)
    return transcript
  }

  @Test(arguments: [EventFormat.jsonl, .xml])
  func `the output is the same at one, two and eight threads`(format: EventFormat) throws {
    let one = try transcript([Self.samples], format)
    #expect(one.output.count > 100_000)
    for threads in [2, 8, 2, 8] {
      let many = try transcript([Self.samples], format, threads: threads)
      #expect(many.output == one.output, "\(threads) threads")
      #expect(many.events == one.events, "\(threads) threads")
    }
  }

  @Test func `one log of many chunks is the same at any number of threads`() throws {
    let folder = TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var log = LogBuilder()
    for chunk in 0..<40 {
      if chunk > 0 { log.startChunk() }
      for number in 1...20 {
        log.add(
          StandardEvent(
            eventID: UInt16(number), data: [("Number", .uint32(UInt32(chunk * 20 + number)))]))
      }
    }
    let path = folder.path + "/many.evtx"
    try writeFile(log.finish(), to: path)
    let one = try transcript([path])
    #expect(one.output.count { $0 == 0x0a } == 800)
    for threads in [2, 3, 8] {
      let isSame = try transcript([path], threads: threads).output == one.output
      #expect(isSame, "\(threads) threads")
    }
  }

  @Test func `events come in the order of the inputs, and name their log when there are several`()
    throws
  {
    let first = Self.samples + "/dcom-case/FILESERVER1/System.evtx"
    let second = Self.samples + "/dcom-case/WORKSTATION5/System.evtx"
    let both = try transcript([second, first])
    #expect(both.finished.map(\.source.displayPath) == [second, first])
    let lines = String(decoding: both.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines.prefix(10).allSatisfy { $0.hasSuffix(",\"SourceFile\":\"\(second)\"}") })
    #expect(lines.suffix(11).allSatisfy { $0.hasSuffix(",\"SourceFile\":\"\(first)\"}") })
    let alone = try transcript([first])
    #expect(!String(decoding: alone.output, as: UTF8.self).contains("SourceFile"))
  }

  @Test func `a finished log tells its records, chunks and identifiers`() throws {
    let log = try transcript([Self.samples + "/damage/chunk-zeroed.evtx"])
    let tracker = try #require(log.finished.first?.tracker)
    #expect(tracker.recordCount == 10)
    #expect(tracker.eventCount == 10)
    #expect(tracker.failedCount == 0)
    #expect(tracker.chunkCount == 1)
    #expect(tracker.found.runs == [11...20])
    #expect(log.finished.first?.isHeaderChecksumValid == true)
  }

  @Test func `a chunk that is there twice is told with its identifiers`() throws {
    let log = try transcript([Self.samples + "/damage/chunk-duplicated.evtx"])
    #expect(log.finished.first?.tracker.duplicateCount == 10)
    #expect(log.events.contains { $0.hasPrefix("duplicate ") && $0.contains("records 1 to 10 ") })
  }

  @Test func `identifiers that are missing between two chunks are a gap`() throws {
    let folder = TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    var log = LogBuilder()
    for id: UInt64 in [1, 2, 8, 9] {
      log.add(StandardEvent(eventID: 1, data: []).record(id: id))
    }
    let path = folder.path + "/gap.evtx"
    try writeFile(log.finish(), to: path)
    let result = try transcript([path])
    #expect(result.events.contains { $0.hasPrefix("gap ") && $0.contains("records 3 to 7 ") })
    #expect(result.finished.first?.tracker.found.gaps == [3...7])
  }

  @Test func `what is no log is a problem, and the others go on`() throws {
    let result = try transcript([
      Self.samples + "/damage/noise.evtx", Self.samples + "/damage/empty.evtx",
      Self.samples + "/damage/dirty.evtx",
    ])
    #expect(result.events.filter { $0.hasPrefix("problem ") }.count == 2)
    #expect(result.finished.map(\.tracker.recordCount) == [10])
  }

  @Test func `a log without records is finished with none`() throws {
    let result = try transcript([Self.samples + "/damage/header-only.evtx"])
    #expect(result.output.isEmpty)
    #expect(result.finished.map(\.tracker.recordCount) == [0])
  }

  @Test func `summaries are listed when they are asked for, each once`() throws {
    for threads in [1, 8] {
      let result = try transcript(
        [Self.samples + "/dcom-case"], .none, threads: threads, listsSummaries: true)
      #expect(result.summaryCount == 203)
      #expect(result.output.isEmpty)
    }
    #expect(try transcript([Self.samples + "/dcom-case"], .none).summaryCount == 0)
  }

  @Test func `a lost definition is found in another log of the run, at any number of threads`()
    throws
  {
    let folder = TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    func log() -> [UInt8] {
      LogBuilder.log(
        events: (1...4).map {
          StandardEvent(eventID: UInt16($0), data: [("Name", .string("text"))])
        })
    }
    let whole = log()
    let broken = Damage.zeroBinXML(of: LogMap(whole).records[0], in: whole)
    try writeFile(broken, to: folder.path + "/a.evtx")
    try writeFile(whole, to: folder.path + "/b.evtx")
    let one = try transcript([folder.path])
    let lines = String(decoding: one.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines.allSatisfy { $0.contains("\"EventData\":{\"Name\":\"text\"}") })
    for threads in [2, 8] {
      #expect(try transcript([folder.path], threads: threads).output == one.output)
    }
  }

  // MARK: - Ending early

  @Test(arguments: [1, 2, 8])
  func `an interrupted run says so, and what it gave is whole`(threads: Int) throws {
    let whole = try transcript([Self.samples]).output
    let transcript = Transcript()
    let reading = reading([Self.samples], threads: threads)
    transcript.onOutput = { byteCount throws(ByteSinkError) in
      if byteCount > 20_000 { reading.interrupt() }
    }
    do {
      try reading.run(transcript)
      Issue.record("the run went on")
    } catch .interrupted {
      #expect(transcript.output.count > 20_000)
      #expect(transcript.output.count < whole.count)
      #expect(whole.starts(with: transcript.output))
      #expect(transcript.output.last == 0x0a)
    } catch { Issue.record("\(error)") }
  }

  @Test(arguments: [1, 8])
  func `a run that is interrupted before it begins gives nothing`(threads: Int) {
    let transcript = Transcript()
    let reading = reading([Self.samples], threads: threads)
    reading.interrupt()
    #expect(throws: LogReading.Stop.self) { try reading.run(transcript) }
    #expect(transcript.output.isEmpty)
  }

  @Test(arguments: [1, 2, 8])
  func `an output that fails ends the run, and no further output is given`(threads: Int) throws {
    let transcript = Transcript()
    var calls = 0
    transcript.onOutput = { _ throws(ByteSinkError) in
      calls += 1
      if calls == 3 { throw ByteSinkError(number: 28) }
    }
    do {
      try reading([Self.samples], threads: threads).run(transcript)
      Issue.record("the run went on")
    } catch .output { #expect(calls == 3) } catch { Issue.record("\(error)") }
  }

  @Test(arguments: [1, 2, 8])
  func `a log that is refused ends the run`(threads: Int) throws {
    let transcript = Transcript()
    var opened = 0
    transcript.onOpen = { source throws(EvidenceError) in
      opened += 1
      if opened == 3 { throw EvidenceError(.notFound, source.path, "refused") }
    }
    do {
      try reading([Self.samples], threads: threads).run(transcript)
      Issue.record("the run went on")
    } catch .refused { #expect(opened == 3) } catch { Issue.record("\(error)") }
  }
}
