extension Text {
  /// `strlen`: code points (recorded answers: strlen of a family emoji is 5, of "á" in two parts 2).
  static func characterCount(_ text: Span<UInt8>) -> Int {
    var count = 0
    for index in 0..<text.count where text[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The byte at which a character starts; the text's length where there are no more so many.
  static func byteOffset(_ text: Span<UInt8>, character: Int) -> Int {
    var left = character
    for index in 0..<text.count where text[index] & 0xC0 != 0x80 {
      if left == 0 { return index }
      left -= 1
    }
    return text.count
  }
}
