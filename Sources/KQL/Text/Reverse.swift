extension Text {
  /// `reverse`: the characters from last to first.
  static func reversed(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var end = text.count
    while end > 0 {
      let length = text.decodePoint(before: end).length
      for index in (end - length)..<end { result.append(text[index]) }
      end -= length
    }
    return result
  }
}
