extension Text {
  /// `replace_string`: a text with each place of another replaced; nil where there is none. An empty
  /// one is nowhere (recorded).
  static func replace(
    _ text: Span<UInt8>, _ needle: SubstringSearch, with replacement: [UInt8]
  ) -> [UInt8]? {
    guard !needle.needle.isEmpty, var place = needle.find(in: text, from: 0) else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var end = 0
    while true {
      result.append(text.extracting(end..<place))
      result += replacement
      end = place + needle.needle.count
      guard let next = needle.find(in: text, from: end) else { break }
      place = next
    }
    result.append(text.extracting(end..<text.count))
    return result
  }

  /// `replace_strings`: each place of a needle is replaced, the earlier needles first: a place that
  /// overlaps one of an earlier needle stays. So is becomes was in This too if it comes first
  /// (replace-strings-function.md, "Replacement order").
  ///
  /// A place whose replacement is nil stays as it is and still keeps later needles away.
  static func replace(
    _ text: Span<UInt8>, _ needles: [SubstringSearch], with replacements: [[UInt8]?]
  ) -> [UInt8] {
    /// For each byte at which a place starts the needle's number.
    var starts: [Int: Int] = [:]
    var isTaken = Array(repeating: false, count: text.count)
    for (number, needle) in needles.enumerated() where !needle.needle.isEmpty {
      var at = 0
      while let place = needle.find(in: text, from: at) {
        let range = place..<(place + needle.needle.count)
        if isTaken[range].contains(true) {
          at = place + 1
          continue
        }
        starts[place] = number
        for index in range { isTaken[index] = true }
        at = range.upperBound
      }
    }
    var result: [UInt8] = []
    var at = 0
    while at < text.count {
      guard let number = starts[at] else {
        result.append(text[at])
        at += 1
        continue
      }
      let end = at + needles[number].needle.count
      if number < replacements.count, let replacement = replacements[number] {
        result += replacement
      } else {
        result.append(text.extracting(at..<end))
      }
      at = end
    }
    return result
  }
}
