import ByteIO
import Testing

@Suite struct TextBufferTests {
  /// What a text becomes inside a JSON string, said in the plainest way.
  private func plainlyEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5c: escaped += "\\\(scalar)"
      case 0...0x1f, 0x7f...0x9f, 0x2028, 0x2029:
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private func escaped(_ text: String, padded: Bool = false) -> String {
    var output = TextBuffer(capacity: 0)
    if padded {
      var source = TextBuffer(capacity: 0)
      source.append(text: text)
      output.appendJSONEscaped(source.paddedBytes, from: 0, to: source.count)
    } else {
      let bytes = [UInt8](text.utf8)
      output.appendJSONEscaped(bytes.rawSpan, from: 0, to: bytes.count)
    }
    return output.string
  }

  @Test func `controls, quotes, backslashes and line separators are escaped in JSON`() {
    #expect(
      escaped("a\u{0}\n\"b\\\u{7f}\u{85}\u{2028}\u{2029}é\u{20ac}")
        == #"a\u0000\u000a\"b\\\u007f\u0085\u2028\u2029é€"#)
  }

  @Test func `every scalar of the first planes is escaped alike at every place of a vector`() {
    var scalars = (0...0x2ff).map { $0 } + (0x1fff...0x2100).map { $0 }
    scalars += [0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10ffff]
    for value in scalars {
      let character = Unicode.Scalar(UInt32(value)).map { String(Character($0)) } ?? ""
      for place in [0, 1, 7, 13, 14, 15, 16, 17, 31] {
        let text = String(repeating: "x", count: place) + character + "tail"
        let expected = plainlyEscaped(text)
        #expect(escaped(text) == expected)
        #expect(escaped(text, padded: true) == expected)
      }
    }
  }

  @Test func `text longer than a piece keeps sequences across the border`() {
    for length in 4_090...4_100 {
      let text = String(repeating: "a", count: length) + "\u{2028}\u{85}\"" + "z"
      #expect(escaped(text) == plainlyEscaped(text))
    }
    let controls = String(repeating: "\u{1}", count: 10_000)
    #expect(escaped(controls) == String(repeating: "\\u0001", count: 10_000))
  }

  @Test func `a part of a text is escaped without looking behind its end`() {
    // The sequence of U+2028 is cut: its bytes are copied as they are.
    let bytes = [UInt8]("ab\u{2028}".utf8)
    for end in 0...4 {
      var output = TextBuffer(capacity: 0)
      output.appendJSONEscaped(bytes.rawSpan, from: 0, to: end)
      check(output.count, end)
    }
  }

  @Test func `bytes that are no UTF-8 are copied and do no harm`() {
    var dice = SystemRandomNumberGenerator()
    let seed = dice.next()
    print("seed \(seed)")
    var state = seed
    for _ in 0..<500 {
      var bytes: [UInt8] = []
      for _ in 0..<Int(state >> 58) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(UInt8(truncatingIfNeeded: state >> 56))
      }
      state = state &* 6_364_136_223_846_793_005 &+ 1
      var output = TextBuffer(capacity: 0)
      output.appendJSONEscaped(bytes.rawSpan, from: 0, to: bytes.count)
      let count = output.count
      #expect(count >= bytes.count && count <= 6 * bytes.count)
    }
  }

  @Test func `integers are written in decimal`() {
    var values: [UInt64] = [0, 1, 9, 10, 99, 100, .max, .max - 1]
    var power: UInt64 = 1
    for _ in 0..<19 {
      power *= 10
      values += [power - 1, power, power + 1]
    }
    for shift in 0..<64 { values.append(1 << UInt64(shift)) }
    for value in values {
      var output = TextBuffer(capacity: 0)
      output.appendDecimal(value)
      check(output.string, String(value))
      output.removeAll()
      output.appendDecimal(Int64(bitPattern: value))
      check(output.string, String(Int64(bitPattern: value)))
    }
    var output = TextBuffer()
    output.appendDecimal(42, width: 7)
    check(output.string, "0000042")
  }

  @Test func `reals are written in their shortest form`() {
    for (value, text) in [
      (0.1, "0.1"), (1, "1.0"), (-2.5, "-2.5"), (1e300, "1e+300"), (.nan, "NaN"),
      (.infinity, "Infinity"), (-.infinity, "-Infinity"),
    ] {
      var output = TextBuffer()
      output.appendReal(value)
      check(output.string, text)
    }
  }

  @Test func `a guid is written in lower case without braces`() {
    var output = TextBuffer()
    let bytes: [UInt8] = [
      0x5f, 0x38, 0x70, 0x57, 0x2a, 0xc2, 0xe0, 0x43, 0xbf, 0x4c, 0x06, 0xf5, 0x69, 0x8f, 0xfb,
      0xd9,
    ]
    output.appendGUID(GUID(bytes.rawSpan, at: 0))
    check(output.string, "5770385f-c22a-43e0-bf4c-06f5698ffbd9")
  }

  @Test func `a buffer grows, is cut and gives memory back`() {
    var output = TextBuffer(capacity: 0)
    for index in 0..<1_000 {
      output.append("ab")
      output.append(UInt8(ascii: "c"))
      output.append(0x65_64, used: 2)
      check(output.count, (index + 1) * 5)
    }
    check(output.string, String(repeating: "abcde", count: 1_000))
    var copy = TextBuffer(capacity: 0)
    for length in 0...100 {
      copy.removeAll()
      copy.append(output, at: 3, length: length)
      copy.append(output.bytes, from: 3, to: 3 + length)
      let part = String(output.string.dropFirst(3).prefix(length))
      check(copy.string, part + part)
    }
    output.replaceByte(at: 1, with: UInt8(ascii: "B"))
    output.truncate(to: 3)
    check(output.string, "aBc")
    output.removeAll(keeping: 64)
    let held = output.allocatedByteCount
    #expect(held == 64 + TextBuffer.slack)
  }
}

/// Compares what was read from a buffer, which `#expect` itself cannot borrow.
private func check<Value: Equatable>(
  _ found: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found == expected, sourceLocation: sourceLocation)
}
