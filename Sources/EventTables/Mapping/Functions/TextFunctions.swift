internal import ByteIO
internal import EVTX
internal import Tabular

extension Evaluator {
  /// `concat(text, ...)`: all of them, or nothing when one is missing.
  mutating func concat(
    _ arguments: Arguments, _ program: Program, _ record: borrowing FieldRecord
  ) -> Value {
    var parts: [TextRef] = []
    for index in 0..<arguments.count {
      guard
        case .text(let text) = evaluate(
          program.arguments[arguments.first &+ index], program, record)
      else { return .nothing }
      parts.append(text)
    }
    for part in parts { texts.copy(part, record, into: &composed) }
    return keepComposed()
  }

  /// Where `part` begins in a text; case counts.
  func find(
    _ part: TextRef, in text: TextRef, _ record: borrowing FieldRecord, isPrefix: Bool = false,
    isLast: Bool = false
  ) -> Int? {
    let bytes = texts.bytes(text, record)
    let wanted = texts.bytes(part, record)
    let last = bytes.byteCount &- wanted.byteCount
    guard last >= 0, !wanted.isEmpty else { return nil }
    if isPrefix { return bytes.matches(wanted, at: 0) ? 0 : nil }
    let first = wanted.u8(0)
    var index = isLast ? last : 0
    while index >= 0, index <= last {
      if bytes.u8(index) == first, bytes.matches(wanted, at: index) { return index }
      index &+= isLast ? -1 : 1
    }
    return nil
  }

  /// `after(text, 'x')`: what is behind the last `x`.
  func after(_ text: TextRef, _ part: TextRef, _ record: borrowing FieldRecord) -> Value {
    guard let place = find(part, in: text, record, isLast: true) else { return .nothing }
    return .part(of: text, place &+ part.count, text.count)
  }

  /// `before(text, 'x')`: what is before the last `x`.
  func before(_ text: TextRef, _ part: TextRef, _ record: borrowing FieldRecord) -> Value {
    guard let place = find(part, in: text, record, isLast: true) else { return .nothing }
    return .part(of: text, 0, place)
  }

  /// `between(text, 'x', 'y')`: what is behind the first `x` and before the `y` that follows.
  func between(
    _ text: TextRef, _ start: TextRef, _ end: Value, _ record: borrowing FieldRecord
  ) -> Value {
    guard case .text(let end) = end, let place = find(start, in: text, record) else {
      return .nothing
    }
    let rest = text.part(place &+ start.count, text.count)
    guard let length = find(end, in: rest, record) else { return .nothing }
    return .part(of: rest, 0, length)
  }

  /// `line(text, 'x')`: the rest of the line behind the first `x`; `zone` wants `x=`.
  func line(
    _ text: TextRef, _ name: TextRef, _ record: borrowing FieldRecord, isZone: Bool
  ) -> Value {
    guard let place = find(name, in: text, record) else { return .nothing }
    let bytes = texts.bytes(text, record)
    var start = place &+ name.count
    if isZone {
      guard start < bytes.byteCount, bytes.u8(start) == 0x3d else { return .nothing }
      start &+= 1
    }
    var end = start
    // The lines of some values lie on one, a space between them: a URL has none.
    while end < bytes.byteCount, bytes.u8(end) != 0x0d, bytes.u8(end) != 0x0a,
      !isZone || bytes.u8(end) != 0x20
    {
      end &+= 1
    }
    return .part(of: text, start, end)
  }

  // MARK: - Conversions

  /// `hexToLong(text)`: a number, decimal or hexadecimal behind `0x`.
  func number(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    FieldText.number(texts.bytes(text, record)).map { .integer($0) } ?? .nothing
  }

  /// A truth value from `true`, `false`, `1`, `0` and their like.
  func truth(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    if LedgerText.isEqual(bytes, "true") || LedgerText.isEqual(bytes, "1") { return .bool(true) }
    if LedgerText.isEqual(bytes, "false") || LedgerText.isEqual(bytes, "0") { return .bool(false) }
    return .nothing
  }

  /// A time from any form that logs use.
  func parseTime(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    let bytes = texts.bytes(text, record)
    return Ticks.parseDateTime(bytes, from: 0, to: bytes.byteCount).map { .time($0) } ?? .nothing
  }
}

extension Value {
  /// Some bytes of a text; nothing when there are none.
  static func part(of text: TextRef, _ start: Int, _ end: Int) -> Value {
    start < end ? .text(text.part(start, end)) : .nothing
  }
}

/// The highest bit of each byte.
private let highBits: UInt64 = 0x8080_8080_8080_8080

/// The highest bit of each byte that is a letter from A to Z; of ASCII.
@inline(__always)
private func upperBits(_ word: UInt64) -> UInt64 {
  let low = word & ~highBits
  let fromA = low &+ 0x3f3f_3f3f_3f3f_3f3f
  let beyondZ = low &+ 0x2525_2525_2525_2525
  return (fromA ^ beyondZ) & highBits
}

extension TextStore {
  /// `lower(text)`
  func lower(
    _ text: TextRef, _ record: borrowing FieldRecord, into composed: inout TextBuffer
  ) -> TextRef? {
    let bytes = bytes(text, record)
    let count = bytes.byteCount
    var index = 0
    // Eight bytes at a time: most texts are long, and lower already or ASCII.
    while index &+ 8 <= count {
      let word = bytes.u64(index)
      if word & highBits | upperBits(word) != 0 { break }
      index &+= 8
    }
    while index < count {
      let byte = bytes.u8(index)
      if byte &- 0x41 < 26 || byte >= 0x80 { break }
      index &+= 1
    }
    if index == count { return text }
    composed.append(bytes, from: 0, to: index)
    while index &+ 8 <= count {
      let word = bytes.u64(index)
      if word & highBits != 0 { break }
      composed.append(word | upperBits(word) >> 2, used: 8)
      index &+= 8
    }
    while index < count {
      let byte = bytes.u8(index)
      guard byte < 0x80 else { break }
      composed.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
      index &+= 1
    }
    // Letters beyond ASCII are rare; the standard library knows them.
    if index < count {
      composed.append(text: FieldText.string(bytes.extracting(index..<count)).lowercased())
    }
    return nil
  }

  /// Appends a text as a JSON string.
  func quote(_ text: TextRef, _ record: borrowing FieldRecord, into composed: inout TextBuffer) {
    composed.appendJSONString(bytes(text, record))
  }

  /// Appends a copy of a text.
  func copy(_ text: TextRef, _ record: borrowing FieldRecord, into composed: inout TextBuffer) {
    composed.append(bytes(text, record))
  }
}
