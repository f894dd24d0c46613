extension RegexParser {
  /// What a backslash and what follows it stand for.
  enum Escape {
    case point(UInt32)
    case set(CharacterClass)
    case look(Look)
  }

  mutating func parseEscape() throws(RegexError) -> Escape {
    let start = position
    position += 1
    guard let byte = peek else { throw syntax(start, "found `\\` at the end of the pattern") }
    position += 1
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return try .point(parseOctal(start))
    case UInt8(ascii: "x"): return try .point(parseHex(digits: 2, start))
    case UInt8(ascii: "u"): return try .point(parseHex(digits: 4, start))
    case UInt8(ascii: "U"): return try .point(parseHex(digits: 8, start))
    case UInt8(ascii: "p"), UInt8(ascii: "P"):
      return try .set(parseProperty(isNegated: byte == UInt8(ascii: "P"), start))
    case UInt8(ascii: "d"): return .set(digits)
    case UInt8(ascii: "s"): return .set(spaces)
    case UInt8(ascii: "w"): return .set(words)
    case UInt8(ascii: "D"): return .set(digits.negated())
    case UInt8(ascii: "S"): return .set(spaces.negated())
    case UInt8(ascii: "W"): return .set(words.negated())
    case UInt8(ascii: "a"): return .point(0x7)
    case UInt8(ascii: "f"): return .point(0xC)
    case UInt8(ascii: "t"): return .point(0x9)
    case UInt8(ascii: "n"): return .point(0xA)
    case UInt8(ascii: "r"): return .point(0xD)
    case UInt8(ascii: "v"): return .point(0xB)
    case UInt8(ascii: "A"): return .look(.start)
    case UInt8(ascii: "z"): return .look(.end)
    case UInt8(ascii: "b"): return try .look(parseBoundary(start))
    case UInt8(ascii: "B"): return .look(flags.isUnicode ? .notWord : .asciiNotWord)
    case UInt8(ascii: "<"): return .look(flags.isUnicode ? .wordStart : .asciiWordStart)
    case UInt8(ascii: ">"): return .look(flags.isUnicode ? .wordEnd : .asciiWordEnd)
    case UInt8(ascii: "k"), UInt8(ascii: "g"):
      throw unsupported(
        start, "back-references are not supported: they cannot be matched in linear time")
    case 0x21...0x7E where !isLetterOrDigit(byte), 0x20, 0x9, 0xA, 0xD:
      return .point(UInt32(byte))
    default:
      position = start + 1
      let point = takePoint()
      let shown = Unicode.Scalar(point).map { String(Character($0)) } ?? "?"
      throw syntax(start, "`\\\(shown)` is no known escape")
    }
  }

  private var digits: CharacterClass {
    flags.isUnicode ? UnicodeData.digits : CharacterClass(0x30, 0x39)
  }

  private var spaces: CharacterClass {
    flags.isUnicode
      ? UnicodeData.spaces : CharacterClass(0x9, 0xD).union(CharacterClass(0x20, 0x20))
  }

  private var words: CharacterClass {
    flags.isUnicode ? UnicodeData.wordCharacters : Self.posixClass("word") ?? CharacterClass()
  }

  private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// `\b`, or `\b{start}` and its like.
  private mutating func parseBoundary(_ start: Int) throws(RegexError) -> Look {
    let plain: Look = flags.isUnicode ? .word : .asciiWord
    guard peek == UInt8(ascii: "{"), let next = peek(ahead: 1),
      next == UInt8(ascii: "-") || isLetterOrDigit(next),
      !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
    else { return plain }
    let kinds: [(StaticString, Look, Look)] = [
      ("{start}", .wordStart, .asciiWordStart), ("{end}", .wordEnd, .asciiWordEnd),
      ("{start-half}", .wordStartHalf, .asciiWordStartHalf),
      ("{end-half}", .wordEndHalf, .asciiWordEndHalf),
    ]
    for (text, unicode, ascii) in kinds where comes(text) {
      position += text.utf8CodeUnitCount
      return flags.isUnicode ? unicode : ascii
    }
    throw syntax(
      start, "expected `\\b{start}`, `\\b{end}`, `\\b{start-half}` or `\\b{end-half}`")
  }

  /// An octal code: three digits, or fewer behind a zero, which no back-reference begins with.
  ///
  /// Kusto runs rules that remove NUL characters with `\0` (Azure-Sentinel, "Nishang Reverse TCP Shell in Base64"):
  /// RE2 and Rust's `regex` with octal codes read it alike.
  private mutating func parseOctal(_ start: Int) throws(RegexError) -> UInt32 {
    var value: UInt32 = 0
    var count = 0
    position = start + 1
    while count < 3, let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) {
      value = value * 8 + UInt32(byte - UInt8(ascii: "0"))
      count += 1
      position += 1
    }
    guard count == 3 || pattern[start + 1] == UInt8(ascii: "0") else {
      throw unsupported(
        start,
        "back-references are not supported: they cannot be matched in linear time; "
          + "an octal code has three digits")
    }
    return try checked(value, start)
  }

  /// Hexadecimal digits: as many as the letter asks for, or any number in braces.
  private mutating func parseHex(digits: Int, _ start: Int) throws(RegexError) -> UInt32 {
    let isBraced = take("{")
    var value: UInt32 = 0
    var count = 0
    while isBraced || count < digits {
      guard let byte = peek else { break }
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: digit = 255
      }
      guard digit < 16 else { break }
      guard value <= 0xFFF_FFFF else { throw syntax(start, "a hexadecimal code is too large") }
      value = value << 4 | UInt32(digit)
      count += 1
      position += 1
    }
    if isBraced {
      guard count > 0, take("}") else {
        throw syntax(start, "expected hexadecimal digits in braces")
      }
    } else if count < digits {
      throw syntax(start, "expected \(digits) hexadecimal digits, found \(count)")
    }
    // Two digits stand for a byte where characters are not Unicode.
    if digits == 2, !isBraced, !flags.isUnicode, value >= 0x80 { throw invalidUTF8(start) }
    return try checked(value, start)
  }

  private func checked(_ value: UInt32, _ start: Int) throws(RegexError) -> UInt32 {
    guard Unicode.Scalar(value) != nil else {
      throw syntax(start, "U+\(String(value, radix: 16, uppercase: true)) is no character")
    }
    return value
  }

  /// `\pL`, `\p{Greek}`, `\p{Script=Greek}`, `\p{gc:Lu}`.
  private mutating func parseProperty(
    isNegated: Bool, _ start: Int
  ) throws(RegexError) -> CharacterClass {
    guard flags.isUnicode else {
      throw unsupported(start, "Unicode classes need the flag u")
    }
    var name: [UInt8] = []
    if take("{") {
      while let byte = peek, byte != UInt8(ascii: "}") {
        name.append(byte)
        position += 1
      }
      guard take("}") else { throw syntax(start, "found `\\p{` without a `}` after it") }
    } else {
      guard peek != nil else { throw syntax(start, "expected a Unicode class after `\\p`") }
      name.append(point: takePoint())
    }
    var negates = isNegated
    var kinds: [UnicodeData.Kind] = [.category, .property, .script]
    var value = name
    if let equals = name.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) {
      var end = equals
      if end > 0, name[end - 1] == UInt8(ascii: "!") {
        negates.toggle()
        end -= 1
      }
      switch UnicodeData.loose(Array(name[..<end])) {
      case Array("gc".utf8), Array("generalcategory".utf8): kinds = [.category]
      case Array("sc".utf8), Array("script".utf8): kinds = [.script]
      default: throw unknownProperty(name, start)
      }
      value = Array(name[(equals + 1)...])
    }
    guard var set = Self.unicodeSet(value, among: kinds) else {
      throw unknownProperty(name, start)
    }
    if flags.ignoresCase { set = set.foldingCase() }
    return negates ? set.negated() : set
  }

  private static func unicodeSet(
    _ name: [UInt8], among kinds: [UnicodeData.Kind]
  ) -> CharacterClass? {
    switch UnicodeData.loose(name) {
    case Array("any".utf8): return .all
    case Array("ascii".utf8): return CharacterClass(0, 0x7F)
    case Array("assigned".utf8):
      return UnicodeData.set(named: Array("Cn".utf8), among: kinds)?.negated()
    default: return UnicodeData.set(named: name, among: kinds)
    }
  }

  private func unknownProperty(_ name: [UInt8], _ start: Int) -> RegexError {
    unsupported(
      start,
      "the Unicode class `\(String(decoding: name, as: UTF8.self))` is not known: general "
        + "categories, scripts, Alphabetic, Uppercase, Lowercase, White_Space, Join_Control, Any, "
        + "ASCII and Assigned are")
  }
}
