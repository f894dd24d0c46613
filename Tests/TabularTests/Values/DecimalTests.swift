import ByteIO
import Tabular
import Testing

@Suite struct DecimalTests {
  private func parsed(_ text: String) -> Decimal128? {
    let bytes = [UInt8](text.utf8)
    return Decimal128(parsing: bytes.rawSpan, from: 0, to: bytes.count)
  }

  private func text(_ value: Decimal128?) -> String? {
    guard let value else { return nil }
    var buffer = TextBuffer()
    buffer.appendDecimal(value)
    return buffer.string
  }

  @Test(arguments: [
    ("0", "0"), ("1.50", "1.50"), ("-0.001", "-0.001"), ("+7", "7"), ("1e3", "1E+3"),
    ("123.456e-2", "1.23456"), (".5", "0.5"), ("5.", "5"), ("0.0000001", "1E-7"),
    ("0.00000015", "1.5E-7"),
    ("12345678901234567890123456789012345", "1.234567890123456789012345678901234E+34"),
    ("99999999999999999999999999999999995", "1.000000000000000000000000000000000E+35"),
    ("0.12345678901234567890123456789012345", "0.1234567890123456789012345678901234"),
  ])
  func `a decimal is read and written`(_ text: String, _ expected: String) {
    #expect(self.text(parsed(text)) == expected)
  }

  @Test(arguments: ["", "-", ".", "1e", "1e+", "1x", "1.2.3", "e5", "1e9999", "1e1234567"])
  func `what is no decimal is refused`(_ text: String) {
    #expect(parsed(text) == nil)
  }

  @Test func `numbers are compared, not how they are written`() throws {
    let ordered = [
      "-1e100", "-2", "-1.5", "-1e-50", "0", "1e-100", "0.1", "0.11", "1", "1.5", "2", "1e34",
      "1.1e34",
      "1e100",
    ].map(parsed)
    for (place, left) in ordered.enumerated() {
      for (otherPlace, right) in ordered.enumerated() {
        let one = try #require(left)
        let other = try #require(right)
        #expect((one < other) == (place < otherPlace))
        #expect((one == other) == (place == otherPlace))
      }
    }
    #expect(parsed("1.50") == parsed("1.5"))
    #expect(parsed("-0") == parsed("0.00"))
    #expect(parsed("1.50")?.hashValue == parsed("1.5")?.hashValue)
    #expect(parsed("1e2") == Decimal128(100))
    #expect(parsed("0.1")?.real == 0.1)
  }

  @Test func `a row keeps a decimal exactly`() {
    let schema = TableSchema(name: "T", columns: [ColumnSchema("d", .decimal)])
    var row = RowBuffer(schema: schema)
    for text in ["-1.50", "9999999999999999999999999999999999", "1E-6176", "1E+6111", "0"] {
      row.setDecimal(0, Tables.decimal(text))
      let found = row.withCell(0) { Value($0) }
      guard case .decimal(let value) = found else { preconditionFailure() }
      #expect(self.text(value) == self.text(parsed(text)))
    }
  }
}
