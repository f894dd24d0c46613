/// Many texts that are looked for at once: the list of `has_any`, `has_all` and their like.
///
/// Up to five are looked for one after the other, which vector instructions make fast; more in one
/// pass by an ``AhoCorasick`` automaton.
public struct NeedleSet: Sendable {
  /// Where a needle must stand.
  public enum Place: Sendable {
    /// Anywhere, as `contains`.
    case anywhere
    /// Between ends of terms, as `has`.
    case term
  }

  private let needles: [TextNeedle]
  private let place: Place
  private let ignoresCase: Bool
  private let automaton: AhoCorasick?
  private let boundaries: [TermBoundary]
  /// Whether a letter beyond ASCII may stand for one of a needle.
  private let foldsBeyondASCII: Bool

  /// Prepares needles.
  ///
  /// `automatonFrom` is the number of needles from which the automaton is used.
  public init(
    _ texts: [[UInt8]], ignoringCase ignoresCase: Bool, place: Place, automatonFrom: Int = 6
  ) {
    needles = texts.map { TextNeedle($0, ignoringCase: ignoresCase) }
    self.place = place
    self.ignoresCase = ignoresCase
    boundaries = needles.map {
      place == .term ? $0.term : $0.anywhere
    }
    foldsBeyondASCII = ignoresCase && needles.contains { Text.mayMatchBeyondASCII($0.bytes) }
    automaton =
      needles.count >= automatonFrom
      ? AhoCorasick(needles.map(\.bytes), ignoringASCIICase: ignoresCase) : nil
  }

  /// Whether one of them is in a text; false where there are none.
  public func isAny(in text: Span<UInt8>) -> Bool {
    guard let automaton else {
      for needle in needles where isFound(needle, in: text) { return true }
      return false
    }
    var found = false
    search(automaton, text) { _ in
      found = true
      return false
    }
    return found
  }

  /// Whether each of them is in a text; true where there are none.
  public func areAll(in text: Span<UInt8>) -> Bool {
    guard let automaton else { return needles.allSatisfy { isFound($0, in: text) } }
    var missing = needles.count
    var seen = Array(repeating: false, count: needles.count)
    search(automaton, text) { index in
      if !seen[index] {
        seen[index] = true
        missing -= 1
      }
      return missing > 0
    }
    return missing == 0
  }

  /// The lowest index of one that is in a text, as `has_any_index`; nil where none is.
  public func firstIndex(in text: Span<UInt8>) -> Int? {
    guard let automaton else { return needles.firstIndex { isFound($0, in: text) } }
    var lowest: Int?
    search(automaton, text) { index in
      if index < lowest ?? .max { lowest = index }
      return lowest != 0
    }
    return lowest
  }

  private func isFound(_ needle: TextNeedle, in text: Span<UInt8>) -> Bool {
    place == .term ? needle.isTerm(in: text) : needle.isContained(in: text)
  }

  private func search(
    _ automaton: AhoCorasick, _ text: Span<UInt8>, _ body: (Int) -> Bool
  ) {
    for index in needles.indices where needles[index].bytes.isEmpty {
      guard body(index) else { return }
    }
    if foldsBeyondASCII, !Text.isASCII(text) {
      search(automaton, folded: Text.folded(text).span, body)
    } else {
      search(automaton, folded: text, body)
    }
  }

  private func search(
    _ automaton: AhoCorasick, folded text: Span<UInt8>, _ body: (Int) -> Bool
  ) {
    automaton.forEachMatch(in: text) { index, range in
      guard boundaries[index].holds(text, range) else { return true }
      return body(index)
    }
  }
}
