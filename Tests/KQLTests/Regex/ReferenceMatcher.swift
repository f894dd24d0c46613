@testable import KQL

/// The plainest matcher there is: tries everything in the order of preference, in exponential time.
///
/// It knows no loop through an empty match, which backtracking leaves undefined.
struct ReferenceMatcher {
  let expression: RegexExpression
  let text: [UInt8]
  private var slots: [Int] = []

  init(_ expression: RegexExpression, _ text: [UInt8]) {
    self.expression = expression
    self.text = text
  }

  /// Whether an expression has a loop without bounds around what may be empty.
  static func loopsThroughEmpty(_ expression: RegexExpression) -> Bool {
    switch expression {
    case .empty, .literal, .characters, .look: false
    case .repetition(let inner, _, let maximum, _):
      maximum != 1 && inner.canBeEmpty || loopsThroughEmpty(inner)
    case .capture(let inner, _): loopsThroughEmpty(inner)
    case .concatenation(let parts), .alternation(let parts):
      parts.contains(where: loopsThroughEmpty)
    }
  }

  /// The slots of the first match.
  mutating func match(slotCount: Int) -> [Int]? {
    for start in 0...text.count where start == text.count || text[start] & 0xC0 != 0x80 {
      slots = Array(repeating: -1, count: slotCount)
      var found: [Int]?
      let matched = run(expression, at: start) { matcher, end in
        found = matcher.slots
        found?[0] = start
        found?[1] = end
        return true
      }
      if matched { return found }
    }
    return nil
  }

  private typealias Rest = (inout ReferenceMatcher, Int) -> Bool

  private mutating func run(_ expression: RegexExpression, at: Int, _ rest: Rest) -> Bool {
    switch expression {
    case .empty: return rest(&self, at)
    case .literal(let bytes):
      return text[at...].starts(with: bytes) && rest(&self, at + bytes.count)
    case .characters(let set):
      guard at < text.count else { return false }
      let decoded = text.span.decodePoint(at: at)
      return decoded.isValid && set.contains(decoded.point) && rest(&self, at + decoded.length)
    case .look(let look):
      return RegexProgram.holds(look, text.span, at) && rest(&self, at)
    case .capture(let inner, let index):
      let (first, last) = (slots[index * 2], slots[index * 2 + 1])
      slots[index * 2] = at
      let matched = run(inner, at: at) { matcher, end in
        let outer = matcher.slots[index * 2 + 1]
        matcher.slots[index * 2 + 1] = end
        if rest(&matcher, end) { return true }
        matcher.slots[index * 2 + 1] = outer
        return false
      }
      if !matched { (slots[index * 2], slots[index * 2 + 1]) = (first, last) }
      return matched
    case .concatenation(let parts): return run(parts[...], at: at, rest)
    case .alternation(let parts):
      for part in parts where run(part, at: at, rest) { return true }
      return false
    case .repetition(let inner, let minimum, let maximum, let isGreedy):
      let next = RegexExpression.repetition(
        inner, minimum: max(0, minimum - 1), maximum: maximum.map { $0 - 1 }, isGreedy: isGreedy)
      if maximum == 0 { return rest(&self, at) }
      if minimum == 0, !isGreedy, rest(&self, at) { return true }
      if run(inner, at: at, { matcher, end in matcher.run(next, at: end, rest) }) { return true }
      return minimum == 0 && isGreedy && rest(&self, at)
    }
  }

  private mutating func run(
    _ parts: ArraySlice<RegexExpression>, at: Int, _ rest: Rest
  ) -> Bool {
    guard let first = parts.first else { return rest(&self, at) }
    return run(first, at: at) { matcher, end in matcher.run(parts.dropFirst(), at: end, rest) }
  }
}
