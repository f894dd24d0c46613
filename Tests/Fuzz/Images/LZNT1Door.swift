import ByteIO

@testable import Evidence

/// The compression of NTFS, beside a decompressor written a second time, and there and back.
enum LZNT1Door {
  static func seed(_ number: UInt32) -> [UInt8] {
    let text = (0..<6_000).map { UInt8(truncatingIfNeeded: $0 / 3 ^ $0 % 11) }
    return LZNT1Writer.compress(Array(text[..<(number % 2 == 0 ? 300 : 6_000)]))
  }

  static func check(_ input: [UInt8]) {
    for count in [700, 8_192] {
      let found = decompress(input, to: count)
      let expected = plain(input, to: count)
      guard found == expected else { fail("\(count) bytes differ from the second way's") }
    }
    // The writer stores or packs whatever comes; back again it is the same.
    let packed = LZNT1Writer.compress(input)
    guard decompress(packed, to: input.count) == input else { fail("there and back differs") }
  }

  private static func decompress(_ bytes: [UInt8], to count: Int) -> [UInt8]? {
    var target = [UInt8](repeating: 0xee, count: count)
    do throws(LZNT1Error) {
      try target.withMutableBytes { target throws(LZNT1Error) in
        try LZNT1.decompress(bytes.rawSpan, count: bytes.count, into: &target)
      }
      return target
    } catch {
      return nil
    }
  }

  /// The published algorithm with arrays, item by item; nil for what contradicts itself.
  private static func plain(_ bytes: [UInt8], to count: Int) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = bytes[...]
    while result.count < count, rest.count >= 2 {
      let header = Int(rest[rest.startIndex]) | Int(rest[rest.startIndex + 1]) << 8
      if header == 0 { break }
      rest = rest.dropFirst(2)
      let size = header & 0xfff + 1
      guard header >> 12 & 7 == 3, size <= rest.count else { return nil }
      let body = rest.prefix(size)
      rest = rest.dropFirst(size)
      let room = min(4_096, count - result.count)
      guard var chunk = header & 0x8000 == 0 ? Array(body) : plainChunk(Array(body), room: room)
      else { return nil }
      chunk = Array(chunk.prefix(room))
      result += chunk + [UInt8](repeating: 0, count: room - chunk.count)
    }
    return result + [UInt8](repeating: 0, count: count - result.count)
  }

  private static func plainChunk(_ body: [UInt8], room: Int) -> [UInt8]? {
    var chunk: [UInt8] = []
    var place = 0
    while place < body.count {
      let flags = body[place]
      place += 1
      for bit in 0..<8 where place < body.count {
        if flags >> UInt8(bit) & 1 == 0 {
          chunk.append(body[place])
          place += 1
        } else {
          guard place + 1 < body.count else { return nil }
          let pair = Int(body[place]) | Int(body[place + 1]) << 8
          place += 2
          var distanceBits = 4
          while distanceBits < 12, chunk.count > 1 << distanceBits { distanceBits += 1 }
          let distance = pair >> (16 - distanceBits) + 1
          guard distance <= chunk.count else { return nil }
          for _ in 0..<pair & (1 << (16 - distanceBits) - 1) + 3 {
            chunk.append(chunk[chunk.count - distance])
          }
        }
        guard chunk.count <= room else { return nil }
      }
    }
    return chunk
  }
}
