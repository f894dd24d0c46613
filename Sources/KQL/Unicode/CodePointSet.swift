/// A set of code points in two levels of bits, made for one test per character.
struct CodePointSet: Sendable {
  /// For each block of 256 code points the index of its page in ``bits``.
  private var pages: [UInt16]
  /// Pages of four words; page 0 is empty and page 1 full.
  private var bits: [UInt64]

  /// The members of a class.
  init(_ set: CharacterClass) {
    pages = Array(repeating: 0, count: 0x1100)
    bits = [0, 0, 0, 0, .max, .max, .max, .max]
    for range in set.ranges {
      var point = range.first
      while point <= range.last {
        let block = Int(point >> 8)
        if point & 255 == 0, range.last - point >= 255 {
          pages[block] = 1
          point += 256
          continue
        }
        if pages[block] == 0 {
          pages[block] = UInt16(bits.count / 4)
          bits.append(contentsOf: [0, 0, 0, 0])
        }
        bits[Int(pages[block]) * 4 + Int(point & 255) / 64] |= 1 << UInt64(point & 63)
        point += 1
      }
    }
  }

  /// Whether a code point is a member.
  func contains(_ point: UInt32) -> Bool {
    guard point <= 0x10FFFF else { return false }
    let word = bits[Int(pages[Int(point >> 8)]) * 4 + Int(point & 255) / 64]
    return word >> UInt64(point & 63) & 1 == 1
  }
}
