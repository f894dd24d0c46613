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
    #expect(AnsiCodePage(number: 932) == nil)
    #expect(AnsiCodePage(number: -1) == nil)
    for number in AnsiCodePage.supported { #expect(AnsiCodePage(number: number) != nil) }
  }

  @Test func `every byte of every code page gives one character`() throws {
    let bytes = (0x80...0xff).map { UInt8($0) }
    for number in AnsiCodePage.supported where number != 65_001 {
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
