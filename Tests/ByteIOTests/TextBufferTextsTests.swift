import ByteIO
import Testing

/// Many texts escaped in one pass.
@Suite struct TextBufferTextsTests {
  private struct Outcome: Equatable {
    var texts: [String]
    var escaped: [String]
    var isXMLText: Bool
  }

  /// What ``TextBuffer/appendJSONTexts(_:byteCount:ends:escapedEnds:)`` makes of texts.
  private func outcome(_ texts: [String], room: Int? = nil) -> Outcome {
    var source = TextBuffer(capacity: 0)
    for text in texts {
      source.append(text: text)
      source.append(TextBuffer.textEnd)
    }
    let room = room ?? texts.count
    var ends = [Int32](repeating: -1, count: room)
    var escapedEnds = ends
    var output = TextBuffer(capacity: 0)
    output.append("before")
    let found: EscapedTexts
    do {
      var places = ends.mutableSpan
      var escapedPlaces = escapedEnds.mutableSpan
      found = output.appendJSONTexts(
        source.paddedBytes, byteCount: source.count, ends: &places, escapedEnds: &escapedPlaces)
    }
    #expect(found.count == texts.count)
    func cut(_ bytes: RawSpan, from start: Int, _ ends: [Int32]) -> [String] {
      var start = start
      return ends.map { end in
        defer { start = Int(end) + 1 }
        return String(decoding: (start..<Int(end)).map { bytes.u8($0) }, as: UTF8.self)
      }
    }
    return Outcome(
      texts: cut(source.bytes, from: 0, ends), escaped: cut(output.bytes, from: 6, escapedEnds),
      isXMLText: found.isXMLText)
  }

  private func alone(_ text: String) -> String {
    var output = TextBuffer(capacity: 0)
    let bytes = [UInt8](text.utf8)
    output.appendJSONEscaped(bytes.rawSpan, from: 0, to: bytes.count)
    return output.string
  }

  private func check(_ texts: [String]) {
    let found = outcome(texts)
    #expect(found.texts == texts)
    #expect(found.escaped == texts.map(alone))
    let hasMarkup = texts.contains { text in
      text.unicodeScalars.contains { $0.value < 0x20 || "&<>".unicodeScalars.contains($0) }
    }
    if hasMarkup { #expect(!found.isXMLText) }
  }

  @Test func `each text is escaped as it is alone`() {
    check(["", "a", "", #"C:\Windows\x.exe"#, "é\u{85}\u{2028}\u{2029}\"", "\u{7f}\u{1}", ""])
    check([])
    check([""])
  }

  @Test func `every scalar of the first planes is escaped alike at every place of a vector`() {
    let scalars = Array(0...0x2ff) + Array(0x1fff...0x2100) + [0xfffd, 0xfffe, 0xffff, 0x10ffff]
    for value in scalars {
      let character = Unicode.Scalar(UInt32(value)).map { String(Character($0)) } ?? ""
      for place in [0, 1, 12, 13, 14, 15, 16] {
        check([String(repeating: "x", count: place) + character, character + "tail", character])
      }
    }
  }

  @Test func `texts longer than a piece keep sequences across its border`() {
    for length in 4_080...4_100 {
      check([String(repeating: "a", count: length) + "\u{2028}\u{85}\"" + "z", "b"])
    }
    check([String(repeating: "\u{1}", count: 10_000), String(repeating: "\\", count: 9_999)])
  }

  @Test func `only texts that XML can hold unescaped count as such`() {
    #expect(outcome(["a", #"C:\x"y"#, "é\u{85}\u{7f}"]).isXMLText)
    for text in ["&", "<", ">", "\n", "\t", "\u{0}", "\u{fffe}", "\u{ffff}"] {
      #expect(!outcome(["plain", "x" + text]).isXMLText)
    }
  }

  @Test func `ends beyond the room for them are counted and not stored`() {
    #expect(outcome(["a", "b", "c"], room: 2).texts == ["a", "b"])
  }

  @Test func `random texts are escaped as they are alone`() {
    let seed = UInt64.random(in: .min ... .max)
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: state >> 33) % bound
    }
    let characters = [
      "a", "\\", "\"", "\n", "&", "é", "\u{85}", "\u{2028}", "\u{2027}", "\u{1f600}",
    ]
    for _ in 0..<500 {
      let texts = (0..<next(12)).map { _ in
        (0..<next(40)).map { _ in characters[next(6) == 0 ? next(characters.count) : 0] }.joined()
      }
      let found = outcome(texts)
      #expect(found.texts == texts && found.escaped == texts.map(alone), "seed \(seed)")
    }
  }
}
