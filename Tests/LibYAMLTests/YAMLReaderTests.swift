import LibYAML
import Testing

@Suite struct YAMLReaderTests {
  private func events(_ text: String) throws -> [YAMLEvent] {
    var reader = try YAMLReader(Array(text.utf8))
    var found: [YAMLEvent] = []
    while true {
      let event = try reader.next()
      found.append(event)
      if event.kind == .streamEnd { return found }
    }
  }

  private func error(_ bytes: [UInt8]) -> YAMLError? {
    do throws(YAMLError) {
      var reader = try YAMLReader(bytes)
      while try reader.next().kind != .streamEnd {}
      return nil
    } catch { return error }
  }

  @Test func `events come with the places where they begin`() throws {
    let found = try events("a: 1\nb:\n  - x\n  - 'y'\n")
    #expect(
      found.map(\.kind) == [
        .documentStart, .mappingStart, .scalar(text: "a", style: .plain),
        .scalar(text: "1", style: .plain), .scalar(text: "b", style: .plain), .sequenceStart,
        .scalar(text: "x", style: .plain), .scalar(text: "y", style: .singleQuoted),
        .sequenceEnd, .mappingEnd, .documentEnd, .streamEnd,
      ])
    #expect(found[3].start == YAMLPosition(line: 1, column: 4))
    #expect(found[7].start == YAMLPosition(line: 4, column: 5))
  }

  @Test func `anchors and aliases keep their names`() throws {
    let found = try events("- &one {}\n- *one\n")
    #expect(found[2].anchor == "one")
    #expect(found[4].kind == .alias("one"))
  }

  @Test func `a block keeps its lines and says its style`() throws {
    let found = try events("q: |\n  T\n  | take 1\n")
    #expect(found[3].kind == .scalar(text: "T\n| take 1\n", style: .literal))
  }

  @Test func `what is no YAML is refused with its place`() {
    #expect(error(Array("kind: Scheduledid: 5".utf8))?.position.line == 1)
    #expect(error(Array("a: [1,\nb: }".utf8))?.position.line == 2)
    #expect(error([0x61, 0x3a, 0x20, 0xff]) != nil)
  }

  @Test func `deep nesting ends at the limit`() {
    let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(error(Array(allowed.utf8)) == nil)
    let deep = error(Array(String(repeating: "[", count: 100_000).utf8))
    #expect(deep?.reason == "is nested deeper than 64")
  }

  @Test func `a text that is too long is refused`() {
    #expect(error(Array(repeating: 0x20, count: 4 << 20)) == nil)
    #expect(error(Array(repeating: 0x20, count: (4 << 20) + 1)) != nil)
  }

  @Test func `every prefix and every changed byte ends without a trap`() {
    let text = Array("id: &a 1\nq: |\n  T\nl: [a, 'b', \"c\\n\"]\nm: {x: *a}\n...\n---\nz\n".utf8)
    for count in 0..<text.count { _ = error(Array(text[..<count])) }
    for place in text.indices {
      for value: UInt8 in [0, 0x09, 0x0a, 0x22, 0x26, 0x2a, 0x5b, 0x7b, 0x80, 0xff] {
        var changed = text
        changed[place] = value
        _ = error(changed)
      }
    }
  }
}
