extension RegexParser {
  /// A group, or nil for one that only sets flags, as `(?i)` does.
  mutating func parseGroup() throws(RegexError) -> RegexExpression? {
    let open = position
    position += 1
    try refuseLookAround(open)
    let outerFlags = flags
    let outerDepth = depth
    var index: Int?
    if take("?") {
      if comes("P<") || comes("<") {
        position += peek == UInt8(ascii: "P") ? 2 : 1
        index = try addGroup(named: parseName(), at: open)
      } else {
        try parseFlags(open)
        if take(")") { return nil }
        position += 1  // the colon
      }
    } else {
      index = try addGroup(named: nil, at: open)
    }
    try deepen(at: open)
    let inner = try parseAlternation()
    guard take(")") else { throw syntax(open, "found `(` without a `)` after it") }
    depth = outerDepth
    flags = outerFlags
    guard let index else { return inner }
    return .capture(inner, index: index)
  }

  private func refuseLookAround(_ open: Int) throws(RegexError) {
    if comes("?=") || comes("?!") {
      throw unsupported(open, "look-ahead is not supported: it cannot be matched in linear time")
    }
    if comes("?<=") || comes("?<!") {
      throw unsupported(open, "look-behind is not supported: it cannot be matched in linear time")
    }
    if comes("?P=") || comes("?P>") {
      throw unsupported(
        open, "references to groups are not supported: they cannot be matched in linear time")
    }
    if comes("?>") { throw unsupported(open, "atomic groups are not supported") }
  }

  private mutating func addGroup(named name: [UInt8]?, at open: Int) throws(RegexError) -> Int {
    guard groupNames.count <= RegexLimits.groups else {
      throw RegexError(
        code: .limit, offset: open, message: "there are more than \(RegexLimits.groups) groups")
    }
    if let name, groupNames.contains(name) {
      throw syntax(open, "two groups are named `\(String(decoding: name, as: UTF8.self))`")
    }
    groupNames.append(name)
    return groupNames.count - 1
  }

  /// A name up to `>`: `_` or a letter first, then letters, digits and `._[]`.
  private mutating func parseName() throws(RegexError) -> [UInt8] {
    let start = position
    while let byte = peek, byte != UInt8(ascii: ">") {
      let offset = position
      let point = takePoint()
      let isLetter = UnicodeData.isWord.contains(point)
      let isDigit = UnicodeData.digits.contains(point)
      let isFirst = offset == start
      let isMark = [0x2E, 0x5B, 0x5D].contains(point)
      guard isFirst ? isLetter && !isDigit : isLetter || isMark else {
        throw syntax(
          offset,
          "a group's name starts with a letter or `_` and goes on with letters, digits "
            + "and `._[]`")
      }
    }
    guard position > start else { throw syntax(start, "the group's name is empty") }
    let name = Array(pattern[start..<position])
    guard take(">") else { throw syntax(start, "the group's name is not closed by `>`") }
    return name
  }

  /// Flags after `(?` up to `)` or `:`, which stay unread.
  private mutating func parseFlags(_ open: Int) throws(RegexError) {
    var isClearing = false
    var seen: [UInt8] = []
    while true {
      guard let byte = peek else { throw syntax(open, "found `(` without a `)` after it") }
      switch byte {
      case UInt8(ascii: ")"), UInt8(ascii: ":"):
        if isClearing, seen.last == UInt8(ascii: "-") {
          throw syntax(position, "expected a flag after `-`")
        }
        if byte == UInt8(ascii: ")"), seen.isEmpty {
          throw syntax(open, "found `(?)`, which has neither flags nor a pattern")
        }
        return
      case UInt8(ascii: "-"):
        if isClearing { throw syntax(position, "found a second `-` among the flags") }
        isClearing = true
      case UInt8(ascii: "i"): flags.ignoresCase = !isClearing
      case UInt8(ascii: "m"): flags.isMultiLine = !isClearing
      case UInt8(ascii: "s"): flags.dotMatchesNewLine = !isClearing
      case UInt8(ascii: "R"): flags.isCRLF = !isClearing
      case UInt8(ascii: "U"): flags.swapsGreed = !isClearing
      case UInt8(ascii: "u"): flags.isUnicode = !isClearing
      case UInt8(ascii: "x"): flags.isVerbose = !isClearing
      default:
        throw syntax(position, "expected one of the flags imsRUux, `:` or `)`")
      }
      if seen.contains(byte) { throw syntax(position, "the flag `\(character(byte))` is twice") }
      seen.append(byte)
      position += 1
    }
  }
}
