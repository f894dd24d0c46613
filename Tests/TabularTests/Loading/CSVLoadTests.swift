import ByteIO
import TestSupport
import Tabular
import Testing

@Suite struct CSVLoadTests {
  private func csv(_ table: Table) -> String {
    var output = TextBuffer(capacity: 0)
    let writer = CSVWriter(schema: table.schema, raw: true)
    writer.appendHeader(to: &output)
    for batch in table.batches { writer.append(batch, to: &output) }
    return output.string
  }

  @Test func `what was written raw is loaded again, of every type`() throws {
    let loaded = try load(csv(Tables.table()), schema: Tables.schema)
    var expected = Tables.rows
    // In a field the quotes of a string in a dynamic are its own.
    expected[2][9] = .dynamic("\"\\\"text\\\"\"")
    #expect(Tables.values(loaded.table) == expected)
    #expect(loaded.report.errors.isEmpty)
  }

  @Test func `columns without a type get the one that all fields look like`() throws {
    let loaded = try load(
      """
      l,r,b,t,s,zip,bag,none,d
      1,1,true,2024-01-15T10:30:00Z,x,007,"{""a"": 1}",,2024-01-15
      -2,2.5,FALSE,2024-01-15 10:30:00.5,1,123,[],,

      ,,,,,,,"",
      """)
    #expect(
      loaded.table.schema.columns.map(\.type) == [
        .long, .real, .bool, .datetime, .string, .string, .dynamic, .string, .string,
      ])
    let values = Tables.values(loaded.table)
    #expect(values.count == 3)
    #expect(values[0][6] == .dynamic("{\"a\":1}") && values[0][5] == .string("007"))
    #expect(values[1][0] == .integer(-2) && values[1][2] == .bool(false))
    #expect(values[2].prefix(4) == [.null, .null, .null, .null])
  }

  @Test func `fields in quotes hold separators, quotes and lines`() throws {
    let loaded = try load("a,b\r\n\"x,\"\"y\"\"\r\nz\",\"\"\r\n\"\"\"\",q\"r\n")
    #expect(
      Tables.values(loaded.table) == [
        [.string("x,\"y\"\r\nz"), .string("")], [.string("\""), .string("q\"r")],
      ])
  }

  @Test func `semicolons and tabs separate where the header has more of them`() throws {
    #expect(Tables.values(try load("a;b\n1;2,5\n").table) == [[.integer(1), .string("2,5")]])
    #expect(Tables.values(try load("a\tb\n1\t2\n").table) == [[.integer(1), .integer(2)]])
    #expect(try load("\u{feff}a,b\n").table.schema.columns.map(\.name) == ["a", "b"])
  }

  @Test func `a record with too many fields is lost, one with too few is filled up`() throws {
    let loaded = try load("a,b\n1\n1,2,3\n4,5\n")
    #expect(Tables.values(loaded.table) == [[.integer(1), .null], [.integer(4), .integer(5)]])
    #expect(loaded.report.errors.map(\.message) == ["expected 2 fields as in the header, found 3"])
    #expect(loaded.report.errors.map(\.byteOffset) == [6])
  }

  @Test func `a field that is none of its type becomes null and is reported`() throws {
    let schema = TableSchema(name: "T", columns: [ColumnSchema("n", .long)])
    let loaded = try load("n,x\nnine,1\n9,2\n", schema: schema)
    #expect(Tables.values(loaded.table) == [[.null, .integer(1)], [.integer(9), .integer(2)]])
    #expect(
      loaded.report.errors.map(\.message)
        == ["column n: expected a value of type long, found nine"])
  }

  @Test func `records across the border of a block stay whole`() throws {
    var text = "n,s\n"
    for row in 0..<120_000 { text += "\(row),\"line \(row)\nof \"\"two\"\" lines, with commas\"\n" }
    #expect(text.utf8.count > 4 << 20)
    let table = try load(text).table
    #expect(table.count == 120_000)
    #expect(
      table.value(row: 119_999, column: 1) == .string("line 119999\nof \"two\" lines, with commas"))
    #expect(table.batches.allSatisfy { $0.count <= 16_384 })
  }

  @Test func `prefixes and changed bytes end without a trap`() throws {
    let sample = [UInt8](csv(Tables.table()).utf8)
    for count in 0...sample.count {
      _ = try load(Array(sample.prefix(count)), schema: Tables.schema)
    }
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var dice = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      var changed = sample
      for _ in 0...Int(dice.next() % 3) {
        changed[Int(dice.next() % UInt64(sample.count))] = UInt8(truncatingIfNeeded: dice.next())
      }
      for schema in [Tables.schema, nil] { _ = try? load(changed, schema: schema) }
    }
  }
}
