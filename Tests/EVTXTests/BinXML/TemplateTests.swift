import ByteIO
import EVTX
import TestSupport
import Testing

/// Template instances, definitions and values of binary XML.
@Suite struct TemplateTests {
  private static let number = eventTemplate([element("N", [.substitution(0, .uint32)])])

  @Test
  func `a definition serves the records behind it in its chunk, and is there again in the next`()
    throws
  {
    var log = LogBuilder()
    for value in 1...3 { log.add(.template(Self.number, [.uint32(UInt32(value))])) }
    log.startChunk()
    for value in 4...5 { log.add(.template(Self.number, [.uint32(UInt32(value))])) }
    #expect(
      try decode(log.finish(), .xml).lines == (1...5).map { "<Event><N>\($0)</N></Event>" })
  }

  @Test func `a definition is resident when the offset says so, though it was there before`() throws
  {
    let log = LogBuilder.log(
      .template(Self.number, [.uint32(1)]), .template(Self.number, [.uint32(2)], isResident: true),
      .template(Self.number, [.uint32(3)]))
    #expect(try decode(log, .xml).lines == (1...3).map { "<Event><N>\($0)</N></Event>" })
  }

  @Test func `two definitions of the same identifier are told apart by their offsets`() throws {
    let other = TemplateDescription(
      guid: GUID(low: UInt64(Self.number.guid.data1), high: 0x0102_0304),
      root: Element("Event", content: [element("Other", [.substitution(0, .uint32)])]))
    let log = LogBuilder.log(
      .template(Self.number, [.uint32(1)]), .template(other, [.uint32(2)]),
      .template(Self.number, [.uint32(3)]), .template(other, [.uint32(4)]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><N>1</N></Event>", "<Event><Other>2</Other></Event>", "<Event><N>3</N></Event>",
        "<Event><Other>4</Other></Event>",
      ])
  }

  @Test func `two definitions of the same GUID in one log are told apart by their bytes`() throws {
    let other = TemplateDescription(
      guid: Self.number.guid,
      root: Element("Event", content: [element("Other", [.substitution(0, .uint32)])]))
    var log = LogBuilder()
    log.add(.template(Self.number, [.uint32(1)]))
    log.startChunk()
    log.add(.template(other, [.uint32(2)]))
    log.startChunk()
    log.add(.template(Self.number, [.uint32(3)]))
    #expect(
      try decode(log.finish(), .xml).lines == [
        "<Event><N>1</N></Event>", "<Event><Other>2</Other></Event>", "<Event><N>3</N></Event>",
      ])
  }

  @Test func `definitions that differ in one name only are told apart`() throws {
    var log = LogBuilder()
    // The same GUID, sizes and tokens: only the letters of a name or of a text differ.
    for (name, text) in [("Aa", "x"), ("Ab", "x"), ("Aa", "y"), ("Aa", "x")] {
      log.add(
        .template(
          TemplateDescription(
            guid: Self.number.guid, root: Element("Event", content: [element(name, [.text(text)])])),
          []))
      log.startChunk()
    }
    #expect(
      try decode(log.finish(), .xml).lines == [
        "<Event><Aa>x</Aa></Event>", "<Event><Ab>x</Ab></Event>", "<Event><Aa>y</Aa></Event>",
        "<Event><Aa>x</Aa></Event>",
      ])
  }

  @Test func `names are inline at their first use and references afterwards`() throws {
    // Element N and attribute N share one name; the second definition has no name of its own.
    let first = eventTemplate([
      element("N", attributes: [Attribute("N", "1")], [.text("a")])
    ])
    let second = eventTemplate([element("N", [element("N", attributes: [Attribute("N", "2")])])])
    let log = LogBuilder.log(.template(first, []), .template(second, []))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><N N='1'>a</N></Event>", "<Event><N><N N='2'></N></N></Event>",
      ])
  }

  @Test func `names that are not ASCII are kept, and what no XML name may hold becomes _`() throws {
    let log = LogBuilder.log(
      event([
        element("Größe", [.text("1")]), element("a b", [.text("2")]), element("<x>", [.text("3")]),
        element("1a", [.text("4")]), element("", [.text("5")]),
      ]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><Größe>1</Größe><a_b>2</a_b><_x_>3</_x_><_a>4</_a><_>5</_></Event>"
      ])
    #expect(try decode(log).text.hasPrefix(##"{"Größe":{"#text":"1"},"a b":{"#text":"2"},"<x>""##))
  }

  // MARK: - Values of binary XML

  @Test
  func `a value of binary XML may begin with a header, an instance or an element, or be empty`()
    throws
  {
    let inner = TemplateDescription(root: Element("I", content: [.substitution(0, .uint32)]))
    let plain = Element("P", content: [.text("x")])
    let attributes = Element("A", attributes: [Attribute("a", "1")], ending: .closeEmpty)
    let outer = eventTemplate([element("V", [.optionalSubstitution(0, .binXML)])])
    let log = LogBuilder.log(
      .template(outer, [.binXML(.template(inner, [.uint32(1)]))]),
      .template(outer, [.binXML(.bareTemplate(inner, [.uint32(2)]))]),
      .template(outer, [.binXML(.bareElements([plain]))]),
      .template(outer, [.binXML(.bareElements([attributes]))]),
      .template(outer, [.binXML(.elements([plain]))]), .template(outer, [.binXML(.empty)]),
      .template(outer, [.null()]))
    let result = try decode(log, .xml)
    #expect(
      result.lines == [
        "<Event><V><I>1</I></V></Event>", "<Event><V><I>2</I></V></Event>",
        "<Event><V><P>x</P></V></Event>", "<Event><V><A a='1'/></V></Event>",
        "<Event><V><P>x</P></V></Event>", "<Event><V></V></Event>", "<Event><V></V></Event>",
      ])
    #expect(result.codes == [])
    let json = try decode(log).lines.map { $0.between("{\"V\":", ",\"RecordID\"") ?? "?" }
    #expect(
      json == [
        #"{"I":1}"#, #"{"I":2}"#, #"{"P":"x"}"#, #"{"A":{"@a":"1"}}"#, #"{"P":"x"}"#, "{}", "{}",
      ])
  }

  @Test func `several elements in one value are all printed`() throws {
    let plain = Element("P", content: [.text("x")])
    let outer = eventTemplate([element("V", [.substitution(0, .binXML)])])
    let log = LogBuilder.log(.template(outer, [.binXML(.elements([plain, plain]))]))
    #expect(try decode(log, .xml).lines == ["<Event><V><P>x</P><P>x</P></V></Event>"])
    #expect(try decode(log).text.hasPrefix(#"{"V":{"P":["x","x"]}"#))
  }

  @Test func `templates may be nested in templates, with values of their own`() throws {
    let inner = TemplateDescription(
      root: Element(
        "I", attributes: [Attribute("a", [.substitution(1, .string)])],
        content: [.substitution(0, .uint32)]))
    let middle = TemplateDescription(
      root: Element("M", content: [.substitution(1, .binXML), .substitution(0, .binXML)]))
    let outer = eventTemplate([
      element("V", [.substitution(1, .binXML)]), element("W", [.substitution(0, .string)]),
    ])
    func leaf(_ number: UInt32) -> EventValue {
      .binXML(.bareTemplate(inner, [.uint32(number), .string("s\(number)")]))
    }
    let log = LogBuilder.log(
      .template(outer, [.string("w"), .binXML(.bareTemplate(middle, [leaf(1), leaf(2)]))]),
      .template(outer, [.string("x"), .binXML(.bareTemplate(middle, [leaf(3), leaf(4)]))]))
    #expect(
      try decode(log, .xml).lines == [
        "<Event><V><M><I a='s2'>2</I><I a='s1'>1</I></M></V><W>w</W></Event>",
        "<Event><V><M><I a='s4'>4</I><I a='s3'>3</I></M></V><W>x</W></Event>",
      ])
    #expect(
      try decode(log).text.hasPrefix(
        ##"{"V":{"M":{"I":[{"@a":"s2","#text":2},{"@a":"s1","#text":1}]}}"##))
  }

  @Test func `a value of binary XML ends at its size, not at the first end token`() throws {
    let plain = Element("P", content: [.text("x")])
    let value = EventValue.binXML(
      Fragment([.header(), .element(plain), .endOfFragment, .raw([1, 2, 3, 4, 5])]))
    let log = LogBuilder.log(
      event(
        [element("V", [.substitution(0, .binXML)]), element("W", [.substitution(1, .uint32)])],
        [value, .uint32(9)]))
    #expect(try decode(log, .xml).lines == ["<Event><V><P>x</P></V><W>9</W></Event>"])
  }

  @Test func `a value of binary XML that cannot be read is printed as bytes, the rest stays`()
    throws
  {
    let log = LogBuilder.log(
      event(
        [element("V", [.substitution(0, .binXML)]), element("W", [.substitution(1, .uint32)])],
        [.raw(type: .binXML, [0xee, 0x01]), .uint32(9)]))
    let result = try decode(log, .xml)
    #expect(result.lines == ["<Event><V>EE01</V><W>9</W></Event>"])
    #expect(result.codes == ["damaged-part"])
    #expect(try decode(log).text.contains(#""Flags":["damaged-part"]"#))
  }

  @Test func `an instance may stand among the elements of a record`() throws {
    let inner = TemplateDescription(root: Element("I", content: [.substitution(0, .uint32)]))
    let log = LogBuilder.log(
      .elements([
        Element(
          "Event", content: [element("D", [.instance(TemplateInstance(inner, [.uint32(7)]))])])
      ]))
    #expect(try decode(log, .xml).lines == ["<Event><D><I>7</I></D></Event>"])
  }

  @Test func `binary XML in an attribute adds nothing to it`() throws {
    let log = LogBuilder.log(
      event(
        [element("D", attributes: [Attribute("a", [.text("x"), .substitution(0, .binXML)])])],
        [.binXML(.bareElements([Element("P")]))]))
    #expect(try decode(log, .xml).lines == ["<Event><D a='x'></D></Event>"])
  }
}
