import ByteIO
import EVTX
import TestSupport
import Testing

/// The keys outside EventData and UserData: CONTRACT, "jsonl".
@Suite struct SystemFieldTests {
  /// The line of an event whose System has some children.
  private func line(
    _ system: [Content], _ values: [EventValue] = [], more: [Content] = []
  ) throws -> String {
    let log = LogBuilder.log(event([element("System", system)] + more, values))
    return try #require(try decode(log).lines.first)
  }

  /// The members in front of the record header's.
  private func keys(
    _ system: [Content], _ values: [EventValue] = [], more: [Content] = []
  ) throws -> String {
    let line = try line(system, values, more: more)
    return line.between("{", ",\"RecordID\"") ?? line.between("{", ",\"RecordTime\"") ?? line
  }

  @Test func `all keys stand in the order of the contract, whatever the order of the elements`()
    throws
  {
    func attribute(_ name: String, _ text: String) -> Attribute { Attribute(name, text) }
    let guid = "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"
    let system: [Content] = [
      element("Security", attributes: [attribute("UserID", "S-1-5-18")], ending: .closeEmpty),
      element("Computer", [.text("PC")]), element("Channel", [.text("Security")]),
      element(
        "Execution", attributes: [attribute("ThreadID", "2"), attribute("ProcessID", "1")],
        ending: .closeEmpty),
      element(
        "Correlation",
        attributes: [attribute("RelatedActivityID", guid), attribute("ActivityID", guid)],
        ending: .closeEmpty),
      element("EventRecordID", [.text("99")]),
      element(
        "TimeCreated", attributes: [attribute("SystemTime", "2024-05-14T08:30:00.1234567Z")],
        ending: .closeEmpty),
      element("Keywords", [.text("0x8020000000000000")]), element("Opcode", [.text("6")]),
      element("Task", [.text("5")]), element("Level", [.text("4")]),
      element("Version", [.text("3")]),
      element("EventID", attributes: [attribute("Qualifiers", "16384")], [.text("4624")]),
      element(
        "Provider",
        attributes: [
          attribute("EventSourceName", "Source"), attribute("Guid", guid), attribute("Name", "P"),
        ], ending: .closeEmpty),
    ]
    #expect(
      try keys(system) == """
        "EventRecordID":99,"TimeCreated":"2024-05-14T08:30:00.1234567Z","Computer":"PC",\
        "Channel":"Security","Provider":"P","ProviderGuid":"\(guid)","EventSourceName":"Source",\
        "EventID":4624,"Qualifiers":16384,"Version":3,"Level":4,"Task":5,"Opcode":6,\
        "Keywords":"0x8020000000000000","ActivityID":"\(guid)","RelatedActivityID":"\(guid)",\
        "ProcessID":1,"ThreadID":2,"UserID":"S-1-5-18"
        """)
  }

  @Test func `typed values and texts give the same keys`() throws {
    var time = LogBuilder()
    time.add(
      StandardEvent(
        provider: "P", providerGUID: GUID("5770385f-c22a-43e0-bf4c-06f5698ffbd9"), eventID: 4_624,
        version: 3, level: 4, task: 5, opcode: 6, keywords: 0x8020_0000_0000_0000,
        channel: "Security", computer: "PC", processID: 1, threadID: 2,
        activityID: GUID("5770385f-c22a-43e0-bf4c-06f5698ffbd9"), data: []))
    let line = try #require(try decode(time.finish()).lines.first)
    #expect(
      line == """
        {"EventRecordID":1,"TimeCreated":"2024-05-14T08:30:00.0000000Z","Computer":"PC",\
        "Channel":"Security","Provider":"P","ProviderGuid":"{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",\
        "EventID":4624,"Version":3,"Level":4,"Task":5,"Opcode":6,"Keywords":"0x8020000000000000",\
        "ActivityID":"{5770385f-c22a-43e0-bf4c-06f5698ffbd9}","ProcessID":1,"ThreadID":2,\
        "UserID":"S-1-5-18","EventData":{}}
        """)
  }

  @Test(arguments: [
    ("EventID", EventValue.string("4624"), "4624"), ("EventID", .terminatedString("7"), "7"),
    ("EventID", .uint32(70_000), "70000"), ("EventID", .hexInt32(0x10), "16"),
    ("Level", .string("0"), "0"),
    ("EventRecordID", .string("18446744073709551615"), "18446744073709551615"),
    ("Task", .int32(-1), "-1"),
  ])
  func `numbers are numbers, though the log stores them as text or in hexadecimal`(
    name: String, value: EventValue, json: String
  ) throws {
    #expect(
      try keys([element(name, [.substitution(0, .string)])], [value]) == "\"\(name)\":\(json)")
  }

  @Test(arguments: ["", "x", "12a", "-1", "18446744073709551616", "1.5", " 1"])
  func `a text that is no number leaves the key out or null, and flags the event`(text: String)
    throws
  {
    for value in [EventValue.string(text)] {
      let line = try line([element("EventID", [.substitution(0, .string)])], [value])
      #expect(!line.contains("\"EventID\":\""))
      #expect(line.contains("\"bad-value\""))
    }
    let line = try line([element("EventID", [.text(text)])])
    #expect(!line.contains("\"EventID\":\""))
  }

  @Test func `a number in several pieces of text is a number`() throws {
    // FORMAT facts 4: value text may be split over several tokens (NetApp).
    #expect(
      try keys([element("EventID", [.text("46", more: true), .text("24")])]) == "\"EventID\":4624")
  }

  @Test(arguments: [
    ("2021-03-04T05:06:07.123456700Z", "2021-03-04T05:06:07.1234567Z"),
    ("2021-03-04T05:06:07.1234567Z", "2021-03-04T05:06:07.1234567Z"),
    ("2021-03-04T05:06:07Z", "2021-03-04T05:06:07.0000000Z"),
    ("2021-03-04T05:06:07.5Z", "2021-03-04T05:06:07.5000000Z"),
    ("2021-03-04 05:06:07.123456", "2021-03-04T05:06:07.1234560Z"),
  ])
  func `a time stored as text has seven digits in JSON and stays as it is in XML`(
    stored: String, json: String
  ) throws {
    for (content, values) in [
      ([Content.text(stored)], []), ([.substitution(0, .string)], [EventValue.string(stored)]),
    ] {
      let log = LogBuilder.log(
        event(
          [
            element(
              "System",
              [
                element(
                  "TimeCreated", attributes: [Attribute("SystemTime", content)], ending: .closeEmpty
                )
              ])
          ], values))
      #expect(try decode(log).lines[0].hasPrefix("{\"TimeCreated\":\"\(json)\""))
      #expect(try decode(log, .xml).lines[0].contains("<TimeCreated SystemTime='\(stored)'/>"))
    }
  }

  @Test func `a literal GUID is in lower case and braces in JSON and as it stands in XML`() throws {
    let literal = "{555908D1-A6D7-4695-8E1E-26931D2012F4}"
    for content in [literal, String(literal.dropFirst().dropLast())] {
      let log = LogBuilder.log(
        event([
          element(
            "System",
            [element("Provider", attributes: [Attribute("Guid", content)], ending: .closeEmpty)])
        ]))
      #expect(
        try decode(log).lines[0].hasPrefix(
          "{\"ProviderGuid\":\"{555908d1-a6d7-4695-8e1e-26931d2012f4}\""))
      #expect(try decode(log, .xml).lines[0].contains("<Provider Guid='\(content)'/>"))
    }
  }

  @Test func `a GUID stored as text is in lower case and braces too`() throws {
    let provider = element(
      "Provider", attributes: [Attribute("Guid", [.substitution(0, .string)])], ending: .closeEmpty)
    #expect(
      try keys([provider], [.string("{555908D1-A6D7-4695-8E1E-26931D2012F4}")])
        == "\"ProviderGuid\":\"{555908d1-a6d7-4695-8e1e-26931d2012f4}\"")
  }

  @Test(arguments: [
    (EventValue.hexInt64(0), "0x0"), (.uint64(0x8000_0000_0000_0000), "0x8000000000000000"),
    (.int64(-1), "0xffffffffffffffff"), (.uint32(16), "0x10"), (.string("0x80"), "0x80"),
  ])
  func `Keywords is a hexadecimal string whatever its type`(value: EventValue, text: String) throws
  {
    #expect(
      try keys([element("Keywords", [.substitution(0, .hexInt64)])], [value])
        == "\"Keywords\":\"\(text)\"")
  }

  @Test func `a key whose value is NULL is left out`() throws {
    let system: [Content] = [
      element(
        "EventID", attributes: [Attribute("Qualifiers", [.optionalSubstitution(0, .uint16)])],
        [.optionalSubstitution(1, .uint16)]),
      element(
        "Security", attributes: [Attribute("UserID", [.substitution(0, .sid)])], ending: .closeEmpty
      ),
      element("Channel", dependency: 0, [.optionalSubstitution(0, .string)]),
      element("Task", [.optionalSubstitution(0, .uint16)]),
    ]
    #expect(try keys(system, [.null(byteCount: 2), .uint16(7)]) == "\"EventID\":7")
    let log = LogBuilder.log(event([element("System", system)], [.null(), .uint16(7)]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><System><EventID>7</EventID><Security/><Task></Task></System></Event>"
      ])
  }

  @Test func `an empty attribute of a number leaves its key out`() throws {
    let id = element("EventID", attributes: [Attribute("Qualifiers", [])], [.text("7")])
    #expect(try keys([id]) == "\"EventID\":7")
  }

  @Test func `unknown children of System are kept under their own names`() throws {
    let line = try keys([
      element("EventID", [.text("7")]),
      element("Host", attributes: [Attribute("a", "1")], [.text("x")]),
      element("More", [.text("y")]),
    ])
    #expect(line == ##""EventID":7,"Host":{"@a":"1","#text":"x"},"More":"y""##)
  }

  @Test func `keys are written once, whatever the log repeats`() throws {
    let line = try line(
      [
        element("Computer", [.text("PC")]), element("Computer", [.text("PC2")]),
        element("EventData", [.text("in System")]), element("RecordTime", [.text("fake")]),
        element("Flags", [.text("fake")]),
      ],
      more: [
        element("Computer", [.text("outside")]), element("EventData", [named("a", [.text("1")])]),
        element("EventData", [named("b", [.text("2")])]), element("RecordID", [.text("fake")]),
      ])
    for key in ["Computer", "EventData", "RecordID", "RecordTime"] {
      // Counted among the members of the event itself.
      #expect(topLevelKeys(line).count { $0 == key } <= 1, "\(key) in \(line)")
    }
    // What comes again or pretends is kept under a key that says where it stood.
    for text in ["PC2", "outside", "in System", "fake"] { #expect(line.contains(text)) }
  }

  /// The keys of a JSON object, those of objects inside it left out.
  private func topLevelKeys(_ line: String) -> [String] {
    var keys: [String] = []
    var depth = 0
    var text: String?
    var isEscaped = false
    var last = ""
    for character in line {
      if var inside = text {
        if isEscaped || character != "\"" {
          isEscaped = character == "\\" && !isEscaped
          inside.append(character)
          text = inside
        } else {
          last = inside
          text = nil
        }
        continue
      }
      switch character {
      case "\"": text = ""
      case "{", "[": depth += 1
      case "}", "]": depth -= 1
      case ":" where depth == 1: keys.append(last)
      default: break
      }
    }
    return keys
  }

  // MARK: - The record's own

  @Test func `the record header's identifier and time are written when they differ`() throws {
    var log = LogBuilder()
    let time = FileTime.sample
    var exported = StandardEvent(eventID: 1, time: time, data: [])
    exported.recordID = 27_742
    log.add(Record(id: 1, time: time, fragment: exported.record(id: 1).fragment))
    log.add(
      Record(
        id: 2, time: FileTime(ticks: time.ticks + 1),
        fragment: StandardEvent(eventID: 1, time: time, data: []).record(id: 2).fragment))
    log.add(StandardEvent(eventID: 1, data: []).record(id: 3))
    let lines = try decode(log.finish()).lines
    #expect(lines[0].hasPrefix("{\"EventRecordID\":27742,"))
    #expect(lines[0].hasSuffix(",\"RecordID\":1}"))
    #expect(lines[1].hasSuffix(",\"RecordTime\":\"2024-05-14T08:30:00.0000001Z\"}"))
    #expect(lines[2].hasSuffix("\"EventData\":{}}"))
  }

  @Test func `an event of XML prints the payload's identifier, not the header's`() throws {
    var log = LogBuilder()
    var exported = StandardEvent(eventID: 1, data: [])
    exported.recordID = 27_742
    log.add(Record(id: 1, fragment: exported.record(id: 1).fragment))
    let line = try #require(try decode(log.finish(), .xml).lines.first)
    #expect(line.contains("<EventRecordID>27742</EventRecordID>"))
    #expect(!line.contains("RecordID>1<"))
  }

  @Test func `offsets are written when they are asked for, and the source when there are several`()
    throws
  {
    let log = numberedLog(recordsPerChunk: 2)
    let offsets = LogMap(log).records.map(\.fileOffset)
    let lines = try decode(log) {
      $0.options.writesOffsets = true
      $0.sourceFile = "a \"b\"\n.evtx"
    }.lines
    #expect(lines.map { $0.between("\"RecordOffset\":", ",") } == offsets.map { "\($0)" })
    #expect(lines[0].hasSuffix(#","SourceFile":"a \"b\"\u000a.evtx"}"#))
  }
}
