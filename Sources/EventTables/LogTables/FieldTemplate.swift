internal import ByteIO
internal import EVTX
internal import Tabular

/// Literals with the texts of a shape's fields between them, for rows of one form: made once, copied for
/// each event.
struct FieldTemplate: ~Copyable {
  /// What becomes of a field's text.
  enum Escape: UInt8 {
    /// It stays.
    case none
    /// `&`, `<` and `>` are escaped, nothing else.
    case xml
    /// The same, and what XML cannot hold becomes U+FFFD: how the agent prints payloads.
    case agent
    /// It stands inside a JSON string, in a dynamic.
    case json
  }

  private struct Piece {
    var start: Int32
    var length: Int32
    /// Negative behind the last literal.
    var field: Int32
    var escape: Escape
  }

  private let form: TextForm
  private var literals = TextBuffer()
  private var pieces: [Piece] = []
  private var pending = 0

  /// An empty template for rows of a form.
  init(_ form: TextForm) { self.form = form }

  /// Adds UTF-8 text.
  mutating func add(_ literal: RawSpan) {
    if form == .json {
      literals.appendJSONEscaped(literal, from: 0, to: literal.byteCount)
    } else {
      literals.append(literal)
    }
  }

  /// Adds a text.
  mutating func add(_ literal: String) { add([UInt8](literal.utf8).rawSpan) }

  /// Adds text that stands in the row as it is, whatever the form: JSON of a dynamic.
  mutating func add(json literal: RawSpan) { literals.append(literal) }

  /// Adds the text of a field.
  mutating func add(field: Int, _ escape: Escape) {
    pieces.append(
      Piece(
        start: Int32(pending), length: Int32(literals.count - pending),
        field: Int32(truncatingIfNeeded: field), escape: escape))
    pending = literals.count
  }

  /// Ends the template.
  mutating func end() { if literals.count > pending { add(field: -1, .none) } }

  /// Bytes of its literals from the start on, in the row's form.
  static func byteCount(of literal: String, _ form: TextForm) -> Int {
    var template = FieldTemplate(form)
    template.add(literal)
    return template.literals.count
  }

  /// Appends the literals and the texts of an event, without the first `skipped` bytes, which belong to
  /// the first literal.
  func append(
    _ record: borrowing FieldRecord, to text: inout TextBuffer, skipping skipped: Int = 0
  ) {
    let texts = record.jsonTexts
    let isXMLText = record.isXMLText
    let isJSON = form == .json
    var skipped = skipped
    for piece in pieces {
      text.append(
        literals, at: Int(piece.start) &+ skipped, length: Int(piece.length) &- skipped)
      skipped = 0
      let field = Int(piece.field)
      if field < 0 { continue }
      if _fastPath(isJSON && (isXMLText || piece.escape == .none || piece.escape == .json)) {
        let range = record.jsonRange(field)
        text.append(padded: texts, from: range.start, to: range.end)
      } else {
        append(record[field], piece.escape, to: &text)
      }
    }
  }

  /// Appends a text in the form of the row.
  @inline(never)
  private func append(_ value: RawSpan, _ escape: Escape, to text: inout TextBuffer) {
    switch (escape, form) {
    case (.none, .plain): text.append(value)
    case (.xml, .plain): text.appendXMLText(value)
    case (.agent, .plain): text.appendAgentText(value)
    case (.none, .json), (.json, _): text.appendJSONEscaped(value, from: 0, to: value.byteCount)
    case (.xml, .json), (.agent, .json):
      var escaped = TextBuffer(capacity: value.byteCount + 64)
      if escape == .xml {
        escaped.appendXMLText(value)
      } else {
        escaped.appendAgentText(value)
      }
      text.appendJSONEscaped(escaped.paddedBytes, from: 0, to: escaped.count)
    }
  }
}

extension TextBuffer {
  /// Appends text with `&`, `<` and `>` escaped, as the agent does it; nothing else is.
  mutating func appendXMLText(_ source: RawSpan) {
    var start = 0
    var index = 0
    while index < source.byteCount {
      let byte = source.u8(index)
      // All three lie from 0x26 to 0x3e.
      if byte &- 0x26 <= 0x18, byte == 0x26 || byte == 0x3c || byte == 0x3e {
        append(source, from: start, to: index)
        append(byte == 0x26 ? "&amp;" : byte == 0x3c ? "&lt;" : "&gt;")
        start = index &+ 1
      }
      index &+= 1
    }
    append(source, from: start, to: source.byteCount)
  }

  /// Appends text as ``FieldRecord/payloadXML`` holds it between tags: `&`, `<` and `>` escaped, controls but
  /// tabs and ends of lines, U+FFFE and U+FFFF as U+FFFD.
  mutating func appendAgentText(_ source: RawSpan) {
    var start = 0
    var index = 0
    while index < source.byteCount {
      let byte = source.u8(index)
      var length = 1
      var replacement: StaticString?
      switch byte {
      case 0x26: replacement = "&amp;"
      case 0x3c: replacement = "&lt;"
      case 0x3e: replacement = "&gt;"
      case 0x09, 0x0a, 0x0d: break
      case 0..<0x20: replacement = "\u{fffd}"
      case 0xef:
        if source.matches("\u{ffff}", at: index) || source.matches("\u{fffe}", at: index) {
          replacement = "\u{fffd}"
          length = 3
        }
      default: break
      }
      if let replacement {
        append(source, from: start, to: index)
        append(replacement)
        start = index &+ length
      }
      index &+= length
    }
    append(source, from: start, to: source.byteCount)
  }
}
