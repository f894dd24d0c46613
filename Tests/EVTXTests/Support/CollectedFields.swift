import ByteIO
import EVTX

/// An event as a ``FieldVisitor`` saw it.
struct CollectedEvent {
  var shape: EventShape
  var texts: [String]
  var payloadXML: String
  /// The texts inside JSON strings, and whether they are the same in XML.
  var jsonTexts: [String]
  var isXMLText: Bool
  var recordID: UInt64
  var eventID: UInt64?
  var flags: [String]

  /// The names and texts of a part's fields, in order.
  func fields(_ part: EventField.Part = .eventData) -> [String] {
    zip(shape.fields, texts).filter { $0.0.part == part }.map { "\($0.0.name)=\($0.1)" }
  }

  subscript(_ field: SystemField) -> String { texts[field.rawValue] }
}

/// Collects all events with everything there is.
final class FieldCollector: FieldVisitor {
  var events: [CollectedEvent] = []
  var demands: (borrowing EventHead) -> FieldDemand = { _ in [.fieldsAndXML, .json] }

  func demand(_ head: borrowing EventHead) -> FieldDemand { demands(head) }

  func visit(_ record: borrowing FieldRecord) {
    let texts = record.shape.fields.indices.map { text(record[$0]) }
    let json = record.jsonTexts
    let jsonTexts = record.shape.fields.indices.map { index in
      let range = record.jsonRange(index)
      return text(json.extracting(range.start..<range.end))
    }
    events.append(
      CollectedEvent(
        shape: record.shape, texts: texts, payloadXML: text(record.payloadXML),
        jsonTexts: jsonTexts, isXMLText: record.isXMLText, recordID: record.recordID,
        eventID: record.eventID, flags: record.flags))
  }

  private func text(_ bytes: RawSpan) -> String {
    String(decoding: (0..<bytes.byteCount).map { bytes.u8($0) }, as: UTF8.self)
  }
}

/// The events of a log in memory as fields.
func collectFields(
  _ log: [UInt8], keepsPrograms: Bool = true, selection: FieldSelection? = nil,
  collector: FieldCollector = FieldCollector()
) throws -> [CollectedEvent] {
  var options = DecodeOptions(format: .fields)
  options.selection = selection
  options.keepsPrograms = keepsPrograms
  var decoder = EventDecoder(options)
  let log = try EventLog(MemoryByteSource(log))
  var locator = log.makeLocator()
  let chunk = LoadedChunk()
  while locator.next(into: chunk) {
    _ = decoder.decode(chunk, context: DecodeContext(), visitor: collector)
  }
  return collector.events
}
