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
  /// For each state that several lead to its number among these, -1 for others: where the backtracker
  /// marks what it has tried.
  ///
  /// A state that only one leads to is tried as often as that one is. Within the automaton of one
  /// character no state needs a mark, since at a position the bytes before it leave one way there.
  let joinNumbers: [Int32]
  let joinCount: Int
  /// For each byte whether a match may start with it; nil where a match may be empty.
  let firstBytes: [Bool]?

  init(
    innerStates: Set<Int32>, states: [RegexState], transitions: [Transition], alternatives: [Int32],
    start: Int32,
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
    (joinNumbers, joinCount) = Self.joins(
      states, transitions, alternatives, start: start, innerStates)
    firstBytes =
      canBeEmpty ? nil : Self.firstBytes(states, transitions, alternatives, start: start)
  }

  private static func joins(
    _ states: [RegexState], _ transitions: [Transition], _ alternatives: [Int32], start: Int32,
    _ innerStates: Set<Int32>
  ) -> (numbers: [Int32], count: Int) {
    /// For each state the one that leads to it: -1 for none, -2 for several.
    var sources = Array(repeating: Int32(-1), count: states.count)
    func lead(_ source: Int, _ target: Int32) {
      let known = sources[Int(target)]
      if known != Int32(source) { sources[Int(target)] = known == -1 ? Int32(source) : -2 }
    }
    for (index, state) in states.enumerated() {
      switch state {
      case .range(let range): lead(index, range.next)
      case .sparse(let start, let count):
        for place in start..<(start + count) { lead(index, transitions[Int(place)].next) }
      case .look(_, let next), .capture(_, let next): lead(index, next)
      case .choice(let start, let count):
        // Two alternatives may lead to the same state.
        for place in start..<(start + count) {
          let target = Int(alternatives[Int(place)])
          sources[target] = sources[target] == -1 ? Int32(index) : -2
        }
      case .match, .fail: break
      }
    }
    sources[Int(start)] = -2
    var numbers = Array(repeating: Int32(-1), count: states.count)
    var count = 0
    for index in states.indices where sources[index] == -2 {
      if innerStates.contains(Int32(index)) { continue }
      numbers[index] = Int32(count)
      count += 1
    }
    return (numbers, count)
  }

  /// The bytes that states ask for which are reached without one.
  private static func firstBytes(
    _ states: [RegexState], _ transitions: [Transition], _ alternatives: [Int32], start: Int32
  ) -> [Bool] {
    var firstBytes = Array(repeating: false, count: 256)
    var seen = SparseSet(capacity: states.count)
    var stack = [start]
    func add(_ range: Transition) {
      for byte in range.first...range.last { firstBytes[Int(byte)] = true }
    }
    while let state = stack.popLast() {
      guard seen.insert(state) else { continue }
      switch states[Int(state)] {
      case .range(let range): add(range)
      case .sparse(let start, let count):
        for index in start..<(start + count) { add(transitions[Int(index)]) }
      case .look(_, let next), .capture(_, let next): stack.append(next)
      case .choice(let start, let count):
        for index in start..<(start + count) { stack.append(alternatives[Int(index)]) }
      case .match, .fail: break
      }
    }
    return firstBytes
  }

  /// The first place at or after a position where a match may start; nil if there is none.
  func nextStart(_ text: Span<UInt8>, _ position: Int) -> Int? {
    if let prefix = literals.prefix { return prefix.find(in: text, from: position) }
    guard let firstBytes else { return position }
    var at = position
    while at < text.count {
      if firstBytes[Int(text[at])] { return at }
      at += 1
    }
    return nil
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
