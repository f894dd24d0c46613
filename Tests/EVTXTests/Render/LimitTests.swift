import ByteIO
import EVTX
import TestSupport
import Testing

/// Hostile shapes (ROBUSTNESS rows 6 and 7). Each is followed by a sound event, which must be printed.
@Suite struct LimitTests {
  /// A log of a hostile record and a sound one.
  private static func log(_ fragment: Fragment) -> [UInt8] {
    var log = LogBuilder()
    log.add(fragment)
    log.add(numberedEvent(2))
    return log.finish()
  }

  /// Elements in one another, `depth` of them.
  private static func nested(_ depth: Int, innermost: [Content] = [.text("bottom")]) -> Content {
    (1..<depth).reduce(element("L", innermost)) { inner, _ in element("L", [inner]) }
  }

  /// Values of binary XML inside each other, each a template instance around `levels` elements.
  private static func nestedValues(_ count: Int, levels: Int) -> EventValue {
    let template = TemplateDescription(
      root: Element(
        "T",
        content: [
          levels > 1
            ? nested(levels - 1, innermost: [.substitution(0, .binXML)])
            : .substitution(0, .binXML)
        ]))
    return (0..<count).reduce(EventValue.string("bottom")) { inner, _ in
      .binXML(.bareTemplate(template, [inner]))
    }
  }

  /// Decodes on a small stack and says which codes were reported and whether the sound event came out.
  private static func outcome(
    _ log: [UInt8], _ format: EventFormat, kibibytes: Int = 512
  ) throws -> [String] {
    let result = Monitor<[String]>([])
    try onSmallStack(kibibytes: kibibytes) {
      let decoded = try decode(log, format)
      let isSound = decoded.lines.last.map { $0.contains("record 2") } ?? false
      result.withLock {
        $0 = decoded.codes + ["\(decoded.eventCount) events"] + (isSound ? [] : ["no event 2"])
      }
    }
    return result.withLock { $0 }
  }

  // MARK: - Depth

  @Test(arguments: outputFormats)
  func `64 levels of elements in one fragment are printed, 65 are a depth error`(
    format: EventFormat
  ) throws {
    // The Event and its UserData are two of them.
    let limit = Self.log(event([element("UserData", [Self.nested(62)])]))
    let beyond = Self.log(event([element("UserData", [Self.nested(63)])]))
    #expect(try Self.outcome(limit, format) == ["2 events"])
    // A definition that cannot be read counts as lost.
    #expect(try Self.outcome(beyond, format).last == "2 events")
    #expect(try Self.outcome(beyond, format).contains("template-missing"))
  }

  @Test(arguments: outputFormats)
  func `64 levels of elements outside of templates are printed, 65 are a depth error`(
    format: EventFormat
  ) throws {
    func record(_ depth: Int) -> Fragment {
      .elements([Element("Event", content: [Self.nested(depth - 1)])])
    }
    #expect(try Self.outcome(Self.log(record(64)), format) == ["2 events"])
    #expect(try Self.outcome(Self.log(record(65)), format) == ["depth", "1 events"])
  }

  @Test(arguments: outputFormats)
  func `16 template instances inside the record's are printed, 17 are a depth error`(
    format: EventFormat
  ) throws {
    func record(_ count: Int) -> Fragment {
      event(
        [element("UserData", [.substitution(0, .binXML)])], [Self.nestedValues(count, levels: 1)])
    }
    #expect(try Self.outcome(Self.log(record(16)), format) == ["2 events"])
    #expect(try Self.outcome(Self.log(record(17)), format) == ["depth", "1 events"])
  }

  @Test(arguments: outputFormats)
  func `512 open elements over all fragments are printed, 513 are a depth error`(
    format: EventFormat
  ) throws {
    func record(_ levels: Int) -> Fragment {
      // Event, UserData, ten values of 50 levels, and the rest in elements of the record itself.
      event(
        [element("UserData", [Self.nested(levels - 502, innermost: [.substitution(0, .binXML)])])],
        [Self.nestedValues(10, levels: 50)])
    }
    #expect(try Self.outcome(Self.log(record(512)), format) == ["2 events"])
    #expect(try Self.outcome(Self.log(record(513)), format) == ["depth", "1 events"])
  }

  // MARK: - Amplification

  @Test(arguments: outputFormats)
  func `an element with thousands of arrays is refused, and nothing else is lost`(
    format: EventFormat
  ) throws {
    func record(_ count: Int) -> Fragment {
      event(
        [
          element(
            "EventData", [element("Data", (0..<count).map { .substitution(UInt16($0), 0x81) })])
        ], (0..<count).map { _ in .strings([]) })
    }
    #expect(try Self.outcome(Self.log(record(64)), format) == ["2 events"])
    #expect(try Self.outcome(Self.log(record(65)), format) == ["bad-binxml", "1 events"])
    #expect(try Self.outcome(Self.log(record(7_500)), format) == ["bad-binxml", "1 events"])
  }

  @Test(arguments: outputFormats)
  func `values that print each other many times end at the output limit`(
    format: EventFormat
  ) throws {
    let template = TemplateDescription(
      root: Element("L", content: (0..<200).map { _ in .optionalSubstitution(0, .binXML) }))
    let value = (0..<8).reduce(EventValue.string("x")) { inner, _ in
      .binXML(.bareTemplate(template, [inner]))
    }
    let log = Self.log(event([element("UserData", [.substitution(0, .binXML)])], [value]))
    #expect(try Self.outcome(log, format) == ["output-limit", "1 events"])
  }

  @Test(arguments: outputFormats)
  func `a long text printed by many values ends at the output limit`(format: EventFormat) throws {
    let long = TemplateDescription(
      root: Element("L", content: [.text(String(repeating: "\u{1}", count: 8_000))]))
    let values = (0..<2_000).map { _ in EventValue.binXML(.bareTemplate(long, [])) }
    let log = Self.log(
      event([element("UserData", (0..<2_000).map { .substitution(UInt16($0), .binXML) })], values))
    #expect(try Self.outcome(log, format) == ["output-limit", "1 events"])
  }

  @Test(arguments: outputFormats)
  func `two arrays of thousands of items in one element end at the output limit`(
    format: EventFormat
  ) throws {
    let items = EventValue.array(of: .uint8, (0..<20_000).map { .uint8(UInt8($0 % 10)) })
    let log = Self.log(
      event(
        [
          element("EventData", [element("Data", [.substitution(0, 0x84), .substitution(1, 0x84)])])
        ],
        [items, items]))
    #expect(try Self.outcome(log, format) == ["output-limit", "1 events"])
  }

  @Test func `the records of one chunk print 8 MiB together at most`() throws {
    let items = EventValue.array(of: .uint8, (0..<1_000).map { _ in .uint8(0) })
    var log = LogBuilder()
    for _ in 0..<15 {
      log.add(
        event(
          [element("D", [.substitution(0, 0x84), .substitution(1, 0x84)])], [items, items]))
    }
    log.startChunk()
    log.add(numberedEvent(16))
    let result = try decode(log.finish())
    // `{"#text":"00"},` a million times: one record begins below the limit.
    #expect(result.recordCount == 16)
    #expect(result.codes.allSatisfy { $0 == "output-limit" })
    #expect(result.failedCount == 14)
    #expect(result.lines.last?.contains("record 16") == true)
  }

  // MARK: - Caches

  @Test func `thousands of templates and shapes are decoded right, whatever the caches hold`()
    throws
  {
    var log = LogBuilder()
    var expected: [String] = []
    for number in 0..<2_000 {
      // A template of its own every other record, else one template with ever other types of values.
      let name = number.isMultiple(of: 2) ? "N\(number)" : "N"
      let types: [EventValue] = [.uint8(7), .uint16(7), .int32(7), .uint64(7), .string("7")]
      let values = (0..<6).map { types[(number >> ($0 * 2)) % 5] }
      log.add(event([element(name, (0..<6).map { .substitution(UInt16($0), .string) })], values))
      expected.append("<Event><\(name)>777777</\(name)></Event>")
    }
    let bytes = log.finish()
    let isSame = try decode(bytes, .xml).lines == expected
    #expect(isSame)
    let isSameWithout =
      try decode(bytes, .xml) { $0.options.keepsPrograms = false }.lines == expected
    #expect(isSameWithout)
  }
}
