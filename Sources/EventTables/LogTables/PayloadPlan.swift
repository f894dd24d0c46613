internal import ByteIO
internal import EVTX
internal import Tabular

/// What the payload's fields of a shape are called in the tables that hold events as they are.
final class PayloadPlan {
  /// The index of the first field of the payload; the others follow it.
  let first: Int
  let end: Int
  private let all: EventTitles
  /// The provider whose titles were looked up last, and its titles.
  private var provider: [UInt8]
  private var titles: [UInt64: [UInt8]]
  /// Whether the payload is no list of named values, so that its XML is wanted.
  let needsXML: Bool
  private var lines = TextBuffer()
  private var lineEnds: [Int] = []
  private var keys = TextBuffer()
  private var keyEnds: [Int] = []

  init(_ shape: EventShape, titles all: EventTitles) {
    first = SystemField.allCases.count
    end = shape.fields.count
    self.all = all
    provider = [UInt8]((shape.provider ?? "").utf8)
    titles = shape.provider.map { all.titles(of: $0) } ?? [:]
    needsXML = !shape.has(.eventData) && !shape.has(.userData) && shape.has(.other)
    for field in shape.fields[first...] {
      lines.append("\r\n")
      lines.append(text: field.name)
      lines.append(": ")
      lineEnds.append(lines.count)
      let name = [UInt8](field.leafName.utf8)
      keys.append(",\"")
      keys.appendJSONEscaped(name.rawSpan, from: 0, to: name.count)
      keys.append("\":\"")
      keyEnds.append(keys.count)
    }
  }

  /// The first line of an event's message; nil when it is not known.
  func title(of record: borrowing FieldRecord) -> [UInt8]? {
    guard let eventID = record.eventID else { return nil }
    let name = record[.provider]
    // Templates name the provider, or leave it to the events.
    let known = provider
    if name.byteCount != known.count || !known.rawSpan.matches(name, at: 0) {
      provider.removeAll(keepingCapacity: true)
      provider.append(copying: name)
      titles = all.titles(of: FieldText.string(name))
    }
    return titles[eventID]
  }

  /// Appends the end of a line, a field's name and a colon; without the line's end for the first line.
  func appendLineStart(_ field: Int, isFirst: Bool, to text: inout TextBuffer) {
    let start = (field == first ? 0 : lineEnds[field - first - 1]) + (isFirst ? 2 : 0)
    text.append(lines, at: start, length: lineEnds[field - first] - start)
  }

  /// Appends a comma, a field's name as a JSON key, and the quote that opens its value; without the comma
  /// for the first member.
  func appendKey(_ field: Int, isFirst: Bool, to text: inout TextBuffer) {
    let start = (field == first ? 0 : keyEnds[field - first - 1]) + (isFirst ? 1 : 0)
    text.append(keys, at: start, length: keyEnds[field - first] - start)
  }
}

extension EventField {
  /// The last part of a path such as `LogFileCleared/SubjectUserName`, which is what the value means.
  var leafName: String {
    guard part != .eventData, let slash = name.lastIndex(of: "/") else { return name }
    return String(name[name.index(after: slash)...])
  }
}
