internal import ByteIO

/// Small JSON files: an object with members in the order of the calls, indented for people.
struct JSONDocument {
  private var text = ""
  private var depth = 0
  private var isFirst = true

  /// The document with the end of its line.
  var bytes: [UInt8] { [UInt8]((text + "\n").utf8) }
  /// The document on one line.
  private var isCompact = false

  init(isCompact: Bool = false) { self.isCompact = isCompact }

  mutating func object(_ body: (inout JSONDocument) -> Void) {
    text += "{"
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { newLine() }
    isFirst = false
    text += "}"
  }

  mutating func member(_ key: String, _ value: String) {
    begin(key)
    text += Self.quoted(value)
  }

  mutating func member(_ key: String, _ value: some BinaryInteger) {
    begin(key)
    text += String(value)
  }

  /// A member whose value is an array of objects.
  mutating func array<Element>(
    _ key: String, _ elements: [Element], _ body: (inout JSONDocument, Element) -> Void
  ) {
    begin(key)
    text += "["
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      newLine()
      object { body(&$0, element) }
    }
    depth -= 1
    if !elements.isEmpty { newLine() }
    text += "]"
    isFirst = false
  }

  private mutating func begin(_ key: String) {
    if !isFirst { text += "," }
    isFirst = false
    newLine()
    text += Self.quoted(key) + (isCompact ? ":" : ": ")
  }

  private mutating func newLine() {
    guard !isCompact else { return }
    text += "\n" + String(repeating: "  ", count: depth)
  }

  private static func quoted(_ value: String) -> String {
    var buffer = TextBuffer(capacity: value.utf8.count + 2)
    let bytes = [UInt8](value.utf8)
    buffer.appendJSONString(bytes.rawSpan)
    return buffer.string
  }
}
