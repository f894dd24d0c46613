import ByteIO
import Testing

@Suite struct ZlibTests {
  private let text = [UInt8]("123456789".utf8)

  @Test func `the check value of CRC-32 comes out, whole or in parts`() {
    // The check value of the CRC catalogue for the digits 1 to 9.
    #expect(crc32(text.rawSpan, from: 0, to: 9) == 0xcbf4_3926)
    let first = crc32(text.rawSpan, from: 0, to: 4)
    #expect(crc32(text.rawSpan, from: 4, to: 9, seed: first) == 0xcbf4_3926)
    #expect(crc32(text.rawSpan, from: 3, to: 3) == 0)
  }

  @Test func `the header of what is compressed never varies`() throws {
    let packed = try compressed(text)
    // RFC 1952: magic, deflate, no flags, time 0, no extra flags, Unix.
    #expect(Array(packed.prefix(10)) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    #expect(try compressed(text) == packed)
  }

  @Test(arguments: [0, 1, 100, 65_536, 1_000_003])
  func `what is compressed inflates to the same`(count: Int) throws {
    let original = noise(count)
    let packed = try compressed(original)
    #expect(try inflated(packed, outputStep: 70_000, inputStep: packed.count) == original)
  }

  @Test func `input and output may come byte by byte`() throws {
    let original = noise(300)
    #expect(try inflated(try compressed(original), outputStep: 1, inputStep: 1) == original)
  }

  @Test func `every single-byte change of a gzip file is noticed or harmless`() throws {
    let packed = try compressed([UInt8]("a small text, a small text".utf8))
    let original = try inflated(packed, outputStep: 64, inputStep: 1_000)
    for index in packed.indices {
      var changed = packed
      changed[index] ^= 0x55
      // The header's time, flags and system are not covered by a checksum.
      let result = try? inflated(changed, outputStep: 64, inputStep: 1_000)
      #expect(result == nil || result == original || result == [], "byte \(index)")
    }
  }

  @Test func `a wrong checksum is an error with zlib's words`() throws {
    var packed = try compressed(text)
    packed[packed.count - 8] ^= 1
    var failure: InflateError?
    var inflater = try Inflater(format: .gzip)
    var buffer = ByteBuffer(capacity: 4)
    do throws(InflateError) {
      var position = 0
      while true {
        var target = buffer.mutableBytes
        let step = try inflater.inflate(
          packed.rawSpan, from: position, to: packed.count, into: &target, at: 0)
        position += step.consumed
        if step.isFinished { break }
      }
    } catch {
      failure = error
    }
    #expect(failure == InflateError(reason: "incorrect data check"))
  }

  @Test func `raw and zlib streams inflate too`() throws {
    // The five bytes "hello" in one fixed block, from RFC 1951 and RFC 1950.
    let raw: [UInt8] = [0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]
    let zlib: [UInt8] = [0x78, 0x9c] + raw + [0x06, 0x2c, 0x02, 0x15]
    #expect(try inflated(raw, format: .raw) == Array("hello".utf8))
    #expect(try inflated(zlib, format: .zlib) == Array("hello".utf8))
  }
}

/// Bytes that compress only a little, the same each time.
private func noise(_ count: Int) -> [UInt8] {
  var state: UInt64 = 88_172_645_463_325_252
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return UInt8(state & 0x3f)
  }
}

private func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
  let target = MemoryByteSink()
  let sink = GzipByteSink(target)
  try sink.write(bytes)
  try sink.finish()
  return target.content
}

/// What a stream inflates to, fed and emptied in steps; empty when it does not end.
private func inflated(
  _ bytes: [UInt8], format: Inflater.Format = .gzip, outputStep: Int = 64, inputStep: Int = 64
) throws -> [UInt8] {
  var inflater = try Inflater(format: format)
  var buffer = ByteBuffer(capacity: outputStep)
  var result: [UInt8] = []
  var position = 0
  while true {
    let step: ZlibStep
    do {
      var target = buffer.mutableBytes
      step = try inflater.inflate(
        bytes.rawSpan, from: position, to: min(bytes.count, position + inputStep), into: &target,
        at: 0)
    }
    position += step.consumed
    result.append(copying: buffer.bytes.extracting(0..<step.produced))
    if step.isFinished { return result }
    if step.consumed == 0, step.produced == 0 { return [] }
  }
}
