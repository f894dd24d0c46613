extension Text {
  /// `regex_quote`: a text with a backslash before each character that means something in a pattern.
  ///
  /// Source: regex-quote-function.md. `#`, `&`, `-`, `~` and white space mean something in some
  /// places only, and are quoted as Rust's `escape` does, save white space.
  static func regexQuoted(_ text: Span<UInt8>) -> [UInt8] {
    let special = Array("\\.+*?()|[]{}^$#&-~".utf8)
    var result: [UInt8] = []
    for index in 0..<text.count {
      if special.contains(text[index]) { result.append(UInt8(ascii: "\\")) }
      result.append(text[index])
    }
    return result
  }
}
