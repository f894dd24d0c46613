/// A log whose records are written as the input's bytes decide.
///
/// Every token is one that a decoder accepts, nearly always in a place where it may stand; what the
/// fuzzer changes is which, how many and how deep.
func logOfDecisions(_ input: [UInt8]) -> [UInt8] {
  var writer = DecisionWriter(input)
  return log(writer.chunk())
}

private struct DecisionWriter {
  private let input: [UInt8]
  private var place = 0
  private var forge = ChunkForge()
  private var definitions: [(id: Int, offset: Int, types: [UInt8])] = []
  private static let names = [
    "Event", "System", "EventData", "Data", "Name", "EventID", "EventRecordID", "TimeCreated",
    "SystemTime", "Provider", "Channel", "Keywords", "UserData", "xmlns", "a:b", "9<", "lt", "",
    "Guid", "Correlation", "ActivityID", "Execution", "ProcessID", "\u{e9}\u{1F600}", "Level",
  ]
  private static let types: [UInt8] = [
    0x01, 0x21, 0x00, 0x81, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d,
    0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x84, 0x90, 0x93, 0x82, 0x8f, 0x22, 0xa1, 0x8d,
  ]

  init(_ input: [UInt8]) { self.input = input }

  private var isDone: Bool { place >= input.count }

  private mutating func next() -> Int {
    guard place < input.count else { return 0 }
    place += 1
    return Int(input[place - 1])
  }

  private mutating func below(_ limit: Int) -> Int { next() % limit }

  private var hasRoom: Bool { forge.bytes.count < 60_000 }

  mutating func chunk() -> [UInt8] {
    while !isDone, hasRoom {
      let kind = next()
      let start = forge.beginRecord()
      record(kind)
      forge.endRecord(from: start)
    }
    return forge.sealed()
  }

  private mutating func record(_ kind: Int) {
    if kind & 1 == 0 { forge.bytes.bytes([0x0f, 1, 1, 0]) }
    fragment(kind >> 1, depth: 0)
    if kind & 0x40 == 0 { forge.bytes.u8(0) }
  }

  /// An instance of a new or a known definition, or elements without one.
  private mutating func fragment(_ kind: Int, depth: Int) {
    switch kind & 7 {
    case 0: elements(depth: depth)
    case 1...2: instance(isNew: true, depth: depth)
    default: instance(isNew: definitions.isEmpty, depth: depth)
    }
    if kind & 0x18 == 0x18, depth < 20, hasRoom { fragment(next(), depth: depth + 1) }
  }

  private mutating func elements(depth: Int) {
    for _ in 0...below(3) where hasRoom { element(isDefinition: false, depth: depth, level: 0) }
  }

  // MARK: - Instances

  private mutating func instance(isNew: Bool, depth: Int) {
    forge.bytes.u8(0x0c)
    forge.bytes.u8(1)
    if isNew {
      let id = definitions.count + 1
      forge.bytes.u32(id)
      let offset = forge.bytes.count + 4
      forge.bytes.u32(offset)
      forge.bytes.u32(0)
      forge.bytes.u32(id)
      forge.bytes.bytes([UInt8](repeating: 7, count: 12))
      forge.bytes.u32(0)
      let start = forge.bytes.count
      if next() & 1 == 0 { forge.bytes.bytes([0x0f, 1, 1, 0]) }
      for _ in 0...below(2) where hasRoom { element(isDefinition: true, depth: depth, level: 0) }
      forge.bytes.u8(0)
      forge.bytes.setU32(forge.bytes.count - start, at: start - 4)
      let types = (0..<below(8)).map { _ in Self.types[below(Self.types.count)] }
      definitions.append((id, offset, types))
      values(types, depth: depth)
      return
    }
    let definition = definitions[below(definitions.count)]
    let oddity = next()
    forge.bytes.u32(oddity == 0xff ? definition.id + 1 : definition.id)
    forge.bytes.u32(oddity == 0xfe ? 0x7000 : definition.offset)
    var types = definition.types
    if oddity & 0xe0 == 0x20, !types.isEmpty {
      types[below(types.count)] = Self.types[below(Self.types.count)]
    }
    if oddity & 0xe0 == 0x40, !types.isEmpty { types.removeLast() }
    values(types, depth: depth)
  }

  private mutating func values(_ types: [UInt8], depth: Int) {
    forge.bytes.u32(types.count)
    let descriptors = forge.bytes.count
    for type in types { forge.bytes.u32(Int(type) << 16) }
    for (index, type) in types.enumerated() {
      let start = forge.bytes.count
      value(type, depth: depth)
      let byteCount = forge.bytes.count - start
      forge.bytes.setU32(byteCount | Int(type) << 16, at: descriptors + 4 * index)
    }
  }

  private mutating func value(_ type: UInt8, depth: Int) {
    guard hasRoom else { return }
    if type == 0x21 {
      let kind = next()
      if kind < 0xf0, depth < 20 { fragment(kind, depth: depth + 1) }
      if kind & 0x20 != 0 { forge.bytes.u8(0) }
      return
    }
    let size: Int
    switch type & 0x7f {
    case 0x03, 0x04: size = 1
    case 0x05, 0x06: size = 2
    case 0x07, 0x08, 0x0b, 0x0d, 0x14: size = 4
    case 0x09, 0x0a, 0x0c, 0x11, 0x15: size = 8
    case 0x0f, 0x12: size = 16
    case 0x10: size = next() & 1 == 0 ? 4 : 8
    case 0x13:
      let count = below(5)
      forge.bytes.bytes([1, UInt8(count), 0, 0, 0, 0, 0, 5])
      forge.bytes.bytes((0..<count * 4).map { _ in UInt8(next()) })
      return
    default: size = below(64)
    }
    let repeats = type & 0x80 != 0 ? below(5) : 1
    for _ in 0..<repeats * size { forge.bytes.u8(UInt8(next())) }
    // Now and then the size does not fit the type.
    if next() == 0xff { forge.bytes.u8(0) }
  }

  // MARK: - Elements

  private mutating func name() { forge.name(Self.names[below(Self.names.count)]) }

  private mutating func element(isDefinition: Bool, depth: Int, level: Int) {
    let flags = next()
    forge.bytes.u8(flags & 1 == 0 ? 0x01 : 0x41)
    if isDefinition { forge.bytes.u16(flags & 6 == 6 ? below(8) : 0xffff) }
    forge.bytes.u32(0)
    name()
    if flags & 1 != 0 {
      forge.bytes.u32(0)
      for _ in 0...below(3) {
        forge.bytes.u8(0x06)
        name()
        for _ in 0..<below(3) { leaf(isAttribute: true) }
      }
    }
    if flags & 0x38 == 0x38 {
      forge.bytes.u8(0x03)
      return
    }
    forge.bytes.u8(0x02)
    for _ in 0..<below(5) where hasRoom {
      switch below(8) {
      case 0...2 where level < 70:
        element(isDefinition: isDefinition, depth: depth, level: level + 1)
      case 3 where !isDefinition && depth < 20:
        instance(isNew: definitions.isEmpty, depth: depth + 1)
      case 4: instruction()
      default: leaf(isAttribute: false)
      }
    }
    forge.bytes.u8(0x04)
  }

  private mutating func instruction() {
    forge.bytes.u8(0x0a)
    name()
    forge.bytes.u8(0x0b)
    text()
  }

  private mutating func text() {
    let count = below(20)
    forge.bytes.u16(count)
    for _ in 0..<count {
      let low = next()
      // Mostly ASCII; some from all over the plane.
      forge.bytes.u16(low < 0xc0 ? low : low << 8 | next())
    }
  }

  private mutating func leaf(isAttribute: Bool) {
    switch below(8) {
    case 0:
      forge.bytes.bytes([0x05, 0x01])
      text()
    case 1:
      forge.bytes.u8(0x08)
      forge.bytes.u16(next() | next() << 8)
    case 2:
      forge.bytes.u8(0x09)
      name()
    case 3 where !isAttribute:
      forge.bytes.u8(0x07)
      text()
    default:
      forge.bytes.u8(next() & 1 == 0 ? 0x0d : 0x0e)
      forge.bytes.u16(below(9))
      forge.bytes.u8(0x01)
    }
  }
}
