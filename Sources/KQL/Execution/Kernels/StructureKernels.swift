/// Reads XML as `parse_xml` turns it into JSON.
///
/// | XML | JSON |
/// |-----|------|
/// | element without anything | null |
/// | element with text only | the text |
/// | attribute | member `@name` |
/// | text beside attributes or elements | member `#text` |
/// | elements of one name | an array |
///
/// White space between elements is left out. Source: dataexplorer-docs, query/parse-xml-function.md.
private struct XMLTree {
  private let text: [UInt8]
  private var at = 0
  private static let depth = 64

  /// What is no XML, for which `parse_xml` gives null.
  struct Malformed: Error {}

  /// nil for what is no XML; refuses what the documentation does not say the JSON of.
  static func json(_ text: [UInt8]) throws(Refusal) -> JSON? {
    var tree = XMLTree(text: text)
    do {
      return try tree.document()
    } catch let error as Refusal {
      throw error
    } catch {
      return nil
    }
  }

  private init(text: [UInt8]) { self.text = text }

  private var next: UInt8 { at < text.count ? text[at] : 0 }

  private mutating func skipSpace() {
    while at < text.count, [0x20, 0x09, 0x0a, 0x0d].contains(text[at]) { at += 1 }
  }

  private mutating func expect(_ byte: UInt8) throws {
    guard next == byte else { throw Malformed() }
    at += 1
  }

  private mutating func document() throws -> JSON {
    skipSpace()
    let (name, value) = try element(depth: 0)
    skipSpace()
    guard at == text.count else { throw Malformed() }
    return .bag([JSON.Member(name: name, value: value)])
  }

  private mutating func name() throws -> [UInt8] {
    let start = at
    while at < text.count {
      let byte = text[at]
      guard byte >= 0x80 || Text.isAlphanumeric(byte) || [0x5f, 0x2d, 0x2e, 0x3a].contains(byte)
      else { break }
      at += 1
    }
    guard at > start, !(text[start] >= 0x30 && text[start] <= 0x39) else { throw Malformed() }
    return Array(text[start..<at])
  }

  private mutating func element(depth: Int) throws -> (name: [UInt8], value: JSON) {
    guard depth < Self.depth else { throw Refusal("XML of more than 64 levels is not supported") }
    try expect(0x3c)
    if next == 0x3f || next == 0x21 {
      throw Refusal("parse_xml of declarations, comments and CDATA is not supported")
    }
    let name = try name()
    var members: [JSON.Member] = []
    skipSpace()
    while next != 0x3e, next != 0x2f {
      members.append(try attribute())
      skipSpace()
    }
    if next == 0x2f {
      at += 1
      try expect(0x3e)
      return (name, members.isEmpty ? .null : .bag(members))
    }
    try expect(0x3e)
    let (content, children) = try self.content(of: name, depth: depth)
    if members.isEmpty, children.isEmpty {
      return (name, content.isEmpty ? .null : .string(content))
    }
    if !content.isEmpty {
      members.append(JSON.Member(name: Array("#text".utf8), value: .string(content)))
    }
    return (name, .bag(members + grouped(children)))
  }

  private mutating func attribute() throws -> JSON.Member {
    let name = try name()
    skipSpace()
    try expect(0x3d)
    skipSpace()
    let quote = next
    guard quote == 0x22 || quote == 0x27 else { throw Malformed() }
    at += 1
    let start = at
    while at < text.count, text[at] != quote, text[at] != 0x3c { at += 1 }
    guard next == quote else { throw Malformed() }
    let value = try unescaped(start..<at)
    at += 1
    return JSON.Member(name: [0x40] + name, value: .string(value))
  }

  /// The text and the elements up to the end of an element.
  private mutating func content(
    of name: [UInt8], depth: Int
  ) throws -> (text: [UInt8], children: [JSON.Member]) {
    var content: [UInt8] = []
    var children: [JSON.Member] = []
    while true {
      let start = at
      while at < text.count, text[at] != 0x3c { at += 1 }
      guard at < text.count else { throw Malformed() }
      let part = try unescaped(start..<at)
      if !Conversion.trimmed(part).isEmpty {
        guard content.isEmpty else { throw Refusal("parse_xml of mixed text is not supported") }
        content = part
      }
      if at + 1 < text.count, text[at + 1] == 0x2f {
        at += 2
        guard try self.name() == name else { throw Malformed() }
        skipSpace()
        try expect(0x3e)
        return (content, children)
      }
      let child = try element(depth: depth + 1)
      children.append(JSON.Member(name: child.name, value: child.value))
    }
  }

  /// Elements of one name as an array, at the place of the first.
  private func grouped(_ children: [JSON.Member]) -> [JSON.Member] {
    var order: [[UInt8]] = []
    var values: [[UInt8]: [JSON]] = [:]
    for child in children {
      if values[child.name] == nil { order.append(child.name) }
      values[child.name, default: []].append(child.value)
    }
    return order.map { name in
      let all = values[name] ?? []
      return JSON.Member(name: name, value: all.count == 1 ? all[0] : .array(all))
    }
  }

  private func unescaped(_ range: Range<Int>) throws -> [UInt8] {
    guard text[range].contains(0x26) else { return Array(text[range]) }
    var result: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      guard text[place] == 0x26 else {
        result.append(text[place])
        place += 1
        continue
      }
      guard let end = text[place..<range.upperBound].firstIndex(of: 0x3b) else { throw Malformed() }
      let entity = String(decoding: text[(place + 1)..<end], as: UTF8.self)
      switch entity {
      case "lt": result.append(0x3c)
      case "gt": result.append(0x3e)
      case "amp": result.append(0x26)
      case "quot": result.append(0x22)
      case "apos": result.append(0x27)
      default:
        let digits = entity.dropFirst(entity.hasPrefix("#x") ? 2 : 1)
        guard entity.hasPrefix("#"),
          let number = UInt32(digits, radix: entity.hasPrefix("#x") ? 16 : 10),
          let scalar = Unicode.Scalar(number)
        else { throw Malformed() }
        result += Array(String(Character(scalar)).utf8)
      }
      place = end + 1
    }
    return result
  }
}

/// Structures in texts.
let structureKernels: [String: Kernel] = [
  "parse_xml": { _ in
    { (arguments) throws(Refusal) in
      try XMLTree.json(arguments[0].text).map { .json($0) } ?? .null
    }
  },
]
