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

  /// `replace_strings`: of the needles that start at the leftmost place the first one is replaced; one
  /// whose replacement is nil stays as it is.
  static func replace(
    _ text: Span<UInt8>, _ needles: [SubstringSearch], with replacements: [[UInt8]?]
  ) -> [UInt8] {
    var result: [UInt8] = []
    var end = 0
    /// Where each needle is found next; nil once it is not found.
    var places = needles.map { $0.needle.isEmpty ? nil : $0.find(in: text, from: 0) }
    while true {
      var best: Int?
      for index in places.indices {
        if let place = places[index], place < end {
          places[index] = needles[index].find(in: text, from: end)
        }
        guard let place = places[index] else { continue }
        if let current = best.flatMap({ places[$0] }), current <= place { continue }
        best = index
      }
      guard let best, let place = places[best] else { break }
      let next = place + needles[best].needle.count
      result.append(text.extracting(end..<place))
      if best < replacements.count, let replacement = replacements[best] {
        result += replacement
      } else {
        result.append(text.extracting(place..<next))
      }
      end = next
    }
    result.append(text.extracting(end..<text.count))
    return result
  }
}
