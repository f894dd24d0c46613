internal import ByteIO

/// A JSON document as a tree, for files that are small: schemas, mappings, settings.
public indirect enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number.
  case number(JSONNumber)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object; members in their order.
  case object([JSONMember])

  /// The tree of a whole document.
  ///
  /// - Throws: ``JSONError`` where the text is no JSON, is nested deeper than 64 levels or goes on
  ///   behind its end.
  public init(parsing bytes: RawSpan) throws(JSONError) {
    var reader = JSONReader(bytes, from: 0, to: bytes.byteCount)
    self = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.isAtEnd else {
      throw JSONError(position: reader.position, expected: "the end of the text")
    }
  }

  /// The member called `name` of an object, nil where there is none.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The string, nil for another kind.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The elements of an array, nil for another kind.
  public var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }
}

/// A name and its value in an object.
public struct JSONMember: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The value.
  public let value: JSONValue

  /// A member of both.
  public init(name: String, value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension JSONReader {
  /// Reads a value as a tree.
  @_lifetime(self: copy self)
  fileprivate mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    switch next {
    case 0x7b:
      try descend(depth)
      var members: [JSONMember] = []
      if accept(0x7d) { return .object(members) }
      repeat {
        skipSpace()
        let name = try text()
        skipSpace()
        try expect(0x3a, "a colon")
        members.append(JSONMember(name: name, value: try value(depth: depth + 1)))
        skipSpace()
      } while accept(0x2c)
      try expect(0x7d, "a comma or the end of an object")
      return .object(members)
    case 0x5b:
      try descend(depth)
      var elements: [JSONValue] = []
      if accept(0x5d) { return .array(elements) }
      repeat {
        elements.append(try value(depth: depth + 1))
        skipSpace()
      } while accept(0x2c)
      try expect(0x5d, "a comma or the end of an array")
      return .array(elements)
    case 0x22: return .string(try text())
    case 0x74:
      try word("true")
      return .bool(true)
    case 0x66:
      try word("false")
      return .bool(false)
    case 0x6e:
      try word("null")
      return .null
    default: return .number(try number())
    }
  }

  /// Passes over the start of an object or array and the space behind it.
  @_lifetime(self: copy self)
  private mutating func descend(_ depth: Int) throws(JSONError) {
    guard depth < Limits.jsonDepth else {
      throw JSONError(position: position, expected: "at most 64 levels of nesting")
    }
    position &+= 1
    skipSpace()
  }

  /// Reads a string.
  @_lifetime(self: copy self)
  public mutating func text() throws(JSONError) -> String {
    let range = try string()
    var buffer = TextBuffer(capacity: range.end - range.start)
    buffer.append(self, range)
    return buffer.string
  }
}
