/// A set of code points as sorted closed ranges that neither overlap nor touch.
struct CharacterClass: Hashable, Sendable {
  /// A closed range of code points.
  struct Range: Hashable, Sendable {
    var first: UInt32
    var last: UInt32
  }

  /// The largest code point.
  static let lastPoint: UInt32 = 0x10FFFF
  /// Every code point.
  static let all = CharacterClass(0, lastPoint)

  /// The ranges, sorted.
  private(set) var ranges: [Range]

  /// The empty set.
  init() { ranges = [] }

  /// One range.
  init(_ first: UInt32, _ last: UInt32) { ranges = [Range(first: first, last: last)] }

  /// Any ranges, which are sorted and merged.
  init(_ unordered: [Range]) {
    ranges = unordered.sorted { $0.first < $1.first }
    merge()
  }

  /// Decodes a table of (gap since the last range's end, length less one).
  init(decoding text: [UInt8]) {
    ranges = []
    let numbers = UnicodeData.numbers(text)
    var point: UInt32 = 0
    for index in stride(from: 0, to: numbers.count - 1, by: 2) {
      let first = point + numbers[index]
      ranges.append(Range(first: first, last: first + numbers[index + 1]))
      point = first + numbers[index + 1] + 1
    }
    merge()
  }

  var isEmpty: Bool { ranges.isEmpty }

  /// Whether all members are ASCII.
  var isASCII: Bool { ranges.last.map { $0.last < 0x80 } ?? true }

  /// Whether a code point is a member.
  func contains(_ point: UInt32) -> Bool {
    ranges.contains { $0.first <= point && point <= $0.last }
  }

  private mutating func merge() {
    var merged: [Range] = []
    merged.reserveCapacity(ranges.count)
    for range in ranges {
      if let last = merged.last, range.first <= last.last || range.first - last.last == 1 {
        merged[merged.count - 1].last = max(last.last, range.last)
      } else {
        merged.append(range)
      }
    }
    ranges = merged
  }

  // MARK: - Set operations

  /// All members of both.
  func union(_ other: CharacterClass) -> CharacterClass {
    CharacterClass(ranges + other.ranges)
  }

  /// All code points that are no members.
  func negated() -> CharacterClass {
    var result = CharacterClass()
    var next: UInt32 = 0
    for range in ranges {
      if range.first > next { result.ranges.append(Range(first: next, last: range.first - 1)) }
      next = range.last + 1
    }
    if next <= Self.lastPoint { result.ranges.append(Range(first: next, last: Self.lastPoint)) }
    return result
  }

  /// The members of both.
  func intersection(_ other: CharacterClass) -> CharacterClass {
    var result = CharacterClass()
    var left = 0
    var right = 0
    while left < ranges.count, right < other.ranges.count {
      let first = max(ranges[left].first, other.ranges[right].first)
      let last = min(ranges[left].last, other.ranges[right].last)
      if first <= last { result.ranges.append(Range(first: first, last: last)) }
      if ranges[left].last < other.ranges[right].last { left += 1 } else { right += 1 }
    }
    return result
  }

  /// The members that are not in another.
  func subtracting(_ other: CharacterClass) -> CharacterClass { intersection(other.negated()) }

  /// The members of one of the two only.
  func symmetricDifference(_ other: CharacterClass) -> CharacterClass {
    union(other).subtracting(intersection(other))
  }

  /// With all code points that differ from a member in case only (simple folding).
  func foldingCase() -> CharacterClass {
    var added: [Range] = []
    for range in ranges {
      for member in CaseOrbits.members(in: range) {
        for other in member.others { added.append(Range(first: other, last: other)) }
      }
    }
    return added.isEmpty ? self : CharacterClass(ranges + added)
  }

  /// With the other case of ASCII letters only, as `(?i-u)` has it.
  func foldingASCIICase() -> CharacterClass {
    let upper = intersection(CharacterClass(0x41, 0x5A)).ranges
    let lower = intersection(CharacterClass(0x61, 0x7A)).ranges
    let added =
      upper.map { Range(first: $0.first + 32, last: $0.last + 32) }
      + lower.map { Range(first: $0.first - 32, last: $0.last - 32) }
    return added.isEmpty ? self : CharacterClass(ranges + added)
  }
}
