extension TextBuffer {
  /// Appends UTF-8 text as a JSON string in quotes.
  ///
  /// Escapes are those of ``appendJSONEscaped(_:from:to:)``.
  @inlinable
  public mutating func appendJSONString(_ source: RawSpan) {
    append(0x22)
    appendJSONEscaped(source, from: 0, to: source.byteCount)
    append(0x22)
  }

  /// Appends bytes `start ..< end` of UTF-8 text, escaped for the inside of a JSON string.
  ///
  /// Quotes and backslashes get a backslash; C0 and C1 controls, DEL, U+2028 and U+2029 become \uXXXX,
  /// so that no terminal and no reader of lines takes them for its own. The text must be valid UTF-8;
  /// where it is not, its bytes are copied as they are. Fastest where the span has 16 bytes more
  /// behind `end`, as ``paddedBytes`` has.
  @inline(never)
  public mutating func appendJSONEscaped(_ source: RawSpan, from start: Int, to end: Int) {
    precondition(start >= 0 && start <= end && end <= source.byteCount)
    // The span outlives this call, and every load below lies inside of it.
    guard let from = unsafe source.withUnsafeBytes({ $0.baseAddress }) else { return }
    var offset = start
    while offset < end {
      // In pieces, so that the worst case of six bytes for each one never needs much memory.
      let piece = min(end &- offset, Self.escapePiece)
      reserve(piece &* 6 &+ 16)
      // Room for six times the piece is there, and for the last escape, which may read beyond it.
      offset = unsafe escapePiece(
        from, loadable: source.byteCount, from: offset, to: offset &+ piece, limit: end)
    }
  }

  /// Appends a key from `keys` and the string that belongs to it, of which the key opens the quotes.
  ///
  /// The same as ``append(_:at:length:)``, ``appendJSONEscaped(_:from:to:)`` and a quote, faster for
  /// short texts without escapes.
  @inlinable @inline(__always)
  public mutating func appendJSONMember(
    _ keys: borrowing TextBuffer, at keyStart: Int, keyLength: Int, _ source: RawSpan,
    from start: Int, to end: Int
  ) {
    append(keys, at: keyStart, length: keyLength)
    if end &- start <= 16, start >= 0, source.byteCount &- start >= 16 {
      reserve(17)
      let vector = source.u8x16(start)
      if _fastPath(start <= end && hasNone(jsonHazards(vector))) {
        let length = end &- start
        // There is room for 17 bytes, and 0 <= length <= 16.
        unsafe base.storeBytes(of: vector, toByteOffset: byteCount, as: SIMD16<UInt8>.self)
        unsafe base.storeBytes(of: 0x22, toByteOffset: byteCount &+ length, as: UInt8.self)
        byteCount &+= length &+ 1
        return
      }
    }
    appendJSONEscaped(source, from: start, to: end)
    append(0x22)
  }

  /// Bytes of text that are escaped with one check for room.
  @usableFromInline static var escapePiece: Int { 4_096 }

  /// Escapes bytes `start ..< stop`, of which the last may begin a sequence that ends before `limit`.
  ///
  /// Room for `6 * (stop - start) + 16` bytes must be there, and `loadable >= limit >= stop` bytes of
  /// the source may be loaded.
  /// - Returns: the offset behind the last byte used.
  @unsafe
  @inline(__always)
  private mutating func escapePiece(
    _ source: UnsafeRawPointer, loadable: Int, from start: Int, to stop: Int, limit: Int
  ) -> Int {
    var offset = start
    // Never passes the room of the caller: each byte used stores six at most, and the vector stores
    // reach 16 bytes beyond what counts, into room or slack.
    var target = unsafe base + byteCount
    while offset < stop {
      while stop &- offset >= 64 {
        // Both sides hold 64 bytes more.
        let isClean = unsafe copyBlock(source + offset, to: target)
        guard isClean else { break }
        unsafe target += 64
        offset &+= 64
      }
      if _fastPath(loadable &- offset >= 16) {
        let vector = unsafe source.loadUnaligned(
          fromByteOffset: offset, as: SIMD16<UInt8>.self)
        unsafe target.storeBytes(of: vector, as: SIMD16<UInt8>.self)
        let hazards = jsonHazards(vector)
        if stop &- offset >= 16, hasNone(hazards) {
          unsafe target += 16
          offset &+= 16
          continue
        }
        let clean = min(firstLane(hazards), stop &- offset)
        unsafe target += clean
        offset &+= clean
        if offset == stop { break }
      }
      let byte = unsafe source.load(fromByteOffset: offset, as: UInt8.self)
      offset &+= 1
      // The bytes behind it, zero where there are none.
      let next =
        offset < limit ? unsafe source.load(fromByteOffset: offset, as: UInt8.self) : 0
      let third =
        limit &- offset >= 2 ? unsafe source.load(fromByteOffset: offset &+ 1, as: UInt8.self) : 0
      // The character to be written as \uXXXX, negative for none.
      var escaped = -1
      if byte < 0x20 || byte == 0x7f {
        escaped = Int(byte)
      } else if byte == 0x22 || byte == 0x5c {
        unsafe target.storeBytes(of: 0x5c | UInt16(byte) << 8, as: UInt16.self)
        unsafe target += 2
        continue
      } else if byte == 0xc2, next >= 0x80, next < 0xa0 {
        escaped = Int(next)
        offset &+= 1
      } else if byte == 0xe2, next == 0x80, third & 0xfe == 0xa8 {
        escaped = 0x2000 | Int(third & 0x2f)
        offset &+= 2
      }
      if escaped < 0 {
        unsafe target.storeBytes(of: byte, as: UInt8.self)
        unsafe target += 1
      } else {
        // \u and two pairs of digits.
        let high = UInt64(hexDigits(escaped >> 8)) << 16
        let low = UInt64(hexDigits(escaped & 0xff)) << 32
        unsafe target.storeBytes(of: 0x755c | high | low, as: UInt64.self)
        unsafe target += 6
      }
    }
    // target began at base + byteCount.
    byteCount = unsafe UnsafeRawPointer(target) - UnsafeRawPointer(base)
    return offset
  }
}

/// Copies 64 bytes, which both sides must hold.
///
/// - Returns: whether none of them is certain to need a look: controls, quotes, backslashes, bars,
///   braces that close, DEL and everything beyond ASCII do.
@unsafe
@inline(__always)
private func copyBlock(
  _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer
) -> Bool {
  let flip = SIMD16<UInt8>(repeating: 0x02)
  let backslash = SIMD16<UInt8>(repeating: 0x5c ^ 0x02)
  var smallest = SIMD16<UInt8>(repeating: 0xff)
  var largest = SIMD16<UInt8>(repeating: 0)
  var backslashes = SIMDMask<SIMD16<Int8>>(repeating: false)
  for place in 0..<4 {
    // The caller has made sure of 64 bytes.
    let vector = unsafe source.loadUnaligned(
      fromByteOffset: place &* 16, as: SIMD16<UInt8>.self)
    unsafe target.storeBytes(of: vector, toByteOffset: place &* 16, as: SIMD16<UInt8>.self)
    // Flipping one bit brings the quote right behind the controls, so that one comparison finds both.
    // It brings DEL below two plain characters, which are looked at in vain.
    let flipped = vector ^ flip
    smallest.replace(with: flipped, where: flipped .< smallest)
    largest.replace(with: flipped, where: flipped .> largest)
    backslashes .|= flipped .== backslash
  }
  let isLow = smallest .< SIMD16<UInt8>(repeating: 0x21)
  let isHigh = largest .> SIMD16<UInt8>(repeating: 0x7c)
  return hasNone(isLow .| isHigh .| backslashes)
}

/// Whether no lane is set.
@inlinable @inline(__always)
func hasNone(_ mask: SIMDMask<SIMD16<Int8>>) -> Bool {
  // A mask of 16 bytes has the size of two words.
  let words = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
  return words[0] | words[1] == 0
}

/// The lanes that cannot be copied into a JSON string without a look at them: controls, DEL, quotes,
/// backslashes, and the first bytes of what C1 controls and line separators are encoded as.
@inlinable @inline(__always)
func jsonHazards(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
  let signed = SIMD16<Int8>(truncatingIfNeeded: bytes)
  // Comparisons with a plain number would compile to a loop over lanes. The first one is unsigned:
  // both sides are shifted by half the range.
  func all(_ byte: Int8) -> SIMD16<Int8> { SIMD16(repeating: byte) }
  return (signed ^ all(-128) .< all(-96))
    .| (signed .== all(0x22)) .| (signed .== all(0x5c)) .| (signed .== all(0x7f))
    .| (signed .== all(-62)) .| (signed .== all(-30))
}

/// The index of the first set lane, 16 when none is.
@inlinable @inline(__always)
public func firstLane(_ mask: SIMDMask<SIMD16<Int8>>) -> Int {
  // A mask of 16 bytes has the size of two words; set lanes are all ones.
  let words = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
  if words[0] != 0 { return words[0].trailingZeroBitCount >> 3 }
  return 8 &+ (words[1].trailingZeroBitCount >> 3)
}

/// The two lower-case hexadecimal digits of a byte, the first in the low half.
@inline(__always)
func hexDigits(_ byte: Int) -> UInt16 {
  func digit(_ value: Int) -> UInt16 {
    UInt16(truncatingIfNeeded: value &+ (value < 10 ? 0x30 : 0x57))
  }
  return digit(byte >> 4 & 0xf) | digit(byte & 0xf) << 8
}
