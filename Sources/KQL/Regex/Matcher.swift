/// Runs a ``Regex`` on texts: holds the memory that searches need, so that it is used again.
///
/// Not for use by two threads at once; make one for each.
public final class Matcher {
  /// What it runs.
  public let regex: Regex
  private var dfa: LazyDFA
  private var backtracker = Backtracker()
  private var pike: PikeMachine
  /// Whether the DFA can tell where matches may start and end.
  private let usesDFA: Bool

  /// A matcher for a pattern.
  public init(_ regex: Regex) {
    self.regex = regex
    dfa = LazyDFA(regex.program)
    pike = PikeMachine(regex.program)
    // A match that is empty could start between the bytes of a character.
    usesDFA =
      !(regex.program.canBeEmpty
      && !regex.program.looks.isDisjoint(with: .holdInsideCharacters))
  }

  /// States and bytes stepped over in all searches so far, for tests of running time.
  public var stepCount: Int { dfa.stepCount + backtracker.stepCount + pike.stepCount }

  /// States of the DFA made in all searches so far.
  var madeStateCount: Int { dfa.madeCount }
  /// Bytes that the DFA's states take now, roughly.
  var cachedBytes: Int { dfa.cachedBytes }

  /// Whether a text holds a match.
  public func isMatch(_ text: Span<UInt8>) -> Bool {
    guard let start = firstPlace(text, 0) else { return false }
    if regex.program.literals.prefixIsAll { return true }
    if usesDFA {
      switch dfa.findEnd(in: text, from: start, earliest: true) {
      case .end: return true
      case .noMatch: return false
      case .gaveUp: break
      }
    }
    return slots(text, from: start, wanted: 0) != nil
  }

  /// The bytes of the first match that starts at or after a position.
  ///
  /// `start`: a place between two characters; what is before it counts for `^` and `\b`.
  public func find(_ text: Span<UInt8>, from start: Int = 0) -> Range<Int>? {
    if regex.program.literals.prefixIsAll, let literal = regex.program.literals.prefix {
      return literal.find(in: text, from: start).map { $0..<($0 + literal.needle.count) }
    }
    return slots(text, from: start, wanted: 2).map { $0[0]..<$0[1] }
  }

  /// The bytes of the first match that starts at or after a position, then those of its groups; nil
  /// for a group that took no part.
  public func captures(_ text: Span<UInt8>, from start: Int = 0) -> [Range<Int>?]? {
    slots(text, from: start, wanted: regex.program.slotCount).map { slots in
      (0..<regex.groupCount).map { group in
        let (first, last) = (slots[group * 2], slots[group * 2 + 1])
        return first >= 0 && last >= first ? first..<last : nil
      }
    }
  }

  /// Where the first match could start, by the literals of the pattern.
  private func firstPlace(_ text: Span<UInt8>, _ start: Int) -> Int? {
    if start > text.count || regex.program.isAnchored && start > 0 { return nil }
    if let required = regex.program.literals.required,
      required.find(in: text, from: start) == nil
    {
      return nil
    }
    guard let prefix = regex.program.literals.prefix else { return start }
    return prefix.find(in: text, from: start)
  }

  /// The slots of the first match: the DFA tells whether and where it ends, an NFA the rest.
  private func slots(_ text: Span<UInt8>, from start: Int, wanted: Int) -> [Int]? {
    guard let start = firstPlace(text, start) else { return nil }
    let program = regex.program
    var last = text.count
    if usesDFA {
      switch dfa.findEnd(in: text, from: start, earliest: false) {
      case .end(let end): last = end
      case .noMatch: return nil
      case .gaveUp: break
      }
    }
    if Backtracker.fits(program, byteCount: last - start) {
      return backtracker.match(program, text, from: start, through: last, wanted: wanted)
    }
    return pike.match(program, text, from: start, wanted: wanted)
  }
}
