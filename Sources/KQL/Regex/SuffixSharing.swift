/// Builds the automaton of sorted byte sequences with as few states as they need.
///
/// Each sequence shares its beginning with the one before it; equal endings are found by a table of
/// the states made so far. Source: Daciuk et al., "Incremental Construction of Minimal Acyclic
/// Finite-State Automata", 2000.
struct SuffixSharing {
  /// A state whose last transition still waits for its target.
  private struct Open {
    var transitions: [Transition] = []
    var last: ByteRange?

    mutating func freeze(_ next: Int32) {
      if let last {
        transitions.append(Transition(first: last.first, last: last.last, next: next))
      }
      last = nil
    }
  }

  /// Where all sequences end.
  private let target: Int32
  private var path = [Open()]
  private var known: [[Transition]: Int32] = [:]

  init(target: Int32) { self.target = target }

  /// Adds a sequence, which is greater than those before it.
  mutating func add(
    _ sequence: ArraySlice<ByteRange>, to compiler: inout RegexCompiler
  ) throws(RegexError) {
    var shared = 0
    for (range, open) in zip(sequence, path) {
      guard open.last == range else { break }
      shared += 1
    }
    try close(from: shared, &compiler)
    var rest = sequence.dropFirst(shared)
    guard let first = rest.popFirst() else { return }
    path[path.count - 1].last = first
    for range in rest { path.append(Open(last: range)) }
  }

  /// The state where all sequences start.
  mutating func finish(_ compiler: inout RegexCompiler) throws(RegexError) -> Int32 {
    try close(from: 0, &compiler)
    return try compiler.add(.sparse(path[0].transitions))
  }

  private mutating func close(
    from index: Int, _ compiler: inout RegexCompiler
  ) throws(RegexError) {
    var next = target
    while index + 1 < path.count {
      var open = path.removeLast()
      open.freeze(next)
      next = try state(open.transitions, &compiler)
    }
    path[path.count - 1].freeze(next)
  }

  private mutating func state(
    _ transitions: [Transition], _ compiler: inout RegexCompiler
  ) throws(RegexError) -> Int32 {
    if let state = known[transitions] { return state }
    let state = try compiler.addInner(transitions)
    known[transitions] = state
    return state
  }
}
