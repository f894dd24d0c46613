/// An automaton that finds all places of many needles in one pass over a text.
///
/// Source: Aho and Corasick, "Efficient String Matching", 1975; all failure links are followed when
/// it is built, so that a text costs one look-up a byte.
struct AhoCorasick: Sendable {
  /// For each byte the number of its class; bytes in no needle share class 0.
  private let classes: [UInt8]
  private let classCount: Int
  /// For each state and class the index of the next state's row; the high bit marks states at which
  /// a needle ends.
  private let table: [UInt32]
  /// For each state the needles that end there: a range of ``ending``.
  private let endingStarts: [Int32]
  private let ending: [Int32]
  private let lengths: [Int]
  private static let mark: UInt32 = 1 << 31

  /// Entries of the table that are allowed; nil is returned for larger ones.
  static let tableLimit = 8 << 20

  /// Builds the automaton; empty needles are never reported. Nil if the table would be too large.
  init?(_ needles: [[UInt8]], ignoringASCIICase ignoresCase: Bool) {
    lengths = needles.map(\.count)
    var numbers = Array(repeating: UInt8(0), count: 256)
    var used = 1
    for needle in needles {
      for byte in needle where numbers[Int(byte)] == 0 {
        // 255 classes at most: bytes F8 to FF are never in UTF-8, yet texts may be damaged.
        guard used < 256 else { return nil }
        numbers[Int(byte)] = UInt8(used)
        used += 1
      }
    }
    if ignoresCase {
      for upper in 0x41...0x5A { numbers[upper] = numbers[upper + 32] }
    }
    classCount = used
    let total = needles.reduce(1) { $0 + $1.count }
    guard total <= Self.tableLimit / used else { return nil }

    // The tree of the needles.
    var next = Array(repeating: Int32(-1), count: used)
    var own: [[Int32]] = [[]]
    for (index, needle) in needles.enumerated() where !needle.isEmpty {
      var state = 0
      for byte in needle {
        let slot = state * used + Int(numbers[Int(byte)])
        if next[slot] < 0 {
          next[slot] = Int32(own.count)
          own.append([])
          next.append(contentsOf: repeatElement(-1, count: used))
        }
        state = Int(next[slot])
      }
      own[state].append(Int32(index))
    }

    // Breadth first: where a state has no branch it goes where its failure state goes.
    var failure = Array(repeating: 0, count: own.count)
    var queue: [Int] = []
    var isEnding = own.map { !$0.isEmpty }
    for slot in 0..<used {
      if next[slot] < 0 {
        next[slot] = 0
      } else {
        queue.append(Int(next[slot]))
      }
    }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      let fallback = failure[state]
      own[state] += own[fallback]
      isEnding[state] = !own[state].isEmpty
      for slot in 0..<used {
        let target = Int(next[state * used + slot])
        let other = next[fallback * used + slot]
        if target < 0 {
          next[state * used + slot] = other
        } else {
          failure[target] = Int(other)
          queue.append(target)
        }
      }
    }
    table = next.map { state in
      UInt32(Int(state) * used) | (isEnding[Int(state)] ? Self.mark : 0)
    }
    var starts: [Int32] = []
    var all: [Int32] = []
    for list in own {
      starts.append(Int32(all.count))
      all += list
    }
    starts.append(Int32(all.count))
    endingStarts = starts
    ending = all
    classes = numbers
  }

  /// Calls a function for each place of each needle, by their ends; it returns false to stop.
  func forEachMatch(in text: Span<UInt8>, _ body: (Int, Range<Int>) -> Bool) {
    let entries = table.span
    let classes = classes.span
    var row: UInt32 = 0
    for at in 0..<text.count {
      let entry = entries[Int(row) + Int(classes[Int(text[at])])]
      row = entry & ~Self.mark
      guard entry >= Self.mark else { continue }
      let state = Int(row) / classCount
      for index in endingStarts[state]..<endingStarts[state + 1] {
        let needle = Int(ending[Int(index)])
        guard body(needle, (at + 1 - lengths[needle])..<(at + 1)) else { return }
      }
    }
  }
}
