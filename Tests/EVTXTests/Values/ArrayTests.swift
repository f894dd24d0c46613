import ByteIO
import EVTX
import TestSupport
import Testing

/// MS-EVEN6 2.2.12.1: an element that holds an array is repeated for each item.
@Suite struct ArrayTests {
  private func lines(_ content: [Content], _ values: [EventValue]) throws -> (
    json: String, xml: String
  ) {
    let log = LogBuilder.log(event([element("EventData", content)], values))
    let json = try decode(log).lines.first ?? ""
    let xml = try decode(log, .xml).lines.first ?? ""
    return (
      json.between("\"EventData\":{", "},\"RecordID\"") ?? json,
      xml.between("<EventData>", "</EventData>") ?? xml
    )
  }

  @Test(
    arguments: [
      (EventValue.strings(["a", "b"]), "[\"a\",\"b\"]", ["a", "b"]),
      (
        .array(of: .ansiString, [.ansiString([0x61]), .ansiString([0xe9])]), "[\"a\",\"é\"]",
        ["a", "é"]
      ),
      (.array(of: .int8, [.int8(-1), .int8(1)]), "[-1,1]", ["-1", "1"]),
      (.array(of: .uint8, [.uint8(1), .uint8(255)]), "[1,255]", ["1", "255"]),
      (.array(of: .int16, [.int16(-2)]), "[-2]", ["-2"]),
      (.array(of: .uint16, [.uint16(1), .uint16(2)]), "[1,2]", ["1", "2"]),
      (.array(of: .int32, [.int32(.min), .int32(0)]), "[-2147483648,0]", ["-2147483648", "0"]),
      (.array(of: .uint32, [.uint32(.max)]), "[4294967295]", ["4294967295"]),
      (.array(of: .int64, [.int64(-1), .int64(2)]), "[-1,2]", ["-1", "2"]),
      (
        .array(of: .uint64, [.uint64(.max), .uint64(0)]), "[18446744073709551615,0]",
        ["18446744073709551615", "0"]
      ),
      (
        .array(of: .real32, [.real32(1.5), .real32(.nan)]), "[1.5,\"NaN\"]", ["1.5", "NaN"]
      ),
      (
        .array(of: .real64, [.real64(0.1), .real64(-.infinity)]), "[0.1,\"-Infinity\"]",
        ["0.1", "-INF"]
      ),
      (
        .array(of: .boolean, [.boolean(true), .boolean(false)]), "[true,false]", ["true", "false"]
      ),
      (
        .array(of: .guid, [.guid(.zero)]), "[\"{00000000-0000-0000-0000-000000000000}\"]",
        ["{00000000-0000-0000-0000-000000000000}"]
      ),
      (.array(of: .sizeT, [.sizeT64(1), .sizeT64(2)]), "[\"0x1\",\"0x2\"]", ["0x1", "0x2"]),
      (.array(of: .sizeT, [.sizeT32(7)]), "[\"0x7\"]", ["0x7"]),
      (
        .array(of: .fileTime, [.fileTime(FileTime(ticks: 1))]),
        "[\"1601-01-01T00:00:00.0000001Z\"]", ["1601-01-01T00:00:00.0000001Z"]
      ),
      (
        .array(of: .systemTime, [.systemTime(SystemTime(year: 2024, month: 5, day: 14))]),
        "[\"2024-05-14T00:00:00.0000000Z\"]", ["2024-05-14T00:00:00.0000000Z"]
      ),
      (
        .array(of: .sid, [.sid(.system), .sid(SID("S-1-5-32-544"))]),
        "[\"S-1-5-18\",\"S-1-5-32-544\"]", ["S-1-5-18", "S-1-5-32-544"]
      ),
      (
        .array(of: .hexInt32, [.hexInt32(1), .hexInt32(.max)]), "[\"0x1\",\"0xffffffff\"]",
        ["0x1", "0xffffffff"]
      ),
      (.array(of: .hexInt64, [.hexInt64(0)]), "[\"0x0\"]", ["0x0"]),
    ] as [(EventValue, String, [String])])
  func `an array repeats its element in XML and is an array in JSON`(
    value: EventValue, json: String, items: [String]
  ) throws {
    let printed = try lines([named("v", [.substitution(0, value.type)])], [value])
    #expect(printed.json == "\"v\":\(json)")
    #expect(printed.xml == items.map { "<Data Name='v'>\($0)</Data>" }.joined())
  }

  @Test func `empty items of a text array are kept, the last one when a NUL ends it`() throws {
    let content = [named("v", [.substitution(0, 0x81)])]
    // One empty item, a text, two empty items.
    let all = try lines(content, [.strings(["", "x", "", ""])])
    #expect(all.json == #""v":["","x","",""]"#)
    // NUL separates: a last item may lack it.
    let last = try lines(content, [.raw(type: 0x81, [0x61, 0, 0, 0, 0x62, 0])])
    #expect(last.json == #""v":["a","b"]"#)
    let trailing = try lines(content, [.raw(type: 0x81, [0x61, 0, 0, 0, 0, 0])])
    #expect(trailing.json == #""v":["a",""]"#)
  }

  @Test func `an array without bytes is one empty element`() throws {
    for type: ValueType in [0x81, 0x82, 0x84, 0x88, 0x8a, 0x8f, 0x91, 0x93, 0x95] {
      let printed = try lines([named("v", [.substitution(0, type)])], [.raw(type: type, [])])
      #expect(printed.xml == "<Data Name='v'></Data>", "type \(type.code)")
    }
  }

  @Test func `an array in an attribute repeats the element`() throws {
    let printed = try lines(
      [
        element("Data", attributes: [Attribute("a", [.substitution(0, 0x88)])], ending: .closeEmpty)
      ],
      [.array(of: .uint32, [.uint32(1), .uint32(2)])])
    #expect(printed.xml == "<Data a='1'/><Data a='2'/>")
    #expect(printed.json == #""Data":[{"@a":1},{"@a":2}]"#)
  }

  @Test func `two arrays in one element give every combination, the first one changing last`()
    throws
  {
    let printed = try lines(
      [element("D", [.substitution(0, 0x81), .text("-"), .substitution(1, 0x86)])],
      [.strings(["x", "y"]), .array(of: .uint16, [.uint16(1), .uint16(2)])])
    #expect(printed.xml == "<D>x-1</D><D>x-2</D><D>y-1</D><D>y-2</D>")
    #expect(printed.json == #""D":["x-1","x-2","y-1","y-2"]"#)
  }

  @Test func `an array used twice in one element runs once`() throws {
    let printed = try lines(
      [
        element(
          "D", attributes: [Attribute("a", [.substitution(0, 0x84)])], [.substitution(0, 0x84)])
      ], [.array(of: .uint8, [.uint8(1), .uint8(2)])])
    #expect(printed.xml == "<D a='1'>1</D><D a='2'>2</D>")
  }

  @Test func `an array in a child does not repeat its parent`() throws {
    let printed = try lines(
      [element("P", [element("C", [.substitution(0, 0x84)])])],
      [.array(of: .uint8, [.uint8(1), .uint8(2)])])
    #expect(printed.xml == "<P><C>1</C><C>2</C></P>")
    #expect(printed.json == #""P":{"C":[1,2]}"#)
  }

  @Test func `an array of one item is an array in JSON all the same`() throws {
    let printed = try lines(
      [named("v", [.substitution(0, 0x84)])], [.array(of: .uint8, [.uint8(1)])])
    #expect(printed.json == #""v":[1]"#)
  }

  @Test func `an array whose size is no multiple of its items is bytes, and flagged`() throws {
    let log = LogBuilder.log(
      event(
        [element("EventData", [named("v", [.substitution(0, 0x88)])])],
        [.raw(type: 0x88, [1, 2, 3, 4, 5])]))
    let line = try #require(try decode(log).lines.first)
    #expect(line.contains(#""EventData":{"v":"0102030405"}"#))
    #expect(line.contains(#""Flags":["bad-value"]"#))
  }

  @Test func `an array directly in Event leaves one event on one line`() throws {
    let log = LogBuilder.log(
      event([.substitution(0, 0x84)], [.array(of: .uint8, [.uint8(1), .uint8(2)])]))
    let line = try #require(try decode(log, .xml).lines.first)
    #expect(line.split(separator: "<Event>", omittingEmptySubsequences: true).count == 1)
  }

  @Test func `arrays of other lengths follow each other in one template`() throws {
    let template = eventTemplate([element("D", [.substitution(0, 0x88)])])
    var log = LogBuilder()
    let counts = [3, 0, 1, 5, 0, 2]
    for count in counts {
      log.add(.template(template, [.array(of: .uint32, (0..<count).map { .uint32(UInt32($0)) })]))
    }
    let expected = counts.map { count in
      let items = count == 0 ? ["<D></D>"] : (0..<count).map { "<D>\($0)</D>" }
      return "<Event>\(items.joined())</Event>"
    }
    #expect(try decode(log.finish(), .xml).lines == expected)
  }
}
