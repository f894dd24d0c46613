internal import ByteIO

extension OutputCursor {
  /// Stores `{5770385f-c22a-43e0-bf4c-06f5698ffbd9}` from 16 bytes; at most 48 bytes.
  @inline(__always)
  mutating func putGUID(_ source: RawSpan, at offset: Int) {
    let low = source.u64(offset)
    let high = source.u64(offset &+ 8)
    put(0x7b)
    put8(hexWord(low, 3, 2, 1, 0), used: 8)
    put(0x2d)
    put8(hexWord(low, 5, 4, 7, 6) & 0xffff_ffff | 0x2d << 32, used: 5)
    put8(hexWord(low, 7, 6, 5, 4) & 0xffff_ffff | 0x2d << 32, used: 5)
    put8(hexWord(high, 0, 1, 0, 1) & 0xffff_ffff | 0x2d << 32, used: 5)
    put8(hexWord(high, 2, 3, 4, 5), used: 8)
    put8(hexWord(high, 6, 7, 6, 7) & 0xffff_ffff | 0x7d << 32, used: 5)
  }

  /// Eight hexadecimal digits of four bytes of a word, given by their places.
  @inline(__always)
  private func hexWord(_ word: UInt64, _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> UInt64
  {
    func pair(_ place: UInt64) -> UInt64 {
      UInt64(hexPairs[Int(truncatingIfNeeded: (word >> (place &* 8)) & 0xff)])
    }
    return pair(a) | pair(b) << 16 | pair(c) << 32 | pair(d) << 48
  }

  /// Stores `S-1-5-21-...`, at most 200 bytes.
  ///
  /// | Offset | Bytes | Field |
  /// |-------:|------:|-------|
  /// | 0 | 1 | revision, 1 |
  /// | 1 | 1 | number of sub-authorities, 0...15 |
  /// | 2 | 6 | authority, big-endian |
  /// | 8 | 4 each | sub-authorities |
  ///
  /// Source: MS-DTYP 2.4.2. An authority of 2^32 and more is printed in hexadecimal (2.4.2.1).
  /// - Returns: the cursor behind it, nil when the bytes are no SID.
  @inline(never)
  func sid(_ source: RawSpan, at offset: Int, byteCount: Int) -> OutputCursor? {
    guard byteCount >= 8 else { return nil }
    let head = source.u64(offset)
    let subAuthorityCount = Int(truncatingIfNeeded: head >> 8 & 0xff)
    guard head & 0xff == 1, subAuthorityCount <= 15, byteCount == 8 &+ 4 &* subAuthorityCount
    else { return nil }
    var cursor = self
    cursor.put8(0x2d31_2d53, used: 4)  // S-1-
    let authority = head.byteSwapped & 0xffff_ffff_ffff
    if authority < 1 << 32 { cursor.putDecimal(authority) } else { cursor.putHex(authority) }
    var position = offset &+ 8
    for _ in 0..<subAuthorityCount {
      cursor.put(0x2d)
      cursor.putDecimal(UInt64(source.u32(position)))
      position &+= 4
    }
    return cursor
  }
}

extension OutputBuffer {
  /// Appends a GUID that is stored as text, with or without braces, in lower case and braces.
  mutating func appendGUID(_ units: [UInt16]) {
    append("{")
    for unit in units where unit != 0x7b && unit != 0x7d {
      appendScalar(UInt32(unit >= 0x41 && unit <= 0x46 ? unit + 32 : unit))
    }
    append("}")
  }

  /// Appends bytes as upper-case hexadecimal digits without spaces, as Windows prints `<Binary>`.
  mutating func appendBinary(_ source: RawSpan, at offset: Int, byteCount: Int) {
    write(byteCount * 2) { cursor in
      for place in offset..<offset + byteCount {
        cursor.put2(upperHexPairs[Int(source.u8(place))])
      }
    }
  }
}
