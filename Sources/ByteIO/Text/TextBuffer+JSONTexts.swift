/// What escaping many texts at once gave.
public struct EscapedTexts: Sendable {
  /// How many texts there were.
  public var count: Int
  /// Whether every text is the same between the tags of XML: none holds `&`, `<`, `>`, a control
  /// character, or the first byte of what U+FFFE and U+FFFF are encoded as.
  public var isXMLText: Bool
}

extension TextBuffer {
  /// Ends each of several texts in a row; no byte of UTF-8 is the same.
  public static var textEnd: UInt8 { 0xff }

  /// Appends texts that lie behind each other, each with ``textEnd`` behind it, escaped as
  /// ``appendJSONEscaped(_:from:to:)`` does; the ends stay between them.
  ///
  /// One pass over all: a third of the time of one call for each.
  ///
  /// - Parameters:
  ///   - source: the texts and at least ``slack`` bytes behind them.
  ///   - byteCount: the bytes of the texts.
  ///   - ends: receives where each text ends in `source`, as many as there is room for.
  ///   - escapedEnds: receives the same for this buffer.
  /// - Returns: how many texts there were, and whether XML can hold them as they are.
  @inline(never)
  public mutating func appendJSONTexts(
    _ source: RawSpan, byteCount: Int, ends: inout MutableSpan<Int32>,
    escapedEnds: inout MutableSpan<Int32>
  ) -> EscapedTexts {
    precondition(
      byteCount >= 0 && source.byteCount &- byteCount >= Self.slack
        && byteCount <= Int(Int32.max) / 8)
    var found = EscapedTexts(count: 0, isXMLText: true)
    let room = min(ends.count, escapedEnds.count)
    // The span outlives this call; every load below lies inside of it: see the slack behind the texts.
    guard let from = unsafe source.withUnsafeBytes({ $0.baseAddress }) else { return found }
    var offset = 0
    while offset < byteCount {
      let stop = min(byteCount, offset &+ Self.escapePiece)
      // Each byte becomes six at most; vectors are stored 16 bytes beyond what counts.
      reserve((stop &- offset) &* 6 &+ 64)
      var target = unsafe base + self.byteCount
      while offset < stop {
        let vector = unsafe from.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
        unsafe target.storeBytes(of: vector, as: SIMD16<UInt8>.self)
        let length = min(16, stop &- offset)
        var stops = laneBits(textHazards(vector))
        if length < 16 { stops &= UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 4 &* length) }
        var done = 0
        while stops != 0 {
          let index = stops.trailingZeroBitCount >> 2
          stops &= stops &- 1
          // The bytes of a sequence that was escaped as a whole.
          if index < done { continue }
          unsafe target += index &- done
          // index < 16: the byte and those behind it lie in the source or its slack.
          let place = offset &+ index
          let bytes = unsafe from.loadUnaligned(fromByteOffset: place, as: UInt32.self)
          done = index &+ 1
          let byte = UInt8(truncatingIfNeeded: bytes)
          if byte == Self.textEnd {
            unsafe target.storeBytes(of: byte, as: UInt8.self)
            if found.count < room {
              ends[found.count] = Int32(truncatingIfNeeded: place)
              escapedEnds[found.count] = Int32(
                truncatingIfNeeded: unsafe UnsafeRawPointer(target) - UnsafeRawPointer(base))
            }
            found.count &+= 1
            unsafe target += 1
          } else if byte == 0x5c || byte == 0x22 {
            unsafe target.storeBytes(of: 0x5c | UInt16(byte) << 8, as: UInt16.self)
            unsafe target += 2
          } else {
            let used = unsafe escapeRare(bytes, at: target, &found)
            unsafe target += used.stored
            done = index &+ used.taken
          }
          // Behind the sequence, at most 19 bytes further on.
          let rest = unsafe from.loadUnaligned(
            fromByteOffset: offset &+ done, as: SIMD16<UInt8>.self)
          unsafe target.storeBytes(of: rest, as: SIMD16<UInt8>.self)
        }
        let taken = max(length, done)
        unsafe target += taken &- done
        offset &+= taken
      }
      // target began at base + byteCount.
      self.byteCount = unsafe UnsafeRawPointer(target) - UnsafeRawPointer(base)
    }
    return found
  }

  /// Stores what one of the rarer bytes is escaped as: at most 6 bytes, for which there is room. `bytes` are the
  /// byte, lowest, and the three behind it.
  ///
  /// - Returns: bytes that were stored, and that were used.
  @unsafe
  @inline(never)
  private func escapeRare(
    _ bytes: UInt32, at target: UnsafeMutableRawPointer, _ found: inout EscapedTexts
  ) -> (stored: Int, taken: Int) {
    let byte = UInt8(truncatingIfNeeded: bytes)
    let next = UInt8(truncatingIfNeeded: bytes >> 8)
    var escaped = -1
    var taken = 1
    if byte < 0x20 || byte == 0x7f {
      escaped = Int(byte)
      if byte < 0x20 { found.isXMLText = false }
    } else if byte == 0xc2, next >= 0x80, next < 0xa0 {
      escaped = Int(next)
      taken = 2
    } else if byte == 0xe2, bytes >> 8 & 0xfeff == 0xa880 {
      escaped = 0x2000 | Int(bytes >> 16 & 0x2f)
      taken = 3
    } else if byte == 0x26 || byte == 0x3c || byte == 0x3e || byte == 0xef {
      found.isXMLText = false
    }
    guard escaped >= 0 else {
      unsafe target.storeBytes(of: byte, as: UInt8.self)
      return (1, 1)
    }
    // \u and two pairs of digits; eight bytes, of which two fall into room or slack.
    let high = UInt64(hexDigits(escaped >> 8)) << 16
    let low = UInt64(hexDigits(escaped & 0xff)) << 32
    unsafe target.storeBytes(of: 0x755c | high | low, as: UInt64.self)
    return (6, taken)
  }
}

/// The lanes that need a look: those of ``jsonHazards(_:)``, ends of texts, and what XML escapes.
@inline(__always)
private func textHazards(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
  let signed = SIMD16<Int8>(truncatingIfNeeded: bytes)
  func all(_ byte: Int8) -> SIMD16<Int8> { SIMD16(repeating: byte) }
  // `<` and `>` differ in one bit; so do 0xef and 0xff.
  return jsonHazards(bytes) .| (signed .== all(0x26)) .| ((signed & all(-3)) .== all(0x3c))
    .| ((signed | all(0x10)) .== all(-1))
}

/// Bit 4 * n for each set lane n.
@inline(__always)
private func laneBits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt64 {
  // A mask of 16 bytes has the size of eight units of 16 bits; set lanes are all ones, so that shifted by
  // half a byte each lane has four bits in the low half of a unit.
  let pairs = unsafe unsafeBitCast(mask, to: SIMD8<UInt16>.self) &>> SIMD8(repeating: 4)
  let nibbles = SIMD8<UInt8>(truncatingIfNeeded: pairs)
  // Eight bytes either way.
  return unsafe unsafeBitCast(nibbles, to: UInt64.self) & 0x1111_1111_1111_1111
}
