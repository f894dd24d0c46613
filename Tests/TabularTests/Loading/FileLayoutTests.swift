import ByteIO
import Tabular
import TestSupport
import Testing

/// Files whose form somebody else says, as `externaldata` does.
@Suite struct FileLayoutTests {
  private let schema = TableSchema(
    name: "T", columns: [ColumnSchema("a", .string), ColumnSchema("b", .long)])

  private func rows(_ text: String, _ layout: FileLayout) throws -> [[Value]] {
    var loader = TableLoader(threadCount: 1)
    loader.layout = layout
    let loaded = try loader.load(
      SourceByteStream(MemoryByteSource([UInt8](text.utf8))), name: "T", schema: schema)
    return (0..<loaded.table.count).map { row in
      (0..<2).map { loaded.table.value(row: row, column: $0) }
    }
  }

  @Test func `fields go to columns by their places`() throws {
    let text = "x,1\n\"a,\"\"b\"\"\",2,more\nalone\n"
    #expect(
      try rows(text, .fields(separator: 0x2c, hasHeader: false)) == [
        [.string("x"), .integer(1)], [.string("a,\"b\""), .integer(2)], [.string("alone"), .null],
      ])
  }

  @Test func `a header is passed over and names nothing`() throws {
    #expect(
      try rows("b;a\nx;1\n", .fields(separator: 0x3b, hasHeader: true)) == [
        [.string("x"), .integer(1)]
      ])
  }

  @Test func `the separator is the one that was said`() throws {
    #expect(
      try rows("a,b,c\t7\n", .fields(separator: 0x09, hasHeader: false)) == [
        [.string("a,b,c"), .integer(7)]
      ])
  }

  @Test func `a byte order mark is no text`() throws {
    #expect(
      try rows("\u{feff}x,1", .fields(separator: 0x2c, hasHeader: false)) == [
        [.string("x"), .integer(1)]
      ])
  }

  @Test func `lines are texts whatever is in them`() throws {
    #expect(
      try rows("head\r\n\"open,1\r\n{x\nlast", .lines(hasHeader: true)) == [
        [.string("\"open,1"), .null], [.string("{x"), .null], [.string("last"), .null],
      ])
  }

  @Test func `objects go to columns by their names`() throws {
    #expect(
      try rows("{\"b\":2,\"a\":\"x\",\"c\":3}\n", .jsonLines) == [[.string("x"), .integer(2)]])
  }

  @Test func `places are lines and columns, from 1 on`() {
    let text = [UInt8]("one\ntwo three\n\nfour".utf8)
    let places = TextPlaces(
      of: [0, 8, 14, 18, 100], in: SourceByteStream(MemoryByteSource(text))
    ).places
    #expect(places[0]?.line == 1 && places[0]?.column == 1)
    #expect(places[8]?.line == 2 && places[8]?.column == 5)
    #expect(places[14]?.line == 3 && places[14]?.column == 1)
    #expect(places[18]?.line == 4 && places[18]?.column == 4)
    #expect(places[100] == nil)
  }
}
