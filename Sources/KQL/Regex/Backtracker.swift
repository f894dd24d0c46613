/// Runs a program by backtracking that never goes on twice from one state at one position.
///
/// On short texts it is several times as fast as the Pike machine, whose answers it gives.
struct Backtracker {
  /// One bit for each position and each state that several lead to.
  private var visited: [UInt64] = []
  private var stack: [Step] = []
  private var slots: [Int] = []
  /// States visited in all searches, for tests of running time.
  private(set) var stepCount = 0

  private enum Step {
    case follow(Int32, at: Int)
    case restore(slot: Int, position: Int)
  }

  /// Whether a search of so many bytes fits into its memory.
  static func fits(_ program: RegexProgram, byteCount: Int) -> Bool {
    byteCount < RegexLimits.backtrackBits / max(1, program.joinCount)
  }

  /// The slots of the first match that starts at or after a position and ends at or before another.
  ///
  /// `last`: the end of the first match where that is known, or the end of the text.
  mutating func match(
    _ program: RegexProgram, _ text: Span<UInt8>, from start: Int, through last: Int, wanted: Int
  ) -> [Int]? {
    let positions = last - start + 1
    let words = (program.joinCount * positions + 63) / 64
    if visited.count < words {
      visited = Array(repeating: 0, count: words)
    } else {
      for index in 0..<words { visited[index] = 0 }
    }
    slots = Array(repeating: -1, count: wanted)
    var at = start
    while at <= last {
      if program.isAnchored && at > 0 { return nil }
      guard let place = program.nextStart(text, at), place <= last else { return nil }
      at = place
      if text.isCharacterBoundary(at), run(program, text, from: at, base: start, last, wanted) {
        return slots
      }
      at += 1
    }
    return nil
  }

  private mutating func run(
    _ program: RegexProgram, _ text: Span<UInt8>, from start: Int, base: Int, _ last: Int,
    _ wanted: Int
  ) -> Bool {
    let positions = last - base + 1
    stack.removeAll(keepingCapacity: true)
    stack.append(.follow(program.start, at: start))
    while let step = stack.popLast() {
      guard case .follow(var state, var at) = step else {
        if case .restore(let slot, let position) = step { slots[slot] = position }
        continue
      }
      path: while true {
        let join = Int(program.joinNumbers[Int(state)])
        if join >= 0 {
          let bit = join * positions + (at - base)
          if visited[bit >> 6] >> UInt64(bit & 63) & 1 == 1 { break }
          visited[bit >> 6] |= 1 << UInt64(bit & 63)
        }
        stepCount += 1
        switch program.states[Int(state)] {
        case .match: return true
        case .fail: break path
        case .range(let range):
          guard at < last, range.first <= text[at], text[at] <= range.last else { break path }
          state = range.next
          at += 1
        case .sparse:
          guard at < last, let next = program.next(program.states[Int(state)], text[at]) else {
            break path
          }
          state = next
          at += 1
        case .look(let look, let next):
          guard RegexProgram.holds(look, text, at) else { break path }
          state = next
        case .choice(let first, let count):
          guard count > 0 else { break path }
          for index in stride(from: Int(first + count) - 1, through: Int(first) + 1, by: -1) {
            stack.append(.follow(program.alternatives[index], at: at))
          }
          state = program.alternatives[Int(first)]
        case .capture(let slot, let next):
          if slot < wanted {
            stack.append(.restore(slot: Int(slot), position: slots[Int(slot)]))
            slots[Int(slot)] = at
          }
          state = next
        }
      }
    }
    return false
  }
}
