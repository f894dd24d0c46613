/// Works out the states of the lazy DFA from those of the program.
struct DFABuilder {
  /// What stands before the first byte of a search.
  enum Context: Int, CaseIterable {
    case textStart, lineFeed, carriageReturn, wordByte, otherByte
  }

  private let program: RegexProgram
  private var set: SparseSet
  private var again: SparseSet
  private var stack: [Int32] = []
  private let looksAtWords: Bool
  private let looksAtCRLF: Bool
  /// Whether the automaton cannot tell what a byte beyond ASCII means.
  let quitsBeyondASCII: Bool

  init(_ program: RegexProgram) {
    self.program = program
    set = SparseSet(capacity: program.states.count)
    again = SparseSet(capacity: program.states.count)
    looksAtWords = !program.looks.isDisjoint(with: .words)
    looksAtCRLF = !program.looks.isDisjoint(with: .crlf)
    quitsBeyondASCII = !program.looks.isDisjoint(with: .unicodeWords)
  }

  /// What stands before a position; nil where the automaton cannot tell.
  func context(before at: Int, in text: Span<UInt8>) -> Context? {
    guard at > 0 else { return .textStart }
    switch text[at - 1] {
    case 0xA: return .lineFeed
    case 0xD: return .carriageReturn
    case let byte where RegexProgram.isWordByte(byte): return .wordByte
    case 0x80...: return quitsBeyondASCII ? nil : .otherByte
    default: return .otherByte
    }
  }

  /// The state in which a search begins.
  mutating func startKey(_ context: Context) -> LazyDFA.Key {
    var key = LazyDFA.Key()
    switch context {
    case .textStart: key.held = [LookSet(.start), .startLine, .startLineCRLF]
    case .lineFeed: key.held = [.startLine, .startLineCRLF]
    case .carriageReturn: key.isAfterCR = looksAtCRLF
    case .wordByte: key.isFromWord = looksAtWords
    case .otherByte: break
    }
    set.removeAll()
    Self.follow(program, program.start, key.held, &set, &stack)
    return finished(key, isSearching: true)
  }

  /// The state after a byte, or after the end of the text.
  mutating func nextKey(_ key: LazyDFA.Key, _ byte: UInt8?) -> LazyDFA.Key {
    let held = key.held.union(looks(at: byte, after: key))
    set.removeAll()
    for thread in key.threads where thread != Self.searchThread {
      // A thread that waits for a condition goes on where it is.
      Self.follow(program, thread, held, &set, &stack)
    }
    var result = LazyDFA.Key()
    if let byte {
      if byte == 0xA { result.held = [.startLine, .startLineCRLF] }
      result.isAfterCR = looksAtCRLF && byte == 0xD
      result.isFromWord = looksAtWords && RegexProgram.isWordByte(byte)
    }
    again.removeAll()
    threads: for index in 0..<set.count {
      let state = program.states[Int(set.members[index])]
      switch state {
      case .match:
        result.isMatch = true
        break threads
      case .range, .sparse:
        guard let byte, let next = program.next(state, byte) else { continue }
        Self.follow(program, next, result.held, &again, &stack)
      default: continue
      }
    }
    let isSearching = key.threads.last == Self.searchThread && !result.isMatch && byte != nil
    if isSearching {
      Self.follow(program, program.start, result.held, &again, &stack)
    }
    swap(&set, &again)
    return finished(result, isSearching: isSearching)
  }

  /// Stands last among the threads while a match may still start later.
  static let searchThread: Int32 = -1

  /// The conditions that a byte proves for the position before it.
  private func looks(at byte: UInt8?, after key: LazyDFA.Key) -> LookSet {
    var held: LookSet = []
    if program.looks.isEmpty { return held }
    switch byte {
    case nil: held = [LookSet(.end), LookSet(.endLine), LookSet(.endLineCRLF)]
    case 0xA:
      held.insert(LookSet(.endLine))
      if !key.isAfterCR { held.insert(LookSet(.endLineCRLF)) }
    case 0xD: held.insert(LookSet(.endLineCRLF))
    default: break
    }
    if key.isAfterCR, byte != 0xA { held.insert(.startLineCRLF) }
    guard looksAtWords else { return held }
    let before = key.isFromWord
    let after = byte.map(RegexProgram.isWordByte) ?? false
    held.formUnion(
      before == after
        ? [LookSet(.notWord), LookSet(.asciiNotWord)] : [LookSet(.word), LookSet(.asciiWord)])
    if !before { held.formUnion([LookSet(.wordStartHalf), LookSet(.asciiWordStartHalf)]) }
    if !after { held.formUnion([LookSet(.wordEndHalf), LookSet(.asciiWordEndHalf)]) }
    if !before, after { held.formUnion([LookSet(.wordStart), LookSet(.asciiWordStart)]) }
    if before, !after { held.formUnion([LookSet(.wordEnd), LookSet(.asciiWordEnd)]) }
    return held
  }

  /// Adds what a state leads to under the conditions that hold.
  private static func follow(
    _ program: RegexProgram, _ state: Int32, _ held: LookSet, _ set: inout SparseSet,
    _ stack: inout [Int32]
  ) {
    stack.append(state)
    while var state = stack.popLast() {
      while set.insert(state) {
        switch program.states[Int(state)] {
        case .look(let look, let next):
          guard held.contains(LookSet(look)) else { break }
          state = next
          continue
        case .choice(let start, let count):
          for index in stride(from: Int(start + count) - 1, through: Int(start) + 1, by: -1) {
            stack.append(program.alternatives[index])
          }
          if count > 0 {
            state = program.alternatives[Int(start)]
            continue
          }
        case .capture(_, let next):
          state = next
          continue
        case .range, .sparse, .match, .fail: break
        }
        break
      }
    }
  }

  /// A key with the threads that the set holds; conditions are dropped where no thread asks for any.
  private func finished(_ key: LazyDFA.Key, isSearching: Bool) -> LazyDFA.Key {
    var key = key
    var asksForLooks = false
    for index in 0..<set.count {
      switch program.states[Int(set.members[index])] {
      case .range, .sparse, .match: key.threads.append(set.members[index])
      case .look:
        key.threads.append(set.members[index])
        asksForLooks = true
      case .choice, .capture, .fail: break
      }
    }
    if isSearching { key.threads.append(Self.searchThread) }
    if !asksForLooks {
      key.held = []
      key.isFromWord = false
      key.isAfterCR = false
    }
    return key
  }
}
