extension Text {
  /// `countof` of plain text: places may overlap (countof-function.md); an empty needle has none.
  static func countOf(_ text: Span<UInt8>, _ needle: SubstringSearch) -> Int {
    guard !needle.needle.isEmpty else { return 0 }
    var count = 0
    var start = 0
    while let place = needle.find(in: text, from: start) {
      count += 1
      start = place + 1
    }
    return count
  }

  /// `countof` of a pattern: matches do not overlap.
  static func countOf(_ text: Span<UInt8>, _ matcher: Matcher) -> Int {
    var count = 0
    matcher.forEachRange(in: text) { _ in
      count += 1
      return true
    }
    return count
  }
}
