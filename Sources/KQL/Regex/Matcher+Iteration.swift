extension Matcher {
  /// Calls a function for each match from left to right, with the bytes of the match and its groups.
  ///
  /// Matches do not overlap. An empty one does not count where the match before it ends; the search
  /// goes on one character later.
  ///
  /// `body`: returns false to end the search.
  public func forEachMatch(
    in text: Span<UInt8>, _ body: ([Range<Int>?]) -> Bool
  ) {
    var start = 0
    var lastEnd = -1
    while start <= text.count, let groups = captures(text, from: start), let match = groups[0] {
      if match.isEmpty && match.lowerBound == lastEnd {
        guard start < text.count else { return }
        start += text.decodePoint(at: start).length
        continue
      }
      guard body(groups) else { return }
      start = match.upperBound
      lastEnd = match.upperBound
    }
  }

  /// Like ``forEachMatch(in:_:)``, without the groups.
  public func forEachRange(in text: Span<UInt8>, _ body: (Range<Int>) -> Bool) {
    var start = 0
    var lastEnd = -1
    while start <= text.count, let match = find(text, from: start) {
      if match.isEmpty && match.lowerBound == lastEnd {
        guard start < text.count else { return }
        start += text.decodePoint(at: start).length
        continue
      }
      guard body(match) else { return }
      start = match.upperBound
      lastEnd = match.upperBound
    }
  }
}
