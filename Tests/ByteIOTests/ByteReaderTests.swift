import ByteIO
import Testing

@Suite struct ByteReaderTests {
  /// A byte, two bytes, four bytes, eight bytes.
  private let sample: [UInt8] = [
    0x01,  // u8
    0x02, 0x03,  // u16
    0x04, 0x05, 0x06, 0x07,  // u32
    0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f,  // u64
  ]

  @Test func `integers are read in little-endian order, one behind the other`() throws {
    var reader = ByteReader(sample.rawSpan, from: 0, to: sample.count)
    #expect(reader.peek() == 1)
    #expect(try reader.u8() == 0x01)
    #expect(try reader.u16() == 0x0302)
    #expect(try reader.u32() == 0x0706_0504)
    #expect(try reader.u64() == 0x0f0e_0d0c_0b0a_0908)
    #expect(reader.remaining == 0)
    #expect(reader.peek() == nil)
  }

  @Test(arguments: 0..<15)
  func `every proper prefix fails with truncated where the cut integer begins`(count: Int) {
    let starts = [0, 1, 3, 7]
    let sizes = [1, 2, 4, 8]
    let cut = starts.lastIndex { $0 <= count } ?? 0
    var reader = ByteReader(sample.rawSpan, from: 0, to: count)
    var failure: Truncated?
    do throws(Truncated) {
      _ = try reader.u8()
      _ = try reader.u16()
      _ = try reader.u32()
      _ = try reader.u64()
    } catch {
      failure = error
    }
    #expect(
      failure
        == Truncated(
          position: starts[cut], needed: sizes[cut], available: count - starts[cut]))
    #expect(reader.position == starts[cut], "a failed read does not move")
  }

  @Test func `a range outside the span is clamped`() throws {
    #expect(ByteReader(sample.rawSpan, from: -5, to: 99).remaining == 15)
    #expect(ByteReader(sample.rawSpan, from: 20, to: 99).remaining == 0)
    #expect(ByteReader(sample.rawSpan, from: 9, to: 4).remaining == 0)
    #expect(ByteReader(sample.rawSpan, from: 0, to: -1).remaining == 0)
  }

  @Test func `skipping is bounded on both sides`() throws {
    var reader = ByteReader(sample.rawSpan, from: 0, to: 10)
    try reader.skip(10)
    #expect(reader.remaining == 0)
    var failures: [Truncated] = []
    for count in [1, -1, Int.max, Int.min] {
      do throws(Truncated) { try reader.skip(count) } catch { failures.append(error) }
    }
    #expect(failures.map(\.needed) == [1, -1, .max, .min])
    #expect(reader.position == 10)
  }

  @Test func `a reader does not see behind its end`() throws {
    var reader = ByteReader(sample.rawSpan, from: 3, to: 5)
    var failure: Truncated?
    do throws(Truncated) { _ = try reader.u32() } catch { failure = error }
    #expect(failure == Truncated(position: 3, needed: 4, available: 2))
  }
}

@Suite struct RawSpanTests {
  @Test func `holds never overflows`() {
    // A span cannot go into #expect itself.
    func holds(_ count: Int, at offset: Int) -> Bool {
      let bytes: [UInt8] = [1, 2, 3]
      return bytes.rawSpan.holds(count, at: offset)
    }
    #expect(holds(3, at: 0))
    #expect(holds(0, at: 3))
    #expect(!holds(1, at: 3))
    #expect(!holds(.max, at: 1))
    #expect(!holds(1, at: .max))
    #expect(!holds(-1, at: 0))
    #expect(!holds(1, at: -1))
  }

  @Test func `matches compares bytes and text and is false where they do not fit`() {
    let bytes = [UInt8]("xElfChnk\0".utf8)
    func matches(_ text: StaticString, at offset: Int) -> Bool {
      bytes.rawSpan.matches(text, at: offset)
    }
    func matches(_ other: [UInt8], at offset: Int) -> Bool {
      bytes.rawSpan.matches(other.rawSpan, at: offset)
    }
    #expect(matches("ElfChnk\0", at: 1))
    #expect(!matches("ElfChnk\0", at: 0))
    #expect(!matches("ElfChnk\0", at: 2))
    #expect(!matches("ElfChnk\0", at: -1))
    let other = [UInt8]("ElfChnk\0".utf8)
    #expect(matches(other, at: 1))
    #expect(!matches(other, at: 2))
  }

  @Test func `isZero looks at exactly the range given`() {
    var bytes = [UInt8](repeating: 0, count: 21)
    bytes[0] = 1
    bytes[20] = 1
    func isZero(_ from: Int, _ to: Int) -> Bool { bytes.rawSpan.isZero(from: from, to: to) }
    #expect(isZero(1, 20))
    #expect(!isZero(0, 20))
    #expect(!isZero(1, 21))
    #expect(isZero(5, 5))
  }
}
