/// A byte range that leads to a state.
struct Transition: Hashable, Sendable {
  var first: UInt8
  var last: UInt8
  var next: Int32
}

/// One state of the automaton. Alternatives and transitions lie in the program's own arrays.
enum RegexState: Sendable {
  case range(Transition)
  /// Transitions that are sorted and do not overlap.
  case sparse(start: Int32, count: Int32)
  case look(Look, next: Int32)
  /// The first alternative is preferred.
  case choice(start: Int32, count: Int32)
  case capture(slot: Int32, next: Int32)
  case match
  case fail
}

/// A compiled pattern: a Thompson automaton over the bytes of UTF-8.
///
/// It is immutable, so that any number of threads may run it, each with its own ``Matcher``.
final class RegexProgram: Sendable {
  let states: [RegexState]
  let transitions: [Transition]
  let alternatives: [Int32]
  /// Where a match must begin at the position given.
  let start: Int32
  /// Two slots for each group, the whole match included.
  let slotCount: Int
  /// All conditions in the pattern.
  let looks: LookSet
  /// For each byte the number of its class: no state tells the bytes of a class apart.
  let byteClasses: [UInt8]
  /// Classes of bytes; the class of this number stands for the end of the text.
  let classCount: Int
  /// One byte of each class.
  let representatives: [UInt8]
  let canBeEmpty: Bool
  let literals: RegexLiterals
  /// Whether each match begins where the text does.
  let isAnchored: Bool

  init(
    states: [RegexState], transitions: [Transition], alternatives: [Int32], start: Int32,
    slotCount: Int, looks: LookSet, expression: RegexExpression
  ) {
    self.states = states
    self.transitions = transitions
    self.alternatives = alternatives
    self.start = start
    self.slotCount = slotCount
    self.looks = looks
    canBeEmpty = expression.canBeEmpty
    literals = RegexLiterals(expression)
    isAnchored = expression.startsAtStart
    let classes = Self.classify(states, transitions, looks)
    byteClasses = classes.numbers
    classCount = classes.count
    representatives = classes.representatives
  }

  private static func classify(
    _ states: [RegexState], _ transitions: [Transition], _ looks: LookSet
  ) -> (numbers: [UInt8], count: Int, representatives: [UInt8]) {
    /// Whether a byte is the last of its class.
    var ends = Array(repeating: false, count: 256)
    func separate(_ first: UInt8, _ last: UInt8) {
      if first > 0 { ends[Int(first) - 1] = true }
      ends[Int(last)] = true
    }
    for state in states {
      if case .range(let range) = state { separate(range.first, range.last) }
    }
    for range in transitions { separate(range.first, range.last) }
    if !looks.isDisjoint(with: .lines) {
      separate(0xA, 0xA)
      separate(0xD, 0xD)
    }
    if !looks.isDisjoint(with: .words) {
      separate(UInt8(ascii: "0"), UInt8(ascii: "9"))
      separate(UInt8(ascii: "A"), UInt8(ascii: "Z"))
      separate(UInt8(ascii: "_"), UInt8(ascii: "_"))
      separate(UInt8(ascii: "a"), UInt8(ascii: "z"))
      separate(0x80, 0xFF)
    }
    var numbers: [UInt8] = []
    var representatives: [UInt8] = []
    var number = 0
    for byte in 0..<256 {
      if representatives.count == number { representatives.append(UInt8(byte)) }
      numbers.append(UInt8(number))
      if ends[byte] { number += 1 }
    }
    return (numbers, representatives.count, representatives)
  }

  /// Where a state leads on a byte; nil if nowhere.
  func next(_ state: RegexState, _ byte: UInt8) -> Int32? {
    switch state {
    case .range(let range):
      return range.first <= byte && byte <= range.last ? range.next : nil
    case .sparse(let start, let count):
      var low = Int(start)
      var high = low + Int(count)
      while low < high {
        let middle = (low + high) / 2
        if transitions[middle].last < byte { low = middle + 1 } else { high = middle }
      }
      guard low < Int(start) + Int(count), transitions[low].first <= byte else { return nil }
      return transitions[low].next
    default:
      return nil
    }
  }

  /// Whether a byte belongs to an ASCII word.
  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// Whether a condition holds at a position.
  static func holds(_ look: Look, _ text: Span<UInt8>, _ at: Int) -> Bool {
    let isAtStart = at == 0
    let isAtEnd = at == text.count
    switch look {
    case .start: return isAtStart
    case .end: return isAtEnd
    case .startLine: return isAtStart || text[at - 1] == 0xA
    case .endLine: return isAtEnd || text[at] == 0xA
    case .startLineCRLF:
      return isAtStart || text[at - 1] == 0xA
        || text[at - 1] == 0xD && (isAtEnd || text[at] != 0xA)
    case .endLineCRLF:
      return isAtEnd || text[at] == 0xD || text[at] == 0xA && (isAtStart || text[at - 1] != 0xD)
    default: break
    }
    let before: Bool
    let after: Bool
    if LookSet.asciiWords.contains(LookSet(look)) {
      before = !isAtStart && isWordByte(text[at - 1])
      after = !isAtEnd && isWordByte(text[at])
    } else {
      before = !isAtStart && isWordPoint(text.decodePoint(before: at))
      after = !isAtEnd && isWordPoint(text.decodePoint(at: at))
    }
    switch look {
    case .word, .asciiWord: return before != after
    case .notWord, .asciiNotWord: return before == after
    case .wordStart, .asciiWordStart: return !before && after
    case .wordEnd, .asciiWordEnd: return before && !after
    case .wordStartHalf, .asciiWordStartHalf: return !before
    case .wordEndHalf, .asciiWordEndHalf: return !after
    default: return false
    }
  }

  private static func isWordPoint(_ decoded: DecodedPoint) -> Bool {
    decoded.point < 0x80
      ? isWordByte(UInt8(decoded.point))
      : decoded.isValid && UnicodeData.isWord.contains(decoded.point)
  }
}

extension RegexExpression {
  /// Whether it begins with `\A`, or `^` outside multi-line mode.
  var startsAtStart: Bool {
    switch self {
    case .look(.start): true
    case .capture(let inner, _): inner.startsAtStart
    case .concatenation(let parts): parts.first?.startsAtStart ?? false
    case .alternation(let parts): parts.allSatisfy(\.startsAtStart)
    case .repetition(let inner, let minimum, _, _): minimum > 0 && inner.startsAtStart
    default: false
    }
  }
}
