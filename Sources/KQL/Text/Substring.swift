extension Text {
  /// `substring`: the bytes of some characters.
  ///
  /// A negative start counts from the end; one before the start of the text gives nothing, as does a
  /// negative length (recorded: substring("x", -2, 5) is ""; the second is a guess).
  ///
  /// `length`: characters, or nil for all up to the end.
  static func substring(_ text: Span<UInt8>, start: Int64, length: Int64?) -> Range<Int> {
    var first = start
    if first < 0 { first += Int64(characterCount(text)) }
    guard first >= 0, length ?? 0 >= 0, first < Int64(text.count) else { return 0..<0 }
    let from = byteOffset(text, character: Int(first))
    guard let length, length < Int64(text.count) else { return from..<text.count }
    let rest = text.extracting(from..<text.count)
    return from..<(from + byteOffset(rest, character: Int(length)))
  }
}
