/// Runs a program over all threads at once, with captures, in time of states times text.
///
/// Source: Pike's algorithm as in Cox, "Regular Expression Matching: the Virtual Machine Approach".
/// The threads of a position are kept in the order of their preference, which makes the match the
/// leftmost and, of these, the one that backtracking would find first.
struct PikeMachine {
  private var current: SparseSet
  private var next: SparseSet
  /// Captured positions of each thread, -1 for none, as many as there are slots for each state.
  private var currentSlots: [Int]
  private var nextSlots: [Int]
  /// Positions of the thread that is followed.
  private var slots: [Int]
  private var stack: [Step] = []
  /// Threads stepped in all searches, for tests of running time.
  private(set) var stepCount = 0

  private enum Step {
    case follow(Int32)
    case restore(slot: Int, position: Int)
  }

  init(_ program: RegexProgram) {
    current = SparseSet(capacity: program.states.count)
    next = SparseSet(capacity: program.states.count)
    currentSlots = []
    nextSlots = []
    slots = Array(repeating: -1, count: program.slotCount)
  }

  /// The slots of the first match that starts at or after a position, the first `wanted` of them.
  mutating func match(
    _ program: RegexProgram, _ text: Span<UInt8>, from start: Int, wanted: Int
  ) -> [Int]? {
    let table = program.states.count * wanted
    if currentSlots.count < table {
      currentSlots = Array(repeating: -1, count: table)
      nextSlots = Array(repeating: -1, count: table)
    }
    current.removeAll()
    var found: [Int]?
    var at = start
    while true {
      if current.count == 0 {
        if found != nil || program.isAnchored && at > 0 { break }
        // Nothing is under way: on to the next place where a match may start.
        guard let place = program.nextStart(text, at) else { break }
        at = place
      }
      if found == nil, text.isCharacterBoundary(at) {
        for slot in 0..<wanted { slots[slot] = -1 }
        Self.follow(
          program, text, program.start, at, wanted, into: &current, &currentSlots, &slots, &stack)
      }
      next.removeAll()
      let byte: UInt8? = at < text.count ? text[at] : nil
      threads: for index in 0..<current.count {
        let state = current.members[index]
        stepCount += 1
        let base = Int(state) * wanted
        switch program.states[Int(state)] {
        case .match:
          found = Array(currentSlots[base..<(base + wanted)])
          break threads  // the threads after it are less preferred
        case .range, .sparse:
          guard let byte, let target = program.next(program.states[Int(state)], byte) else {
            continue
          }
          for slot in 0..<wanted { slots[slot] = currentSlots[base + slot] }
          Self.follow(
            program, text, target, at + 1, wanted, into: &next, &nextSlots, &slots, &stack)
        default: continue
        }
      }
      swap(&current, &next)
      swap(&currentSlots, &nextSlots)
      guard at < text.count else { break }
      at += 1
    }
    return found
  }

  /// Adds a state and all that it leads to without a byte.
  private static func follow(
    _ program: RegexProgram, _ text: Span<UInt8>, _ state: Int32, _ at: Int, _ wanted: Int,
    into set: inout SparseSet, _ table: inout [Int], _ slots: inout [Int], _ stack: inout [Step]
  ) {
    stack.append(.follow(state))
    while let step = stack.popLast() {
      switch step {
      case .restore(let slot, let position): slots[slot] = position
      case .follow(var state):
        while set.insert(state) {
          switch program.states[Int(state)] {
          case .look(let look, let next):
            guard RegexProgram.holds(look, text, at) else { break }
            state = next
            continue
          case .choice(let start, let count):
            for index in stride(from: Int(start + count) - 1, through: Int(start) + 1, by: -1) {
              stack.append(.follow(program.alternatives[index]))
            }
            if count > 0 {
              state = program.alternatives[Int(start)]
              continue
            }
          case .capture(let slot, let next):
            if slot < wanted {
              stack.append(.restore(slot: Int(slot), position: slots[Int(slot)]))
              slots[Int(slot)] = at
            }
            state = next
            continue
          case .range, .sparse, .match:
            let base = Int(state) * wanted
            for slot in 0..<wanted { table[base + slot] = slots[slot] }
          case .fail: break
          }
          break
        }
      }
    }
  }
}
