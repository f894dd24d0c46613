import EVTX
import TestSupport
import Testing

/// Escaping: CONTRACT, "jsonl" and "xml".
@Suite struct TextTests {
  private func units(_ units: [UInt16]) throws -> PrintedValue { try printed(.utf16(units)) }

  @Test func `every unit below 0x80 has one form in JSON`() throws {
    for unit in 0..<UInt16(0x80) {
      let expected =
        switch unit {
        case 0x22: #"a\"b"#
        case 0x5c: #"a\\b"#
        case 0..<0x20, 0x7f: "a\\u00" + (unit < 16 ? "0" : "") + String(unit, radix: 16) + "b"
        default: "a" + String(decoding: [unit], as: UTF16.self) + "b"
        }
      #expect(try units([0x61, unit, 0x62]).json == "\"\(expected)\"")
    }
  }

  @Test func `every unit below 0x80 has one form in XML text and one in XML attributes`() throws {
    for unit in 0..<UInt16(0x80) {
      let plain = String(decoding: [unit], as: UTF16.self)
      let text =
        switch unit {
        case 0x26: "&amp;"
        case 0x3c: "&lt;"
        case 0x3e: "&gt;"
        case 0x0a: "&#10;"
        case 0x0d: "&#13;"
        case 0x09: "\t"
        case 0..<0x20: "\u{fffd}"
        default: plain
        }
      let attribute =
        switch unit {
        case 0x27: "&apos;"
        case 0x09: "&#9;"
        default: text
        }
      let printed = try units([0x61, unit, 0x62])
      #expect(printed.xml == "a\(text)b")
      #expect(printed.attribute == "a\(attribute)b")
    }
  }

  @Test func `C1 controls, U+2028 and U+2029 are escaped in JSON only`() throws {
    for unit in Array(UInt16(0x80)..<0xa0) + [0x2028, 0x2029] {
      let printed = try units([unit])
      let digits = String(unit, radix: 16)
      #expect(
        printed.json == "\"\\u" + String(repeating: "0", count: 4 - digits.count) + digits + "\"")
      #expect(printed.xml == String(decoding: [unit], as: UTF16.self))
      #expect(printed.flags == "")
    }
  }

  @Test func `other characters stand for themselves, beyond the first plane too`() throws {
    let text = "\u{a0}é߿ࠀ東\u{d7ff}\u{e000}\u{fffd}🔍\u{10000}\u{10fffd}\u{202e}"
    #expect(
      try printed(.string(text))
        == PrintedValue(json: "\"\(text)\"", xml: text, attribute: text, flags: ""))
  }

  @Test(
    arguments: [
      ([0xd800], "\u{fffd}"), ([0xdfff], "\u{fffd}"), ([0x61, 0xdbff, 0x62], "a\u{fffd}b"),
      ([0x61, 0xdc00, 0x62], "a\u{fffd}b"), ([0xdd0d, 0xd83d], "\u{fffd}\u{fffd}"),
      ([0xd83d, 0xd83d, 0xdd0d], "\u{fffd}🔍"), ([0xd83d, 0xdd0d, 0xdd0d], "🔍\u{fffd}"),
    ] as [([UInt16], String)])
  func `a lone surrogate becomes U+FFFD, and the event is flagged`(
    units: [UInt16], text: String
  ) throws {
    #expect(
      try self.units(units)
        == PrintedValue(
          json: "\"\(text)\"", xml: text, attribute: text, flags: "\"invalid-utf16\""))
  }

  @Test func `a surrogate is judged the same at every place of a long text`() throws {
    // Vector loops read 16 units at a time.
    for place in 0..<40 {
      var text = [UInt16](repeating: 0x78, count: 40)
      text[place] = 0xd83d
      var pair = [UInt16](repeating: 0x78, count: 40)
      pair.insert(contentsOf: [0xd83d, 0xdd0d], at: place)
      let both = try printed([.utf16(text), .utf16(pair)])
      let head = String(repeating: "x", count: place)
      #expect(both[0].xml == head + "\u{fffd}" + String(repeating: "x", count: 39 - place))
      #expect(both[1].xml == head + "🔍" + String(repeating: "x", count: 40 - place))
      #expect(both.map(\.flags) == ["\"invalid-utf16\"", ""])
    }
  }

  @Test func `U+FFFE and U+FFFF are kept in JSON and become U+FFFD in XML, which is noted`() throws
  {
    let log = LogBuilder.log(
      event([element("D", [.substitution(0, .string)])], [.utf16([0xfffe, 0x61, 0xffff])]))
    #expect(try decode(log).lines[0].hasPrefix("{\"D\":{\"#text\":\"\u{fffe}a\u{ffff}\"}"))
    #expect(try decode(log).codes == [])
    let xml = try decode(log, .xml)
    #expect(xml.lines == ["<Event><D>\u{fffd}a\u{fffd}</D></Event>"])
    #expect(xml.codes == ["xml-character"])
  }

  @Test func `a control character is noted in XML and not in JSON`() throws {
    let log = LogBuilder.log(
      event([element("D", [.substitution(0, .string)])], [.string("\u{1b}[31m")]))
    #expect(try decode(log).codes == [])
    #expect(try decode(log, .xml).codes == ["xml-character"])
    #expect(try decode(log, .xml).lines == ["<Event><D>\u{fffd}[31m</D></Event>"])
  }

  @Test(
    arguments: [
      ([], ""), ([0], ""), ([0, 0], #"\u0000"#), ([0x61, 0], "a"), ([0x61, 0, 0], #"a\u0000"#),
      ([0x61, 0, 0x62], #"a\u0000b"#), ([0, 0x61], #"\u0000a"#),
    ] as [([UInt16], String)])
  func `one NUL at the end of a text is dropped, every other one is kept`(
    units: [UInt16], text: String
  ) throws {
    #expect(try self.units(units).json == "\"\(text)\"")
  }

  @Test func `a text of an odd number of bytes keeps its whole units, and says what is missing`()
    throws
  {
    let printed = try printed(.raw(type: .string, [0x61, 0, 0x62]))
    #expect(printed.json == "\"a\"")
    #expect(printed.flags == "\"bad-value\"")
  }

  @Test func `texts of every length up to 100 units are whole`() throws {
    // Copying goes by blocks of 16 units and of 32 bytes.
    let texts = (0...100).map { length in
      String((0..<length).map { Character(Unicode.Scalar(UInt8(0x61 + $0 % 26))) })
    }
    let values = try printed(texts.map { .string($0) })
    #expect(values.map(\.xml) == texts)
    #expect(values.map(\.json) == texts.map { "\"\($0)\"" })
  }

  @Test func `a character to be escaped is found at every place of a text`() throws {
    for (unit, json, xml) in [
      ("&", "&", "&amp;"), ("\"", "\\\"", "\""), ("é", "é", "é"), ("\u{1}", "\\u0001", "\u{fffd}"),
      ("東", "東", "東"),
    ] {
      let heads = (0..<40).map { String(repeating: "y", count: $0) }
      let tail = String(repeating: "z", count: 20)
      let values = try printed(heads.map { .string($0 + unit + tail) })
      #expect(values.map(\.json) == heads.map { "\"\($0)\(json)\(tail)\"" })
      #expect(values.map(\.xml) == heads.map { $0 + xml + tail })
    }
  }
}
