import KQL

/// Bytes of hexadecimal text; nil if it is none.
func bytes(hexadecimal text: Substring) -> [UInt8]? {
  var result: [UInt8] = []
  var high: Int?
  for character in text {
    guard let digit = character.hexDigitValue else { return nil }
    if let first = high {
      result.append(UInt8(first << 4 | digit))
      high = nil
    } else {
      high = digit
    }
  }
  return high == nil ? result : nil
}

/// Reads lines of a pattern and texts in hexadecimal, separated by spaces, `-` for the empty one, and
/// prints a line for each: `E` and why, or for each text its matches as groups of `start,end`.
func probe() {
  while let line = readLine() {
    let words = line.split(separator: " ").map { $0 == "-" ? [] : bytes(hexadecimal: $0) ?? [] }
    guard let pattern = words.first else { continue }
    do {
      let matcher = Matcher(try Regex(pattern))
      let texts = words.dropFirst().map { text in
        var matches: [String] = []
        matcher.forEachMatch(in: text.span) { groups in
          let parts = groups.map { $0.map { "\($0.lowerBound),\($0.upperBound)" } ?? "-" }
          matches.append(parts.joined(separator: ";"))
          return true
        }
        if matcher.isMatch(text.span) == matches.isEmpty { matches.append("isMatch differs") }
        return matches.joined(separator: "/")
      }
      print("M", texts.joined(separator: "|"))
    } catch {
      print("E", error.offset, error.message)
    }
  }
}
