/// Builds the automaton of a pattern, after Thompson, with classes as minimised UTF-8 automata.
struct RegexCompiler {
  /// A state that is still being built: its targets are filled in later.
  enum Draft {
    case range(Transition)
    case sparse([Transition])
    case look(Look, next: Int32)
    case choice([Int32])
    case capture(slot: Int32, next: Int32)
    case jump(Int32)
    case match
    case fail
  }

  /// A piece with one way in and one way out, whose last state has no target yet.
  struct Piece {
    var start: Int32
    var end: Int32
  }

  private(set) var drafts: [Draft] = []
  private var bytes = 0
  /// States within the automaton of one character, its first state excepted.
  private var innerStates: Set<Int32> = []
  private var looks: LookSet = []

  /// The program of an expression with a number of groups.
  ///
  /// - Throws: `.limit` when it grows above ``RegexLimits/programBytes``.
  static func compile(
    _ expression: RegexExpression, groupCount: Int
  ) throws(RegexError) -> RegexProgram {
    var compiler = RegexCompiler()
    let whole = try compiler.compile(.capture(expression, index: 0))
    let match = try compiler.add(.match)
    compiler.patch(whole.end, match)
    return try compiler.finish(whole.start, expression, slotCount: groupCount * 2)
  }

  // MARK: - States

  mutating func add(_ draft: Draft) throws(RegexError) -> Int32 {
    var size = 24
    if case .sparse(let transitions) = draft { size += transitions.count * 8 }
    bytes += size
    guard bytes <= RegexLimits.programBytes else { throw tooLarge() }
    drafts.append(draft)
    return Int32(drafts.count - 1)
  }

  /// Adds a state within the automaton of one character.
  mutating func addInner(_ transitions: [Transition]) throws(RegexError) -> Int32 {
    let state = try add(.sparse(transitions))
    innerStates.insert(state)
    return state
  }

  private func tooLarge() -> RegexError {
    RegexError(
      code: .limit, offset: 0,
      message: "the compiled pattern is larger than \(RegexLimits.programBytes) bytes: use "
        + "smaller counts in `{n,m}` or smaller classes")
  }

  /// Points a state at its target; a choice gets one more alternative.
  mutating func patch(_ state: Int32, _ target: Int32) {
    switch drafts[Int(state)] {
    case .range(var range):
      range.next = target
      drafts[Int(state)] = .range(range)
    case .look(let look, _): drafts[Int(state)] = .look(look, next: target)
    case .capture(let slot, _): drafts[Int(state)] = .capture(slot: slot, next: target)
    case .jump: drafts[Int(state)] = .jump(target)
    case .choice(var targets):
      targets.append(target)
      drafts[Int(state)] = .choice(targets)
    case .sparse, .match, .fail: break
    }
  }

  // MARK: - Expressions

  mutating func compile(_ expression: RegexExpression) throws(RegexError) -> Piece {
    switch expression {
    case .empty:
      return try single(.jump(0))
    case .literal(let literal):
      var piece: Piece?
      for byte in literal {
        let next = try add(.range(Transition(first: byte, last: byte, next: 0)))
        if let piece { patch(piece.end, next) }
        piece = Piece(start: piece?.start ?? next, end: next)
      }
      if let piece { return piece }
      return try single(.jump(0))
    case .characters(let set):
      return try compile(set)
    case .look(let look):
      looks.insert(LookSet(look))
      return try single(.look(look, next: 0))
    case .capture(let inner, let index):
      let open = try add(.capture(slot: Int32(index * 2), next: 0))
      let piece = try compile(inner)
      let close = try add(.capture(slot: Int32(index * 2 + 1), next: 0))
      patch(open, piece.start)
      patch(piece.end, close)
      return Piece(start: open, end: close)
    case .concatenation(let parts):
      var whole = try single(.jump(0))
      for part in parts { whole = join(whole, try compile(part)) }
      return whole
    case .alternation(let parts):
      let choice = try add(.choice([]))
      let end = try add(.jump(0))
      for part in parts {
        let piece = try compile(part)
        patch(choice, piece.start)
        patch(piece.end, end)
      }
      return Piece(start: choice, end: end)
    case .repetition(let inner, let minimum, let maximum, let isGreedy):
      return try compile(inner, minimum: minimum, maximum: maximum, isGreedy: isGreedy)
    }
  }

  private mutating func single(_ draft: Draft) throws(RegexError) -> Piece {
    let state = try add(draft)
    return Piece(start: state, end: state)
  }

  private mutating func join(_ left: Piece, _ right: Piece) -> Piece {
    patch(left.end, right.start)
    return Piece(start: left.start, end: right.end)
  }

  private mutating func compile(
    _ inner: RegexExpression, minimum: Int, maximum: Int?, isGreedy: Bool
  ) throws(RegexError) -> Piece {
    guard let maximum else {
      if minimum == 0 { return try compileStar(inner, isGreedy) }
      let prefix = try compileExactly(inner, minimum - 1)
      return join(prefix, try compilePlus(inner, isGreedy))
    }
    var whole = try compileExactly(inner, minimum)
    guard maximum > minimum else { return whole }
    let end = try add(.jump(0))
    for _ in minimum..<maximum {
      let choice = try addChoice()
      let piece = try compile(inner)
      patch(whole.end, choice)
      setTargets(choice, piece.start, end, isGreedy)
      whole.end = piece.end
    }
    patch(whole.end, end)
    return Piece(start: whole.start, end: end)
  }

  private mutating func compileExactly(
    _ inner: RegexExpression, _ count: Int
  ) throws(RegexError) -> Piece {
    var whole = try single(.jump(0))
    for _ in 0..<count { whole = join(whole, try compile(inner)) }
    return whole
  }

  /// One or more.
  private mutating func compilePlus(
    _ inner: RegexExpression, _ isGreedy: Bool
  ) throws(RegexError) -> Piece {
    let piece = try compile(inner)
    let choice = try addChoice()
    let end = try add(.jump(0))
    patch(piece.end, choice)
    setTargets(choice, piece.start, end, isGreedy)
    return Piece(start: piece.start, end: end)
  }

  /// Zero or more. What may be empty is repeated as `(?:x+)?`, since a loop through the empty match
  /// would give it another preference than leaving the loop has.
  private mutating func compileStar(
    _ inner: RegexExpression, _ isGreedy: Bool
  ) throws(RegexError) -> Piece {
    let choice = try addChoice()
    let end = try add(.jump(0))
    if inner.canBeEmpty {
      let piece = try compilePlus(inner, isGreedy)
      setTargets(choice, piece.start, end, isGreedy)
      patch(piece.end, end)
    } else {
      let piece = try compile(inner)
      setTargets(choice, piece.start, end, isGreedy)
      patch(piece.end, choice)
    }
    return Piece(start: choice, end: end)
  }

  private mutating func addChoice() throws(RegexError) -> Int32 { try add(.choice([])) }

  private mutating func setTargets(
    _ choice: Int32, _ inner: Int32, _ end: Int32, _ isGreedy: Bool
  ) {
    drafts[Int(choice)] = .choice(isGreedy ? [inner, end] : [end, inner])
  }

  // MARK: - Classes

  private mutating func compile(_ set: CharacterClass) throws(RegexError) -> Piece {
    if set.isEmpty { return try single(.fail) }
    let end = try add(.jump(0))
    if set.isASCII {
      let start = try add(
        .sparse(
          set.ranges.map { Transition(first: UInt8($0.first), last: UInt8($0.last), next: end) }))
      return Piece(start: start, end: end)
    }
    var builder = SuffixSharing(target: end)
    for range in set.ranges {
      try forEachUTF8Sequence(in: range) { (sequence) throws(RegexError) in
        try builder.add(sequence, to: &self)
      }
    }
    return Piece(start: try builder.finish(&self), end: end)
  }

  // MARK: - Finishing

  private func finish(
    _ start: Int32, _ expression: RegexExpression, slotCount: Int
  ) throws(RegexError) -> RegexProgram {
    // Jumps go away: every target is what the chain of jumps ends at.
    var numbers = Array(repeating: Int32(-1), count: drafts.count)
    var kept: Int32 = 0
    for (index, draft) in drafts.enumerated() {
      if case .jump = draft { continue }
      numbers[index] = kept
      kept += 1
    }
    func target(_ state: Int32) -> Int32 {
      var last = state
      while numbers[Int(last)] < 0, case .jump(let next) = drafts[Int(last)] { last = next }
      let number = numbers[Int(last)]
      // Long chains are walked once.
      var passed = state
      while numbers[Int(passed)] < 0, case .jump(let next) = drafts[Int(passed)] {
        numbers[Int(passed)] = number
        passed = next
      }
      return number
    }
    var states: [RegexState] = []
    states.reserveCapacity(Int(kept))
    var transitions: [Transition] = []
    var alternatives: [Int32] = []
    for draft in drafts {
      switch draft {
      case .jump: continue
      case .range(var range):
        range.next = target(range.next)
        states.append(.range(range))
      case .sparse(let list):
        states.append(.sparse(start: Int32(transitions.count), count: Int32(list.count)))
        for var range in list {
          range.next = target(range.next)
          transitions.append(range)
        }
      case .look(let look, let next): states.append(.look(look, next: target(next)))
      case .choice(let targets):
        states.append(.choice(start: Int32(alternatives.count), count: Int32(targets.count)))
        for next in targets { alternatives.append(target(next)) }
      case .capture(let slot, let next):
        states.append(.capture(slot: slot, next: target(next)))
      case .match: states.append(.match)
      case .fail: states.append(.fail)
      }
    }
    guard states.count <= RegexLimits.captureTable / slotCount else { throw tooLarge() }
    return RegexProgram(
      innerStates: Set(innerStates.map { numbers[Int($0)] }), states: states,
      transitions: transitions, alternatives: alternatives,
      start: target(start), slotCount: slotCount, looks: looks, expression: expression)
  }
}
