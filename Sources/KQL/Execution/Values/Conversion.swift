internal import ByteIO
internal import Tabular

/// Conversions between types: `tostring`, `tolong` and their like.
///
/// Source: dataexplorer-docs, query/to*-function.md; recorded answers of Microsoft's engine.
enum Conversion {
  /// What `tostring` gives.
  static func text(_ value: Datum) -> [UInt8] {
    switch value {
    case .null: []
    case .bool(let flag): Array((flag ? "True" : "False").utf8)
    case .integer(let number): Array("\(number)".utf8)
    case .real(let number): Array(text(number).utf8)
    case .decimal(let number): written { $0.appendDecimal(number) }
    case .dateTime(let ticks): written { $0.appendDateTime(ticks) }
    case .timeSpan(let ticks): written { $0.appendTimeSpan(ticks) }
    case .guid(let guid): written { $0.appendGUID(guid) }
    case .string(let bytes): bytes
    case .dynamic(.string(let bytes)): bytes
    case .dynamic(.bool(let flag)): Array((flag ? "true" : "false").utf8)
    case .dynamic(let json): json.written
    }
  }

  static func written(_ write: (inout TextBuffer) -> Void) -> [UInt8] {
    var buffer = TextBuffer(capacity: 48)
    write(&buffer)
    return buffer.withBytes { Datum.bytes($0) }
  }

  /// A real as text: `1500.0` [O].
  static func text(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return number.description
  }

  /// The value of a type; null where there is none.
  static func convert(_ value: Datum, to type: ScalarType) -> Datum {
    switch type {
    case .string: .string(text(value))
    case .bool: bool(value)
    case .int: int(value)
    case .long: long(value)
    case .real: real(value)
    case .decimal: decimal(value)
    case .datetime: dateTime(value)
    case .timespan: timeSpan(value)
    case .guid: guid(value)
    case .dynamic: value.isNull ? .null : .dynamic(value.json)
    }
  }

  static func bool(_ value: Datum) -> Datum {
    switch value {
    case .bool: return value
    case .integer(let number): return .bool(number != 0)
    case .real(let number): return .bool(number != 0)
    case .dynamic(.bool(let flag)): return .bool(flag)
    case .dynamic(.integer(let number)): return .bool(number != 0)
    case .dynamic(.real(let number)): return .bool(number != 0)
    case .dynamic(.string(let bytes)), .string(let bytes):
      switch String(decoding: trimmed(bytes), as: UTF8.self).lowercased() {
      case "true": return .bool(true)
      case "false": return .bool(false)
      default:
        guard case .integer(let number) = integer(bytes) else { return .null }
        return .bool(number != 0)
      }
    default: return .null
    }
  }

  static func long(_ value: Datum) -> Datum {
    switch value {
    case .integer: return value
    case .bool(let flag): return .integer(flag ? 1 : 0)
    case .real(let number): return whole(number)
    case .decimal(let number): return whole(number.real)
    case .dateTime(let ticks), .timeSpan(let ticks): return .integer(ticks)
    case .dynamic(.integer(let number)): return .integer(number)
    case .dynamic(.real(let number)): return whole(number)
    case .dynamic(.bool(let flag)): return .integer(flag ? 1 : 0)
    case .dynamic(.string(let bytes)), .string(let bytes): return integer(bytes)
    default: return .null
    }
  }

  static func int(_ value: Datum) -> Datum {
    guard case .integer(let number) = long(value) else { return .null }
    if Int32(exactly: number) != nil { return .integer(number) }
    switch value {
    // [O]: a long wraps, a real becomes the largest or least int, a text is null.
    case .integer: return .integer(Int64(Int32(truncatingIfNeeded: number)))
    case .real: return .integer(number < 0 ? Int64(Int32.min) : Int64(Int32.max))
    default: return .null
    }
  }

  private static func whole(_ number: Double) -> Datum {
    // [O]: what is too large becomes the largest number.
    if !number.isFinite { return .null }
    return .integer(
      Int64(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max))
  }

  /// The whole number that a text spells: decimal, or hexadecimal behind `0x`. "5.9" spells none [O].
  private static func integer(_ bytes: [UInt8]) -> Datum {
    let text = trimmed(bytes)
    guard !text.isEmpty else { return .null }
    if text.count > 2, text[0] == 0x30, text[1] | 0x20 == 0x78 {
      var value: UInt64 = 0
      guard text.count <= 18 else { return .null }
      for byte in text[2...] {
        guard let digit = Text.hexadecimalDigit(byte) else { return .null }
        value = value << 4 | UInt64(digit)
      }
      return .integer(Int64(bitPattern: value))
    }
    let string = String(decoding: text, as: UTF8.self)
    return Int64(string).map { .integer($0) } ?? .null
  }

  static func real(_ value: Datum) -> Datum {
    switch value {
    case .real: return value
    case .integer(let number): return .real(Double(number))
    case .bool(let flag): return .real(flag ? 1 : 0)
    case .decimal(let number): return .real(number.real)
    case .dateTime(let ticks), .timeSpan(let ticks): return .real(Double(ticks))
    case .dynamic(.integer(let number)): return .real(Double(number))
    case .dynamic(.real(let number)): return .real(number)
    case .dynamic(.bool(let flag)): return .real(flag ? 1 : 0)
    case .dynamic(.string(let bytes)), .string(let bytes):
      return realNumber(trimmed(bytes)).map { .real($0) } ?? .null
    default: return .null
    }
  }

  /// The number that a text spells; nil for one that spells none.
  static func realNumber(_ text: [UInt8]) -> Double? {
    let string = String(decoding: text, as: UTF8.self)
    switch string.lowercased() {
    case "nan": return .nan
    case "inf", "+inf", "infinity", "+infinity", "∞": return .infinity
    case "-inf", "-infinity", "-∞": return -.infinity
    default: break
    }
    // What Swift reads beyond decimal numbers, hexadecimal ones among it, Kusto does not.
    guard
      text.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains($0) })
    else { return nil }
    if string.hasPrefix("+") { return Double(string.dropFirst()) }
    return Double(string) ?? (string.hasSuffix(".") ? Double(string.dropLast()) : nil)
  }

  static func decimal(_ value: Datum) -> Datum {
    switch value {
    case .decimal: return value
    case .integer(let number): return .decimal(Decimal128(number))
    case .bool(let flag): return .decimal(Decimal128(flag ? 1 : 0))
    case .dynamic(.integer(let number)): return .decimal(Decimal128(number))
    case .real(let number), .dynamic(.real(let number)):
      guard number.isFinite else { return .null }
      return parseDecimal(Array(number.description.utf8))
    case .dynamic(.string(let bytes)), .string(let bytes): return parseDecimal(trimmed(bytes))
    default: return .null
    }
  }

  private static func parseDecimal(_ text: [UInt8]) -> Datum {
    Decimal128(parsing: text.rawSpan, from: 0, to: text.count).map { .decimal($0) } ?? .null
  }

  static func timeSpan(_ value: Datum) -> Datum {
    switch value {
    case .timeSpan: return value
    case .integer(let number): return .timeSpan(number)
    case .dynamic(.string(let bytes)), .string(let bytes):
      let text = trimmed(bytes)
      if let ticks = Ticks.parseTimeSpan(text.rawSpan, from: 0, to: text.count) {
        return .timeSpan(ticks)
      }
      if let ticks = looseSpan(text) { return .timeSpan(ticks) }
      return spanLiteral(text)
    default: return .null
    }
  }

  /// `[-][d.]h:m:s[.f]` with one digit or two for each part.
  private static func looseSpan(_ text: [UInt8]) -> Int64? {
    let isNegative = text.first == 0x2d
    let parts = text.drop { $0 == 0x2d }.split(separator: 0x3a, omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    let dayParts = parts[0].split(separator: 0x2e, omittingEmptySubsequences: false)
    guard dayParts.count <= 2, let hourDigits = dayParts.last else { return nil }
    func pad(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
      (1...2).contains(digits.count) ? (digits.count == 1 ? [0x30] : []) + digits : nil
    }
    guard let hour = pad(hourDigits), let minute = pad(parts[1]) else { return nil }
    var spelt = dayParts.count == 2 ? Array(dayParts[0]) + [0x2e] : []
    spelt += hour + [0x3a] + minute
    if parts.count == 3 {
      let secondParts = parts[2].split(
        separator: 0x2e, maxSplits: 1, omittingEmptySubsequences: false)
      guard let second = pad(secondParts[0]) else { return nil }
      spelt += [0x3a] + second
      if secondParts.count == 2 { spelt += [0x2e] + secondParts[1] }
    }
    let ticks = Ticks.parseTimeSpan(spelt.rawSpan, from: 0, to: spelt.count)
    return isNegative ? ticks.map { 0 &- $0 } : ticks
  }

  /// `1h`, `2.5d` and their like.
  private static func spanLiteral(_ text: [UInt8]) -> Datum {
    let string = String(decoding: text, as: UTF8.self)
    let units: [(String, Double)] = [
      ("microsecond", 10), ("millisecond", 10_000), ("ms", 10_000), ("tick", 1),
      ("d", 864_000_000_000), ("h", 36_000_000_000), ("m", 600_000_000), ("s", 10_000_000),
    ]
    for (suffix, ticks) in units where string.hasSuffix(suffix) {
      guard let number = realNumber(Array(string.dropLast(suffix.count).utf8)), number.isFinite
      else {
        return .null
      }
      return Int64(exactly: (number * ticks).rounded()).map { .timeSpan($0) } ?? .null
    }
    return .null
  }

  static func guid(_ value: Datum) -> Datum {
    switch value {
    case .guid: return value
    case .string(let bytes), .dynamic(.string(let bytes)):
      return parseGUID(trimmed(bytes)).map { .guid($0) } ?? .null
    default: return .null
    }
  }

  /// The guid of 32 hexadecimal digits, wherever hyphens stand, in braces or not.
  private static func parseGUID(_ text: [UInt8]) -> GUID? {
    var inner = text[...]
    if inner.first == 0x7b, inner.last == 0x7d { inner = inner.dropFirst().dropLast() }
    var digits: [UInt8] = []
    for byte in inner where byte != 0x2d {
      guard let digit = Text.hexadecimalDigit(byte) else { return nil }
      digits.append(digit)
    }
    guard digits.count == 32 else { return nil }
    let bytes = (0..<16).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
    // The first three groups are stored backwards.
    let stored = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map { bytes[$0] }
    return GUID(stored.rawSpan, at: 0)
  }

  static func dateTime(_ value: Datum) -> Datum {
    switch value {
    case .dateTime: return value
    case .integer(let number): return Ticks.isDateTime(number) ? .dateTime(number) : .null
    case .real(let number):
      guard let ticks = Int64(exactly: number.rounded(.towardZero)), Ticks.isDateTime(ticks) else {
        return .null
      }
      return .dateTime(ticks)
    case .string(let bytes), .dynamic(.string(let bytes)):
      let text = trimmed(bytes)
      if let ticks = Ticks.parseDateTime(text.rawSpan, from: 0, to: text.count) {
        return .dateTime(ticks)
      }
      return DateText.ticks(of: String(decoding: text, as: UTF8.self)).map { .dateTime($0) }
        ?? .null
    default: return .null
    }
  }

  static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }
    guard let first = bytes.first, let last = bytes.last, isSpace(first) || isSpace(last) else {
      return bytes
    }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.count
    let end = bytes.lastIndex { !isSpace($0) } ?? -1
    return start <= end ? Array(bytes[start...end]) : []
  }
}
