internal import ByteIO

extension SampleFile {
  /// One log for each token or structure. The event's root is Event, as everywhere.
  static func tokenFiles() -> [SampleFile] {
    textTokens() + elementTokens() + structures()
  }

  private static func file(
    _ name: String, _ shows: String, _ fragments: [Fragment], options: LogOptions = LogOptions()
  ) -> SampleFile {
    var log = LogBuilder(options)
    for fragment in fragments { log.add(fragment) }
    return SampleFile("tokens/\(name).evtx", shows, log: log.finish())
  }

  /// A record of one template: Event with some content.
  static func event(_ content: [Content], _ values: [EventValue] = []) -> Fragment {
    .template(TemplateDescription(root: Element("Event", content: content)), values)
  }

  static func data(_ content: [Content], attributes: [Attribute] = []) -> Content {
    .element(Element("Data", attributes: attributes, content: content))
  }

  private static func textTokens() -> [SampleFile] {
    [
      file(
        "cdata", "07: CDATA, with markup and with `]]>` inside",
        [
          event([data([.cdata("<b>not an element</b> & more")])]),
          event([data([.cdata("a]]>b")])]), event([data([.cdata("")])]),
        ]),
      file(
        "character-reference", "08: a code unit by number, in text and in an attribute",
        [
          event([data([.characterReference(0x41), .characterReference(0xe9)])]),
          event([data([], attributes: [Attribute("a", [.characterReference(0x26)])])]),
          event([data([.characterReference(0xd83d, more: true), .characterReference(0xdd0d)])]),
        ]),
      file(
        "entity-reference", "09: the five names of XML, and one that is not declared",
        [
          event([
            data(["lt", "gt", "amp", "quot", "apos"].map { .entityReference($0) })
          ]),
          event([data([], attributes: [Attribute("a", [.entityReference("quot")])])]),
          event([data([.entityReference("nbsp")])]),
        ]),
      file(
        "processing-instruction", "0A and 0B, inside an element and before the root",
        [
          event([.processingInstruction(target: "target", data: "some data"), data([.text("x")])]),
          .template(
            TemplateDescription(
              prologue: [.processingInstruction(target: "before", data: "the root")],
              root: Element("Event", content: [data([.text("x")])])), []),
        ]),
      file(
        "text-in-parts", "45, 48, 49 with bit 0x40: one text of several tokens",
        [
          event([data([.text("one ", more: true), .text("two ", more: true), .text("three")])]),
          event([
            data([
              .text("a ", more: true), .entityReference("amp", more: true),
              .characterReference(0x20, more: true), .cdata("<b>", more: true), .text(" end"),
            ])
          ]),
          event(
            [data([.text("value ", more: true), .substitution(0, .uint32), .text(" after")])],
            [.uint32(7)]),
          event(
            [
              data(
                [],
                attributes: [Attribute("a", [.text("x", more: true), .substitution(0, .string)])])
            ], [.string("y & 'z'")]),
        ]),
    ]
  }

  private static func elementTokens() -> [SampleFile] {
    let both: [Content] = [
      data([.substitution(0, .string)], attributes: [Attribute("kind", "normal")]),
      data([.optionalSubstitution(0, .string)], attributes: [Attribute("kind", "optional")]),
      data([], attributes: [Attribute("normal", [.substitution(0, .string)])]),
      data([], attributes: [Attribute("optional", [.optionalSubstitution(0, .string)])]),
    ]
    let dependent: [Content] = [
      .element(Element("Depends", dependency: 0, content: [.text("on value 0")])),
      .element(Element("Always", content: [.text("here")])),
      .element(
        Element(
          "DependsToo", dependency: 1, attributes: [Attribute("a", "1")], ending: .closeEmpty)),
    ]
    var emptyList = Element("EmptyList", ending: .closeEmpty)
    emptyList.hasEmptyAttributeList = true
    return [
      file(
        "substitutions", "0D and 0E in text and in attributes: value, empty, NULL, no such index",
        [
          event(both, [.string("present")]), event(both, [.string("")]), event(both, [.null()]),
          event(both, []),
          // The token's type is SizeT, the value's own is HexInt64, as in Security logs.
          event([data([.substitution(0, .sizeT)])], [.hexInt64(0x44c)]),
        ]),
      file(
        "dependency", "elements that a NULL value suppresses",
        [
          event(dependent, [.uint32(1), .uint32(2)]), event(dependent, [.null(), .uint32(2)]),
          event(dependent, [.null(), .null(byteCount: 4)]),
          event(dependent, [.string(""), .null()]),
        ]),
      file(
        "element-ends", "03 and 02 04: empty elements of both forms",
        [
          event([
            .element(Element("Closed", ending: .closeEmpty)), .element(Element("Ended")),
            .element(
              Element("ClosedToo", attributes: [Attribute("a", "1")], ending: .closeEmpty)),
            .element(Element("EndedToo", attributes: [Attribute("a", "1")])),
            .element(emptyList),
          ])
        ]),
      file(
        "arrays", "arrays in elements, in attributes, and two in one element",
        [
          event(
            [data([.substitution(0, 0x88)], attributes: [Attribute("n", "1")])],
            [.array(of: .uint32, [.uint32(1), .uint32(2), .uint32(3)])]),
          event(
            [data([], attributes: [Attribute("a", [.substitution(0, 0x81)])])],
            [.strings(["x", "y"])]),
          event(
            [data([.substitution(0, 0x81), .text("-"), .substitution(1, 0x86)])],
            [.strings(["x", "y"]), .array(of: .uint16, [.uint16(1), .uint16(2)])]),
        ]),
      file(
        "nesting", "elements 60 deep, in a template and without one",
        [
          event([.element(deep(60))]), .elements([Element("Event", content: [.element(deep(60))])]),
        ]),
    ]
  }

  /// So many elements in one another.
  static func deep(_ depth: Int) -> Element {
    (1..<depth).reduce(Element("Level", content: [.text("bottom")])) { inner, _ in
      Element("Level", content: [.element(inner)])
    }
  }

  private static func structures() -> [SampleFile] {
    let template = TemplateDescription(
      root: Element("Event", content: [data([.substitution(0, .uint32)])]))
    // Its first four bytes, the template id of its instances, are those of the other.
    let collision = TemplateDescription(
      guid: GUID(low: UInt64(template.guid.data1), high: 0x0102_0304),
      root: Element("Event", content: [.element(Element("Other", content: [.text("template")]))]))
    let user = StandardEvent(provider: "Microsoft-Windows-Eventlog", eventID: 104, data: [])
      .withUserData(
        "LogFileCleared", namespace: "http://manifests.microsoft.com/win/2004/08/windows/eventlog",
        [
          ("SubjectUserName", .string("alice")), ("SubjectDomainName", .string("CORP")),
          ("Channel", .string("System")), ("BackupPath", .string("")),
        ])
    let classic = StandardEvent(provider: "EventLog", eventID: 6_013, userSID: nil, data: [])
    var full = LogOptions()
    full.fillsChunks = true
    return [
      file(
        "templates", "definition once, back-references, a definition again, two of one id",
        [
          .template(template, [.uint32(1)]), .template(template, [.uint32(2)]),
          .template(template, [.uint32(3)], isResident: true), .template(collision, []),
          .template(template, [.uint32(4)]), .template(collision, []),
        ]),
      file(
        "no-template", "records without a template: elements without dependency identifiers",
        [
          .elements([
            Element(
              "Event", attributes: [Attribute("xmlns", StandardTemplates.eventNamespace)],
              content: [
                .element(Element("System", content: [.element(Element("EventID"))])),
                data([.text("inline")], attributes: [Attribute("Name", "a")]),
              ])
          ])
        ]),
      file(
        "user-data", "UserData, classic EventData with Binary, EventData without fields",
        [
          user.record(id: 1).fragment,
          classic.withClassicData(["", "", "17", "60", "0 UTC"], binary: [1, 0, 0xff])
            .record(id: 2).fragment,
          classic.withClassicData([]).record(id: 3).fragment, classic.record(id: 4).fragment,
        ]),
      // libevtx 20260705 loses this one record.
      file(
        "full-chunk", "a record that ends at the last byte of its chunk", [filling()],
        options: full),
    ]
  }

  /// A record of 65,024 bytes: 28 of header and size, 44 of Binary XML around the text.
  private static func filling() -> Fragment {
    let count = (65_024 - 28 - 44) / 2
    return .elements([
      Element(
        "Event",
        content: [
          .text(String(repeating: "x", count: 16_000), more: true),
          .text(String(repeating: "y", count: count - 16_000)),
        ])
    ])
  }
}
