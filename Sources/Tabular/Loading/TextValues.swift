internal import ByteIO

/// Values that are spelt as text, in strings of JSON and in fields of CSV.
enum TextValues {
  /// A whole number, `-` and digits; nil when the text is none or Int64 does not hold it.
  static func integer(_ bytes: RawSpan, from start: Int, to end: Int) -> Int64? {
    var offset = start
    let isNegative = offset < end && bytes.u8(offset) == 0x2d
    if isNegative { offset &+= 1 }
    guard offset < end, end &- offset <= 19 else { return nil }
    var value: UInt64 = 0
    while offset < end {
      let digit = bytes.u8(offset) &- 0x30
      guard digit < 10 else { return nil }
      // Nineteen digits are below 2^64.
      value = value &* 10 &+ UInt64(digit)
      offset &+= 1
    }
    if isNegative {
      return value <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- value) : nil
    }
    return Int64(exactly: value)
  }

  /// A number, or NaN, Infinity and -Infinity as this program writes them.
  static func real(_ bytes: RawSpan, from start: Int, to end: Int) -> Double? {
    var reader = JSONReader(bytes, from: start, to: end)
    do throws(JSONError) {
      let number = try reader.number()
      guard reader.isAtEnd else { return nil }
      switch number {
      case .integer(let value): return Double(value)
      case .real(let value): return value
      }
    } catch {
      let text = bytes.extracting(start..<end)
      if end - start == 3, text.matches("NaN", at: 0) { return .nan }
      if end - start == 8, text.matches("Infinity", at: 0) { return .infinity }
      if end - start == 9, text.matches("-Infinity", at: 0) { return -.infinity }
      return nil
    }
  }

  /// `true` and `false` in any case, 1 and 0.
  static func bool(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool? {
    func isWord(_ word: StaticString) -> Bool {
      guard end - start == word.utf8CodeUnitCount else { return false }
      for index in 0..<word.utf8CodeUnitCount
      where bytes.u8(start + index) | 0x20 != word.byte(at: index) { return false }
      return true
    }
    if isWord("true") { return true }
    if isWord("false") { return false }
    guard end - start == 1 else { return nil }
    let byte = bytes.u8(start)
    return byte == 0x31 ? true : byte == 0x30 ? false : nil
  }

  /// A guid with or without braces.
  static func guid(_ bytes: RawSpan, from start: Int, to end: Int) -> GUID? {
    var start = start
    var end = end
    if end - start == 38, bytes.u8(start) == 0x7b, bytes.u8(end - 1) == 0x7d {
      start += 1
      end -= 1
    }
    guard end - start == 36 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    var digits = 0
    for place in 0..<36 {
      let byte = bytes.u8(start + place)
      if place == 8 || place == 13 || place == 18 || place == 23 {
        guard byte == 0x2d else { return nil }
        continue
      }
      let lower = byte | 0x20
      let digit: UInt8
      if isDigit(byte) {
        digit = byte - 0x30
      } else if lower >= 0x61, lower <= 0x66 {
        digit = lower - 0x57
      } else {
        return nil
      }
      if digits < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
      digits += 1
    }
    // The first three fields are integers, little-endian in memory; the rest are bytes in order.
    let fields = high >> 32 | (high >> 16 & 0xffff) << 32 | (high & 0xffff) << 48
    return GUID(low: fields, high: low.byteSwapped)
  }

  /// Whether a text is an array or object of JSON.
  static func isStructure(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
    var reader = JSONReader(bytes, from: start, to: end)
    reader.skipSpace()
    guard reader.next == 0x7b || reader.next == 0x5b else { return false }
    do throws(JSONError) { try reader.skipValue() } catch { return false }
    reader.skipSpace()
    return reader.isAtEnd
  }
}

extension ColumnBuilder {
  /// Appends the value that bytes `start ..< end` spell, which are valid UTF-8. Nothing becomes null.
  ///
  /// - Returns: false when they spell none of the column's type; nothing is appended then.
  mutating func append(parsing bytes: RawSpan, from start: Int, to end: Int) -> Bool {
    if start == end {
      appendNull()
      return true
    }
    switch type {
    case .string: append(bytes, from: start, to: end)
    case .bool:
      guard let value = TextValues.bool(bytes, from: start, to: end) else { return false }
      append(bool: value)
    case .int, .long:
      guard let value = TextValues.integer(bytes, from: start, to: end),
        type == .long || Int32(exactly: value) != nil
      else { return false }
      append(integer: value)
    case .real:
      guard let value = TextValues.real(bytes, from: start, to: end) else { return false }
      append(real: value)
    case .decimal:
      guard let value = Decimal128(parsing: bytes, from: start, to: end) else { return false }
      append(decimal: value)
    case .datetime:
      guard let ticks = Ticks.parseDateTime(bytes, from: start, to: end) else { return false }
      append(integer: ticks)
    case .timespan:
      guard let ticks = Ticks.parseTimeSpan(bytes, from: start, to: end) else { return false }
      append(integer: ticks)
    case .guid:
      guard let value = TextValues.guid(bytes, from: start, to: end) else { return false }
      append(guid: value)
    case .dynamic:
      var json = TextBuffer(capacity: end - start + 16)
      json.appendDynamic(bytes, from: start, to: end)
      append(json.bytes, from: 0, to: json.count)
    }
    return true
  }
}

extension TextBuffer {
  /// Appends the JSON of a dynamic that a text spells: the array or object that it is, else a string.
  mutating func appendDynamic(_ bytes: RawSpan, from start: Int, to end: Int) {
    if TextValues.isStructure(bytes, from: start, to: end) {
      appendCompactJSON(bytes, from: start, to: end)
    } else {
      append(0x22)
      appendJSONEscaped(bytes, from: start, to: end)
      append(0x22)
    }
  }

  /// Appends valid JSON without space between tokens, and with everything escaped in its strings that
  /// ``appendJSONEscaped(_:from:to:)`` escapes; escapes that are there stay as they are.
  mutating func appendCompactJSON(_ bytes: RawSpan, from start: Int, to end: Int) {
    var offset = start
    while offset < end {
      let byte = bytes.u8(offset)
      if byte == 0x22 {
        var close = offset + 1
        while close < end, bytes.u8(close) != 0x22 { close += bytes.u8(close) == 0x5c ? 2 : 1 }
        append(0x22)
        appendJSONInside(bytes, from: offset + 1, to: min(close, end))
        append(0x22)
        offset = close + 1
      } else {
        if byte > 0x20 { append(byte) }
        offset += 1
      }
    }
  }

  /// Appends what stands between the quotes of a JSON string.
  private mutating func appendJSONInside(_ bytes: RawSpan, from start: Int, to end: Int) {
    var offset = start
    while offset < end {
      // Backslashes are copied with what they escape; what is between them has none, and no quotes.
      var stop = offset
      while stop < end, bytes.u8(stop) != 0x5c { stop += 1 }
      if validUTF8(bytes, from: offset, to: stop) == stop {
        appendJSONEscaped(bytes, from: offset, to: stop)
      } else {
        var repaired = TextBuffer(capacity: stop - offset)
        repaired.appendRepaired(bytes, from: offset, to: stop)
        appendJSONEscaped(repaired.bytes, from: 0, to: repaired.count)
      }
      guard stop < end else { return }
      append(0x5c)
      offset = stop + 1
      // An escape is a single ASCII character or u and digits, which are copied as plain text.
      if offset < end {
        append(bytes.u8(offset))
        offset += 1
      }
    }
  }
}
