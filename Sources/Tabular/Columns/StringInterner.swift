internal import ByteIO

/// Numbers texts in the order in which they come, each once: a ``StringDictionary`` under
/// construction.
public final class StringInterner {
  private var text = TextBuffer(capacity: 1_024)
  private var offsets: [Int] = [0, 0]
  /// Numbers by hash, 0 where there is none. At most half full.
  private var slots: FixedArray<UInt32>
  /// The upper half of the hash of each number: tells most different texts apart, and where they go in
  /// a larger table is found without reading them again.
  private var hashes: [UInt64] = [0]
  private let key = textHashKey()

  /// An interner of the empty text only.
  public init() { slots = FixedArray(repeating: 0, count: 64) }

  /// How many texts there are, the empty one among them.
  public var count: Int { offsets.count - 1 }

  /// Bytes of memory held.
  public var byteCount: Int {
    text.allocatedByteCount + (offsets.count + hashes.count) * 8 + slots.count * 4
  }

  /// The number of bytes `start ..< end` of UTF-8 text, which is new when the text is.
  public func intern(_ bytes: RawSpan, from start: Int, to end: Int) -> UInt32 {
    precondition(start >= 0 && start <= end && end <= bytes.byteCount)
    let length = end &- start
    guard length > 0 else { return 0 }
    let hash = textHash(bytes, from: start, to: end, key: key)
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let code = slots[place]
      if code == 0 { break }
      let index = Int(code)
      if hashes[index] == hash {
        let offset = offsets[index]
        if offsets[index &+ 1] &- offset == length,
          areEqual(text.bytes, offset, bytes, start, length)
        {
          return code
        }
      }
      place = (place &+ 1) & mask
    }
    return add(bytes, from: start, to: end, hash: hash, at: place)
  }

  /// The number of a text.
  public func intern(_ text: String) -> UInt32 {
    let bytes = [UInt8](text.utf8)
    return intern(bytes.rawSpan, from: 0, to: bytes.count)
  }

  @inline(never)
  private func add(_ bytes: RawSpan, from start: Int, to end: Int, hash: UInt64, at place: Int)
    -> UInt32
  {
    // 2^32 different texts are 100 GB of memory: the limit on memory comes first.
    let code = UInt32(count)
    text.append(bytes, from: start, to: end)
    offsets.append(text.count)
    hashes.append(hash)
    slots[place] = code
    if count > slots.count / 2 { grow() }
    return code
  }

  private func grow() {
    var larger = FixedArray<UInt32>(repeating: 0, count: slots.count * 4)
    let mask = larger.count - 1
    for code in 1..<count {
      var place = Int(truncatingIfNeeded: hashes[code]) & mask
      while larger[place] != 0 { place = (place + 1) & mask }
      larger[place] = UInt32(code)
    }
    slots = larger
  }

  /// The dictionary of all texts so far. The interner must not be used afterwards: its text has gone.
  public func makeDictionary() -> StringDictionary {
    var table: [UInt32] = []
    table.reserveCapacity(slots.count)
    for place in 0..<slots.count { table.append(slots[place]) }
    var taken = TextBuffer(capacity: 0)
    swap(&taken, &text)
    return StringDictionary(text: SharedText(taken), offsets: offsets, slots: table)
  }
}
