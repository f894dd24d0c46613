import EVTX
import TestSupport
import Testing

/// EventData, UserData and their like in JSON: CONTRACT, "jsonl".
@Suite struct EventDataTests {
  private func json(_ content: [Content], _ values: [EventValue] = []) throws -> String {
    let line = try #require(try decode(LogBuilder.log(event(content, values))).lines.first)
    return line.between("{", ",\"RecordID\"") ?? line
  }

  private func eventData(
    _ content: [Content], _ values: [EventValue] = [], attributes: [Attribute] = []
  ) throws -> String {
    let all = try json([element("EventData", attributes: attributes, content)], values)
    return all.hasPrefix("\"EventData\":{") && all.hasSuffix("}")
      ? String(all.dropFirst(13).dropLast()) : all
  }

  @Test func `named Data become members in the order of the document`() throws {
    #expect(
      try eventData(
        [
          named("z", [.substitution(0, .string)]), named("a", [.substitution(1, .uint32)]),
          named("m", [.text("literal")]),
        ], [.string("1"), .uint32(2)]) == #""z":"1","a":2,"m":"literal""#)
  }

  @Test func `a repeated name becomes an array, in the place of the first`() throws {
    #expect(
      try eventData([
        named("a", [.text("1")]), named("b", [.text("2")]), named("a", [.text("3")]),
        named("a", [.text("4")]),
      ]) == #""a":["1","3","4"],"b":"2""#)
  }

  @Test func `a repeated name with an array gives one array of all`() throws {
    #expect(
      try eventData(
        [named("a", [.substitution(0, 0x81)]), named("a", [.text("c")])], [.strings(["a", "b"])])
        == #""a":["a","b","c"]"#)
  }

  @Test func `unnamed Data become an array, also when there is one`() throws {
    #expect(try eventData([element("Data", [.text("one")])]) == #""Data":["one"]"#)
    #expect(
      try eventData([element("Data", [.text("one")]), element("Data", [.text("two")])])
        == #""Data":["one","two"]"#)
    #expect(
      try eventData([element("Data", [.substitution(0, 0x81)])], [.strings(["", "x", ""])])
        == #""Data":["","x",""]"#)
  }

  @Test func `a name that is Data joins the unnamed ones`() throws {
    #expect(
      try eventData([element("Data", [.text("one")]), named("Data", [.text("two")])])
        == #""Data":["one","two"]"#)
  }

  @Test func `attributes of EventData are members with @`() throws {
    #expect(
      try eventData(
        [named("a", [.text("1")])],
        attributes: [Attribute("Name", "DNS_EVENT"), Attribute("xmlns", "urn:x")])
        == #""@Name":"DNS_EVENT","a":"1""#)
  }

  @Test func `further attributes of Data stand beside its text`() throws {
    let data = element(
      "Data", attributes: [Attribute("Name", "a"), Attribute("Type", "win:UInt32")], [.text("1")])
    #expect(try eventData([data]) == ##""a":{"@Type":"win:UInt32","#text":"1"}"##)
  }

  @Test func `Binary and other elements keep their names`() throws {
    #expect(
      try eventData(
        [element("Data", [.text("x")]), element("Binary", [.substitution(0, .binary)])],
        [.binary([1, 0xab])]) == #""Data":["x"],"Binary":"01AB""#)
  }

  @Test func `text directly in EventData is kept`() throws {
    #expect(try eventData([.text("loose")]) == ##""#text":"loose""##)
    #expect(
      try eventData([named("a", [.text("1")]), .text("loose")]) == ##""a":"1","#text":"loose""##)
  }

  @Test func `white space between elements is no text`() throws {
    #expect(try eventData([.text("\r\n  "), named("a", [.text("1")]), .text("\t")]) == #""a":"1""#)
  }

  @Test func `an empty Data is null, an empty text is a text`() throws {
    #expect(
      try eventData(
        [
          named("a", []), named("b", [.substitution(0, .string)]),
          named("c", [.substitution(1, .string)]),
        ],
        [.string(""), .null()]) == #""a":null,"b":"","c":null"#)
  }

  @Test func `a Data whose name is a value takes each record's own name`() throws {
    let template = eventTemplate([
      element(
        "EventData",
        [
          element(
            "Data", attributes: [Attribute("Name", [.substitution(0, .string)])],
            [.substitution(1, .uint32)])
        ])
    ])
    let log = LogBuilder.log(
      .template(template, [.string("first"), .uint32(1)]),
      .template(template, [.string("second \"x\""), .uint32(2)]),
      .template(template, [.null(), .uint32(3)]),
      .template(template, [.uint16(9), .uint32(4)]))
    let lines = try decode(log).lines.map { $0.between("\"EventData\":", ",\"RecordID\"") ?? "?" }
    #expect(lines == [#"{"first":1}"#, #"{"second \"x\"":2}"#, #"{"Data":[3]}"#, #"{"9":4}"#])
  }

  @Test func `a lone surrogate in a name flags the event too`() throws {
    let data = element(
      "Data", attributes: [Attribute("Name", [.substitution(0, .string)])], [.text("1")])
    let log = LogBuilder.log(event([element("EventData", [data])], [.utf16([0x61, 0xd800])]))
    let line = try #require(try decode(log).lines.first)
    #expect(line.contains("{\"a\u{fffd}\":\"1\"}"))
    #expect(line.contains("\"invalid-utf16\""))
  }

  @Test func `UserData nests: attributes with @, text beside them, repeated elements as arrays`()
    throws
  {
    let content = element(
      "UserData",
      [
        element(
          "EventXML", attributes: [Attribute("xmlns", "Event_NS"), Attribute("v", "1")],
          [
            element("Address", [.text("LOCAL")]), element("Port", [.substitution(0, .uint16)]),
            element("Item", attributes: [Attribute("n", "1")], [.text("a")]),
            element("Item", [.text("b")]),
            element("Empty", ending: .closeEmpty),
          ])
      ])
    #expect(
      try json([content], [.uint16(445)]) == ##"""
        "UserData":{"EventXML":{"@v":"1","Address":"LOCAL","Port":445,"Item":[{"@n":"1","#text":"a"},"b"],"Empty":null}}
        """##)
  }

  @Test func `a Data in UserData is an element like any other`() throws {
    #expect(
      try json([element("UserData", [element("X", [named("a", [.text("1")])])])])
        == ##""UserData":{"X":{"Data":{"@Name":"a","#text":"1"}}}"##)
  }

  @Test func `EventData comes before UserData and RenderingInfo, what else there is behind them`()
    throws
  {
    let content = [
      element("ProcessingErrorData", [element("ErrorCode", [.text("13")])]),
      element(
        "RenderingInfo", attributes: [Attribute("Culture", "en-US")],
        [element("Message", [.text("m")])]),
      element("UserData", [element("U", [.text("u")])]),
      element("EventData", [named("a", [.text("1")])]),
    ]
    #expect(
      try json(content) == #"""
        "EventData":{"a":"1"},"UserData":{"U":"u"},"RenderingInfo":{"@Culture":"en-US","Message":"m"},"ProcessingErrorData":{"ErrorCode":"13"}
        """#)
  }

  @Test func `objects of hundreds of members are whole`() throws {
    let names = (0..<500).map { "member\($0 % 450)" }
    let line = try eventData(names.map { named($0, [.text($0)]) })
    let expected = (0..<450).map { index in
      let text = "\"member\(index)\""
      return index < 50 ? "\(text):[\(text),\(text)]" : "\(text):\(text)"
    }
    #expect(line == expected.joined(separator: ","))
  }

  @Test func `a Data with child elements is an object`() throws {
    #expect(
      try eventData([named("a", [element("X", [.text("1")]), element("X", [.text("2")])])])
        == #""a":{"X":["1","2"]}"#)
  }
}
