import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// The compression of NTFS.
@Suite struct LZNT1Tests {
  private func decompress(_ bytes: [UInt8], to count: Int = 8_192) throws -> [UInt8] {
    var target = [UInt8](repeating: 0xee, count: count)
    try target.withMutableBytes { target throws(LZNT1Error) in
      try LZNT1.decompress(bytes.rawSpan, count: bytes.count, into: &target)
    }
    return target
  }

  /// "abc", then three letters back eight times, then "!"; behind it a chunk stored as it is.
  private static let good: [UInt8] = [
    0x06, 0xb0,  // compressed, 7 bytes
    0x08,  // the fourth item of eight is a pair
    0x61, 0x62, 0x63,
    0x15, 0x20,  // distance 3: (3 - 1) << 12; length 24: 24 - 3
    0x21,
    0x01, 0x30,  // stored, 2 bytes
    0x78, 0x79,
    0x00, 0x00,
  ]

  @Test func `a unit is chunks of letters and of pairs that repeat what came before`() throws {
    let found = try decompress(Self.good)
    #expect(
      String(decoding: found[..<28], as: UTF8.self) == String(repeating: "abc", count: 9) + "!")
    #expect(found[28..<4_096].allSatisfy { $0 == 0 })
    #expect(found[4_096..<4_098].elementsEqual("xy".utf8))
    #expect(found[4_098...].allSatisfy { $0 == 0 })
  }

  @Test func `the bits of a pair's length shrink as the chunk grows`() throws {
    // 16 letters: 12 bits for the length; 17 letters: 11.
    for (letters, bits) in [(16, 12), (17, 11), (32, 11), (33, 10)] {
      var body: [UInt8] = []
      var items = [UInt8](repeating: 0x41, count: letters)
      items[letters - 1] = 0x5a
      for start in stride(from: 0, to: letters, by: 8) {
        let group = items[start..<min(letters, start + 8)]
        let isLast = start + 8 > letters
        body.append(isLast ? 1 << UInt8(group.count) : 0)
        body += group
      }
      if letters % 8 == 0 { body.append(1) }
      let pair = UInt16(letters - 1) << UInt16(bits)  // back to the first, length 3
      body += [UInt8(truncatingIfNeeded: pair), UInt8(pair >> 8)]
      let header = UInt16(0xb000) | UInt16(body.count - 1)
      let found = try decompress([UInt8(truncatingIfNeeded: header), UInt8(header >> 8)] + body)
      #expect(Array(found[letters - 1..<letters + 3]) == [0x5a, 0x41, 0x41, 0x41])
    }
  }

  @Test func `what the writer packs or stores is there again`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix64(seed: seed)
    for count in [1, 2, 17, 700, 4_095, 4_096, 4_097, 12_000] {
      for letters in [2, 40, 256] as [UInt64] {
        let bytes = (0..<count).map { _ in
          UInt8(truncatingIfNeeded: random.next() % letters * (random.next() % 2))
        }
        let packed = LZNT1Writer.compress(bytes)
        #expect(letters > 40 || count < 700 || packed.count < count)
        let isSame = try decompress(packed, to: count) == bytes
        #expect(isSame, "\(count) bytes of \(letters) letters, seed \(seed)")
      }
    }
  }

  @Test func `every proper prefix ends without a trap, and what is cut is said or zero`() throws {
    for count in 0..<Self.good.count {
      let found = try? decompress(Array(Self.good[..<count]))
      if let found { #expect(found[28...].allSatisfy { $0 == 0 || $0 == 0x78 || $0 == 0x79 }) }
    }
  }

  @Test func `every single-byte change ends without a trap`() {
    for place in Self.good.indices {
      for value in 0...255 {
        var bytes = Self.good
        bytes[place] = UInt8(value)
        _ = try? decompress(bytes)
      }
    }
  }

  @Test(
    arguments: [
      ([0x02, 0xb0, 0x01, 0x00, 0x00], "a pair before the first letter"),
      ([0x03, 0xb0, 0x02, 0x61, 0x00, 0x10], "a distance of two behind one letter"),
      (
        [0x03, 0xb0, 0x02, 0x61, 0xff, 0x0f, 0x03, 0xb0, 0x01, 0xff, 0xff],
        "a pair without its chunk's start"
      ),
      ([0x02, 0xb0, 0x02, 0x61, 0x00], "half a pair"),
      ([0x10, 0xb0, 0x00], "a chunk that reaches behind the unit"),
      ([0x00, 0x80, 0x00], "no signature"),
    ] as [([UInt8], String)])
  func `a unit that contradicts itself is refused`(bytes: [UInt8], what: String) {
    #expect(throws: LZNT1Error.self, "\(what)") { try decompress(bytes) }
  }

  @Test func `a pair that repeats more than a chunk holds is refused`() {
    // One letter, then 4,095 + 3 times the same.
    #expect(throws: LZNT1Error.self) { try decompress([0x03, 0xb0, 0x02, 0x61, 0xff, 0x0f]) }
  }
}
