import Testing

@testable import KQL

@Suite struct RegexRefusalTests {
  /// A pattern, the code of its error and where it is.
  struct Refusal: Sendable, CustomTestStringConvertible {
    var pattern: String
    var code: RegexError.Code
    var offset: Int
    var testDescription: String { pattern }

    init(_ pattern: String, _ code: RegexError.Code, _ offset: Int) {
      self.pattern = pattern
      self.code = code
      self.offset = offset
    }
  }

  static let refusals: [Refusal] = [
    Refusal("a(?=b)", .unsupported, 1),
    Refusal("a(?!b)", .unsupported, 1),
    Refusal("(?<=a)b", .unsupported, 0),
    Refusal("(?<!a)b", .unsupported, 0),
    Refusal("(?>a)", .unsupported, 0),
    Refusal(#"(a)\1"#, .unsupported, 3),
    Refusal(#"(?P<n>a)(?P=n)"#, .unsupported, 8),
    Refusal(#"(?P<n>a)\k<n>"#, .unsupported, 8),
    Refusal(#"a\p{Klingon}"#, .unsupported, 1),
    Refusal(#"\p{sc=Lu}"#, .unsupported, 0),
    Refusal(#"(?-u:\W)"#, .unsupported, 5),
    Refusal(#"(?-u).[^a]"#, .unsupported, 5),
    Refusal(#"(?-u)[^a]"#, .unsupported, 5),
    Refusal(#"(?-u)\xFF"#, .unsupported, 5),
    Refusal("(a", .syntax, 0),
    Refusal("a)", .syntax, 1),
    Refusal("ab[c", .syntax, 2),
    Refusal("[]", .syntax, 0),
    Refusal("[z-a]", .syntax, 1),
    Refusal(#"[a-\d]"#, .syntax, 1),
    Refusal(#"[\b]"#, .syntax, 1),
    Refusal("*a", .syntax, 0),
    Refusal("a|*", .syntax, 2),
    Refusal("(?i)*", .syntax, 4),
    Refusal("a{", .syntax, 1),
    Refusal("a{,3}", .syntax, 1),
    Refusal("a{3,2}", .syntax, 1),
    Refusal("a{2", .syntax, 1),
    Refusal("{2}", .syntax, 0),
    Refusal(#"a\"#, .syntax, 1),
    Refusal(#"\Z"#, .syntax, 0),
    Refusal(#"\é"#, .syntax, 0),
    Refusal(#"\xG1"#, .syntax, 0),
    Refusal(#"\x{}"#, .syntax, 0),
    Refusal(#"\x{110000}"#, .syntax, 0),
    Refusal(#"\x{FFFFFFFFFFFFFFFFFF}"#, .syntax, 0),
    Refusal(#"\uD800"#, .syntax, 0),
    Refusal("(?z)", .syntax, 2),
    Refusal("(?)", .syntax, 0),
    Refusal("(?i-)", .syntax, 4),
    Refusal("(?ii)", .syntax, 3),
    Refusal("(?P<>a)", .syntax, 4),
    Refusal("(?P<1>a)", .syntax, 4),
    Refusal("(?P<a>b)(?P<a>c)", .syntax, 8),
    Refusal(#"\b{foo}"#, .syntax, 0),
    Refusal(#"\p{L"#, .syntax, 0),
    Refusal("a{4294967296}", .limit, 2),
    Refusal(String(repeating: "(", count: 101), .limit, 100),
    Refusal("a" + String(repeating: "*", count: 102), .limit, 0),
    Refusal(String(repeating: "[", count: 102), .limit, 100),
    Refusal("a{1000}{1000}", .limit, 0),
    Refusal("(?:){4000000000}", .limit, 0),
    Refusal(#"\w{5000}"#, .limit, 0),
    Refusal(String(repeating: "()", count: 1_001), .limit, 2_000),
  ]

  @Test(arguments: refusals)
  func `what is not supported is refused with its place`(_ refusal: Refusal) throws {
    let error = try #require(throws: RegexError.self) { try Regex(utf8(refusal.pattern)) }
    #expect(error.code == refusal.code, "\(error)")
    #expect(error.offset == refusal.offset, "\(error)")
    #expect(!error.message.isEmpty)
  }

  @Test func `a pattern that is not UTF-8 is refused where it is not`() throws {
    let error = try #require(throws: RegexError.self) { try Regex([0x61, 0xFF] as [UInt8]) }
    #expect(error.offset == 1)
  }

  @Test func `an unknown Unicode class is named`() throws {
    let error = try #require(throws: RegexError.self) { try Regex(utf8(#"\p{Klingon}"#)) }
    #expect(error.message.contains("`Klingon`"))
  }

  @Test func `three octal digits are a character, fewer are taken for a back-reference`() throws {
    let text = utf8("S")
    #expect(Matcher(try Regex(utf8(#"\123"#))).matches(text))
    #expect(throws: RegexError.self) { try Regex(utf8(#"\12"#)) }
  }
}
