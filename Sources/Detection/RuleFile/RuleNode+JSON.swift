internal import ByteIO
internal import Tabular

extension RuleNode {
  /// The value of a JSON text, such as an ARM template.
  ///
  /// - Throws: ``YAMLFailure`` where it is no JSON or is nested deeper than ``Limits/jsonDepth``.
  static func document(ofJSON bytes: [UInt8]) throws(YAMLFailure) -> RuleNode {
    // A mark of the byte order may stand before the text.
    let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var reader = JSONReader(bytes.rawSpan, from: start, to: bytes.count)
    var places = JSONPlaces(bytes)
    do throws(JSONError) {
      let node = try reader.node(depth: 0, &places)
      reader.skipSpace()
      guard reader.isAtEnd else {
        throw JSONError(position: reader.position, expected: "the end of the text")
      }
      return node
    } catch {
      throw YAMLFailure(
        reason: "expected \(error.expected)", position: places.position(of: error.position))
    }
  }
}

/// Turns offsets into lines and columns. Fast when they come in ascending order.
private struct JSONPlaces {
  private let bytes: [UInt8]
  private var offset = 0
  private var place = FilePosition(line: 1, column: 1)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func position(of wanted: Int) -> FilePosition {
    if wanted < offset {
      offset = 0
      place = FilePosition(line: 1, column: 1)
    }
    while offset < min(wanted, bytes.count) {
      let byte = bytes[offset]
      if byte == 0x0a {
        place = FilePosition(line: place.line + 1, column: 1)
      } else if byte & 0xc0 != 0x80 {
        place.column += 1
      }
      offset += 1
    }
    return place
  }
}

extension JSONReader {
  @_lifetime(self: copy self)
  fileprivate mutating func node(
    depth: Int, _ places: inout JSONPlaces
  ) throws(JSONError) -> RuleNode {
    skipSpace()
    let start = places.position(of: position)
    guard depth < Limits.jsonDepth else {
      throw JSONError(position: position, expected: "at most 64 levels of nesting")
    }
    let content: RuleNode.Content
    switch next {
    case UInt8(ascii: "{"):
      position += 1
      content = .mapping(try entries(depth: depth + 1, &places))
    case UInt8(ascii: "["):
      position += 1
      content = .sequence(try items(depth: depth + 1, &places))
    case UInt8(ascii: "\""):
      let text = try text()
      content = .scalar(
        ScalarText(
          text: text, style: .doubleQuoted, start: start, end: places.position(of: position)))
    default:
      let first = position
      switch next {
      case UInt8(ascii: "t"): try word("true")
      case UInt8(ascii: "f"): try word("false")
      case UInt8(ascii: "n"): try word("null")
      default: _ = try number()
      }
      var word: [UInt8] = []
      word.append(copying: bytes.extracting(first..<position))
      content = .scalar(
        ScalarText(
          text: String(decoding: word, as: UTF8.self), style: .jsonWord, start: start,
          end: places.position(of: position)))
    }
    return RuleNode(content: content, position: start)
  }

  @_lifetime(self: copy self)
  private mutating func entries(
    depth: Int, _ places: inout JSONPlaces
  ) throws(JSONError) -> [RuleNode.Entry] {
    var entries: [RuleNode.Entry] = []
    skipSpace()
    if accept(UInt8(ascii: "}")) { return [] }
    repeat {
      skipSpace()
      let start = places.position(of: position)
      let key = try text()
      skipSpace()
      try expect(UInt8(ascii: ":"), "a colon behind a name")
      entries.append(
        RuleNode.Entry(key: key, position: start, value: try node(depth: depth, &places)))
      skipSpace()
    } while accept(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"), "a comma or the end of an object")
    return entries
  }

  @_lifetime(self: copy self)
  private mutating func items(
    depth: Int, _ places: inout JSONPlaces
  ) throws(JSONError) -> [RuleNode] {
    var items: [RuleNode] = []
    skipSpace()
    if accept(UInt8(ascii: "]")) { return [] }
    repeat {
      items.append(try node(depth: depth, &places))
      skipSpace()
    } while accept(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"), "a comma or the end of an array")
    return items
  }
}
