/// A row of bits, 64 in a word.
public struct Bitmap: Hashable, Sendable {
  /// The number of bits.
  public private(set) var count: Int
  /// The bits, the first in the lowest place of the first word; those behind the last one are zero.
  public private(set) var words: [UInt64]

  /// `count` bits of one value.
  public init(repeating value: Bool = false, count: Int) {
    precondition(count >= 0)
    self.count = count
    words = Array(repeating: value ? .max : 0, count: (count + 63) / 64)
    if value, count % 64 != 0 { words[words.count - 1] = .max >> UInt64(64 - count % 64) }
  }

  /// The bit at `index`, which must lie inside.
  public subscript(index: Int) -> Bool {
    get {
      precondition(index >= 0 && index < count)
      return words[index >> 6] >> UInt64(index & 63) & 1 != 0
    }
    set {
      precondition(index >= 0 && index < count)
      let bit: UInt64 = 1 << UInt64(index & 63)
      if newValue { words[index >> 6] |= bit } else { words[index >> 6] &= ~bit }
    }
  }

  /// Adds a bit at the end.
  public mutating func append(_ value: Bool) {
    if count & 63 == 0 { words.append(0) }
    count += 1
    if value { words[(count - 1) >> 6] |= 1 << UInt64((count - 1) & 63) }
  }

  /// Takes the last bit away.
  public mutating func removeLast() {
    self[count - 1] = false
    count -= 1
    if count & 63 == 0 { words.removeLast() }
  }

  /// How many bits are set. O(n).
  public var trueCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The places of the bits that are set, in their order. O(n).
  public var trueIndices: [Int32] {
    var indices: [Int32] = []
    indices.reserveCapacity(trueCount)
    for (place, word) in words.enumerated() {
      var left = word
      while left != 0 {
        indices.append(Int32(place << 6 + left.trailingZeroBitCount))
        left &= left &- 1
      }
    }
    return indices
  }

  /// Bytes of memory held.
  public var byteCount: Int { words.count * 8 }
}
