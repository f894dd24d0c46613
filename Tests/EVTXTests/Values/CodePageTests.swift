import EVTX
import TestSupport
import Testing

@Suite struct CodePageTests {
  private func text(_ bytes: [UInt8], codePage: Int) throws -> PrintedValue {
    let page = try #require(AnsiCodePage(number: codePage))
    return try printed(.ansiString(bytes)) { $0.options.codePage = page }
  }

  @Test(
    arguments: [
      (1252, [0x80, 0xe9, 0x99, 0xff], "€é™ÿ"),
      (1251, [0xcc, 0xee, 0xf1, 0xea, 0xe2, 0xe0], "Москва"),
      (437, [0x81, 0xb0, 0xe1, 0xe3], "ü░ßπ"), (866, [0x8c, 0xae], "Мо"),
      (65_001, Array("Zürich 東京 🔍".utf8), "Zürich 東京 🔍"), (1253, [0xc5, 0xeb], "Ελ"),
      (932, [0x93, 0x8c, 0x8b, 0x9e, 0x41, 0xb1, 0xf0, 0x40], "東京Aｱ\u{e000}"),
      (936, [0xb1, 0xb1, 0xbe, 0xa9, 0x80], "北京€"), (949, [0xbc, 0xad, 0xbf, 0xef], "서울"),
      (950, [0xa5, 0x78, 0xa5, 0x5f], "台北"),
    ] as [(Int, [UInt8], String)])
  func `ANSI text is read in the code page that was asked for`(
    codePage: Int, bytes: [UInt8], expected: String
  ) throws {
    #expect(
      try text(bytes, codePage: codePage)
        == PrintedValue(json: "\"\(expected)\"", xml: expected, attribute: expected, flags: ""))
  }

  @Test func `the code page is 1252 unless another is asked for`() throws {
    #expect(try printed(.ansiString([0x80])).xml == "€")
  }

  @Test func `a code page that is not known is refused`() {
    #expect(AnsiCodePage(number: 1_361) == nil)
    #expect(AnsiCodePage(number: -1) == nil)
    for number in AnsiCodePage.supported { #expect(AnsiCodePage(number: number) != nil) }
  }

  /// What Python's codecs say: Tests/Conformance/codepages.py --digests.
  private static let digests = [
    932: "43b0015db9ea0e6442e33ed0b5a58540a830f4768e6575f25b2f77f74b4a7f4e",
    936: "5ff9608ccc2baaaedf90a80695bdd833365c54cc3c24613fbb91761810d6ec78",
    949: "f49bf642f090c1ce9815815ce783022b6deebb12346af361db70c72d9d7bb59d",
    950: "dfedff8b870037dba59c636ec3f5a294a56e088abe4f299d7c10d81a326fec94",
  ]

  @Test(arguments: digests.keys.sorted())
  func `every byte and every pair of a code page of two bytes is what Python says`(
    number: Int
  ) throws {
    var characters = String.UnicodeScalarView()
    for lead in UInt8(0x80)...0xff {
      // The byte alone, then every pair, with spaces between them; first a letter, since some characters
      // join what stands before them.
      let bytes =
        [0x78, 0x20, lead]
        + (UInt8(0x40)...0xfe).flatMap { trail -> [UInt8] in [0x20, lead, trail] }
      let words = try text(bytes, codePage: number).xml.unicodeScalars.split(separator: " ")
      #expect(words.count == 193)
      // A byte that is a character of its own makes no pair: there are two in a word then.
      for word in words.dropFirst() where word.count == 1 && word.first != "\u{fffd}" {
        characters.append(contentsOf: word)
      }
    }
    #expect(SHA256.hex(Array(String(characters).utf8)) == Self.digests[number])
  }

  @Test(
    arguments: [
      // A lead byte at the end, before a letter, before a byte that is no trail byte; a byte that is nothing.
      ([0x61, 0x81], "a\u{fffd}"), ([0x81, 0x30], "\u{fffd}0"),
      ([0x81, 0xff, 0x61], "\u{fffd}a"), ([0xff, 0x61], "\u{fffd}a"),
    ] as [([UInt8], String)])
  func `bytes that are no pair become U+FFFD, and are flagged`(
    bytes: [UInt8], expected: String
  ) throws {
    let printed = try text(bytes, codePage: 949)
    #expect(printed.json == "\"\(expected)\"")
    #expect(printed.flags == "\"bad-value\"")
  }

  @Test func `every byte of every code page gives one character`() throws {
    let bytes = (0x80...0xff).map { UInt8($0) }
    for number in AnsiCodePage.supported
    where number != 65_001 && !Self.digests.keys.contains(number) {
      let printed = try text(bytes, codePage: number).xml
      // C1 controls and characters that a page lacks are characters too, so there are no fewer.
      #expect(printed.unicodeScalars.count == 128, "code page \(number)")
    }
  }

  @Test(
    arguments: [
      // A lead byte at the end, a continuation alone, an overlong form, a surrogate, beyond U+10FFFF.
      ([0x61, 0xc3], "a\u{fffd}"), ([0x80, 0x61], "\u{fffd}a"), ([0xc0, 0xaf], "\u{fffd}\u{fffd}"),
      ([0xed, 0xa0, 0x80], "\u{fffd}\u{fffd}\u{fffd}"),
      ([0xf4, 0x90, 0x80, 0x80], "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
    ] as [([UInt8], String)])
  func `bytes that are no UTF-8 become U+FFFD, and are flagged`(
    bytes: [UInt8], expected: String
  ) throws {
    let printed = try text(bytes, codePage: 65_001)
    #expect(printed.json == "\"\(expected)\"")
    #expect(printed.flags == "\"bad-value\"")
  }

  @Test func `one NUL at the end of ANSI text is dropped, another is text`() throws {
    #expect(try printed(.ansiString([0x61, 0])).json == "\"a\"")
    #expect(try printed(.ansiString([0x61, 0, 0])).json == "\"a\\u0000\"")
    #expect(try printed(.ansiString([0x61, 0, 0x62])).json == "\"a\\u0000b\"")
  }

  @Test func `ANSI text is escaped as other text`() throws {
    let printed = try printed(.ansiString(Array("<a&'\"\\>\r\n\t".utf8)))
    #expect(printed.json == #""<a&'\"\\>\u000d\u000a\u0009""#)
    #expect(printed.xml == "&lt;a&amp;'\"\\&gt;&#13;&#10;\t")
    #expect(printed.attribute == "&lt;a&amp;&apos;\"\\&gt;&#13;&#10;&#9;")
  }
}
