/// A piece of an expression's text.
enum Token: Equatable {
  case name(String)
  /// `$name`, without the dollar.
  case binding(String)
  /// `[any name]`, without the brackets.
  case bracketed(String)
  case text(String)
  case integer(Int64)
  /// Any of `( ) { } , : . == != =~ ...`
  case symbol(String)
  case end

  /// The token for messages.
  var description: String {
    switch self {
    case .name(let name): "\"\(name)\""
    case .binding(let name): "\"$\(name)\""
    case .bracketed(let name): "[\(name)]"
    case .text(let text): "'\(text)'"
    case .integer(let value): "\(value)"
    case .symbol(let symbol): "\"\(symbol)\""
    case .end: "the end"
    }
  }
}

/// Cuts the text of an expression into tokens.
struct ExpressionLexer {
  private let text: [UInt8]
  private var offset = 0

  init(_ text: String) { self.text = Array(text.utf8) }

  /// The next token and where it begins.
  mutating func next() throws(ExpressionError) -> (token: Token, offset: Int) {
    while offset < text.count, text[offset] == 0x20 || text[offset] == 0x09 { offset += 1 }
    let start = offset
    guard offset < text.count else { return (.end, start) }
    let byte = text[offset]
    if isLetter(byte) { return (.name(word()), start) }
    if isDigit(byte) { return (.integer(try integer()), start) }
    switch byte {
    case UInt8(ascii: "$"):
      offset += 1
      let name = word()
      guard !name.isEmpty else {
        throw ExpressionError(offset: start, reason: "expected a name behind \"$\"")
      }
      return (.binding(name), start)
    case UInt8(ascii: "["):
      return (.bracketed(try upTo(UInt8(ascii: "]"), start)), start)
    case UInt8(ascii: "'"):
      return (.text(try quoted(start)), start)
    default:
      return (.symbol(try symbol()), start)
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte == 0x5f
  }

  private mutating func word() -> String {
    let start = offset
    while offset < text.count, isLetter(text[offset]) || isDigit(text[offset]) { offset += 1 }
    return String(decoding: text[start..<offset], as: UTF8.self)
  }

  private mutating func integer() throws(ExpressionError) -> Int64 {
    let start = offset
    let word = word()
    let isHexadecimal = word.hasPrefix("0x")
    guard
      let value = isHexadecimal ? Int64(word.dropFirst(2), radix: 16) : Int64(word)
    else {
      throw ExpressionError(offset: start, reason: "\"\(word)\" is no number of 64 bits")
    }
    return value
  }

  private mutating func upTo(_ end: UInt8, _ start: Int) throws(ExpressionError) -> String {
    offset += 1
    let first = offset
    while offset < text.count, text[offset] != end { offset += 1 }
    guard offset < text.count else {
      throw ExpressionError(
        offset: start, reason: "expected \"\(Character(Unicode.Scalar(end)))\", found the end")
    }
    offset += 1
    return String(decoding: text[first..<offset - 1], as: UTF8.self)
  }

  /// A text in single quotes; a quote inside is written twice.
  private mutating func quoted(_ start: Int) throws(ExpressionError) -> String {
    var result = try upTo(UInt8(ascii: "'"), start)
    while offset < text.count, text[offset] == UInt8(ascii: "'") {
      result += "'" + (try upTo(UInt8(ascii: "'"), start))
    }
    return result
  }

  private mutating func symbol() throws(ExpressionError) -> String {
    for symbol in ["...", "==", "!=", "=~", "(", ")", "{", "}", ",", ":", "."]
    where text[offset...].starts(with: symbol.utf8) {
      offset += symbol.utf8.count
      return symbol
    }
    throw ExpressionError(
      offset: offset,
      reason:
        "\"\(String(decoding: text[offset...].prefix(1), as: UTF8.self))\" has no meaning here")
  }
}
