/// Cuts a query into tokens.
///
/// Keywords are not known here: most of them may be names, so the parser decides by the place. Problems are
/// collected; the text of a problem becomes an `invalid` token, on which the parser does not complain again.
///
/// Source: dataexplorer-docs, query/index.md, query/scalar-data-types/*.md, query/schema-entities/entity-names.md.
struct Lexer {
  let text: QueryText
  var offset = 0
  var tokens: [Token] = []
  var errors: [QueryError] = []
  private var brackets = OpenBrackets()

  /// All tokens of a text of at most `Limits.queryBytes`, the last of which is `end`. Linear in its length.
  static func tokens(of text: QueryText) -> (tokens: [Token], errors: [QueryError]) {
    var lexer = Lexer(text: text)
    lexer.run()
    return (lexer.tokens, lexer.errors)
  }

  private init(text: QueryText) { self.text = text }

  var count: Int { text.bytes.count }

  func byte(_ distance: Int = 0) -> UInt8? {
    let position = offset + distance
    return position < count ? text.bytes[position] : nil
  }

  func starts(with prefix: String) -> Bool {
    text.bytes[offset...].starts(with: prefix.utf8)
  }

  mutating func append(_ kind: Token.Kind, from start: Int) {
    let range = SourceRange(start, offset)
    if case .punctuation(let punctuation) = kind {
      switch punctuation {
      case .closeParenthesis: brackets.close(.openParenthesis)
      case .closeBracket: brackets.close(.openBracket)
      case .closeBrace: brackets.close(.openBrace)
      case .semicolon: brackets.endStatement()
      default: break
      }
    }
    let holdsSteps = isAfterWith
    tokens.append(Token(kind: kind, range: range, depth: brackets.depth))
    if case .punctuation(let punctuation) = kind {
      switch punctuation {
      case .openParenthesis, .openBracket, .openBrace:
        brackets.open(punctuation, holdsSteps: holdsSteps)
      default: break
      }
    }
  }

  /// Whether the last token is the word before the steps of `scan`, the only parentheses with semicolons in them.
  private var isAfterWith: Bool {
    guard let last = tokens.last, case .identifier = last.kind else { return false }
    return text.string(last.range) == "with"
  }

  mutating func report(_ message: String, from start: Int) {
    let range = SourceRange(start, max(offset, start + 1))
    if errors.count < Limits.problemsListed {
      errors.append(QueryError(.syntax, message, at: range, in: text))
    }
    append(.invalid, from: start)
  }

  // MARK: - Scanning

  private mutating func run() {
    while true {
      skipTrivia()
      guard let byte = byte() else { break }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): scanString()
      case UInt8(ascii: "`"), UInt8(ascii: "~"):
        if starts(with: "```") || starts(with: "~~~") { scanString() } else { scanPunctuation() }
      case UInt8(ascii: "@"):
        if self.byte(1) == UInt8(ascii: "\"") || self.byte(1) == UInt8(ascii: "'") {
          scanString()
        } else {
          scanPunctuation()
        }
      case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
      default:
        if isHiddenString() {
          scanString()
        } else if identifierLength(at: offset) > 0 {
          scanIdentifier()
        } else {
          scanPunctuation()
        }
      }
    }
    append(.end, from: offset)
  }

  /// White space and comments. A byte order mark and the zero-width space, which come along with copied text,
  /// count as white space.
  private mutating func skipTrivia() {
    while let byte = byte() {
      switch byte {
      case 0x20, 0x09...0x0d: offset += 1
      case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "/"):
        while let next = self.byte(), next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r") {
          offset += 1
        }
      case 0x80...:
        let (scalar, length) = scalar(at: offset)
        guard scalar.properties.isWhitespace || scalar == "\u{feff}" || scalar == "\u{200b}" else {
          return
        }
        offset += length
      default: return
      }
    }
  }

  private mutating func scanIdentifier() {
    let start = offset
    offset += identifierLength(at: offset)
    if byte() == UInt8(ascii: "("), Self.typeNames.contains(text.string(SourceRange(start, offset)))
    {
      scanTypedLiteral(from: start)
    } else {
      append(.identifier, from: start)
    }
  }

  /// Types whose literals are written `type(value)`. `dynamic(...)` holds more than one word and is parsed.
  private static let typeNames: Set<String> = [
    "bool", "boolean", "int", "long", "real", "double", "decimal", "datetime", "date", "timespan",
    "time", "guid",
  ]

  /// Up to the closing parenthesis; parentheses in quotes do not count.
  private mutating func scanTypedLiteral(from start: Int) {
    var quote: UInt8?
    while let byte = byte() {
      offset += 1
      if byte == UInt8(ascii: "\n") { break }
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ")") {
        return append(.typedLiteral, from: start)
      }
    }
    report("expected a literal and \")\" on the same line", from: start)
  }

  private mutating func scanPunctuation() {
    let start = offset
    if byte() == UInt8(ascii: "!"), byte(1) != UInt8(ascii: "~") {
      let length = identifierLength(at: offset + 1)
      if length > 0 {
        offset += 1 + length
        return append(.bangWord, from: start)
      }
    }
    for length in [2, 1] where offset + length <= count {
      let word = text.string(SourceRange(offset, offset + length))
      if let punctuation = Token.Punctuation(rawValue: word) {
        offset += length
        return append(.punctuation(punctuation), from: start)
      }
    }
    offset += scalar(at: offset).length
    let shown = text.shown(SourceRange(start, offset))
    report("expected a word of the query, found the character \"\(shown)\"", from: start)
  }

  // MARK: - Characters

  /// Bytes of the identifier at an offset, 0 if there is none. Digits may begin one if a letter follows, which
  /// the numbers, scanned before, do not leave over.
  func identifierLength(at start: Int) -> Int {
    var position = start
    while position < count {
      let byte = text.bytes[position]
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"):
        position += 1
      case UInt8(ascii: "$"):
        guard position == start else { return position - start }
        position += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        position += 1
      case 0x80...:
        let (scalar, length) = scalar(at: position)
        guard scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal else {
          return position - start
        }
        position += length
      default: return position - start
      }
    }
    return position - start
  }

  /// The character at an offset of a text that is known to be UTF-8.
  private func scalar(at start: Int) -> (scalar: Unicode.Scalar, length: Int) {
    var iterator = text.bytes[start..<min(count, start + 4)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return ("\u{fffd}", 1) }
    return (scalar, UTF8.width(scalar))
  }
}
