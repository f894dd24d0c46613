/// Functions on strings, each on the bytes of UTF-8: what the operators and functions of KQL call.
///
/// Positions and lengths that KQL counts in characters are counted in code points: strlen("😀") is 1
/// and substring of a flag gives one half of it (recorded answers of Microsoft's engine).
enum Text {
  /// Whether all bytes are ASCII.
  static func isASCII(_ text: Span<UInt8>) -> Bool {
    let width = 32
    var at = 0
    while at + width <= text.count {
      let block = text.extracting(at..<(at + width))
      var all: UInt8 = 0
      for index in 0..<width { all |= block[index] }
      if all >= 0x80 { return false }
      at += width
    }
    var all: UInt8 = 0
    while at < text.count {
      all |= text[at]
      at += 1
    }
    return all < 0x80
  }

  /// The bytes of a span as an array.
  static func array(_ text: Span<UInt8>) -> [UInt8] {
    [UInt8](capacity: text.count) { output in
      for index in 0..<text.count { output.append(text[index]) }
    }
  }

  /// Whether two texts have the same bytes.
  static func equals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] { return false }
    return true
  }
}
