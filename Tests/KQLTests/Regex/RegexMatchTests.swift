import Testing

@testable import KQL

/// The UTF-8 of a text.
func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A text with each match marked: ⟨match|group|group⟩.
func marked(_ text: String, _ matcher: Matcher) -> String {
  let bytes = utf8(text)
  var result = ""
  var end = 0
  func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
  matcher.forEachMatch(in: bytes.span) { groups in
    let match = groups[0] ?? 0..<0
    result += part(end..<match.lowerBound)
    result += "⟨" + groups.map { $0.map(part) ?? "" }.joined(separator: "|") + "⟩"
    end = match.upperBound
    return true
  }
  return result + part(end..<bytes.count)
}

/// Expectations cannot hold spans, so these take arrays.
extension Matcher {
  func matches(_ text: [UInt8]) -> Bool { isMatch(text.span) }
  func range(in text: [UInt8], from start: Int = 0) -> Range<Int>? { find(text.span, from: start) }
  func groups(in text: [UInt8]) -> [Range<Int>?]? { captures(text.span) }
}

@Suite struct RegexMatchTests {
  private func check(_ example: RegexCases.Case) throws {
    let matcher = Matcher(try Regex(utf8(example.pattern)))
    #expect(marked(example.text, matcher) == example.marked)
    let bytes = utf8(example.text)
    #expect(matcher.matches(bytes) == example.marked.unicodeScalars.contains("⟨"))
  }

  @Test(arguments: RegexCases.literalsAndEscapes)
  func `literals and escapes stand for their characters`(_ example: RegexCases.Case) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.dot)
  func `a dot is any character but a line feed, unless s or R is set`(
    _ example: RegexCases.Case
  ) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.classes)
  func `classes have ranges, nesting, POSIX names and set operations`(
    _ example: RegexCases.Case
  ) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.perlClassesAndProperties)
  func `Perl classes and properties are those of Unicode`(_ example: RegexCases.Case) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.alternation)
  func `the first alternative that matches is taken`(_ example: RegexCases.Case) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.repetition)
  func `repetitions are greedy, or lazy with a question mark`(
    _ example: RegexCases.Case
  ) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.anchors)
  func `anchors hold at the ends of the text or of its lines`(
    _ example: RegexCases.Case
  ) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.wordBoundaries)
  func `word boundaries are those of Unicode words`(_ example: RegexCases.Case) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.flags)
  func `flags hold within their group`(_ example: RegexCases.Case) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.groups)
  func `groups give what they matched last`(_ example: RegexCases.Case) throws {
    try check(example)
  }

  @Test(arguments: RegexCases.logTexts)
  func `patterns of rules find their part of log texts`(_ example: RegexCases.Case) throws {
    try check(example)
  }

  @Test func `flags may be given beside the pattern`() throws {
    let text = utf8("A\nB")
    #expect(Matcher(try Regex(utf8("a.b"), flags: utf8("si"))).matches(text))
    #expect(!Matcher(try Regex(utf8("a.b"), flags: utf8("i"))).matches(text))
    #expect(throws: RegexError.self) { try Regex(utf8("a"), flags: utf8("q")) }
  }

  @Test func `groups are found by their names`() throws {
    let regex = try Regex(utf8("(?P<year>\\d+)-(?<month>\\d+)-(\\d+)"))
    #expect(regex.groupCount == 4)
    #expect(regex.group(named: utf8("month")) == 2)
    #expect(regex.group(named: utf8("day")) == nil)
  }

  @Test func `what stands before the start of a search counts for conditions`() throws {
    let text = utf8("ab")
    #expect(Matcher(try Regex(utf8("^b"))).range(in: text, from: 1) == nil)
    #expect(Matcher(try Regex(utf8("\\bb"))).range(in: text, from: 1) == nil)
    #expect(Matcher(try Regex(utf8("\\Bb"))).range(in: text, from: 1) == 1..<2)
    #expect(Matcher(try Regex(utf8("b"))).range(in: text, from: 3) == nil)
  }

  @Test func `bytes that are not UTF-8 are matched by nothing`() throws {
    let text: [UInt8] = [0x61, 0xFF, 0x62, 0xC3, 0x63, 0xE2, 0x82]
    #expect(Matcher(try Regex(utf8("a.b"))).range(in: text) == nil)
    #expect(
      Matcher(try Regex(utf8("(?s)..")))
        .range(in: text) == nil)
    #expect(Matcher(try Regex(utf8("[^a]"))).range(in: text) == 2..<3)
    var count = 0
    Matcher(try Regex(utf8("\\b|x*"))).forEachMatch(in: text.span) { _ in
      count += 1
      return true
    }
    #expect(count > 0)
  }
}
