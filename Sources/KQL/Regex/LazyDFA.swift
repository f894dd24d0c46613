/// A deterministic automaton whose states are made when a text first needs them.
///
/// It tells whether there is a match and where the leftmost one ends, at one look-up a byte. A state
/// stands for the threads of the Pike machine at a position, in the order of their preference, and
/// its being a match is told one byte late, so that conditions may look at the byte after them.
/// Unicode word boundaries are treated as ASCII ones until a byte beyond ASCII comes; then the search
/// gives up. The states are forgotten when they take too much memory, and a search that forgets too
/// often gives up as well; the Pike machine takes over.
///
/// Source: the lazy DFA of RE2 and of Rust's regex-automata, from their descriptions.
struct LazyDFA {
  /// What a search found.
  enum Outcome: Equatable {
    case noMatch
    /// The end of the first match; with `earliest` the end of any match.
    case end(Int)
    case gaveUp
  }

  /// The threads of a position and what conditions need to know of the byte before it.
  struct Key: Hashable {
    var isMatch = false
    /// Whether the byte before is of an ASCII word.
    var isFromWord = false
    /// Whether the byte before is CR.
    var isAfterCR = false
    /// Conditions that are known to hold here.
    var held: LookSet = []
    /// States that wait for a byte, a condition or the end, most preferred first.
    var threads: [Int32] = []
  }

  // Entries of the table: the index of a state's row, or one of these, or a row with the match bit.
  static let unknown: UInt32 = 1 << 31
  static let dead: UInt32 = 1 << 30
  static let quit: UInt32 = 1 << 29
  static let matchBit: UInt32 = 1 << 28
  /// The lowest of them.
  static let special: UInt32 = 1 << 28

  private let program: RegexProgram
  /// Classes of bytes and one more for the end of the text.
  private let stride: Int
  /// The program's classes of bytes, kept here since the loop reads them as a span.
  private let classes: [UInt8]
  /// For each state and class what comes next.
  private var table: [UInt32] = []
  private var keys: [Key] = []
  private var rows: [Key: UInt32] = [:]
  private var byteCount = 0
  private var starts: [UInt32]
  private var builder: DFABuilder
  /// Bytes stepped over in all searches, for tests of running time.
  private(set) var stepCount = 0
  /// States made in all searches, for tests of memory.
  private(set) var madeCount = 0

  init(_ program: RegexProgram) {
    self.program = program
    stride = program.classCount + 1
    classes = program.byteClasses
    starts = Array(repeating: Self.unknown, count: DFABuilder.Context.allCases.count)
    builder = DFABuilder(program)
  }

  /// Bytes that the states take, roughly.
  var cachedBytes: Int { byteCount }

  /// The end of the first match that starts at or after a position.
  ///
  /// `earliest`: whether the end of any match is enough.
  mutating func findEnd(in text: Span<UInt8>, from start: Int, earliest: Bool) -> Outcome {
    var clears = 0
    guard var row = startRow(text, start, &clears) else { return .gaveUp }
    if row == Self.dead { return .noMatch }
    var found: Int?
    var at = start
    defer { stepCount += at - start + 1 }
    while true {
      var entry: UInt32 = 0
      var isAtEnd = true
      do {
        let entries = table.span
        let classes = classes.span
        var index = at
        var current = row
        while index < text.count {
          entry = entries[Int(current) + Int(classes[Int(text[index])])]
          if entry >= Self.special {
            isAtEnd = false
            break
          }
          current = entry
          index += 1
        }
        at = index
        row = current
        if isAtEnd { entry = entries[Int(row) + stride - 1] }
      }
      if entry == Self.unknown {
        let byte = isAtEnd ? nil : text[at]
        guard let made = makeEntry(&row, byte, &clears) else { return .gaveUp }
        entry = made
      }
      if entry == Self.quit { return .gaveUp }
      if entry & Self.matchBit != 0, entry < Self.quit {
        found = at
        if earliest { return .end(at) }
        entry &= ~Self.matchBit
      }
      if entry == Self.dead || isAtEnd { return found.map(Outcome.end) ?? .noMatch }
      row = entry
      at += 1
    }
  }

  // MARK: - Making states

  private mutating func startRow(_ text: Span<UInt8>, _ at: Int, _ clears: inout Int) -> UInt32? {
    guard let context = builder.context(before: at, in: text) else { return nil }
    let known = starts[context.rawValue]
    if known != Self.unknown { return known }
    guard makeRoom(&clears) else { return nil }
    let entry = entry(for: builder.startKey(context))
    starts[context.rawValue] = entry
    return entry
  }

  /// Makes the entry of a state for a byte, or for the end of the text.
  ///
  /// The row may get another number, since making room forgets all states but the one in use.
  private mutating func makeEntry(
    _ row: inout UInt32, _ byte: UInt8?, _ clears: inout Int
  ) -> UInt32? {
    let byteClass = byte.map { Int(program.byteClasses[Int($0)]) } ?? stride - 1
    let key = keys[Int(row) / stride]
    if byteCount > RegexLimits.dfaBytes {
      guard makeRoom(&clears) else { return nil }
      row = entry(for: key) & ~Self.matchBit
    }
    let entry: UInt32
    if let byte, byte >= 0x80, builder.quitsBeyondASCII {
      entry = Self.quit
    } else {
      entry = self.entry(for: builder.nextKey(key, byte))
    }
    table[Int(row) + byteClass] = entry
    return entry
  }

  /// Forgets all states when they take too much memory; false if that happened too often.
  private mutating func makeRoom(_ clears: inout Int) -> Bool {
    guard byteCount > RegexLimits.dfaBytes else { return true }
    clears += 1
    guard clears <= RegexLimits.dfaClears else { return false }
    table.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    byteCount = 0
    for index in starts.indices { starts[index] = Self.unknown }
    return true
  }

  /// The entry that leads to a state, which is made if it is new.
  private mutating func entry(for key: Key) -> UInt32 {
    if key.threads.isEmpty, !key.isMatch { return Self.dead }
    let bit = key.isMatch ? Self.matchBit : 0
    if let row = rows[key] { return row | bit }
    let row = UInt32(table.count)
    table.append(contentsOf: repeatElement(Self.unknown, count: stride))
    keys.append(key)
    rows[key] = row
    byteCount += stride * 4 + key.threads.count * 4 + 160
    madeCount += 1
    return row | bit
  }
}
