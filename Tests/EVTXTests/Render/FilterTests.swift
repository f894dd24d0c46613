import ByteIO
import EVTX
import TestSupport
import Testing

@Suite struct FilterTests {
  private static let log: [UInt8] = {
    var log = LogBuilder()
    let kinds: [(UInt16, String, String, String)] = [
      (1, "Microsoft-Windows-Sysmon", "Microsoft-Windows-Sysmon/Operational", "PC1.corp.example"),
      (4_624, "Microsoft-Windows-Security-Auditing", "Security", "PC1.corp.example"),
      (4_688, "Microsoft-Windows-Security-Auditing", "Security", "PC2.corp.example"),
      (7_036, "Service Control Manager", "System", "STRASSE.ÄÖÜ.example"),
    ]
    for (index, kind) in kinds.enumerated() {
      log.add(
        StandardEvent(
          provider: kind.1, eventID: kind.0, channel: kind.2, computer: kind.3,
          time: FileTime(ticks: FileTime.sample.ticks + UInt64(index) * 10_000_000), data: []))
    }
    return log.finish()
  }()

  private func passing(_ configure: (inout EventFilter) -> Void) throws -> [UInt64] {
    var filter = EventFilter()
    configure(&filter)
    let json = try decode(Self.log) { $0.options.filter = filter }.eventRecordIDs
    let slow = try decode(Self.log) {
      $0.options.filter = filter
      $0.options.keepsPrograms = false
    }.eventRecordIDs
    #expect(json == slow)
    return json
  }

  @Test func `an empty filter lets everything pass`() throws {
    #expect(EventFilter().isEmpty)
    #expect(try passing { _ in } == [1, 2, 3, 4])
  }

  @Test func `event identifiers are ranges, ends included`() throws {
    #expect(try passing { $0.eventIDs = [4_624...4_688] } == [2, 3])
    #expect(try passing { $0.eventIDs = [1...1, 7_036...7_036] } == [1, 4])
    #expect(try passing { $0.eventIDs = [4_625...4_687] } == [])
  }

  @Test func `channels, providers and computers are compared whole and without case`() throws {
    #expect(try passing { $0.channels = ["SECURITY"] } == [2, 3])
    #expect(try passing { $0.channels = ["Secur"] } == [])
    #expect(try passing { $0.providers = ["service control manager"] } == [4])
    #expect(try passing { $0.computers = ["pc1.CORP.example"] } == [1, 2])
    #expect(try passing { $0.computers = ["strasse.äöü.example"] } == [4])
  }

  @Test func `a star stands for any text, also for none`() throws {
    #expect(try passing { $0.channels = ["*"] } == [1, 2, 3, 4])
    #expect(try passing { $0.channels = ["*sysmon*"] } == [1])
    #expect(try passing { $0.channels = ["Sec*ity", "S*m"] } == [2, 3, 4])
    #expect(try passing { $0.channels = ["Security*"] } == [2, 3])
    #expect(try passing { $0.providers = ["Microsoft-*-*ing"] } == [2, 3])
    #expect(try passing { $0.computers = ["*.corp.*x"] } == [])
  }

  @Test func `times are compared in ticks, ends included`() throws {
    let second = FileTime.sample.ticks + 10_000_000
    #expect(try passing { $0.from = second } == [2, 3, 4])
    #expect(try passing { $0.from = second + 1 } == [3, 4])
    #expect(try passing { $0.to = second } == [1, 2])
    #expect(try passing { $0.to = second - 1 } == [1])
    #expect(try passing { ($0.from, $0.to) = (second, second) } == [2])
  }

  @Test func `all conditions must hold`() throws {
    #expect(
      try passing {
        $0.channels = ["Security"]
        $0.computers = ["PC2*"]
        $0.eventIDs = [0...5_000]
      } == [3])
  }

  @Test func `what does not pass is counted as a record and not as an event`() throws {
    let result = try decode(Self.log) { $0.options.filter.eventIDs = [1...1] }
    #expect(result.recordCount == 4)
    #expect(result.eventCount == 1)
    #expect(result.failedCount == 0)
  }

  /// A log whose System holds texts, as converted logs do.
  private func texts(_ channel: [Content], _ values: [EventValue] = []) -> [UInt8] {
    LogBuilder.log(
      event(
        [
          element(
            "System",
            [
              element("Provider", attributes: [Attribute("Name", channel)], ending: .closeEmpty),
              element("EventID", [.text("4624")]),
              element(
                "TimeCreated", attributes: [Attribute("SystemTime", "2024-05-14T08:30:00Z")],
                ending: .closeEmpty), element("Channel", channel),
            ])
        ], values))
  }

  @Test(
    arguments: [
      (["text"], [Content.text("Security")], []),
      (["value"], [.substitution(0, .string)], [EventValue.string("Security")]),
      (["terminated"], [.substitution(0, .string)], [.terminatedString("Security")]),
      (["in parts"], [.text("Secu", more: true), .text("rity")], []),
      (
        ["with a reference"], [.text("Secu", more: true), .characterReference(0x72), .text("ity")],
        []
      ),
    ] as [([String], [Content], [EventValue])])
  func `a filter sees what is printed, however the log stores it`(
    kind: [String], content: [Content], values: [EventValue]
  ) throws {
    let log = texts(content, values)
    for configure: (inout EventFilter) -> Void in [
      { $0.channels = ["security"] }, { $0.providers = ["sec*"] },
    ] {
      let result = try decode(log) { configure(&$0.options.filter) }
      #expect(result.eventCount == 1, "\(kind)")
    }
  }

  @Test func `a filter sees ANSI text, and text and values beside each other`() throws {
    let logs = [
      texts([.substitution(0, .ansiString)], [.ansiString(Array("Security".utf8))]),
      texts([.text("Sec", more: true), .substitution(0, .string)], [.string("urity")]),
    ]
    let counts = try logs.map { log in
      try decode(log) { $0.options.filter.channels = ["security"] }.eventCount
    }
    #expect(counts == [1, 1])
  }

  @Test func `numbers and times that are text are compared as such`() throws {
    let log = texts([.text("x")])
    #expect(try decode(log) { $0.options.filter.eventIDs = [4_624...4_624] }.eventCount == 1)
    #expect(try decode(log) { $0.options.filter.from = FileTime.sample.ticks }.eventCount == 1)
    #expect(try decode(log) { $0.options.filter.from = FileTime.sample.ticks + 1 }.eventCount == 0)
  }

  @Test func `an event without a field fails a condition on it, its time is then the record's`()
    throws
  {
    let log = LogBuilder.log(event([element("EventData")]))
    #expect(try decode(log) { $0.options.filter.channels = ["*"] }.eventCount <= 1)
    #expect(try decode(log) { $0.options.filter.channels = ["x"] }.eventCount == 0)
    #expect(try decode(log) { $0.options.filter.eventIDs = [0...9] }.eventCount == 0)
    #expect(try decode(log) { $0.options.filter.from = FileTime.sample.ticks }.eventCount == 1)
  }

  @Test func `summaries hold the System fields of the events that pass`() throws {
    let result = try decode(Self.log, .none) {
      $0.options.filter.channels = ["Security"]
      $0.listsSummaries = true
    }
    #expect(result.summaries.map(\.eventID) == [4_624, 4_688])
    #expect(result.summaries.map(\.channel) == ["Security", "Security"])
    #expect(result.summaries.map(\.computer) == ["PC1.corp.example", "PC2.corp.example"])
    #expect(result.summaries.map(\.eventRecordID) == [2, 3])
    #expect(result.summaries.allSatisfy { $0.timeCreated == $0.written })
    #expect(result.bytes.isEmpty)
    #expect(result.eventCount == 2)
  }
}
