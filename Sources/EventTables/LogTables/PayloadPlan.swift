internal import ByteIO
internal import EVTX
internal import Tabular

/// What the payload's fields of a shape are called in the tables that hold events as they are.
final class PayloadPlan {
  /// The index of the first field of the payload; the others follow it.
  let first: Int
  let end: Int
  /// Knows the first line of the events' messages.
  let titles: TitleMemo
  /// Whether the payload is no list of named values, so that its XML is wanted.
  let needsXML: Bool
  /// The payload as the agent sends it; nil when it has to be printed as XML.
  let xml: FieldTemplate?
  /// The element around the payload up to the agent's identifier, and between that and the payload.
  let agentHead: FieldTemplate
  let agentMiddle: FieldTemplate
  /// The values, each in a `Param` element.
  let parameters: FieldTemplate
  /// The values in lines of their own, each behind the end of a line, its name and a colon.
  let lines: FieldTemplate
  /// What comes before the first line: bytes in the row's form.
  let lineEndByteCount: Int
  /// The values as an object.
  let object: FieldTemplate

  init(_ shape: EventShape, titles all: EventTitles, form: TextForm) {
    first = SystemField.allCases.count
    end = shape.fields.count
    titles = TitleMemo(all, provider: shape.provider)
    needsXML = !shape.has(.eventData) && !shape.has(.userData) && shape.has(.other)
    var parameters = FieldTemplate(form)
    var lines = FieldTemplate(form)
    var object = FieldTemplate(form)
    var keys = TextBuffer()
    for index in first..<end {
      let field = shape.fields[index]
      parameters.add("<Param>")
      parameters.add(field: index, .xml)
      parameters.add("</Param>")
      lines.add("\r\n\(field.name): ")
      lines.add(field: index, .none)
      keys.removeAll()
      keys.append(index == first ? "{" : "\",")
      keys.appendJSONString([UInt8](field.leafName.utf8).rawSpan)
      keys.append(":\"")
      object.add(json: keys.bytes)
      object.add(field: index, .json)
    }
    keys.removeAll()
    keys.append(first == end ? "{}" : "\"}")
    object.add(json: keys.bytes)
    parameters.end()
    lines.end()
    object.end()
    self.parameters = parameters
    self.lines = lines
    self.object = object
    lineEndByteCount = FieldTemplate.byteCount(of: "\r\n", form)
    var head = FieldTemplate(form)
    head.add("<DataItem Type=\"System.XmlData\" time=\"")
    head.add(field: SystemField.timeCreated.rawValue, .none)
    head.add("\" sourceHealthServiceId=\"")
    head.end()
    agentHead = head
    var middle = FieldTemplate(form)
    middle.add("\">")
    middle.end()
    agentMiddle = middle
    if let payload = shape.payloadXML { xml = Self.template(payload, form) } else { xml = nil }
  }

  private static func template(_ payload: PayloadTemplate, _ form: TextForm) -> FieldTemplate {
    var template = FieldTemplate(form)
    for piece in payload.pieces {
      template.add(piece.literal.rawSpan)
      if let field = piece.field { template.add(field: field, .agent) }
    }
    template.end()
    return template
  }

  /// Appends the payload's XML, if there is a template for it.
  func appendXML(_ record: borrowing FieldRecord, to text: inout TextBuffer) {
    xml?.append(record, to: &text)
  }
}

extension EventField {
  /// The last part of a path such as `LogFileCleared/SubjectUserName`, which is what the value means.
  var leafName: String {
    guard part != .eventData, let slash = name.lastIndex(of: "/") else { return name }
    return String(name[name.index(after: slash)...])
  }
}
