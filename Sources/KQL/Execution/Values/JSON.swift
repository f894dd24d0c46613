internal import ByteIO
internal import Tabular

/// The value of a dynamic as a tree. Bags keep the order of their members; names are unique.
indirect enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case real(Double)
  case string([UInt8])
  case array([JSON])
  case bag([Member])

  struct Member: Hashable, Sendable {
    var name: [UInt8]
    var value: JSON
  }

  /// The value of a text; what is no JSON, or is nested too deeply, is a string.
  static func parse(_ text: [UInt8]) -> JSON { document(text) ?? .string(text) }

  /// The value of a text that is JSON; nil for another.
  static func document(_ text: [UInt8]) -> JSON? {
    do throws(JSONError) { return JSON(try JSONValue(parsing: text.rawSpan)) } catch { return nil }
  }

  /// Whether brackets outside of strings are open deeper than so many levels.
  static func isNestedDeeper(_ text: [UInt8], than levels: Int) -> Bool {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for byte in text {
      if isInString {
        if byte == 0x22, !isEscaped { isInString = false }
        isEscaped = byte == 0x5c && !isEscaped
        continue
      }
      switch byte {
      case 0x22: isInString = true
      case 0x5b, 0x7b:
        depth += 1
        if depth > levels { return true }
      case 0x5d, 0x7d: depth -= 1
      default: break
      }
    }
    return false
  }

  private init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(.integer(let number)): self = .integer(number)
    case .number(.real(let number)): self = .real(number)
    case .string(let text): self = .string(Array(text.utf8))
    case .array(let elements): self = .array(elements.map { JSON($0) })
    case .object(let members):
      self = .makeBag(members.map { Member(name: Array($0.name.utf8), value: JSON($0.value)) })
    }
  }

  /// A bag of members; of a name that comes twice the last value counts.
  static func makeBag(_ members: [Member]) -> JSON {
    var bag = BagBuilder()
    for member in members { bag.set(member.name, member.value) }
    return .bag(bag.members)
  }

  /// The member of a bag; nil where there is none.
  subscript(name: [UInt8]) -> JSON? {
    guard case .bag(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The element of an array, negative from the end; nil where there is none.
  subscript(index: Int64) -> JSON? {
    guard case .array(let elements) = self else { return nil }
    let place = index < 0 ? Int64(elements.count) + index : index
    guard place >= 0, place < Int64(elements.count) else { return nil }
    return elements[Int(place)]
  }

  var elements: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  /// Whether it is nested deeper than so many levels.
  func isDeeper(than levels: Int) -> Bool {
    switch self {
    case .array(let elements): levels == 0 || elements.contains { $0.isDeeper(than: levels - 1) }
    case .bag(let members): levels == 0 || members.contains { $0.value.isDeeper(than: levels - 1) }
    default: false
    }
  }

  /// Bytes of memory, about.
  var byteCount: Int {
    switch self {
    case .null, .bool, .integer, .real: 16
    case .string(let bytes): 32 + bytes.count
    case .array(let elements): elements.reduce(32) { $0 + $1.byteCount }
    case .bag(let members): members.reduce(32) { $0 + 32 + $1.name.count + $1.value.byteCount }
    }
  }

  /// The text as JSON without spaces.
  var written: [UInt8] {
    var buffer = TextBuffer(capacity: 64)
    write(&buffer)
    return buffer.withBytes { Datum.bytes($0) }
  }

  func write(_ buffer: inout TextBuffer) {
    switch self {
    case .null: buffer.append("null")
    case .bool(let value): if value { buffer.append("true") } else { buffer.append("false") }
    case .integer(let value): buffer.appendDecimal(value)
    case .real(let value):
      if value.isFinite {
        buffer.appendReal(value)
      } else {
        buffer.append(0x22)
        buffer.appendReal(value)
        buffer.append(0x22)
      }
    case .string(let bytes): buffer.appendJSONString(bytes.rawSpan)
    case .array(let elements):
      buffer.append(0x5b)
      for (index, element) in elements.enumerated() {
        if index > 0 { buffer.append(0x2c) }
        element.write(&buffer)
      }
      buffer.append(0x5d)
    case .bag(let members):
      buffer.append(0x7b)
      for (index, member) in members.enumerated() {
        if index > 0 { buffer.append(0x2c) }
        buffer.appendJSONString(member.name.rawSpan)
        buffer.append(0x3a)
        member.value.write(&buffer)
      }
      buffer.append(0x7d)
    }
  }
}

/// A bag under construction.
struct BagBuilder {
  private(set) var members: [JSON.Member] = []
  private var places: [[UInt8]: Int] = [:]

  /// Sets a member, in its place if there is one.
  mutating func set(_ name: [UInt8], _ value: JSON) {
    if let place = places[name] {
      members[place].value = value
    } else {
      places[name] = members.count
      members.append(JSON.Member(name: name, value: value))
    }
  }

  func contains(_ name: [UInt8]) -> Bool { places[name] != nil }
}
