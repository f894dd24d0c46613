internal import ByteIO

extension SampleFile {
  /// One log for each token or structure. What a token does is shown inside UserData, where the schema of
  /// events allows any element.
  static func tokenFiles() -> [SampleFile] {
    textTokens() + elementTokens() + structures()
  }

  /// A record, once its identifier is known.
  typealias RecordMaker = (UInt64) -> Fragment

  private static func file(
    _ name: String, _ shows: String, _ records: [RecordMaker], options: LogOptions = LogOptions()
  ) -> SampleFile {
    var log = LogBuilder(options)
    for record in records { log.add(record(log.nextRecordID)) }
    return SampleFile("tokens/\(name).evtx", shows, log: log.finish())
  }

  /// A record of one template: Event with its identifier and some content in UserData.
  private static func event(
    _ content: [Content], _ values: [EventValue] = [], prologue: [Content] = []
  ) -> RecordMaker {
    { id in
      let root = eventElement(recordID: [.text(String(id))], content)
      return .template(TemplateDescription(prologue: prologue, root: root), values)
    }
  }

  /// An event as small as the schema allows: its identifier, and UserData.
  private static func eventElement(recordID: [Content], _ content: [Content]) -> Element {
    Element(
      "Event", attributes: [Attribute("xmlns", StandardTemplates.eventNamespace)],
      content: [
        .element(
          Element(
            "System", content: [.element(Element("EventRecordID", content: recordID))])),
        .element(Element("UserData", content: content)),
      ])
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
          event(
            [data([.text("x")])],
            prologue: [.processingInstruction(target: "before", data: "the root")]),
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
          event([.element(deep(60))]),
          { id in
            .elements([eventElement(recordID: [.text(String(id))], [.element(deep(60))])])
          },
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
      root: eventElement(
        recordID: [.substitution(1, .uint64)], [data([.substitution(0, .uint32)])]))
    // Its first four bytes, the template id of its instances, are those of the other.
    let collision = TemplateDescription(
      guid: GUID(low: UInt64(template.guid.data1), high: 0x0102_0304),
      root: eventElement(
        recordID: [.substitution(0, .uint64)],
        [.element(Element("Other", content: [.text("template")]))]))
    func first(_ number: UInt32, isResident: Bool = false) -> RecordMaker {
      { .template(template, [.uint32(number), .uint64($0)], isResident: isResident) }
    }
    let second: RecordMaker = { .template(collision, [.uint64($0)]) }
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
        [first(1), first(2), first(3, isResident: true), second, first(4), second]),
      file(
        "no-template", "records without a template: elements without dependency identifiers",
        [
          { id in
            .elements([
              Element(
                "Event", attributes: [Attribute("xmlns", StandardTemplates.eventNamespace)],
                content: [
                  .element(
                    Element(
                      "System",
                      content: [
                        .element(Element("EventID", content: [.text("1")])),
                        .element(Element("EventRecordID", content: [.text(String(id))])),
                      ])),
                  .element(
                    Element(
                      "EventData",
                      content: [data([.text("inline")], attributes: [Attribute("Name", "a")])])),
                ])
            ])
          }
        ]),
      file(
        "user-data", "UserData, classic EventData with Binary, EventData without fields",
        [
          { user.record(id: $0).fragment },
          {
            classic.withClassicData(["", "", "17", "60", "0 UTC"], binary: [1, 0, 0xff])
              .record(id: $0).fragment
          }, { classic.withClassicData([]).record(id: $0).fragment },
          { classic.record(id: $0).fragment },
        ]),
      // libevtx 20260705 loses this one record.
      file(
        "full-chunk", "a record that ends at the last byte of its chunk", [filling],
        options: full),
    ]
  }

  /// A record of 65,024 bytes, which is all that a chunk holds.
  private static func filling(_ id: UInt64) -> Fragment {
    func record(units: Int) -> Fragment {
      .elements([
        eventElement(
          recordID: [.text(String(id))],
          [
            .text(String(repeating: "x", count: units / 2), more: true),
            .text(String(repeating: "y", count: units - units / 2)),
          ])
      ])
    }
    let empty = LogMap(LogBuilder.log(record(units: 0))).records[0].byteCount
    return record(units: (65_024 - empty) / 2)
  }
}
