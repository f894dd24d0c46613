/// The text of a query with the lines it has.
struct QueryText: Sendable {
  let bytes: [UInt8]
  /// Offsets of the first byte of each line.
  private let lineStarts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  func string(_ range: SourceRange) -> String {
    String(decoding: bytes[range.start..<range.end], as: UTF8.self)
  }

  /// A part of the query for a message: at most 40 characters, none of which could disturb a terminal.
  func shown(_ range: SourceRange) -> String {
    let word = Self.printable(string(window(range.start, min(range.end, range.start + 200))))
    return word.count > 40 || range.end > range.start + 200 ? word.prefix(40) + "…" : word
  }

  /// Line and column of an offset, both from 1, the column in Unicode scalars.
  func position(of offset: Int) -> (line: Int, column: Int) {
    let line = self.line(of: offset)
    let column = bytes[lineStarts[line]..<offset].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
    return (line + 1, column)
  }

  /// The line that a place begins in and carets under the place. Long lines are cut around it; control
  /// characters, which could disturb a terminal, are shown as U+FFFD.
  func excerpt(of range: SourceRange) -> String {
    let line = self.line(of: range.start)
    let lineStart = lineStarts[line]
    var lineEnd = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    if lineEnd > lineStart, bytes[lineEnd - 1] == UInt8(ascii: "\r") { lineEnd -= 1 }
    let placeStart = min(range.start, lineEnd)
    let placeEnd = max(placeStart, min(range.end, lineEnd))

    // Four bytes a character suffice; characters of more are cut earlier.
    let most = 4 * Limits.excerptCharacters
    let windowStart = max(lineStart, placeStart - most)
    let windowEnd = min(lineEnd, placeStart + most)
    let before = Array(Self.printable(string(window(windowStart, placeStart))))
    let place = Array(Self.printable(string(window(placeStart, min(placeEnd, windowEnd)))))
    let after = Array(Self.printable(string(window(min(placeEnd, windowEnd), windowEnd))))
    let shownBefore = before.suffix(Limits.excerptCharacters / 2)
    let shownPlace = place.prefix(Limits.excerptCharacters)
    let room = max(0, Limits.excerptCharacters - shownBefore.count - shownPlace.count)
    let shownAfter = after.prefix(shownPlace.count < place.count ? 0 : room)

    let isCutBefore = windowStart > lineStart || shownBefore.count < before.count
    let isCutAfter =
      windowEnd < lineEnd || shownPlace.count < place.count || shownAfter.count < after.count
    let indent = String(shownBefore.map { $0 == "\t" ? "\t" : " " })
    return (isCutBefore ? "…" : "") + String(shownBefore) + String(shownPlace) + String(shownAfter)
      + (isCutAfter ? "…" : "") + "\n" + (isCutBefore ? " " : "") + indent
      + String(repeating: "^", count: max(1, shownPlace.count))
  }

  /// A stretch without the halves of characters at its ends.
  private func window(_ start: Int, _ end: Int) -> SourceRange {
    var start = start
    var end = end
    while start < end, bytes[start] & 0xc0 == 0x80 { start += 1 }
    while end > start, end < bytes.count, bytes[end] & 0xc0 == 0x80 { end -= 1 }
    return SourceRange(start, end)
  }

  private func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let isControl = scalar.value < 0x20 && scalar != "\t" || 0x7f...0x9f ~= scalar.value
          let isBidirectional = 0x202a...0x202e ~= scalar.value || 0x2066...0x2069 ~= scalar.value
          return isControl || isBidirectional ? "\u{fffd}" : scalar
        }))
  }
}
