import ByteIO
import EVTX
import TestSupport
import Testing

/// Events as the texts of their fields, for tables.
@Suite struct FieldRecordTests {
  private func one(_ content: [Content], _ values: [EventValue] = []) throws -> CollectedEvent {
    try #require(try collectFields(LogBuilder.log(event(content, values))).first)
  }

  @Test func `named Data are fields in the order of the document`() throws {
    let event = try one(
      [
        element(
          "EventData",
          [
            named("z", [.substitution(0, .string)]), named("a", [.substitution(1, .uint32)]),
            named("m", [.text("lit<eral")]),
          ])
      ], [.string("a\"b\\c\r\nd<e\u{e9}\u{1f600}"), .uint32(2)])
    #expect(
      event.fields() == ["z=a\"b\\c\r\nd<e\u{e9}\u{1f600}", "a=2", "m=lit<eral"])
    #expect(
      event.payloadXML
        == "<EventData xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">"
        + "<Data Name=\"z\">a\"b\\c\r\nd&lt;e\u{e9}\u{1f600}</Data><Data Name=\"a\">2</Data>"
        + "<Data Name=\"m\">lit&lt;eral</Data></EventData>")
  }

  @Test func `a value of type NULL is an empty field that says so`() throws {
    let event = try one(
      [element("EventData", [named("n", [.substitution(0, .string)])])], [.null()])
    #expect(event.fields() == ["n="])
    #expect(event.shape.fields[try #require(event.shape.index(of: "n"))].isNull)
    #expect(event.payloadXML.hasSuffix("<Data Name=\"n\"></Data></EventData>"))
  }

  @Test func `unnamed Data are Param1, Param2`() throws {
    let event = try one([
      element("EventData", [element("Data", [.text("one")]), element("Data", [.text("two")])])
    ])
    #expect(event.fields() == ["Param1=one", "Param2=two"])
    #expect(event.shape.fields.last?.isUnnamed == true)
  }

  @Test func `a repeated name is numbered`() throws {
    let event = try one([
      element("EventData", [named("a", [.text("1")]), named("a", [.text("2")])])
    ])
    #expect(event.fields() == ["a=1", "a#2=2"])
  }

  @Test func `items of an array have commas between them, and elements of their own in XML`() throws
  {
    let event = try one(
      [element("EventData", [named("a", [.substitution(0, 0x81)])])], [.strings(["x", "y"])])
    #expect(event.fields() == ["a=x,y"])
    #expect(
      event.payloadXML.hasSuffix("<Data Name=\"a\">x</Data><Data Name=\"a\">y</Data></EventData>"))
  }

  @Test func `fields of UserData have the path below it as their name`() throws {
    let event = try one([
      element(
        "UserData",
        [element("Cleared", [element("Who", [.text("me")]), element("When", [.text("now")])])])
    ])
    #expect(event.fields(.userData) == ["Cleared/Who=me", "Cleared/When=now"])
  }

  @Test func `an event that is not wanted is not printed`() throws {
    let collector = FieldCollector()
    collector.demands = { $0.eventID == 4_711 ? .fields : .none }
    #expect(
      try collectFields(LogBuilder.log(event([element("EventData", [])])), collector: collector)
        .isEmpty)
  }

  @Test func `every sample gives the same fields with kept programs and without`() throws {
    for sample in SampleLogs.own {
      let kept = try collectFields(sample.bytes)
      let fresh = try collectFields(sample.bytes, keepsPrograms: false)
      #expect(kept.map(\.texts) == fresh.map(\.texts), "\(sample.path)")
      #expect(kept.map(\.payloadXML) == fresh.map(\.payloadXML), "\(sample.path)")
      #expect(kept.map { $0.shape.fields } == fresh.map { $0.shape.fields }, "\(sample.path)")
    }
  }

  @Test func `every sample has as many events as fields as it has lines of JSON`() throws {
    for sample in SampleLogs.own {
      let lines = try decode(sample.bytes).lines
      #expect(try collectFields(sample.bytes).count == lines.count, "\(sample.path)")
    }
  }

  @Test func `texts inside JSON strings are those of the fields, escaped`() throws {
    let event = try one(
      [element("EventData", [named("a", [.substitution(0, .string)]), named("b", [])])],
      [.string("C:\\x\r\n\"é\"")])
    #expect(event.jsonTexts.suffix(2) == ["C:\\\\x\\u000d\\u000a\\\"é\\\"", ""])
    #expect(!event.isXMLText)
  }

  @Test func `the payload's template gives the XML that is printed`() throws {
    var count = 0
    for sample in SampleLogs.own {
      for event in try collectFields(sample.bytes) {
        guard let template = event.shape.payloadXML else { continue }
        var text = ""
        for piece in template.pieces {
          text += String(decoding: piece.literal, as: UTF8.self)
          if let field = piece.field { text += agentText(event.texts[field]) }
        }
        #expect(text == event.payloadXML, "\(sample.path) \(event.recordID)")
        if event.isXMLText { #expect(event.texts.map(agentText) == event.texts) }
        count += 1
      }
    }
    #expect(count > 100)
  }

  /// A text as the agent prints it between tags.
  private func agentText(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: escaped += "&amp;"
      case 0x3c: escaped += "&lt;"
      case 0x3e: escaped += "&gt;"
      case 0x09, 0x0a, 0x0d: escaped.unicodeScalars.append(scalar)
      case 0..<0x20, 0xfffe, 0xffff: escaped += "\u{fffd}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  @Test func `a payload with values in attributes or repeated elements has no template`() throws {
    let attribute = try one(
      [
        element(
          "EventData", [element("x", attributes: [Attribute("a", [.substitution(0, .string)])])])
      ], [.string("v")])
    #expect(attribute.shape.payloadXML == nil)
    let array = try one(
      [element("EventData", [named("a", [.substitution(0, 0x81)])])], [.strings(["x", "y"])])
    #expect(array.shape.payloadXML == nil)
  }

  @Test func `fields that are not selected are listed and empty`() throws {
    let log = LogBuilder.log(
      event([
        element(
          "System",
          [element("Channel", [.text("Application")]), element("Computer", [.text("HOST")])]),
        element("EventData", [named("a", [.text("1")]), named("b", [.text("2")])]),
      ]))
    let selection = FieldSelection(system: [.channel], names: ["b"])
    let all = try #require(try collectFields(log).first)
    let some = try #require(try collectFields(log, selection: selection).first)
    #expect(some.shape.fields == all.shape.fields)
    #expect(some.fields() == ["a=", "b=2"])
    #expect(some[.channel] == "Application")
    #expect(all[.computer] == "HOST" && some[.computer].isEmpty)
  }
}
