/// Bytes that each match of a pattern holds: what is looked for before the automaton runs.
struct RegexLiterals: Sendable {
  /// What each match starts with.
  private(set) var prefix: SubstringSearch?
  /// The longest run of bytes that is somewhere in each match; nil where ``prefix`` is that run.
  private(set) var required: SubstringSearch?
  /// Whether each place of ``prefix`` is a match and each match such a place.
  private(set) var prefixIsAll = false

  /// Bytes that follow each other in each match.
  private struct Run {
    var bytes: [UInt8] = []
    /// Whether letters match in both cases.
    var ignoresCase = false
  }

  private var runs: [Run] = [Run()]
  /// Whether all of the pattern went into the first run.
  private var isWhole = true

  init(_ expression: RegexExpression) {
    add(expression)
    let first = runs[0]
    let longest = runs.max { $0.bytes.count < $1.bytes.count } ?? first
    if !first.bytes.isEmpty {
      prefix = SubstringSearch(first.bytes, ignoringASCIICase: first.ignoresCase)
      prefixIsAll = isWhole && !first.ignoresCase
    }
    if longest.bytes.count > max(1, first.bytes.count) {
      required = SubstringSearch(longest.bytes, ignoringASCIICase: longest.ignoresCase)
    }
    runs = []
  }

  private mutating func cut() {
    isWhole = false
    if runs.count == 1 || !(runs.last?.bytes.isEmpty ?? true) { runs.append(Run()) }
  }

  private mutating func add(_ expression: RegexExpression) {
    switch expression {
    case .empty: break
    case .look: isWhole = false
    case .literal(let bytes): runs[runs.count - 1].bytes += bytes
    case .characters(let set):
      if let byte = Self.letterInBothCases(set) {
        runs[runs.count - 1].bytes.append(byte)
        runs[runs.count - 1].ignoresCase = true
      } else if set.ranges.count == 1, set.ranges[0].first == set.ranges[0].last {
        runs[runs.count - 1].bytes.append(point: set.ranges[0].first)
      } else {
        cut()
      }
    case .capture(let inner, _): add(inner)
    case .concatenation(let parts): for part in parts { add(part) }
    case .repetition(let inner, let minimum, let maximum, _):
      if minimum == 0 {
        cut()
      } else {
        // The first copy follows what is before it; what is after it follows the last one.
        add(inner)
        if maximum != 1 { cut() }
      }
    case .alternation: cut()
    }
  }

  /// The letter of a class that holds just its two cases.
  private static func letterInBothCases(_ set: CharacterClass) -> UInt8? {
    guard set.ranges.count == 2, set.isASCII else { return nil }
    let (upper, lower) = (set.ranges[0], set.ranges[1])
    guard upper.first == upper.last, lower.first == lower.last,
      (0x41...0x5A).contains(upper.first), lower.first == upper.first + 32
    else { return nil }
    return UInt8(lower.first)
  }
}
