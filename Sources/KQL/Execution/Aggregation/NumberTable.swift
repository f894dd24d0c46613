/// Numbers pairs of whole numbers in the order in which they are met: a hash table of one array.
///
/// Keys may come from hostile logs, so the hash mixes in a number of this process.
struct NumberTable {
  private var keys: [Int64] = []
  private var others: [Int64] = []
  /// The number of what stands in each slot, plus one; 0 where there is nothing. At most half full.
  private var slots: [Int32]
  private static let seed = UInt64.random(in: .min ... .max)

  init() { slots = Array(repeating: 0, count: 16) }

  /// How many pairs there are.
  var count: Int { keys.count }
  /// Bytes of memory held.
  var byteCount: Int { keys.count * 16 + slots.count * 4 }

  /// The number of a pair, and whether it is new.
  @inline(__always)
  mutating func number(_ key: Int64, _ other: Int64) -> (number: Int32, isNew: Bool) {
    let mask = slots.count &- 1
    var place = Self.hash(key, other) & mask
    while true {
      let found = Int(slots[place]) &- 1
      if found < 0 { break }
      if keys[found] == key, others[found] == other { return (Int32(found), false) }
      place = (place &+ 1) & mask
    }
    return (add(key, other, at: place), true)
  }

  @inline(never)
  private mutating func add(_ key: Int64, _ other: Int64, at place: Int) -> Int32 {
    keys.append(key)
    others.append(other)
    slots[place] = Int32(keys.count)
    if keys.count > slots.count / 2 { grow() }
    return Int32(keys.count - 1)
  }

  private mutating func grow() {
    let size = slots.count * 4
    slots = Array(repeating: 0, count: size)
    for index in keys.indices {
      var place = Self.hash(keys[index], others[index]) & (size - 1)
      while slots[place] != 0 { place = (place + 1) & (size - 1) }
      slots[place] = Int32(index + 1)
    }
  }

  private static func hash(_ key: Int64, _ other: Int64) -> Int {
    let one = UInt64(bitPattern: key) ^ seed
    let two = UInt64(bitPattern: other) ^ 0x9e37_79b9_7f4a_7c15
    let product = one.multipliedFullWidth(by: two | 1)
    let mixed = (product.high ^ product.low ^ two) &* 0xd6e8_feb8_6659_fd93
    return Int(truncatingIfNeeded: mixed ^ mixed >> 32)
  }
}
