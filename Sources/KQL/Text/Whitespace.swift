extension Text {
  /// Whether a character is white space by Unicode's property.
  static func isSpace(_ point: UInt32) -> Bool {
    point < 0x80 ? point == 0x20 || point &- 9 < 5 : UnicodeData.spaces.contains(point)
  }

  /// A range of a text without the white space at its ends.
  static func withoutSpaces(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (first, last) = (range.lowerBound, range.upperBound)
    while first < last {
      let decoded = text.decodePoint(at: first)
      guard isSpace(decoded.point) else { break }
      first += decoded.length
    }
    while first < last {
      let decoded = text.decodePoint(before: last)
      guard isSpace(decoded.point) else { break }
      last -= decoded.length
    }
    return first..<max(first, last)
  }
}
