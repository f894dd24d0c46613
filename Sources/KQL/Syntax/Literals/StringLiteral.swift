/// What a string literal stands for.
///
/// | Form | Escapes | Lines |
/// |------|---------|-------|
/// | `"..."`, `'...'` | `\\ \' \" \a \b \f \n \r \t \v`, `\xHH`, `\uHHHH`, `\UHHHHHHHH`, one to three octal digits | one |
/// | `@"..."`, `@'...'` | the doubled quote | one |
/// | fenced by three backticks or tildes | none | any |
///
/// Each form may begin with `h` or `H`, which asks Kusto not to log it and means nothing here.
///
/// Source: dataexplorer-docs, query/scalar-data-types/string.md.
enum StringLiteral {
  /// What is wrong with a literal, and where in the query.
  struct Problem: Error {
    let message: String
    let range: SourceRange
  }

  /// The text of the literal that lies at `range`, prefix and quotes included.
  static func value(of range: SourceRange, in text: QueryText) throws(Problem) -> String {
    let bytes = text.bytes
    var start = range.start
    if bytes[start] == UInt8(ascii: "h") || bytes[start] == UInt8(ascii: "H") { start += 1 }
    switch bytes[start] {
    case UInt8(ascii: "`"), UInt8(ascii: "~"):
      return text.string(SourceRange(start + 3, range.end - 3))
    case UInt8(ascii: "@"):
      let quote = Character(Unicode.Scalar(bytes[start + 1]))
      var value = ""
      var isDoubled = false
      for character in text.string(SourceRange(start + 2, range.end - 1)).unicodeScalars {
        isDoubled = Character(character) == quote && !isDoubled
        if !isDoubled || Character(character) != quote { value.unicodeScalars.append(character) }
      }
      return value
    default:
      return try unescaped(SourceRange(start + 1, range.end - 1), in: text)
    }
  }

  private static func unescaped(
    _ range: SourceRange, in text: QueryText
  ) throws(Problem) -> String {
    let bytes = text.bytes
    var value = ""
    var position = range.start
    var runStart = position
    var leadSurrogate: (unit: UInt32, range: SourceRange)?

    while position < range.end {
      guard bytes[position] == UInt8(ascii: "\\") else {
        if let lead = leadSurrogate { throw loneSurrogate(lead.range) }
        position += 1
        continue
      }
      value += text.string(SourceRange(runStart, position))
      let escape = try escape(at: position, in: text, end: range.end)
      let escapeRange = SourceRange(position, position + escape.length)
      var code = escape.code
      if let lead = leadSurrogate {
        guard 0xdc00...0xdfff ~= code else { throw loneSurrogate(lead.range) }
        code = 0x10000 + (lead.unit - 0xd800) << 10 + (code - 0xdc00)
        leadSurrogate = nil
      } else if 0xd800...0xdbff ~= code {
        leadSurrogate = (code, escapeRange)
      }
      if leadSurrogate == nil {
        guard let scalar = Unicode.Scalar(code) else { throw loneSurrogate(escapeRange) }
        value.unicodeScalars.append(scalar)
      }
      position += escape.length
      runStart = position
    }
    if let lead = leadSurrogate { throw loneSurrogate(lead.range) }
    return value + text.string(SourceRange(runStart, range.end))
  }

  private static func loneSurrogate(_ range: SourceRange) -> Problem {
    Problem(
      message: "expected the code of a character, found half of a surrogate pair", range: range)
  }

  /// The code and the length in bytes of the escape that begins with the backslash at `start`.
  private static func escape(
    at start: Int, in text: QueryText, end: Int
  ) throws(Problem) -> (code: UInt32, length: Int) {
    let bytes = text.bytes
    guard start + 1 < end else {
      throw Problem(
        message: "expected an escape, found the end of the string", range: SourceRange(start, end))
    }
    let letter = bytes[start + 1]
    let hexadecimalCount: Int
    switch letter {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return (UInt32(letter), 2)
    case UInt8(ascii: "a"): return (7, 2)
    case UInt8(ascii: "b"): return (8, 2)
    case UInt8(ascii: "f"): return (12, 2)
    case UInt8(ascii: "n"): return (10, 2)
    case UInt8(ascii: "r"): return (13, 2)
    case UInt8(ascii: "t"): return (9, 2)
    case UInt8(ascii: "v"): return (11, 2)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      // Three digits only up to \377: more would not be a byte.
      let most = letter <= UInt8(ascii: "3") ? 3 : 2
      let digits = bytes[(start + 1)..<min(end, start + 1 + most)].prefix {
        $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7")
      }
      return (digits.reduce(0) { $0 * 8 + UInt32($1 - UInt8(ascii: "0")) }, 1 + digits.count)
    case UInt8(ascii: "x"): hexadecimalCount = 2
    case UInt8(ascii: "u"): hexadecimalCount = 4
    case UInt8(ascii: "U"): hexadecimalCount = 8
    default:
      var next = start + 2
      while next < end, bytes[next] & 0xc0 == 0x80 { next += 1 }
      let found = SourceRange(start, next)
      throw Problem(
        message: "expected an escape such as \\n or \\\\, found \(text.shown(found))", range: found)
    }
    let digits = bytes[(start + 2)..<min(end, start + 2 + hexadecimalCount)]
      .compactMap(\.hexadecimalDigit)
    guard digits.count == hexadecimalCount else {
      throw Problem(
        message: "expected \(hexadecimalCount) hexadecimal digits after the escape",
        range: SourceRange(start, start + 2))
    }
    return (digits.reduce(0) { $0 << 4 | $1 }, 2 + hexadecimalCount)
  }

  /// A text as a literal that one line can hold.
  static func quoted(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        literal += "\\"
        literal.unicodeScalars.append(scalar)
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      case _ where scalar.value < 0x20 || 0x7f...0x9f ~= scalar.value:
        let digits = String(scalar.value, radix: 16)
        literal += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
