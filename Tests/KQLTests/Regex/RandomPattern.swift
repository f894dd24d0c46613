import TestSupport

/// Random patterns and texts over a small alphabet.
enum RandomPattern {
  private static let atoms = [
    "a", "b", "c", "A", ".", "[ab]", "[^a]", #"\w"#, #"\W"#, #"\d"#, #"\s"#, "é", "[é-ü]", "k",
    #"\b"#, #"\B"#, "^", "$", #"\A"#, #"\z"#, "", "[[:upper:]]", #"\p{L}"#, "[a-c&&[^b]]",
    "(?i:k)", "(?i:s)", #"(?-u:\b)"#, "(?m:^)", "(?m:$)", "(?mR:$)", "(?s:.)", "\n", "abc",
  ]
  private static let repeats = [
    "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "{1,}?",
  ]

  /// A pattern that compiles.
  static func make(_ random: inout SplitMix64, depth: Int) -> String {
    let choice = Int.random(in: 0..<100, using: &random)
    if depth == 0 || choice < 35 { return atoms.randomElement(using: &random) ?? "" }
    let inner = make(&random, depth: depth - 1)
    switch choice {
    case ..<58: return inner + make(&random, depth: depth - 1)
    case ..<72: return "(?:\(inner)|\(make(&random, depth: depth - 1)))"
    case ..<86: return "(\(inner))"
    default: return "(?:\(inner))" + (repeats.randomElement(using: &random) ?? "*")
    }
  }

  /// A short text.
  static func text(_ random: inout SplitMix64) -> String {
    let characters = Array("aaabbcAkKé \n\r1_ſü.")
    return String(
      (0..<Int.random(in: 0...10, using: &random)).map { _ in
        characters[Int.random(in: 0..<characters.count, using: &random)]
      })
  }
}
