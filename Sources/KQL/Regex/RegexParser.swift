/// Reads a pattern: recursive descent from alternation over concatenation and repetition to atoms.
///
/// Source: dataexplorer-docs, `regex.md`, which describes the syntax of Rust's crate `regex`; where it
/// is silent, that crate decides.
struct RegexParser {
  /// Flags as they stand at a place of the pattern.
  struct Flags {
    var ignoresCase = false
    var isMultiLine = false
    var dotMatchesNewLine = false
    var isCRLF = false
    var swapsGreed = false
    var isUnicode = true
    var isVerbose = false
  }

  let pattern: [UInt8]
  var position = 0
  var depth = 0
  var flags: Flags
  /// Name of each group by its number; group 0 is the whole match.
  var groupNames: [[UInt8]?] = [nil]

  init(_ pattern: [UInt8], flags: Flags) throws(RegexError) {
    self.pattern = pattern
    self.flags = flags
    guard pattern.count <= RegexLimits.patternBytes else {
      throw RegexError(
        code: .limit, offset: RegexLimits.patternBytes,
        message: "the pattern has \(pattern.count) bytes, at most \(RegexLimits.patternBytes) "
          + "are allowed")
    }
    var index = 0
    while index < pattern.count {
      let decoded = pattern.span.decodePoint(at: index)
      guard decoded.isValid else {
        throw RegexError(
          code: .syntax, offset: index, message: "expected UTF-8, found a byte that is not")
      }
      index += decoded.length
    }
  }

  /// The whole pattern.
  mutating func parse() throws(RegexError) -> RegexExpression {
    let expression = try parseAlternation()
    guard position == pattern.count else {
      throw syntax(position, "found `)` without a `(` before it")
    }
    return expression
  }

  // MARK: - Grammar

  mutating func parseAlternation() throws(RegexError) -> RegexExpression {
    var alternatives = [try parseConcatenation()]
    while take("|") { alternatives.append(try parseConcatenation()) }
    return alternatives.count == 1 ? alternatives[0] : .alternation(alternatives)
  }

  private mutating func parseConcatenation() throws(RegexError) -> RegexExpression {
    var parts: [RegexExpression] = []
    while true {
      skipVerboseSpace()
      guard let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") else {
        return .sequence(parts)
      }
      let start = position
      guard var atom = try parseAtom() else { continue }  // a group that only sets flags
      let outer = depth
      skipVerboseSpace()
      while let repeated = try parseRepetition(of: atom, at: start) {
        atom = repeated
        try deepen(at: start)
        skipVerboseSpace()
      }
      depth = outer
      parts.append(atom)
    }
  }

  private mutating func parseRepetition(
    of atom: RegexExpression, at start: Int
  ) throws(RegexError) -> RegexExpression? {
    let bounds: (minimum: Int, maximum: Int?)
    if take("*") {
      bounds = (0, nil)
    } else if take("+") {
      bounds = (1, nil)
    } else if take("?") {
      bounds = (0, 1)
    } else if peek == UInt8(ascii: "{"), !isLiteralBrace {
      bounds = try parseCounts()
    } else {
      return nil
    }
    let isLazy = take("?")
    return .repetition(
      atom, minimum: bounds.minimum, maximum: bounds.maximum,
      isGreedy: isLazy == flags.swapsGreed)
  }

  /// Whether a `{` that comes next cannot begin counts: what follows is no digit, comma or space.
  ///
  /// Rust's `regex` refuses it, RE2 takes it as it stands. Kusto runs rules that have it: "Powershell Empire cmdlets
  /// seen in command line" of Azure-Sentinel, with `Invoke-WinEnum{|Get-SPN`.
  private var isLiteralBrace: Bool {
    guard peek == UInt8(ascii: "{") else { return false }
    switch peek(ahead: 1) ?? 0x20 {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ","), 0x20, 0x9...0xD: return false
    default: return true
    }
  }

  /// `{n}`, `{n,}` or `{n,m}`.
  private mutating func parseCounts() throws(RegexError) -> (minimum: Int, maximum: Int?) {
    let open = position
    position += 1
    skipVerboseSpace()
    let minimum = try parseCount(open)
    skipVerboseSpace()
    var maximum: Int? = minimum
    if take(",") {
      skipVerboseSpace()
      maximum = peek == UInt8(ascii: "}") ? nil : try parseCount(open)
      skipVerboseSpace()
    }
    guard take("}") else {
      throw syntax(open, "expected `{n}`, `{n,}` or `{n,m}`; a literal `{` is written `\\{`")
    }
    if let maximum, maximum < minimum {
      throw syntax(open, "the counts \(minimum) and \(maximum) are in the wrong order")
    }
    return (minimum, maximum)
  }

  private mutating func parseCount(_ open: Int) throws(RegexError) -> Int {
    let start = position
    var value = 0
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      guard value <= Int(UInt32.max) else {
        throw RegexError(
          code: .limit, offset: start, message: "a count is above \(UInt32.max)")
      }
      position += 1
    }
    guard position > start else {
      throw syntax(open, "expected a number after `{`; a literal `{` is written `\\{`")
    }
    return value
  }

  /// One character, class, condition or group; nil for a group that only sets flags.
  private mutating func parseAtom() throws(RegexError) -> RegexExpression? {
    let start = position
    guard let byte = peek else { return .empty }
    switch byte {
    case UInt8(ascii: "("):
      return try parseGroup()
    case UInt8(ascii: "["):
      return try .characters(parseClass())
    case UInt8(ascii: "\\"):
      return try expression(of: parseEscape(), at: start)
    case UInt8(ascii: "."):
      position += 1
      return try parseDot(at: start)
    case UInt8(ascii: "^"):
      position += 1
      return .look(
        !flags.isMultiLine ? .start : flags.isCRLF ? .startLineCRLF : .startLine)
    case UInt8(ascii: "$"):
      position += 1
      return .look(!flags.isMultiLine ? .end : flags.isCRLF ? .endLineCRLF : .endLine)
    case UInt8(ascii: "{") where isLiteralBrace:
      position += 1
      return .forPoint(0x7B, flags: flags)
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
      throw syntax(
        start, "found `\(character(byte))` with nothing before it to repeat")
    default:
      return .forPoint(takePoint(), flags: flags)
    }
  }

  private func parseDot(at start: Int) throws(RegexError) -> RegexExpression {
    guard flags.isUnicode else { throw invalidUTF8(start) }
    if flags.dotMatchesNewLine { return .characters(.all) }
    let excluded = CharacterClass(0xA, 0xA).union(
      flags.isCRLF ? CharacterClass(0xD, 0xD) : CharacterClass())
    return .characters(excluded.negated())
  }

  private func expression(
    of escape: Escape, at start: Int
  ) throws(RegexError) -> RegexExpression {
    switch escape {
    case .point(let point): return .forPoint(point, flags: flags)
    case .look(let look): return .look(look)
    case .set(let set):
      guard flags.isUnicode || set.isASCII else { throw invalidUTF8(start) }
      return .characters(set)
    }
  }

  // MARK: - Reading

  var peek: UInt8? { position < pattern.count ? pattern[position] : nil }

  func peek(ahead: Int) -> UInt8? {
    position + ahead < pattern.count ? pattern[position + ahead] : nil
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Whether ASCII text comes next.
  func comes(_ text: StaticString) -> Bool {
    var index = position
    for byte in text.description.utf8 {
      guard index < pattern.count, pattern[index] == byte else { return false }
      index += 1
    }
    return true
  }

  mutating func takePoint() -> UInt32 {
    let decoded = pattern.span.decodePoint(at: position)
    position += decoded.length
    return decoded.point
  }

  /// Skips white space and comments where `(?x)` holds.
  mutating func skipVerboseSpace() {
    guard flags.isVerbose else { return }
    while position < pattern.count {
      if pattern[position] == UInt8(ascii: "#") {
        while position < pattern.count, pattern[position] != 0xA { position += 1 }
        continue
      }
      let decoded = pattern.span.decodePoint(at: position)
      guard UnicodeData.spaces.contains(decoded.point) else { return }
      position += decoded.length
    }
  }

  mutating func deepen(at offset: Int) throws(RegexError) {
    depth += 1
    guard depth <= RegexLimits.depth else {
      throw RegexError(
        code: .limit, offset: offset,
        message: "groups and repetitions are nested more than \(RegexLimits.depth) deep")
    }
  }

  // MARK: - Errors

  func syntax(_ offset: Int, _ message: String) -> RegexError {
    RegexError(code: .syntax, offset: offset, message: message)
  }

  func unsupported(_ offset: Int, _ message: String) -> RegexError {
    RegexError(code: .unsupported, offset: offset, message: message)
  }

  func invalidUTF8(_ offset: Int) -> RegexError {
    unsupported(offset, "without the flag u this could match half a character")
  }

  /// A byte as it is shown in a message.
  func character(_ byte: UInt8) -> String { String(Character(Unicode.Scalar(byte))) }
}

extension RegexExpression {
  /// A character, with its other cases where the flags ask for them.
  static func forPoint(_ point: UInt32, flags: RegexParser.Flags) -> RegexExpression {
    if flags.ignoresCase {
      let single = CharacterClass(point, point)
      let folded = flags.isUnicode ? single.foldingCase() : single.foldingASCIICase()
      if folded != single { return .characters(folded) }
    }
    var bytes: [UInt8] = []
    bytes.append(point: point)
    return .literal(bytes)
  }
}
