internal import ByteIO

/// A growing buffer of UTF-8 text.
///
/// This is the one file of the module that uses unsafe operations. Text is stored through an
/// ``OutputCursor``, whose user first makes sure of ``OutputCursor/room``; ``slack`` bytes more are
/// always owned, so that stores and loads of whole vectors may run over the end of what counts.
@safe
public struct OutputBuffer: ~Copyable, @unchecked Sendable {
  /// Bytes owned behind the capacity.
  static let slack = 64
  /// Bytes that any fixed-size value needs at most; made sure of before each value.
  static let fixedValueBound = 256

  /// Bytes of text.
  public private(set) var count = 0
  private var capacity: Int
  // Valid for capacity + slack bytes, all of them initialised; replaced only by grow.
  private var base: UnsafeMutableRawPointer

  /// An empty buffer.
  public init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    unsafe base = .allocate(byteCount: capacity + Self.slack, alignment: 64)
    // The allocation holds capacity + slack bytes.
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.slack)
  }

  deinit { unsafe base.deallocate() }

  /// The text so far.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // count <= capacity; nobody writes while self is borrowed.
      let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Calls `body` with the text.
  public borrowing func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }

  /// Drops everything from `newCount` on; the memory is kept.
  public mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count)
    count = newCount
  }

  /// Gives memory back when much more than `limit` bytes were needed once.
  public mutating func shrink(to limit: Int) {
    guard count == 0, capacity > limit else { return }
    self = OutputBuffer(capacity: limit)
  }

  @inline(never)
  private mutating func grow(_ bound: Int) {
    let newCapacity = max(capacity * 2, count + bound)
    let new = UnsafeMutableRawPointer.allocate(
      byteCount: newCapacity + Self.slack, alignment: 64)
    // Both allocations hold count bytes; the rest of the new one becomes zero.
    unsafe new.copyMemory(from: base, byteCount: count)
    unsafe (new + count).initializeMemory(
      as: UInt8.self, repeating: 0, count: newCapacity + Self.slack - count)
    unsafe base.deallocate()
    unsafe base = new
    capacity = newCapacity
  }

  // MARK: - Cursors

  /// A cursor behind the text with room for `bound` bytes.
  ///
  /// Until ``finish(_:)`` takes it back, nothing else may be done with the buffer but
  /// ``makeRoom(_:_:)``.
  @inline(__always)
  mutating func begin(_ bound: Int) -> OutputCursor {
    if capacity &- count < bound { grow(bound) }
    // count <= capacity.
    return unsafe OutputCursor(pointer: base + count, end: base + capacity)
  }

  /// Counts what was stored through a cursor.
  @inline(__always)
  mutating func finish(_ cursor: borrowing OutputCursor) {
    count = count(at: cursor)
  }

  /// Bytes of text including what was stored through a cursor.
  @inline(__always)
  func count(at cursor: borrowing OutputCursor) -> Int {
    unsafe UnsafeRawPointer(cursor.pointer) - UnsafeRawPointer(base)
  }

  /// Makes sure that a cursor has room for `bound` bytes.
  @inline(__always)
  mutating func makeRoom(_ bound: Int, _ cursor: inout OutputCursor) {
    if _slowPath(cursor.room < bound) {
      finish(cursor)
      cursor = begin(bound)
    }
  }

  /// Stores through a cursor with room for `bound` bytes.
  @inline(__always)
  mutating func write<Result>(_ bound: Int, _ body: (inout OutputCursor) -> Result) -> Result {
    var cursor = begin(bound)
    let result = body(&cursor)
    finish(cursor)
    return result
  }

  // MARK: - Appending

  /// Appends a string literal.
  mutating func append(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    if capacity - count < length { grow(length) }
    // A static string is valid for its length; there is room.
    unsafe (base + count).copyMemory(from: text.utf8Start, byteCount: length)
    count += length
  }

  /// Appends bytes as they are.
  public mutating func append(_ source: RawSpan) {
    let length = source.byteCount
    if capacity - count < length { grow(length) }
    let target = unsafe base + count
    // There is room; the span is valid for its length and lies elsewhere.
    unsafe source.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { unsafe target.copyMemory(from: start, byteCount: length) }
    }
    count += length
  }

  /// Appends `units` UTF-16 code units of `source` from `start` as UTF-8, escaped for `Context`.
  mutating func appendUTF16<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, at start: Int, units: Int
  ) -> TextDamage {
    precondition(units >= 0 && source.holds(units * 2, at: start))
    return write(OutputCursor.bound(units: units)) { cursor in
      let result = cursor.utf16(context, source, at: start, units: units)
      cursor = result.cursor
      return result.damage
    }
  }

  /// The start of a pool of literals, for ``OutputCursor/putLiteral(_:at:length:)``.
  @inline(__always)
  borrowing func makePool() -> LiteralPool { unsafe LiteralPool(base: UnsafeRawPointer(base)) }
}

/// Literals in a buffer that does not change while the pool is used.
@safe
struct LiteralPool {
  // Valid for the buffer's capacity + slack bytes.
  fileprivate let base: UnsafeRawPointer
}

/// Where the next byte of text goes. Every `put` needs room, which its caller has made sure of.
@safe
struct OutputCursor {
  // pointer <= end, and slack bytes behind end are owned.
  fileprivate var pointer: UnsafeMutableRawPointer
  fileprivate let end: UnsafeMutableRawPointer

  fileprivate init(pointer: UnsafeMutableRawPointer, end: UnsafeMutableRawPointer) {
    unsafe self.pointer = pointer
    unsafe self.end = end
  }

  /// Bytes that may be stored.
  @inline(__always)
  var room: Int { unsafe end - pointer }

  /// Stores a byte.
  @inline(__always)
  mutating func put(_ byte: UInt8) {
    // The caller has made room.
    unsafe pointer.storeBytes(of: byte, as: UInt8.self)
    unsafe pointer += 1
  }

  /// Stores two bytes, the low one first.
  @inline(__always)
  mutating func put2(_ pair: UInt16) {
    // The caller has made room.
    unsafe pointer.storeBytes(of: pair, as: UInt16.self)
    unsafe pointer += 2
  }

  /// Stores the low `used` bytes of a word, at most 8.
  @inline(__always)
  mutating func put8(_ word: UInt64, used: Int) {
    // The caller has made room; the bytes past used fall into room or slack.
    unsafe pointer.storeBytes(of: word, as: UInt64.self)
    unsafe pointer += used
  }

  /// Takes the last byte back.
  @inline(__always)
  mutating func dropLast() {
    // Only called right behind a put.
    unsafe pointer -= 1
  }

  /// Copies `length` bytes of a pool from `start`, 32 at a time.
  @inline(__always)
  mutating func putLiteral(_ pool: LiteralPool, at start: Int, length: Int) {
    let from = unsafe pool.base + start
    var done = 0
    repeat {
      // The literal lies in its pool and the caller has made room; what is loaded and stored past
      // length falls into the slack of 64 bytes on both sides.
      let first = unsafe from.loadUnaligned(fromByteOffset: done, as: SIMD16<UInt8>.self)
      let second = unsafe from.loadUnaligned(fromByteOffset: done &+ 16, as: SIMD16<UInt8>.self)
      unsafe pointer.storeBytes(of: first, toByteOffset: done, as: SIMD16<UInt8>.self)
      unsafe pointer.storeBytes(of: second, toByteOffset: done &+ 16, as: SIMD16<UInt8>.self)
      done &+= 32
    } while done < length
    unsafe pointer += length
  }

  // MARK: - UTF-16

  /// The room that a text of so many units needs: six bytes a unit (\u0000, &apos;), and a vector.
  @inline(__always)
  static func bound(units: Int) -> Int { units &* 6 &+ 16 }

  /// What printing a text gave.
  struct TextResult {
    var cursor: OutputCursor
    var damage: TextDamage = []
  }

  /// Stores `units` UTF-16 code units of `source` from `start` as UTF-8, escaped for `Context`.
  ///
  /// They lie inside the span; whole vectors are loaded only where the span has them. By value and not
  /// inlined, so that the loop has all registers to itself.
  /// - Returns: the cursor behind the text, and what had to be replaced.
  @inline(never)
  func utf16<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, at start: Int, units: Int
  ) -> TextResult {
    var cursor = self
    let damage = cursor.putUTF16(context, source, at: start, units: units)
    return TextResult(cursor: cursor, damage: damage)
  }

  @inline(__always)
  private mutating func putUTF16<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, at start: Int, units: Int
  ) -> TextDamage {
    var offset = start
    var left = units
    var damage: TextDamage = []
    while left > 0 {
      guard _fastPath(source.byteCount &- offset >= 32) else {
        let rest = putUnits(context, source, offset, left)
        self = rest.cursor
        damage.formUnion(rest.damage)
        break
      }
      let wide = source.u16x16(offset)
      if hasHighBytes(wide), left >= 16 || hasHighBytes(firstUnits(wide, left)) {
        // Text beyond Latin-1: sixteen units one by one, or seventeen to keep a pair together.
        let count = min(left, source.u16(offset &+ 30) & 0xfc00 == 0xd800 ? 17 : 16)
        let rest = putUnits(context, source, offset, count)
        self = rest.cursor
        damage.formUnion(rest.damage)
        offset &+= count &* 2
        left &-= count
        continue
      }
      // Every other byte. The cast reorders nothing: 32 bytes are 16 pairs of a low and a high one.
      let low = unsafe unsafeBitCast(
        unsafeBitCast(wide, to: SIMD32<UInt8>.self).evenHalf, to: SIMD16<Int8>.self)
      // There is room for 16 bytes.
      unsafe pointer.storeBytes(of: low, as: SIMD16<Int8>.self)
      let clean = min(firstIndex(Context.stops(low)), left)
      unsafe pointer += clean
      offset &+= clean &* 2
      left &-= clean
      if clean == 16 || left == 0 { continue }
      var unit = Int(source.u16(offset))
      guard unit < 0x80 else {
        damage.formUnion(Context.putScalar(UInt32(unit), &self))
        offset &+= 2
        left &-= 1
        continue
      }
      // Escapes come in runs, such as the ends of lines and what indents the next one.
      var escape = Context.escape(unit)
      repeat {
        put8(escape, used: Int(truncatingIfNeeded: escape >> 56 & 0xf))
        if escape >> 63 != 0 { damage.insert(.invalidXML) }
        offset &+= 2
        left &-= 1
        guard left > 0 else { break }
        unit = Int(source.u16(offset))
        guard unit < 0x80 else { break }
        escape = Context.escape(unit)
      } while escape >> 56 & 0xf > 1
    }
    return damage
  }

  /// Stores units one by one.
  ///
  /// Takes and gives everything by value, so that the caller keeps it in registers.
  @inline(never)
  private func putUnits<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, _ start: Int, _ count: Int
  ) -> TextResult {
    var result = TextResult(cursor: self)
    var offset = start
    let end = start &+ count &* 2
    while offset < end {
      let unit = UInt32(source.u16(offset))
      offset &+= 2
      if unit < 0x80 {
        let escape = Context.escape(Int(unit))
        result.cursor.put8(escape, used: Int(truncatingIfNeeded: escape >> 56 & 0xf))
        if escape >> 63 != 0 { result.damage.insert(.invalidXML) }
      } else if unit & 0xf800 != 0xd800 {
        result.damage.formUnion(Context.putScalar(unit, &result.cursor))
      } else if unit < 0xdc00, offset < end, source.u16(offset) & 0xfc00 == 0xdc00 {
        let low = UInt32(source.u16(offset))
        offset &+= 2
        result.cursor.putUTF8(0x10000 &+ ((unit &- 0xd800) << 10) &+ (low &- 0xdc00))
      } else {
        result.damage.insert(.invalidUTF16)
        result.cursor.putUTF8(0xfffd)
      }
    }
    return result
  }

  /// Stores a scalar as UTF-8, four bytes at most.
  @inline(__always)
  mutating func putUTF8(_ scalar: UInt32) {
    func tail(_ shift: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: 0x80 | ((scalar >> shift) & 0x3f))
    }
    if scalar < 0x80 {
      put(UInt8(truncatingIfNeeded: scalar))
    } else if scalar < 0x800 {
      put(UInt8(truncatingIfNeeded: 0xc0 | (scalar >> 6)))
      put(tail(0))
    } else if scalar < 0x10000 {
      put(UInt8(truncatingIfNeeded: 0xe0 | (scalar >> 12)))
      put(tail(6))
      put(tail(0))
    } else {
      put(UInt8(truncatingIfNeeded: 0xf0 | (scalar >> 18)))
      put(tail(12))
      put(tail(6))
      put(tail(0))
    }
  }
}

/// Whether any of sixteen units is beyond Latin-1.
@inline(__always)
private func hasHighBytes(_ units: SIMD16<UInt16>) -> Bool {
  // Four units a word.
  let folded = unsafe unsafeBitCast(units.lowHalf | units.highHalf, to: SIMD2<UInt64>.self)
  return (folded[0] | folded[1]) & 0xff00_ff00_ff00_ff00 != 0
}

/// The first `count` of sixteen units; the others, which belong to other values, as zero.
@inline(__always)
private func firstUnits(_ units: SIMD16<UInt16>, _ count: Int) -> SIMD16<UInt16> {
  let isText = laneNumbers() .< SIMD16<Int16>(repeating: Int16(truncatingIfNeeded: count))
  return SIMD16<UInt16>(repeating: 0).replacing(with: units, where: isText)
}

/// 0, 1 ... 15. A function, since a global vector would be initialised lazily, with a call at each use.
@inline(__always)
private func laneNumbers() -> SIMD16<Int16> {
  SIMD16<Int16>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
}

/// The index of the first set lane, 16 when none is.
@inline(__always)
private func firstIndex(_ mask: SIMDMask<SIMD16<Int8>>) -> Int {
  // A mask of 16 bytes has the size of two words; set lanes are all ones.
  let words = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
  if words[0] != 0 { return words[0].trailingZeroBitCount >> 3 }
  return 8 &+ (words[1].trailingZeroBitCount >> 3)
}

/// Notes where the values of `expectations.count` descriptors at `position` lie, from `slotBase` on.
///
/// - Returns: whether all descriptors are as expected.
@inline(__always)
func fillSlots(
  _ slots: inout MutableSpan<Slot>, from slotBase: Int, _ chunk: RawSpan, at position: Int,
  _ expectations: Span<DescriptorExpectation>
) -> Bool {
  let count = expectations.count
  precondition(
    slotBase >= 0 && count <= slots.count &- slotBase && chunk.holds(count &* 4, at: position))
  // The line above checks the bounds of all three for index < count.
  return unsafe slots.withUnsafeMutableBufferPointer { slots in
    unsafe expectations.withUnsafeBufferPointer { expectations in
      unsafe chunk.withUnsafeBytes { chunk in
        var difference: UInt32 = 0
        var offset = UInt32(truncatingIfNeeded: position &+ count &* 4)
        var index = 0
        while index < count {
          let descriptor = unsafe chunk.loadUnaligned(
            fromByteOffset: position &+ index &* 4, as: UInt32.self)
          let expectation = unsafe expectations[index]
          difference |= (descriptor ^ expectation.wanted) & expectation.mask
          let byteCount = descriptor & 0xffff
          unsafe slots[slotBase &+ index] = Slot(offset: offset, byteCount: byteCount)
          offset &+= byteCount
          index &+= 1
        }
        return difference == 0
      }
    }
  }
}
