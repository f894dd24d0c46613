internal import ByteIO

/// The compression of NTFS: chunks of up to 4,096 bytes, each with a header of two bytes.
///
/// | Bits of the header | Field |
/// |-----:|-------|
/// | 0-11 | bytes behind the header, less 1 |
/// | 12-14 | 3 |
/// | 15 | 1 when the chunk is compressed |
///
/// A compressed chunk is groups of a flag byte and eight items: for a 0 bit a byte as it is, for a 1 bit
/// two bytes with a distance and a length. How many bits each has depends on how much of the chunk is
/// there. A header of zero ends the unit. Source: MS-XCA 2.5.
enum LZNT1 {
  /// Bytes a chunk inflates to; the last of a unit may give fewer.
  static let chunkByteCount = 4_096

  /// Decompresses a unit; `target` is zero behind what the unit holds.
  ///
  /// - Throws: a text that says what is wrong at which byte of `source`.
  static func decompress(
    _ source: RawSpan, count: Int, into target: inout MutableRawSpan
  ) throws(LZNT1Error) {
    let end = min(count, source.byteCount)
    var position = 0
    var produced = 0
    while produced < target.byteCount, end - position >= 2 {
      let header = source.u16(position)
      if header == 0 { break }
      guard header >> 12 & 7 == 3 else { throw LZNT1Error("chunk signature", at: position) }
      let size = Int(header & 0x0fff) + 1
      position += 2
      guard size <= end - position else { throw LZNT1Error("chunk size", at: position - 2) }
      let room = min(chunkByteCount, target.byteCount - produced)
      let made: Int
      if header & 0x8000 == 0 {
        made = min(size, room)
        target.copy(source.extracting(position..<position + made), to: produced)
      } else {
        made = try decompressChunk(
          source, from: position, to: position + size, into: &target, at: produced, room: room)
      }
      // A chunk that gives less stands for zeros up to the next one.
      target.clear(from: produced + made, to: produced + room)
      produced += room
      position += size
    }
    target.clear(from: produced, to: target.byteCount)
  }

  private static func decompressChunk(
    _ source: RawSpan, from start: Int, to end: Int, into target: inout MutableRawSpan,
    at base: Int, room: Int
  ) throws(LZNT1Error) -> Int {
    var position = start
    var made = 0
    while position < end {
      var flags = source.u8(position)
      position += 1
      for _ in 0..<8 {
        guard position < end else { return made }
        if flags & 1 == 0 {
          guard made < room else { throw LZNT1Error("more than a chunk", at: position) }
          target.storeBytes(of: source.u8(position), toByteOffset: base + made, as: UInt8.self)
          made += 1
          position += 1
        } else {
          guard end - position >= 2 else {
            throw LZNT1Error("pair at the chunk's end", at: position)
          }
          let pair = Int(source.u16(position))
          let lengthBits = lengthBits(made)
          let distance = pair >> lengthBits + 1
          let length = pair & (1 << lengthBits - 1) + 3
          guard distance <= made else { throw LZNT1Error("distance \(distance)", at: position) }
          guard length <= room - made else { throw LZNT1Error("more than a chunk", at: position) }
          // Byte by byte: source and target may overlap, which repeats a pattern.
          for _ in 0..<length {
            let byte = target.bytes.u8(base + made - distance)
            target.storeBytes(of: byte, toByteOffset: base + made, as: UInt8.self)
            made += 1
          }
          position += 2
        }
        flags >>= 1
      }
    }
    return made
  }

  /// Bits of a pair's length when so much of the chunk is there: 12 for up to 16 bytes, one fewer each
  /// time that doubles, down to 4.
  private static func lengthBits(_ made: Int) -> Int {
    guard made > 16 else { return 12 }
    return (made - 1).leadingZeroBitCount - 48
  }
}

/// What is wrong with a compressed unit.
struct LZNT1Error: Error, Hashable {
  /// What, and at which byte.
  let reason: String

  init(_ what: String, at position: Int) {
    reason = "LZNT1: \(what) at byte \(position) of the compression unit"
  }
}
