import ByteIO
import Testing

@testable import EventTables

@Suite struct FieldTextTests {
  private func number(_ text: String) -> Int64? { FieldText.number([UInt8](text.utf8).rawSpan) }

  @Test func `numbers are decimal, or hexadecimal behind 0x`() {
    #expect(number("0") == 0)
    #expect(number("-1") == -1)
    #expect(number("0x54c") == 1_356)
    #expect(number("0XFF") == 255)
    #expect(number("9223372036854775807") == .max)
    #expect(number("-9223372036854775808") == .min)
  }

  @Test(arguments: [
    "", "-", "x", "0x", "1 ", "12a", "9223372036854775808", "0xffffffffffffffff", "--1",
    "123456789012345678901",
  ])
  func `anything else is no number`(text: String) { #expect(number(text) == nil) }

  @Test func `a file's name begins behind the last separator`() {
    #expect(FieldText.nameStart([UInt8](#"C:\a\b.exe"#.utf8).rawSpan) == 5)
    #expect(FieldText.nameStart([UInt8]("b.exe".utf8).rawSpan) == 0)
    #expect(FieldText.nameStart([UInt8]("c/".utf8).rawSpan) == 2)
  }
}
