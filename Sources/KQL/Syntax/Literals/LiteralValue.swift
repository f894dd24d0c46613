/// The value of a literal of a scalar type.
enum LiteralValue: Hashable, Sendable {
  case bool(Bool)
  case int(Int32)
  case long(Int64)
  case real(Double)
  /// The digits as written, sign and exponent included: a decimal is exact, and the binder knows how large it
  /// may be.
  case decimal(String)
  /// Ticks of 100 ns.
  case timespan(Int64)
  /// What stands in the parentheses, blanks around and quotes removed. The binder reads it as `todatetime` does.
  case datetime(String)
  /// Lower case, with hyphens, without braces.
  case guid(String)
  /// Compare and join by UTF-8: the equality of Swift's strings is not Kusto's.
  case string(String)
  /// `int(null)` and its like, with the type as written.
  case null(type: String)
  /// `int(0xf090013d)`: hexadecimal digits beyond 32 bits, which Kusto takes; as which number is not known.
  case wideInt(String)
}

extension LiteralValue {
  /// The value of `type(content)`, nil if the content is no literal of that type.
  init?(type: String, content: String) {
    let content = Self.trimmed(content)
    if content == "null" {
      self = .null(type: type)
      return
    }
    switch type {
    case "bool", "boolean":
      guard let value = Self.bool(content) else { return nil }
      self = .bool(value)
    case "int":
      guard let value = Self.integer(content) else { return nil }
      if let int = Int32(exactly: value) {
        self = .int(int)
      } else if content.hasPrefix("0x") || content.hasPrefix("0X") {
        self = .wideInt(content)
      } else {
        return nil
      }
    case "long":
      guard let value = Self.integer(content) else { return nil }
      self = .long(value)
    case "real", "double":
      guard let value = Self.real(content) else { return nil }
      self = .real(value)
    case "decimal":
      guard Self.isNumber(content) else { return nil }
      self = .decimal(content)
    case "timespan", "time":
      guard let ticks = TimespanLiteral.ticks(of: Self.unquoted(content)) else { return nil }
      self = .timespan(ticks)
    case "datetime", "date":
      let text = Self.trimmed(Self.unquoted(content))
      guard !text.isEmpty else { return nil }
      self = .datetime(text)
    case "guid":
      guard let guid = Self.guid(Self.unquoted(content)) else { return nil }
      self = .guid(guid)
    default: return nil
    }
  }

  static func bool(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE", "1": true
    case "false", "False", "FALSE", "0": false
    default: nil
    }
  }

  /// A signed decimal or hexadecimal number in the range of a long.
  static func integer(_ text: String) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    guard digits.first?.isNumber == true else { return nil }
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      guard let bits = UInt64(digits.dropFirst(2), radix: 16) else { return nil }
      let value = Int64(bitPattern: bits)
      return isNegative ? 0 &- value : value
    }
    return Int64((isNegative ? "-" : "") + digits)
  }

  static func real(_ text: String) -> Double? {
    switch text {
    case "nan": .nan
    case "+inf", "inf": .infinity
    case "-inf": -.infinity
    default: isNumber(text) ? Double(text) : nil
    }
  }

  /// `[+-]digits[.digits][e[+-]digits]`.
  static func isNumber(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func isSign(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
    if isSign(rest.first) { rest = rest.dropFirst() }
    let whole = rest.prefix(while: \.isDigit).count
    rest = rest.dropFirst(whole)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = rest.prefix(while: \.isDigit).count
      rest = rest.dropFirst(fraction)
    }
    guard whole + fraction > 0 else { return false }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if isSign(rest.first) { rest = rest.dropFirst() }
      let exponent = rest.prefix(while: \.isDigit).count
      guard exponent > 0 else { return false }
      rest = rest.dropFirst(exponent)
    }
    return rest.isEmpty
  }

  /// 32 hexadecimal digits with or without hyphens and braces, in lower case with hyphens.
  static func guid(_ text: String) -> String? {
    var inner = text.lowercased().utf8[...]
    if inner.first == UInt8(ascii: "{"), inner.last == UInt8(ascii: "}") {
      inner = inner.dropFirst().dropLast()
    }
    let digits = inner.filter { $0 != UInt8(ascii: "-") }
    guard digits.count == 32, digits.allSatisfy({ $0.hexadecimalDigit != nil }) else { return nil }
    var parts: [String] = []
    var start = 0
    for length in [8, 4, 4, 4, 12] {
      parts.append(String(decoding: digits[start..<(start + length)], as: UTF8.self))
      start += length
    }
    let hyphenated = parts.joined(separator: "-")
    return inner.count == 32 || Array(inner) == Array(hyphenated.utf8) ? hyphenated : nil
  }

  private static func trimmed(_ text: String) -> String {
    var view = text[...]
    while view.first?.isWhitespace == true { view = view.dropFirst() }
    while view.last?.isWhitespace == true { view = view.dropLast() }
    return String(view)
  }

  private static func unquoted(_ text: String) -> String {
    guard let quote = text.first, quote == "\"" || quote == "'", text.count >= 2, text.last == quote
    else { return text }
    return String(text.dropFirst().dropLast())
  }
}
