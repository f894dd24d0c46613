/// The pattern of `parse kind=regex`, as one regular expression.
///
/// The literals are patterns themselves and are put in as they are; a star is `.*?`, a string `.*`, an
/// integer `\-?\d+`. The documentation prints `.*?` for strings, but its examples and recorded answers
/// are greedy ("abc123def" before `\d+` gives "abc12"), and the flag `U` turns that round. The match
/// must be the whole text (a guess). Source: parse-operator.md, "Regex mode".
struct ParseRegexPattern: Sendable {
  let regex: Regex
  /// The groups of the captured columns, in order; groups of the literals lie between.
  private let groups: [Int]

  /// Compiles a pattern.
  ///
  /// `flags`: the flags of the operator, such as `Ui`.
  /// - Throws: what the literals break; offsets are those of the expression that is made.
  init(_ pieces: [ParsePiece], flags: [UInt8] = []) throws(RegexError) {
    var pattern: [UInt8] = []
    var names: [[UInt8]] = []
    for piece in pieces {
      switch piece {
      case .literal(let bytes): pattern += bytes
      case .star: pattern += Array(".*?".utf8)
      case .capture(let kind):
        let name = Array("kql_capture_\(names.count)".utf8)
        names.append(name)
        pattern += Array("(?P<".utf8) + name + [UInt8(ascii: ">")] + Self.pattern(kind)
        pattern.append(UInt8(ascii: ")"))
      }
    }
    let regex = try Regex(pattern, flags: flags, anchoredTo: [.start, .end])
    self.regex = regex
    groups = names.compactMap(regex.group(named:))
  }

  private static func pattern(_ kind: ParsePiece.Kind) -> [UInt8] {
    switch kind {
    case .text, .other: Array(".*".utf8)
    case .integer: Array(#"\-?\d+"#.utf8)
    case .real: Array(#"\-?\d+(?:\.\d+)?(?:[eE][\-\+]?\d+)?"#.utf8)
    }
  }

  /// The bytes of each capture; nil if the pattern does not match.
  func match(_ text: Span<UInt8>, _ matcher: Matcher) -> [Range<Int>]? {
    guard let found = matcher.captures(text) else { return nil }
    return groups.map { found[$0] ?? 0..<0 }
  }
}
