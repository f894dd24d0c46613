extension Text {
  /// Whether a letter or digit starts at a position.
  ///
  /// Terms are maximal runs of letters and decimal digits of any script; `_`, `-` and `.` separate.
  /// Source: datatypes-string-operators.md, "What is a term?"; recorded answers for `_` and Cyrillic.
  static func isAlphanumeric(_ text: Span<UInt8>, at index: Int) -> Bool {
    let byte = text[index]
    if byte < 0x80 { return isAlphanumeric(byte) }
    let decoded = text.decodePoint(at: index)
    return decoded.isValid && UnicodeData.isAlphanumeric.contains(decoded.point)
  }

  /// Whether a letter or digit ends before a position.
  static func isAlphanumeric(_ text: Span<UInt8>, before index: Int) -> Bool {
    let byte = text[index - 1]
    if byte < 0x80 { return isAlphanumeric(byte) }
    let decoded = text.decodePoint(before: index)
    return decoded.isValid && UnicodeData.isAlphanumeric.contains(decoded.point)
  }

  /// Whether an ASCII byte is a letter or digit.
  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }
}

/// At which ends of a needle a term must end.
struct TermBoundary: Equatable, Sendable {
  /// Whether no letter or digit may stand before the needle.
  let atStart: Bool
  /// Whether no letter or digit may stand after it.
  let atEnd: Bool

  /// The boundary that a needle asks for; an end that is no letter or digit ends any term.
  init(_ needle: Span<UInt8>, atStart: Bool, atEnd: Bool) {
    self.atStart = atStart && !needle.isEmpty && Text.isAlphanumeric(needle, at: 0)
    self.atEnd = atEnd && !needle.isEmpty && Text.isAlphanumeric(needle, before: needle.count)
  }

  /// Whether it holds where the needle stands in a text.
  func holds(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if atStart, range.lowerBound > 0, Text.isAlphanumeric(text, before: range.lowerBound) {
      return false
    }
    if atEnd, range.upperBound < text.count, Text.isAlphanumeric(text, at: range.upperBound) {
      return false
    }
    return true
  }
}
