extension Text {
  /// A text with each character's case folded, by which `=~`, `in~` and `contains` compare.
  ///
  /// Simple folding: one character becomes one, so ß is not ss. Source: datatypes-string-operators.md
  /// says case-insensitive; recorded answers show é = É and full-width letters unlike ASCII ones.
  static func folded(_ text: Span<UInt8>) -> [UInt8] { mapped(text, UnicodeData.folding) }

  /// Whether characters beyond ASCII may fold to some of a folded needle: the Kelvin sign folds to k,
  /// the long s to s, and no other to ASCII.
  static func mayMatchBeyondASCII(_ folded: [UInt8]) -> Bool {
    folded.contains { $0 >= 0x80 || $0 == UInt8(ascii: "k") || $0 == UInt8(ascii: "s") }
  }

  /// Whether two texts differ in case only.
  static func equalsIgnoringCase(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    commonFoldedLength(left, right) == (left.count, right.count)
  }

  /// Whether a text starts with another, case apart.
  static func hasPrefixIgnoringCase(_ text: Span<UInt8>, _ prefix: Span<UInt8>) -> Bool {
    commonFoldedLength(text, prefix).1 == prefix.count
  }

  /// Whether a text ends with another, case apart.
  static func hasSuffixIgnoringCase(_ text: Span<UInt8>, _ suffix: Span<UInt8>) -> Bool {
    var end = text.count
    var suffixEnd = suffix.count
    while suffixEnd > 0 {
      guard end > 0 else { return false }
      let left = text.decodePoint(before: end)
      let right = suffix.decodePoint(before: suffixEnd)
      guard isSameFolded(left, text[end - 1], right, suffix[suffixEnd - 1]) else { return false }
      end -= left.length
      suffixEnd -= right.length
    }
    return true
  }

  /// How many bytes at the start of two texts differ in case only.
  private static func commonFoldedLength(
    _ left: Span<UInt8>, _ right: Span<UInt8>
  ) -> (Int, Int) {
    var (leftAt, rightAt) = (0, 0)
    while leftAt < left.count, rightAt < right.count {
      let (leftByte, rightByte) = (left[leftAt], right[rightAt])
      if leftByte | rightByte < 0x80 {
        if SubstringSearch.lowered(leftByte) != SubstringSearch.lowered(rightByte) { break }
        leftAt += 1
        rightAt += 1
        continue
      }
      let leftPoint = left.decodePoint(at: leftAt)
      let rightPoint = right.decodePoint(at: rightAt)
      guard isSameFolded(leftPoint, leftByte, rightPoint, rightByte) else { break }
      leftAt += leftPoint.length
      rightAt += rightPoint.length
    }
    return (leftAt, rightAt)
  }

  /// Whether two characters fold to one; bytes that are not UTF-8 are alike only if they are equal.
  private static func isSameFolded(
    _ left: DecodedPoint, _ leftByte: UInt8, _ right: DecodedPoint, _ rightByte: UInt8
  ) -> Bool {
    guard left.isValid, right.isValid else {
      return left.isValid == right.isValid && leftByte == rightByte
    }
    return UnicodeData.folding(left.point) == UnicodeData.folding(right.point)
  }
}
