extension Text {
  /// `split`: the parts between the places of a delimiter; always one at least.
  ///
  /// An empty delimiter leaves the text whole (a guess; no document says).
  static func split(_ text: Span<UInt8>, by delimiter: SubstringSearch) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    if !delimiter.needle.isEmpty {
      while let place = delimiter.find(in: text, from: start) {
        parts.append(start..<place)
        start = place + delimiter.needle.count
      }
    }
    parts.append(start..<text.count)
    return parts
  }
}
