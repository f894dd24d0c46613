import ByteIO
import EVTX
import TestSupport

/// `<Event>` with content: the smallest template that is an event.
func eventTemplate(_ content: [Content]) -> TemplateDescription {
  TemplateDescription(root: Element("Event", content: content))
}

/// A record of one template: Event with some content.
func event(_ content: [Content], _ values: [EventValue] = []) -> Fragment {
  .template(eventTemplate(content), values)
}

/// An element as content.
func element(
  _ name: String, dependency: UInt16 = 0xffff, attributes: [Attribute] = [],
  _ content: [Content] = [], ending: Element.Ending = .endElement
) -> Content {
  .element(
    Element(
      name, dependency: dependency, attributes: attributes, content: content, ending: ending))
}

/// `<Data Name='...'>` with content.
func named(_ name: String, _ content: [Content]) -> Content {
  element("Data", attributes: [Attribute("Name", name)], content)
}

/// A standard event with a number, for logs in which records are counted.
func numberedEvent(_ number: Int) -> StandardEvent {
  StandardEvent(
    eventID: UInt16(truncatingIfNeeded: number),
    time: FileTime(ticks: FileTime.sample.ticks + UInt64(number) * 10_000_000),
    data: [("Number", .uint64(UInt64(number))), ("Text", .string("record \(number)"))])
}

/// A log of chunks with so many numbered events each.
func numberedLog(chunks: Int = 1, recordsPerChunk: Int = 10) -> [UInt8] {
  var log = LogBuilder()
  for chunk in 0..<chunks {
    if chunk > 0 { log.startChunk() }
    for number in 1...recordsPerChunk { log.add(numberedEvent(chunk * recordsPerChunk + number)) }
  }
  return log.finish()
}

/// How a value is printed: as JSON beside a name, in XML text, in an XML attribute, and which flags the
/// event got.
struct PrintedValue: Equatable {
  var json: String
  var xml: String
  var attribute: String
  var flags: String
}

/// How values are printed, each in a record of its own.
func printed(
  _ values: [EventValue], _ configure: (inout DecodeRequest) -> Void = { _ in }
) throws -> [PrintedValue] {
  let content: [Content] = [
    element("EventData", [named("v", [.substitution(0, .string)])]),
    element(
      "UserData",
      [element("X", attributes: [Attribute("a", [.substitution(0, .string)])], ending: .closeEmpty)]
    ),
  ]
  var log = LogBuilder()
  for value in values { log.add(event(content, [value])) }
  let bytes = log.finish()
  let json = try decode(bytes, .jsonl, configure).lines
  let xml = try decode(bytes, .xml, configure).lines
  return zip(json, xml).map { json, xml in
    PrintedValue(
      json: json.between("{\"v\":", "},\"UserData\":") ?? "?",
      xml: xml.between("<Data Name='v'>", "</Data>") ?? "?",
      attribute: xml.between("<X a='", "'/>") ?? "",
      flags: json.between("\"Flags\":[", "]") ?? "")
  }
}

/// How one value is printed.
func printed(
  _ value: EventValue, _ configure: (inout DecodeRequest) -> Void = { _ in }
) throws -> PrintedValue {
  try printed([value], configure).first
    ?? PrintedValue(json: "?", xml: "?", attribute: "?", flags: "?")
}
