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
  /// Cursors end here though there is more room, so that whoever stores through one looks at the size.
  /// Behind it they have the room that was asked for and no more.
  var cursorLimit = Int.max
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

  /// The text and ``slack`` bytes of any content behind it.
  var paddedBytes: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      // count <= capacity, and slack more bytes are owned and initialised.
      let span = unsafe RawSpan(_unsafeStart: base, byteCount: count + Self.slack)
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
    // Twice as much, but not much more than is needed once it is much: hostile logs fill it.
    let newCapacity = max(capacity + min(capacity, 2 << 20), count + bound)
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
    // count <= capacity, and so is count + bound now.
    return unsafe OutputCursor(
      pointer: base + count, end: base + min(capacity, max(cursorLimit, count &+ bound)))
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

  /// Stores the first `used` hexadecimal digits of a word, the highest first, at most 16.
  @inline(__always)
  mutating func putHexDigits(of word: UInt64, used: Int) {
    // Eight bytes either way.
    let bytes = unsafe unsafeBitCast(word.byteSwapped, to: SIMD8<UInt8>.self)
    let wide = SIMD8<UInt16>(truncatingIfNeeded: bytes)
    // In each pair of digits the first is the low byte. Arithmetic, since this comparison would compile to
    // a loop over lanes.
    let pairs = wide &>> repeated(4) | (wide & repeated(0xf)) &<< repeated(8)
    let letters = ((pairs &+ repeated(0x0606)) &>> repeated(4)) & repeated(0x0101)
    let text = pairs &+ repeated(0x3030) &+ letters &* repeated(0x61 - 0x3a)
    // The caller has made room; the bytes past used fall into room or slack.
    unsafe pointer.storeBytes(of: text, as: SIMD8<UInt16>.self)
    unsafe pointer += used
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

  /// Stores a text of at most sixteen units that all stand for themselves in the output.
  ///
  /// The units lie inside the span, and room for their bound is there.
  /// - Returns: false when the text is longer or holds other units; nothing counts as stored then.
  @inline(__always)
  mutating func putPlain<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, at start: Int, units: Int
  ) -> Bool {
    guard units <= 16, start >= 0, source.byteCount &- start >= 32 else { return false }
    // The guard: 32 bytes lie in the span.
    let wide = unsafe source.unsafeLoadUnaligned(
      fromUncheckedByteOffset: start, as: SIMD16<UInt16>.self)
    let low = lowBytes(wide)
    // There is room for 16 bytes.
    unsafe pointer.storeBytes(of: low, as: SIMD16<Int8>.self)
    guard units > 0 else { return true }
    let stops = laneNibbles(Context.stops(low) .| highLanes(wide))
    guard stops &<< UInt64(truncatingIfNeeded: 64 &- 4 &* units) == 0 else { return false }
    unsafe pointer += units
    return true
  }

  @inline(__always)
  private mutating func putUTF16<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, at start: Int, units: Int
  ) -> TextDamage {
    var offset = start
    var left = units
    var damage: TextDamage = []
    // The highest bit is set when an escape had it set: a character was replaced.
    var replaced: UInt64 = 0
    while left > 0 {
      guard _fastPath(offset >= 0 && source.byteCount &- offset >= Self.window) else {
        let rest = putUnits(context, source, offset, left)
        self = rest.cursor
        damage.formUnion(rest.damage)
        break
      }
      // The guard: a window of bytes lies in the span.
      let wide = unsafe source.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: SIMD16<UInt16>.self)
      let low = lowBytes(wide)
      // There is room for 16 bytes.
      unsafe pointer.storeBytes(of: low, as: SIMD16<Int8>.self)
      var count = min(left, 16)
      var stops = laneBits(Context.stops(low) .| highLanes(wide)) & firstLanes(count)
      var done = 0
      while stops != 0 {
        let index = stops.trailingZeroBitCount >> 2
        unsafe pointer += index &- done
        // index < 16, so this unit and the sixteen behind it lie in the window.
        let unit = unsafe Int(
          source.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset &+ index &* 2, as: UInt16.self))
        if _fastPath(unit < 0x80) {
          let escape = Context.escape(unit)
          put8(escape, used: Int(truncatingIfNeeded: escape >> 56 & 0xf))
          replaced |= escape
        } else if unit < 0x100 {
          damage.formUnion(Context.putScalar(UInt32(unit), &self))
        } else {
          // Text beyond Latin-1: one by one, with one unit more to keep a pair together.
          if left > 16, source.u16(offset &+ 30) & 0xfc00 == 0xd800 { count = 17 }
          let rest = putUnits(context, source, offset &+ index &* 2, count &- index)
          self = rest.cursor
          damage.formUnion(rest.damage)
          done = count
          break
        }
        done = index &+ 1
        let rest = unsafe source.unsafeLoadUnaligned(
          fromUncheckedByteOffset: offset &+ done &* 2, as: SIMD16<UInt16>.self)
        // Six bytes a unit are bound, so there is room for 16 more.
        unsafe pointer.storeBytes(of: lowBytes(rest), as: SIMD16<Int8>.self)
        stops &= stops &- 1
      }
      unsafe pointer += count &- done
      offset &+= count &* 2
      left &-= count
    }
    if replaced >> 63 != 0 { damage.insert(.invalidXML) }
    return damage
  }

  /// Bytes that loads of a vector at any of its sixteen units, and of the one behind, may touch.
  private static var window: Int { 64 }

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

/// Eight times the same number.
@inline(__always)
private func repeated(_ number: UInt16) -> SIMD8<UInt16> { SIMD8(repeating: number) }

/// The low bytes of sixteen units.
@inline(__always)
private func lowBytes(_ units: SIMD16<UInt16>) -> SIMD16<Int8> {
  SIMD16<Int8>(truncatingIfNeeded: units)
}

/// Which of sixteen units are beyond Latin-1.
@inline(__always)
private func highLanes(_ units: SIMD16<UInt16>) -> SIMDMask<SIMD16<Int8>> {
  SIMD16<Int8>(truncatingIfNeeded: units &>> SIMD16(repeating: 8)) .!= SIMD16(repeating: 0)
}

/// Four bits for each lane, all ones where it is set.
@inline(__always)
private func laneNibbles(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt64 {
  // A mask of 16 bytes has the size of eight units of 16 bits; set lanes are all ones, so that shifted
  // by half a byte each lane has four bits in the low half of a unit.
  let pairs = unsafe unsafeBitCast(mask, to: SIMD8<UInt16>.self) &>> SIMD8(repeating: 4)
  let nibbles = SIMD8<UInt8>(truncatingIfNeeded: pairs)
  // Eight bytes either way.
  return unsafe unsafeBitCast(nibbles, to: UInt64.self)
}

/// Bit 4 * n for each set lane n.
@inline(__always)
private func laneBits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt64 {
  laneNibbles(mask) & 0x1111_1111_1111_1111
}

/// The bits of the first `count` lanes, 1 to 16.
@inline(__always)
private func firstLanes(_ count: Int) -> UInt64 {
  UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 4 &* count)
}

/// Compares `count` descriptors at `position` with expectations, and notes where their values lie in the
/// slots from `slotBase` on.
///
/// Not inlined, so that the loop has all registers to itself.
/// - Returns: where the values end, -1 when a descriptor is not as expected.
@inline(never)
func fillSlots(
  _ slots: inout MutableSpan<Slot>, from slotBase: Int, _ chunk: RawSpan, at position: Int,
  _ expectations: Span<DescriptorExpectation>, from first: Int, count: Int
) -> Int {
  precondition(
    slotBase >= 0 && count <= slots.count &- slotBase && first >= 0
      && count <= expectations.count &- first && chunk.holds(count &* 4, at: position))
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
          let expectation = unsafe expectations[first &+ index]
          difference |= (descriptor ^ expectation.wanted) & expectation.mask
          let byteCount = descriptor & 0xffff
          unsafe slots[slotBase &+ index] = Slot(offset: offset, byteCount: byteCount)
          offset &+= byteCount
          index &+= 1
        }
        return difference == 0 ? Int(offset) : -1
      }
    }
  }
}
