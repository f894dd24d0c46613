/// A condition on a position in the text that consumes nothing.
enum Look: UInt8, Sendable {
  case start, end
  case startLine, endLine
  case startLineCRLF, endLineCRLF
  case word, notWord, wordStart, wordEnd, wordStartHalf, wordEndHalf
  case asciiWord, asciiNotWord, asciiWordStart, asciiWordEnd, asciiWordStartHalf, asciiWordEndHalf
}

/// A set of conditions.
struct LookSet: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }
  init(_ look: Look) { rawValue = 1 << UInt32(look.rawValue) }

  static let startLine = LookSet(.startLine)
  static let startLineCRLF = LookSet(.startLineCRLF)
  /// All conditions on Unicode words.
  static let unicodeWords = LookSet(rawValue: 0x3F << 6)
  /// All conditions on ASCII words.
  static let asciiWords = LookSet(rawValue: 0x3F << 12)
  static let words = unicodeWords.union(asciiWords)
  static let crlf = LookSet(.startLineCRLF).union(LookSet(.endLineCRLF))
  static let lines = LookSet(.startLine).union(LookSet(.endLine)).union(crlf)
  /// Conditions that hold between the bytes of one character, where no match may start.
  static let holdInsideCharacters = LookSet(.asciiNotWord).union(LookSet(.asciiWordStartHalf))
    .union(LookSet(.asciiWordEndHalf))
}

/// What a pattern means once flags, escapes and classes are resolved.
indirect enum RegexExpression: Sendable {
  case empty
  /// Bytes that follow each other.
  case literal([UInt8])
  case characters(CharacterClass)
  case look(Look)
  case repetition(RegexExpression, minimum: Int, maximum: Int?, isGreedy: Bool)
  case capture(RegexExpression, index: Int)
  case concatenation([RegexExpression])
  /// The first alternative that leads to a match is taken.
  case alternation([RegexExpression])

  /// Whether it can match without consuming anything.
  var canBeEmpty: Bool {
    switch self {
    case .empty, .look: true
    case .literal, .characters: false
    case .repetition(let inner, let minimum, _, _): minimum == 0 || inner.canBeEmpty
    case .capture(let inner, _): inner.canBeEmpty
    case .concatenation(let parts): parts.allSatisfy(\.canBeEmpty)
    case .alternation(let parts): parts.contains(where: \.canBeEmpty)
    }
  }

  /// Parts that follow each other, with neighbouring literals joined.
  static func sequence(_ parts: [RegexExpression]) -> RegexExpression {
    var joined: [RegexExpression] = []
    var bytes: [UInt8] = []
    func flush() {
      if !bytes.isEmpty { joined.append(.literal(bytes)) }
      bytes = []
    }
    for part in parts {
      switch part {
      case .empty: continue
      case .literal(let more): bytes += more
      default:
        flush()
        joined.append(part)
      }
    }
    flush()
    return switch joined.count {
    case 0: .empty
    case 1: joined[0]
    default: .concatenation(joined)
    }
  }
}
