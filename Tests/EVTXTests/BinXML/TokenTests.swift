import EVTX
import TestSupport
import Testing

/// What each token prints: FORMAT facts 4, "What Windows itself prints", CONTRACT.
@Suite struct TokenTests {
  /// Both outputs of what stands inside one element D, in a template and outside of one.
  private func inside(
    _ content: [Content], _ values: [EventValue] = []
  ) throws -> (json: String, xml: String) {
    let log = LogBuilder.log(event([element("D", content)], values))
    return try (
      decode(log).text.between("{\"D\":", ",\"RecordID\"") ?? "?",
      decode(log, .xml).text.between("<Event><D>", "</D></Event>") ?? "?"
    )
  }

  private func expectBoth(
    _ content: [Content], json: String, xml: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let inTemplate = try inside(content)
    #expect(inTemplate.json == "{\"#text\":\(json)}", sourceLocation: sourceLocation)
    #expect(inTemplate.xml == xml, sourceLocation: sourceLocation)
    let log = LogBuilder.log(.elements([Element("Event", content: [element("D", content)])]))
    #expect(
      try decode(log, .xml).lines == ["<Event><D>\(xml)</D></Event>"],
      sourceLocation: sourceLocation)
    #expect(
      try decode(log).text.hasPrefix("{\"D\":{\"#text\":\(json)}"), sourceLocation: sourceLocation)
  }

  // MARK: - Text

  @Test func `a text may be split over several tokens`() throws {
    try expectBoth(
      [.text("one ", more: true), .text("two ", more: true), .text("three")],
      json: "\"one two three\"", xml: "one two three")
  }

  @Test func `the halves of a surrogate pair in two tokens are one character`() throws {
    let pieces: [[Content]] = [
      [.utf16Text([0xd83d], more: true), .utf16Text([0xdd0d])],
      [.characterReference(0xd83d, more: true), .characterReference(0xdd0d)],
    ]
    let printed = try pieces.map { try inside($0) }
    #expect(printed.map(\.json) == Array(repeating: "{\"#text\":\"🔍\"}", count: 2))
    #expect(printed.map(\.xml) == ["🔍", "🔍"])
  }

  @Test func `CDATA stays CDATA in XML and is text in JSON`() throws {
    try expectBoth(
      [.cdata("<b>not & an element</b>")], json: "\"<b>not & an element</b>\"",
      xml: "<![CDATA[<b>not & an element</b>]]>")
  }

  @Test func `CDATA that holds its own end stays well-formed`() throws {
    let xml = try inside([.cdata("a]]>b")]).xml
    // Either escaped as text or split over two sections.
    #expect(["a]]&gt;b", "<![CDATA[a]]]]><![CDATA[>b]]>"].contains(xml))
    #expect(try inside([.cdata("a]]>b")]).json == ##"{"#text":"a]]>b"}"##)
  }

  @Test func `CDATA with line breaks stays on one line`() throws {
    let xml = try inside([.cdata("a\r\nb")]).xml
    #expect(xml == "a&#13;&#10;b")
  }

  @Test func `a character reference is a reference in XML and the character in JSON`() throws {
    try expectBoth([.characterReference(0xe9)], json: "\"é\"", xml: "&#233;")
    try expectBoth([.characterReference(0x22)], json: #""\"""#, xml: "&#34;")
    try expectBoth([.characterReference(0x0a)], json: #""\u000a""#, xml: "&#10;")
  }

  @Test func `a reference to what XML cannot hold becomes U+FFFD`() throws {
    #expect(try inside([.characterReference(0)]).xml == "\u{fffd}")
    #expect(try inside([.characterReference(0xd800)]).xml == "\u{fffd}")
    #expect(try inside([.characterReference(0xfffe)]).xml == "\u{fffd}")
    let log = LogBuilder.log(event([element("D", [.characterReference(0xd800)])]))
    #expect(try decode(log).text.contains(#""Flags":["invalid-utf16"]"#))
  }

  @Test func `the five entities of XML are kept in XML and are characters in JSON`() throws {
    try expectBoth(
      ["lt", "gt", "amp", "quot", "apos"].map { .entityReference($0) }, json: #""<>&\"'""#,
      xml: "&lt;&gt;&amp;&quot;&apos;")
  }

  @Test func `an entity that XML does not know is text`() throws {
    try expectBoth([.entityReference("nbsp")], json: "\"&nbsp;\"", xml: "&amp;nbsp;")
  }

  @Test func `text, references, CDATA and values of one element are one text`() throws {
    let content: [Content] = [
      .text("a ", more: true), .entityReference("amp", more: true),
      .characterReference(0x42, more: true), .cdata("<c>", more: true), .substitution(0, .uint32),
      .text(" end"),
    ]
    let printed = try inside(content, [.uint32(7)])
    #expect(printed.xml == "a &amp;&#66;<![CDATA[<c>]]>7 end")
    #expect(printed.json == "{\"#text\":\"a &B<c>7 end\"}")
  }

  @Test func `a processing instruction is printed in XML and is a member in JSON`() throws {
    let printed = try inside([.processingInstruction(target: "target", data: "some data")])
    #expect(printed.xml == "<?target some data?>")
    #expect(printed.json == #"{"?target":"some data"}"#)
  }

  @Test func `a processing instruction cannot end itself early`() throws {
    let xml = try inside([.processingInstruction(target: "t", data: "a?><b/>")]).xml
    #expect(xml.between("<?t ", "?>")?.contains("<b/>") == true)
    #expect(xml.hasSuffix("?>"))
  }

  @Test func `a processing instruction before the root leaves the event an event`() throws {
    let template = TemplateDescription(
      prologue: [.processingInstruction(target: "before", data: "the root")],
      root: Element(
        "Event",
        content: [element("System", [element("EventID", [.text("7")])]), element("EventData")]))
    let log = LogBuilder.log(.template(template, []))
    #expect(
      try decode(log, .xml).lines[0].hasSuffix(
        "<Event><System><EventID>7</EventID></System><EventData></EventData></Event>"))
    #expect(try decode(log).lines[0].contains("\"EventID\":7"))
  }

  // MARK: - Elements

  @Test func `an empty element is printed by its token, not by its content`() throws {
    let log = LogBuilder.log(
      event(
        [
          element("A", ending: .closeEmpty), element("B"),
          element("C", attributes: [Attribute("a", "1")], ending: .closeEmpty),
          element("D", attributes: [Attribute("a", "1")]),
          element("E", [.substitution(0, .string)]),
        ], [.null()]))
    #expect(
      try decode(log, .xml).lines == ["<Event><A/><B></B><C a='1'/><D a='1'></D><E></E></Event>"])
  }

  @Test func `an attribute list without attributes is allowed`() throws {
    var empty = Element("A", ending: .closeEmpty)
    empty.hasEmptyAttributeList = true
    #expect(
      try decode(LogBuilder.log(event([.element(empty)])), .xml).lines == ["<Event><A/></Event>"])
  }

  @Test func `an element whose dependency is NULL is left out, with all that it holds`() throws {
    let template = eventTemplate([
      element("D", dependency: 0, attributes: [Attribute("a", "1")], [element("X", [.text("x")])]),
      element("E", dependency: 1, ending: .closeEmpty), element("F", [.text("stays")]),
    ])
    let log = LogBuilder.log(
      .template(template, [.uint32(1), .string("")]), .template(template, [.null(), .string("")]),
      .template(template, [.null(byteCount: 4), .null()]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><D a='1'><X>x</X></D><E/><F>stays</F></Event>", "<Event><E/><F>stays</F></Event>",
        "<Event><F>stays</F></Event>",
      ])
    let json = try decode(log).lines.map { $0.between("{", ",\"RecordID\"") ?? "?" }
    #expect(
      json == [
        ##""D":{"@a":"1","X":"x"},"E":{},"F":{"#text":"stays"}"##,
        ##""E":{},"F":{"#text":"stays"}"##, ##""F":{"#text":"stays"}"##,
      ])
  }

  @Test func `elements outside of templates have no dependency identifier`() throws {
    let log = LogBuilder.log(
      .elements([
        Element(
          "Event",
          content: [
            element("A", attributes: [Attribute("x", "1"), Attribute("y", "2")], [.text("t")]),
            element("B", ending: .closeEmpty),
          ])
      ]))
    #expect(try decode(log, .xml).lines == ["<Event><A x='1' y='2'>t</A><B/></Event>"])
  }

  @Test func `attributes are in single quotes, in the order of the tokens`() throws {
    let log = LogBuilder.log(
      event([
        element(
          "X",
          attributes: [
            Attribute("xmlns:auto-ns3", "urn:a"), Attribute("xmlns", "Event_NS"),
            Attribute("b", "it's"),
          ],
          ending: .closeEmpty)
      ]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><X xmlns:auto-ns3='urn:a' xmlns='Event_NS' b='it&apos;s'/></Event>"
      ])
    // Namespaces are left out of JSON.
    #expect(try decode(log).text.hasPrefix(#"{"X":{"@b":"it's"}"#))
  }

  // MARK: - Substitutions

  @Test func `a NULL leaves an attribute out, whether its substitution is optional or not`() throws
  {
    let template = eventTemplate([
      element(
        "A", attributes: [Attribute("a", [.optionalSubstitution(0, .string)])], ending: .closeEmpty),
      element("B", attributes: [Attribute("b", [.substitution(0, .string)])], ending: .closeEmpty),
      element(
        "C",
        attributes: [Attribute("c", [.text("x", more: true), .optionalSubstitution(0, .string)])],
        ending: .closeEmpty),
    ])
    let log = LogBuilder.log(
      .template(template, [.null()]), .template(template, [.string("")]),
      .template(template, [.string("v")]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><A/><B/><C c='x'/></Event>", "<Event><A a=''/><B b=''/><C c='x'/></Event>",
        "<Event><A a='v'/><B b='v'/><C c='xv'/></Event>",
      ])
  }

  @Test func `a substitution without a value is NULL, and the event is flagged`() throws {
    let log = LogBuilder.log(
      event(
        [element("D", [.substitution(5, .uint32)]), element("E", [.substitution(0, .uint32)])],
        [.uint32(1)]))
    #expect(try decode(log, .xml).lines == ["<Event><D></D><E>1</E></Event>"])
    #expect(try decode(log).text.contains(#""Flags":["bad-value"]"#))
  }

  @Test func `the value's own type wins over the substitution's`() throws {
    let log = LogBuilder.log(
      event(
        [
          element("A", [.substitution(0, .sizeT)]), element("B", [.substitution(1, .sizeT)]),
          element("C", [.substitution(2, .string)]), element("D", [.substitution(3, .uint32)]),
        ], [.hexInt32(0x44c), .hexInt64(0x3e7), .uint16(9), .string("text")]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><A>0x44c</A><B>0x3e7</B><C>9</C><D>text</D></Event>"
      ])
  }
}
