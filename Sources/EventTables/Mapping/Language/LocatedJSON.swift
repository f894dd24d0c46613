internal import ByteIO
internal import Tabular

/// A place in a text file.
public struct TextPosition: Hashable, Sendable {
  /// The line, from 1.
  public var line: Int
  /// The column in bytes, from 1.
  public var column: Int

  /// A place from its parts.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A value of a JSON file that knows where it stands, so that whoever finds it wrong can say so.
///
/// Stricter than ``JSONValue``: no name twice in an object, nothing but UTF-8, no controls in texts.
struct LocatedJSON: Sendable {
  /// What it is.
  indirect enum Content: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([LocatedJSON])
    case object([Member])
  }

  /// A member of an object.
  struct Member: Sendable {
    var name: String
    var position: TextPosition
    var value: LocatedJSON
  }

  var content: Content
  /// Where it begins.
  var position: TextPosition

  var string: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }

  var integer: Int64? {
    guard case .number(.integer(let value)) = content else { return nil }
    return value
  }

  var array: [LocatedJSON]? {
    guard case .array(let values) = content else { return nil }
    return values
  }

  var members: [Member]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  /// The value of an object's member, nil when there is none of that name.
  subscript(_ name: String) -> LocatedJSON? { members?.first { $0.name == name }?.value }

  /// What it is, for messages.
  var kind: String {
    switch content {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a text"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// Why a file is no JSON, and where.
struct LocatedJSONError: Error {
  var position: TextPosition
  var reason: String
}

// MARK: - Parsing

extension LocatedJSON {
  /// The tree of a whole file.
  init(parsing text: [UInt8]) throws(LocatedJSONError) {
    let lines = LineTable(text)
    var reader = JSONReader(text.rawSpan, from: 0, to: text.count)
    do throws(JSONFailure) {
      self = try reader.located(depth: 0, lines)
      reader.skipSpace()
      guard reader.isAtEnd else {
        throw JSONFailure(offset: reader.position, reason: "expected the end of the file")
      }
    } catch {
      throw LocatedJSONError(position: lines.position(of: error.offset), reason: error.reason)
    }
  }
}

/// Where the lines of a text begin.
private struct LineTable {
  private var starts = [0]

  init(_ text: [UInt8]) {
    for (index, byte) in text.enumerated() where byte == 0x0a { starts.append(index + 1) }
  }

  func position(of offset: Int) -> TextPosition {
    // The last line that begins at the offset or before.
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = low + (high - low) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return TextPosition(line: low, column: offset - starts[low - 1] + 1)
  }
}

private struct JSONFailure: Error {
  var offset: Int
  var reason: String

  init(offset: Int, reason: String) {
    self.offset = offset
    self.reason = reason
  }

  init(_ error: JSONError) {
    self.init(offset: error.position, reason: "expected \(error.expected)")
  }
}

extension JSONReader {
  /// Runs a step of the reader, whose errors become ours.
  @_lifetime(self: copy self)
  private mutating func step<Result>(
    _ body: (inout JSONReader) throws(JSONError) -> Result
  ) throws(JSONFailure) -> Result {
    do throws(JSONError) { return try body(&self) } catch { throw JSONFailure(error) }
  }

  @_lifetime(self: copy self)
  fileprivate mutating func located(
    depth: Int, _ lines: LineTable
  ) throws(JSONFailure) -> LocatedJSON {
    skipSpace()
    let position = lines.position(of: position)
    guard depth < Limits.jsonDepth else {
      throw JSONFailure(offset: self.position, reason: "is nested deeper than \(Limits.jsonDepth)")
    }
    let content: LocatedJSON.Content
    switch next {
    case UInt8(ascii: "{"): content = .object(try members(depth: depth + 1, lines))
    case UInt8(ascii: "["): content = .array(try items(depth: depth + 1, lines))
    case UInt8(ascii: "\""): content = .string(try strictText())
    case UInt8(ascii: "t"):
      try step { (reader) throws(JSONError) in try reader.word("true") }
      content = .bool(true)
    case UInt8(ascii: "f"):
      try step { (reader) throws(JSONError) in try reader.word("false") }
      content = .bool(false)
    case UInt8(ascii: "n"):
      try step { (reader) throws(JSONError) in try reader.word("null") }
      content = .null
    default: content = .number(try step { (reader) throws(JSONError) in try reader.number() })
    }
    return LocatedJSON(content: content, position: position)
  }

  @_lifetime(self: copy self)
  private mutating func members(
    depth: Int, _ lines: LineTable
  ) throws(JSONFailure) -> [LocatedJSON.Member] {
    position += 1
    var members: [LocatedJSON.Member] = []
    var names: Set<String> = []
    skipSpace()
    if accept(UInt8(ascii: "}")) { return [] }
    repeat {
      skipSpace()
      let offset = position
      let name = try strictText()
      guard names.insert(name).inserted else {
        throw JSONFailure(offset: offset, reason: "the name \"\(name)\" comes twice")
      }
      skipSpace()
      try step { (reader) throws(JSONError) in
        try reader.expect(UInt8(ascii: ":"), "a colon behind a name")
      }
      members.append(
        LocatedJSON.Member(
          name: name, position: lines.position(of: offset),
          value: try located(depth: depth, lines)))
      skipSpace()
    } while accept(UInt8(ascii: ","))
    try step { (reader) throws(JSONError) in
      try reader.expect(UInt8(ascii: "}"), "a comma or the end of an object")
    }
    return members
  }

  @_lifetime(self: copy self)
  private mutating func items(
    depth: Int, _ lines: LineTable
  ) throws(JSONFailure) -> [LocatedJSON] {
    position += 1
    var items: [LocatedJSON] = []
    skipSpace()
    if accept(UInt8(ascii: "]")) { return [] }
    repeat {
      items.append(try located(depth: depth, lines))
      skipSpace()
    } while accept(UInt8(ascii: ","))
    try step { (reader) throws(JSONError) in
      try reader.expect(UInt8(ascii: "]"), "a comma or the end of an array")
    }
    return items
  }

  /// A text without controls whose bytes are UTF-8.
  @_lifetime(self: copy self)
  private mutating func strictText() throws(JSONFailure) -> String {
    var ahead = self
    let range = try ahead.step { (reader) throws(JSONError) in try reader.string() }
    var raw: [UInt8] = []
    raw.append(copying: bytes.extracting(range.start..<range.end))
    if let control = raw.firstIndex(where: { $0 < 0x20 }) {
      throw JSONFailure(
        offset: range.start + control, reason: "a text must not hold controls or end its line")
    }
    guard String(validating: raw, as: UTF8.self) != nil else {
      throw JSONFailure(offset: range.start, reason: "the text is no valid UTF-8")
    }
    return try step { (reader) throws(JSONError) in try reader.text() }
  }
}
