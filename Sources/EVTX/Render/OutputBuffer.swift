internal import ByteIO

/// A growing buffer of UTF-8 text, and the kernels that print values into it.
///
/// This is the one file of the module that uses unsafe operations. The rule that makes them safe:
/// every kernel first calls ``reserve(_:)`` with an upper bound of what it stores, so that
/// `base + count ... base + count + bound` is owned memory; ``slack`` bytes more are always owned, so
/// that stores of whole vectors may run over the end of what is kept.
@safe
public struct OutputBuffer: ~Copyable, @unchecked Sendable {
  /// Bytes owned behind the reserved ones, for stores and loads of whole vectors.
  static let slack = 64

  /// Bytes of text.
  public private(set) var count = 0
  private var capacity: Int
  // Valid for capacity + slack bytes; replaced only by grow.
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

  /// Makes room for `bound` bytes more.
  @inline(__always)
  mutating func reserve(_ bound: Int) {
    if capacity &- count < bound { grow(bound) }
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

  // MARK: - Stores into reserved memory

  /// Stores a byte for which room was reserved.
  @inline(__always)
  mutating func put(_ byte: UInt8) {
    // Room was reserved by the caller.
    unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  /// Stores two bytes, the low one first.
  @inline(__always)
  mutating func put2(_ pair: UInt16) {
    // Room was reserved by the caller.
    unsafe base.storeBytes(of: pair, toByteOffset: count, as: UInt16.self)
    count &+= 2
  }

  /// Stores the low `used` bytes of a word, at most 8.
  @inline(__always)
  mutating func put8(_ word: UInt64, used: Int) {
    // Room was reserved by the caller; the bytes past used fall into the slack.
    unsafe base.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
    count &+= used
  }

  /// Copies `length` bytes of `pool` from `start`, 32 at a time.
  @inline(__always)
  mutating func putLiteral(_ pool: borrowing OutputBuffer, at start: Int, length: Int) {
    assert(start >= 0 && length >= 0 && start + length <= pool.count)
    // Reads and stores past length fall into the pool's and this buffer's slack of 64 bytes.
    unsafe copyRounded(from: UnsafeRawPointer(pool.base + start), to: base + count, length: length)
    count &+= length
  }

  /// Appends a string literal.
  mutating func append(_ text: StaticString) {
    reserve(text.utf8CodeUnitCount)
    // A static string is valid for its length; room was reserved.
    unsafe (base + count).copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
    count += text.utf8CodeUnitCount
  }

  /// Appends bytes as they are.
  public mutating func append(_ source: RawSpan) {
    let length = source.byteCount
    reserve(length)
    let target = unsafe base + count
    // Room was reserved; the span is valid for its length.
    unsafe source.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { unsafe target.copyMemory(from: start, byteCount: length) }
    }
    count += length
  }

  // MARK: - UTF-16

  /// Appends `units` UTF-16 code units of `source` from `start` as UTF-8, escaped for `Context`.
  ///
  /// The caller has checked that they lie inside the span.
  /// - Returns: what had to be replaced.
  @inline(__always)
  mutating func appendUTF16<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, at start: Int, units: Int
  ) -> TextDamage {
    // The longest form of a unit has six bytes (\u0000, &#13; has five); a step stores 16.
    reserve(units &* 6 &+ 16)
    var offset = start
    var left = units
    var damage: TextDamage = []
    while left > 0 {
      if _fastPath(source.byteCount &- offset >= 32) {
        let wide = source.utf16x16(offset)
        let ceiling = SIMD16<UInt16>(repeating: 255)
        let narrow = SIMD16<UInt8>(
          truncatingIfNeeded: wide.replacing(with: ceiling, where: wide .> ceiling))
        // Room for 16 bytes at count was reserved.
        unsafe base.storeBytes(of: narrow, toByteOffset: count, as: SIMD16<UInt8>.self)
        let clean = min(firstIndex(Context.stops(narrow)), left)
        count &+= clean
        offset &+= clean &* 2
        left &-= clean
        if clean == 16 || left == 0 { continue }
      }
      appendUnits(context, source, &offset, &left, &damage)
    }
    return damage
  }

  /// Appends units one by one up to and including the first run that needs care.
  @inline(never)
  private mutating func appendUnits<Context: EscapeContext>(
    _ context: Context.Type, _ source: RawSpan, _ offset: inout Int, _ left: inout Int,
    _ damage: inout TextDamage
  ) {
    repeat {
      let unit = UInt32(source.u16(offset))
      offset &+= 2
      left &-= 1
      if unit < 0x80 {
        Context.putASCII(UInt8(truncatingIfNeeded: unit), &self, &damage)
        // Short ends of the span are done here, the rest goes back to whole vectors.
        if source.byteCount &- offset >= 32 { return }
      } else if unit & 0xf800 != 0xd800 {
        Context.putScalar(unit, &self, &damage)
      } else if unit < 0xdc00, left > 0, source.u16(offset) & 0xfc00 == 0xdc00 {
        let low = UInt32(source.u16(offset))
        offset &+= 2
        left &-= 1
        putUTF8(0x10000 &+ ((unit &- 0xd800) << 10) &+ (low &- 0xdc00))
      } else {
        damage.insert(.invalidUTF16)
        putUTF8(0xfffd)
      }
    } while left > 0
  }

  /// Stores a scalar as UTF-8; room for 4 bytes was reserved.
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

  // MARK: - Writing out

  /// Calls `body` with the text, for system calls.
  public borrowing func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes)
  }
}

/// Copies `length` bytes rounded up to 32 with unaligned vectors.
@inline(__always)
private func copyRounded(from: UnsafeRawPointer, to: UnsafeMutableRawPointer, length: Int) {
  var done = 0
  repeat {
    // Both sides own length + 64 bytes, and done < max(length, 1).
    let first = unsafe from.loadUnaligned(fromByteOffset: done, as: SIMD16<UInt8>.self)
    let second = unsafe from.loadUnaligned(fromByteOffset: done &+ 16, as: SIMD16<UInt8>.self)
    unsafe to.storeBytes(of: first, toByteOffset: done, as: SIMD16<UInt8>.self)
    unsafe to.storeBytes(of: second, toByteOffset: done &+ 16, as: SIMD16<UInt8>.self)
    done &+= 32
  } while done < length
}

/// The index of the first set lane, 16 when none is.
@inline(__always)
private func firstIndex(_ mask: SIMDMask<SIMD16<Int8>>) -> Int {
  // A mask of 16 bytes has the size of two words; set lanes are all ones.
  let words = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
  if words[0] != 0 { return words[0].trailingZeroBitCount >> 3 }
  return 8 &+ (words[1].trailingZeroBitCount >> 3)
}

/// What a text could not keep as it was.
struct TextDamage: OptionSet {
  let rawValue: UInt8
  /// A surrogate without its partner became U+FFFD.
  static let invalidUTF16 = TextDamage(rawValue: 1)
  /// A character that XML 1.0 cannot hold became U+FFFD.
  static let invalidXML = TextDamage(rawValue: 2)
  /// A value's size does not fit its type, or the type is unknown: printed as hexadecimal bytes.
  static let badValue = TextDamage(rawValue: 4)
  /// A template definition was lost: the values are printed without their names.
  static let templateMissing = TextDamage(rawValue: 8)
  /// A part of the record could not be decoded: printed as hexadecimal bytes, or missing.
  static let damagedPart = TextDamage(rawValue: 16)
}
