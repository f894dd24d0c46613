/// Which part of a text `indexof` looks at, in characters.
struct IndexWindow: Sendable {
  /// Where it starts; a negative number counts from the end.
  var start: Int64 = 0
  /// How many characters are looked at, -1 for all.
  var length: Int64 = -1
  /// The number of the occurrence, from 1.
  var occurrence: Int64 = 1
}

extension Text {
  /// `indexof`: the character at which a text is found, -1 where it is not, nil for null.
  ///
  /// An empty needle gives null (recorded), as do an occurrence below 1 and a length below -1. A
  /// found text must lie within the window, which for each further occurrence starts one character
  /// after the one before and is as long again: so the example of indexof-function.md with
  /// occurrence 2 comes out as printed there. A negative start counts from the end, as in the
  /// example; the remark that it gives null belongs to indexof_regex.
  static func indexOf(
    _ text: Span<UInt8>, _ needle: SubstringSearch, _ window: IndexWindow = IndexWindow()
  ) -> Int64? {
    guard !needle.needle.isEmpty, window.occurrence >= 1, window.length >= -1 else { return nil }
    let count = Int64(characterCount(text))
    var first = window.start < 0 ? max(0, window.start + count) : window.start
    guard first <= count else { return -1 }
    var offset = byteOffset(text, character: Int(first))
    var left = window.occurrence
    while true {
      let rest = text.extracting(offset..<text.count)
      let end =
        window.length < 0 || window.length >= Int64(rest.count)
        ? rest.count : byteOffset(rest, character: Int(window.length))
      guard let place = needle.find(in: rest.extracting(0..<end), from: 0) else { return -1 }
      first += Int64(characterCount(rest.extracting(0..<place)))
      left -= 1
      if left == 0 { return first }
      offset += place + rest.decodePoint(at: place).length
      first += 1
    }
  }

  /// `indexof_regex`: like ``indexOf(_:_:_:)`` for a pattern; matches do not overlap, and a negative
  /// start gives null.
  static func indexOf(
    _ text: Span<UInt8>, _ matcher: Matcher, _ window: IndexWindow = IndexWindow()
  ) -> Int64? {
    guard window.start >= 0, window.occurrence >= 1, window.length >= -1 else { return nil }
    let first = byteOffset(text, character: Int(clamping: window.start))
    let rest = text.extracting(first..<text.count)
    let end =
      window.length < 0 || window.length >= Int64(rest.count)
      ? rest.count : byteOffset(rest, character: Int(window.length))
    var left = window.occurrence
    var found: Int64 = -1
    let searched = text.extracting(0..<(first + end))
    var start = first
    while start <= searched.count, let match = matcher.find(searched, from: start) {
      left -= 1
      if left == 0 {
        found = Int64(characterCount(text.extracting(0..<match.lowerBound)))
        break
      }
      start = match.upperBound
      if match.isEmpty {
        guard start < searched.count else { break }
        start += searched.decodePoint(at: start).length
      }
    }
    return found
  }
}
