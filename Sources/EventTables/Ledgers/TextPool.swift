internal import ByteIO

/// A text of a ``TextPool``.
struct StringID: Hashable, Sendable {
  var number: UInt32

  /// The empty text.
  static let none = StringID(number: 0)

  var isNone: Bool { number == 0 }
}

/// Texts, each kept once. About 20 bytes a text beside its own.
struct TextPool: Sendable {
  private var bytes: [UInt8] = []
  /// Where each text ends; the first is the empty one.
  private var ends: [UInt32] = [0]
  private var hashes: [UInt32] = [0]
  /// Numbers of texts by hash, 0 where there is none; a power of two of them, at most half in use.
  private var slots = [UInt32](repeating: 0, count: 64)
  /// Texts that were cut or left out.
  var lostCount = 0

  /// How many texts there are, the empty one among them.
  var count: Int { ends.count }
  /// Bytes of all texts.
  var byteCount: Int { bytes.count }

  /// A text; empty for an identifier of another pool.
  subscript(_ id: StringID) -> RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      let number = Int(id.number)
      guard number > 0, number < ends.count else { return bytes.rawSpan.extracting(0..<0) }
      return bytes.rawSpan.extracting(Int(ends[number - 1])..<Int(ends[number]))
    }
  }

  /// The identifier of a text that is there.
  func find(_ text: RawSpan) -> StringID? {
    if text.isEmpty { return StringID.none }
    let hash = Self.hash(text)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = StringID(number: slots[slot])
      if hashes[Int(id.number)] == hash, isEqual(id, text) { return id }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The identifier of a text, which is added when it is new. A text that is too long is cut; one for which
  /// there is no room is lost.
  mutating func intern(_ text: RawSpan) -> StringID {
    if text.byteCount > LedgerLimits.textByteCount {
      lostCount += 1
      return intern(whole: text.extracting(0..<LedgerLimits.textByteCount))
    }
    return intern(whole: text)
  }

  private mutating func intern(whole text: RawSpan) -> StringID {
    if text.isEmpty { return .none }
    let hash = Self.hash(text)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let id = StringID(number: slots[slot])
      if hashes[Int(id.number)] == hash, isEqual(id, text) { return id }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard text.byteCount <= LedgerLimits.textBytesPerHost - bytes.count else {
      lostCount += 1
      return .none
    }
    let id = StringID(number: UInt32(ends.count))
    bytes.append(copying: text)
    ends.append(UInt32(bytes.count))
    hashes.append(hash)
    slots[slot] = id.number
    if ends.count > slots.count / 2 { grow() }
    return id
  }

  /// Whether a text of the pool equals another.
  func isEqual(_ id: StringID, _ text: RawSpan) -> Bool {
    let number = Int(id.number)
    guard number > 0, number < ends.count else { return text.isEmpty }
    let start = Int(ends[number - 1])
    return Int(ends[number]) - start == text.byteCount && bytes.rawSpan.matches(text, at: start)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for number in 1..<ends.count {
      var slot = Int(hashes[number]) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number)
    }
  }

  /// Seeded anew in each run, so that no log can be made to collide.
  private static let seed = UInt64.random(in: .min ... .max)
  private static let factor = UInt64.random(in: .min ... .max) | 1

  /// Multiplies and folds, eight bytes at a time: a third of the time of the standard library's hasher.
  private static func hash(_ text: RawSpan) -> UInt32 {
    var hash = seed ^ UInt64(text.byteCount)
    let factor = factor
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: factor)
      hash = (product.high ^ product.low) &+ factor
    }
    var index = 0
    while text.byteCount &- index >= 8 {
      mix(text.u64(index))
      index &+= 8
    }
    var rest: UInt64 = 0
    while index < text.byteCount {
      rest = rest << 8 | UInt64(text.u8(index))
      index &+= 1
    }
    mix(rest)
    return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
  }

  /// Whether one text comes before another byte by byte.
  func isBefore(_ one: StringID, _ other: StringID) -> Bool {
    one != other && LedgerText.isBefore(self[one], self[other])
  }

  /// A text as a string. Copies.
  func string(_ id: StringID) -> String { FieldText.string(self[id]) }
}
