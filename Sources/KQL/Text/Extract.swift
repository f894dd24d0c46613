extension Text {
  /// `extract`: the bytes of a group of the first match; nil, which is "" for strings, where there is
  /// no match, no such group, or the group took no part.
  static func extract(
    _ text: Span<UInt8>, _ matcher: Matcher, group: Int
  ) -> Range<Int>? {
    guard group >= 0, group < matcher.regex.groupCount else { return nil }
    if group == 0 { return matcher.find(text) }
    return matcher.captures(text)?[group]
  }

  /// `extract_all`: for each match the bytes of its groups, an empty range for one that took no part;
  /// no element where nothing matches, which is null.
  ///
  /// `groups`: the numbers of the groups wanted.
  static func extractAll(
    _ text: Span<UInt8>, _ matcher: Matcher, groups: [Int]
  ) -> [[Range<Int>]] {
    var rows: [[Range<Int>]] = []
    matcher.forEachMatch(in: text) { match in
      rows.append(groups.map { $0 < match.count ? match[$0] ?? 0..<0 : 0..<0 })
      return true
    }
    return rows
  }
}
