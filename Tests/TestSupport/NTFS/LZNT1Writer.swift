/// Compresses as NTFS does: chunks of 4,096 bytes, each with a header of two bytes.
///
/// Source: MS-XCA 2.5.
public enum LZNT1Writer {
  /// The chunks of some bytes; a chunk that does not get shorter is stored.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 4_096) {
      let chunk = Array(bytes[start..<min(bytes.count, start + 4_096)])
      let packed = pack(chunk)
      let body = packed.count < chunk.count ? packed : chunk
      let header = UInt16(body.count - 1) | 0x3000 | (packed.count < chunk.count ? 0x8000 : 0)
      result += [UInt8(truncatingIfNeeded: header), UInt8(header >> 8)] + body
    }
    return result
  }

  /// Groups of a flag byte and up to eight items, each a byte or the longest repetition of what came
  /// within the last bytes.
  private static func pack(_ chunk: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var flagPlace = 0
    var bit = 8
    // Where the last three bytes of the same kind began.
    var latest: [UInt32: Int] = [:]
    func key(_ place: Int) -> UInt32? {
      guard place + 3 <= chunk.count else { return nil }
      return UInt32(chunk[place]) | UInt32(chunk[place + 1]) << 8 | UInt32(chunk[place + 2]) << 16
    }
    var place = 0
    while place < chunk.count {
      if bit == 8 {
        flagPlace = result.count
        result.append(0)
        bit = 0
      }
      // Bits of the length shrink as the chunk grows: 12 up to 16 bytes, then one fewer each doubling.
      var lengthBits = 12
      while lengthBits > 4, place > 1 << (16 - lengthBits) { lengthBits -= 1 }
      var length = 0
      var distance = 0
      if let key = key(place), let start = latest[key], place - start <= 1 << (16 - lengthBits) {
        distance = place - start
        let longest = min(chunk.count - place, 1 << lengthBits + 2)
        while length < longest, chunk[start + length] == chunk[place + length] { length += 1 }
      }
      if length >= 3 {
        let pair = UInt16(distance - 1) << UInt16(lengthBits) | UInt16(length - 3)
        result += [UInt8(truncatingIfNeeded: pair), UInt8(pair >> 8)]
        result[flagPlace] |= 1 << UInt8(bit)
      } else {
        length = 1
        result.append(chunk[place])
      }
      for passed in place..<place + length {
        if let key = key(passed) { latest[key] = passed }
      }
      place += length
      bit += 1
    }
    return result
  }
}
