// MARK: - Numbers

extension Lexer {
  /// `12`, `0x1F`, `1.5`, `1e-3`, `1.`, `5m`, `1.5hours`; digits followed by other letters are a name.
  ///
  /// `1..5` is a range of two longs, so a dot before a dot is not part of a number.
  mutating func scanNumber() {
    let start = offset
    if byte() == UInt8(ascii: "0"), byte(1) == UInt8(ascii: "x") || byte(1) == UInt8(ascii: "X"),
      byte(2)?.hexadecimalDigit != nil
    {
      offset += 2
      while byte()?.hexadecimalDigit != nil { offset += 1 }
      return finishNumber(.long, from: start)
    }
    skipDigits()
    var kind = Token.Kind.long
    if byte() == UInt8(ascii: "."), byte(1) != UInt8(ascii: ".") {
      kind = .real
      offset += 1
      skipDigits()
    }
    let unitStart = offset
    if byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E") {
      offset += 1
      if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { offset += 1 }
      if byte()?.isDigit == true {
        skipDigits()
        return finishNumber(.real, from: start)
      }
      offset = unitStart
    }
    let unitLength = identifierLength(at: unitStart)
    if unitLength > 0 {
      offset += unitLength
      let unit = text.string(SourceRange(unitStart, offset))
      if TimespanLiteral.ticksPerUnit[unit] != nil || TimespanLiteral.refusedUnits.contains(unit) {
        return append(.timespan, from: start)
      }
      offset = unitStart
    }
    finishNumber(kind, from: start)
  }

  private mutating func skipDigits() {
    while byte()?.isDigit == true { offset += 1 }
  }

  private mutating func finishNumber(_ kind: Token.Kind, from start: Int) {
    let rest = identifierLength(at: offset)
    guard rest > 0 else { return append(kind, from: start) }
    offset += rest
    if identifierLength(at: start) == offset - start {
      append(.identifier, from: start)
    } else {
      let shown = text.shown(SourceRange(start, offset))
      report("expected a number or a timespan such as 5m, found \"\(shown)\"", from: start)
    }
  }
}

// MARK: - Strings

extension Lexer {
  /// Whether a string literal that must not be logged begins here: `h"..."`, `H@'...'`.
  func isHiddenString() -> Bool {
    guard byte() == UInt8(ascii: "h") || byte() == UInt8(ascii: "H") else { return false }
    switch byte(1) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return true
    case UInt8(ascii: "@"): return byte(2) == UInt8(ascii: "\"") || byte(2) == UInt8(ascii: "'")
    case UInt8(ascii: "`"), UInt8(ascii: "~"):
      let fence = text.bytes[(offset + 1)...].prefix(3)
      return fence.count == 3 && fence.allSatisfy { $0 == fence.first }
    default: return false
    }
  }

  /// A string literal up to its closing quote. Only fenced ones span lines.
  mutating func scanString() {
    let start = offset
    if byte() == UInt8(ascii: "h") || byte() == UInt8(ascii: "H") { offset += 1 }
    if starts(with: "```") || starts(with: "~~~") { return scanFenced(from: start) }
    var isVerbatim = false
    if byte() == UInt8(ascii: "@") {
      isVerbatim = true
      offset += 1
    }
    guard let quote = byte() else { return }
    offset += 1
    while let byte = byte(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
      offset += 1
      if byte == quote {
        if !isVerbatim || self.byte() != quote { return append(.string, from: start) }
        offset += 1
      } else if byte == UInt8(ascii: "\\"), !isVerbatim, let next = self.byte(),
        next != UInt8(ascii: "\n"), next != UInt8(ascii: "\r")
      {
        offset += 1
      }
    }
    let sign = Character(Unicode.Scalar(quote))
    report("expected \(sign) at the end of the string, found the end of the line", from: start)
  }

  private mutating func scanFenced(from start: Int) {
    let fence = byte()
    offset += 3
    var run = 0
    while let byte = byte() {
      offset += 1
      run = byte == fence ? run + 1 : 0
      if run == 3 { return append(.string, from: start) }
    }
    report("expected the end of a multi-line string, found the end of the query", from: start)
  }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  /// The value of a hexadecimal digit.
  var hexadecimalDigit: UInt32? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
