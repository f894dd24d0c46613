/// A mapping of code points to code points in two levels, made for one look-up per character.
struct CaseMapping: Sendable {
  /// For each block of 256 code points the index of its page in ``distances``.
  private var pages: [UInt16]
  /// Pages of 256 distances to the target; page 0 is all zero.
  private var distances: [Int32]
  /// All (source, target) pairs that differ, by source.
  let pairs: [(source: UInt32, target: UInt32)]

  /// Decodes runs of (gap since the last source, length less one, zigzag of the distance).
  init(decoding text: String) {
    pages = Array(repeating: 0, count: 0x1100)
    distances = Array(repeating: 0, count: 256)
    var found: [(source: UInt32, target: UInt32)] = []
    let numbers = UnicodeData.numbers(text.utf8)
    var source: UInt32 = 0
    for index in stride(from: 0, to: numbers.count - 2, by: 3) {
      source += numbers[index]
      let zigzag = numbers[index + 2]
      let distance = Int32(zigzag >> 1) ^ -Int32(zigzag & 1)
      for _ in 0...numbers[index + 1] {
        found.append((source, UInt32(Int64(source) + Int64(distance))))
        let block = Int(source >> 8)
        if pages[block] == 0 {
          pages[block] = UInt16(distances.count >> 8)
          distances.append(contentsOf: repeatElement(0, count: 256))
        }
        distances[Int(pages[block]) << 8 | Int(source & 255)] = distance
        source += 1
      }
    }
    pairs = found
  }

  /// The code point that another is mapped to: itself where there is no mapping.
  func callAsFunction(_ point: UInt32) -> UInt32 {
    guard point <= 0x10FFFF else { return point }
    return UInt32(
      truncatingIfNeeded: Int32(truncatingIfNeeded: point)
        &+ distances[Int(pages[Int(point >> 8)]) << 8 | Int(point & 255)])
  }
}

/// Code points that differ in case only, by simple folding: what `(?i)` adds to a class.
enum CaseOrbits {
  /// Each code point that has others of another case, sorted, with these others.
  static let members: [(point: UInt32, others: [UInt32])] = {
    var byTarget: [UInt32: [UInt32]] = [:]
    for (source, target) in UnicodeData.folding.pairs {
      byTarget[target, default: [target]].append(source)
    }
    var members: [(point: UInt32, others: [UInt32])] = []
    for orbit in byTarget.values {
      for point in orbit { members.append((point, orbit.filter { $0 != point })) }
    }
    return members.sorted { $0.point < $1.point }
  }()

  /// The members within a range of code points.
  static func members(in range: CharacterClass.Range) -> ArraySlice<
    (point: UInt32, others: [UInt32])
  > {
    let start = firstIndex(from: range.first)
    var end = start
    while end < members.count, members[end].point <= range.last { end += 1 }
    return members[start..<end]
  }

  private static func firstIndex(from point: UInt32) -> Int {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].point < point { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
