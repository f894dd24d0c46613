import ByteIO
import TestSupport
import Tabular
import Testing

/// Loads a text.
func load(
  _ text: String, schema: TableSchema? = nil, threads: Int = 1, limit: Int? = nil
) throws(TabularError) -> LoadedTable {
  try load([UInt8](text.utf8), schema: schema, threads: threads, limit: limit)
}

/// Loads bytes.
func load(
  _ bytes: [UInt8], schema: TableSchema? = nil, threads: Int = 1, limit: Int? = nil
) throws(TabularError) -> LoadedTable {
  try TableLoader(threadCount: threads, maximumByteCount: limit).load(
    SourceByteStream(MemoryByteSource(bytes)), name: "T", schema: schema)
}

@Suite struct JSONLinesLoadTests {
  /// The table as JSON-lines.
  private func lines(_ table: Table) -> String {
    var output = TextBuffer(capacity: 0)
    let writer = JSONLinesWriter(schema: table.schema)
    for batch in table.batches { writer.append(batch, to: &output) }
    return output.string
  }

  @Test func `what was written is loaded again, of every type`() throws {
    let text = lines(Tables.table())
    let loaded = try load(text, schema: Tables.schema)
    #expect(Tables.values(loaded.table) == Tables.rows)
    #expect(loaded.report.errors.isEmpty)
    #expect(loaded.table.schema.columns == Tables.schema.columns)
  }

  @Test func `columns without a type get the one that all values have`() throws {
    let loaded = try load(
      #"""
      {"l":1,"r":1,"b":true,"t":"2024-01-15T10:30:00Z","s":"x","mixed":1,"bag":{"a" : 1},"n":null}
      {"l":-9223372036854775808,"r":2.5,"b":false,"t":"","s":"2024","mixed":"x","bag":[]}
      {"new":"late","date":"2024-01-15","big":9223372036854775808}
      """#)
    let types = loaded.table.schema.columns.map { "\($0.name):\($0.type.rawValue)" }
    #expect(
      types == [
        "l:long", "r:real", "b:bool", "t:datetime", "s:string", "mixed:dynamic", "bag:dynamic",
        "n:string", "new:string", "date:string", "big:real",
      ])
    #expect(loaded.table.count == 3)
    let values = Tables.values(loaded.table)
    #expect(values[0][0] == .integer(1) && values[1][0] == .integer(.min) && values[2][0] == .null)
    #expect(values[0][1] == .real(1) && values[1][1] == .real(2.5))
    #expect(values[1][3] == .null)
    #expect(values[0][5] == .dynamic("1") && values[1][5] == .dynamic("\"x\""))
    #expect(values[0][6] == .dynamic("{\"a\":1}") && values[2][6] == .null)
    #expect(values[0][8] == .string("") && values[2][8] == .string("late"))
  }

  @Test func `a value that is none of the column's type becomes null and is reported`() throws {
    let schema = TableSchema(
      name: "T",
      columns: [
        ColumnSchema("i", .int), ColumnSchema("t", .datetime), ColumnSchema("g", .guid),
        ColumnSchema("b", .bool), ColumnSchema("s", .string), ColumnSchema("l", .long),
      ])
    let loaded = try load(
      #"""
      {"i":2147483648,"t":"yesterday","g":"x","b":2,"s":{"x":1},"l":"12"}
      {"i":"-5","t":7,"g":"{5770385F-C22A-43E0-BF4C-06F5698FFBD9}","b":"TRUE","s":1.50,"l":3.0}
      """#, schema: schema)
    let values = Tables.values(loaded.table)
    #expect(values[0] == [.null, .null, .null, .null, .string("{\"x\":1}"), .integer(12)])
    #expect(values[1][0] == .integer(-5) && values[1][3] == .bool(true))
    #expect(values[1][2] == .guid(GUID(low: 0x43e0_c22a_5770_385f, high: 0xd9fb_8f69_f506_4cbf)))
    #expect(values[1][4] == .string("1.50") && values[1][5] == .integer(3))
    #expect(loaded.report.lostValues == 5)
    #expect(loaded.report.lostRows == 0)
    #expect(
      loaded.report.errors.first?.message
        == "column i: expected a value of type int, found 2147483648")
  }

  @Test func `a line that is no object is lost alone`() throws {
    let loaded = try load(
      "{\"a\":1}\n{\"a\":2,\"b\":\"cut\n{\"a\":3}\n[1]\n\n{\"a\":4} x\n{\"a\":5,\"a\":6}\n{}\n")
    #expect(
      Tables.values(loaded.table).map(\.first)
        == [.integer(1), .integer(3), .integer(6), .null])
    #expect(loaded.report.lostRows == 3)
    #expect(loaded.report.errors.map(\.byteOffset) == [8, 32, 37])
    #expect(
      loaded.report.errors.map(\.message) == [
        "expected the quote that ends a string, found the end of the line, at byte 15 of the line",
        "expected an object, found byte 0x5b, at byte 0 of the line",
        "expected the end of the line, found byte 0x78, at byte 8 of the line",
      ])
  }

  @Test func `strings have their escapes resolved and are valid UTF-8`() throws {
    let bytes =
      [UInt8](#"{"s":"a\u0041\n\ud800é"#.utf8) + [0xff] + [UInt8](#"","ké\u0079":1}"#.utf8)
    let loaded = try load(bytes)
    #expect(loaded.table.schema.columns.map(\.name) == ["s", "kéy"])
    #expect(loaded.table.value(row: 0, column: 0) == .string("aA\n\u{fffd}é\u{fffd}"))
  }

  @Test func `JSON in a dynamic loses its space and gains escapes`() throws {
    let schema = TableSchema(name: "T", columns: [ColumnSchema("d", .dynamic)])
    let loaded = try load(
      "{\"d\": { \"a b\" : [ 1 , \"x \\\" \u{85}\\\\\" ] } }\n{\"d\":\"[1, 2]\"}\n{\"d\":\"[1\"}\n{\"d\":null}\n",
      schema: schema)
    #expect(
      Tables.values(loaded.table).map(\.first) == [
        .dynamic("{\"a b\":[1,\"x \\\" \\u0085\\\\\"]}"), .dynamic("[1,2]"), .dynamic("\"[1\""),
        .null,
      ])
  }

  @Test func `a byte order mark, CR LF and a missing last line end are fine`() throws {
    let loaded = try load([0xef, 0xbb, 0xbf] + [UInt8]("{\"a\":1}\r\n\r\n{\"a\":2}".utf8))
    #expect(Tables.values(loaded.table) == [[.integer(1)], [.integer(2)]])
    #expect(loaded.report.errors.isEmpty)
    #expect(try load("").table.count == 0)
    #expect(try load("\n\n", schema: Tables.schema).table.schema.columns.count == 10)
  }

  @Test func `what is neither JSON-lines nor CSV is refused`() {
    for bytes in [
      [UInt8]("\n [{\"a\":1}]".utf8), [0xff, 0xfe, 0x61, 0], [0xfe, 0xff, 0, 0x61], [0x61, 0],
    ] {
      #expect(throws: TabularError.self) { try load(bytes) }
    }
  }

  @Test func `gzipped files are known by their content, with all their members`() throws {
    let sink = MemoryByteSink()
    for text in ["{\"a\":1}\n", "{\"a\":2}\n"] {
      let gzip = GzipByteSink(sink)
      try gzip.write(text)
      try gzip.finish()
    }
    #expect(Tables.values(try load(sink.content).table) == [[.integer(1)], [.integer(2)]])
    for count in 3..<sink.content.count {
      do {
        _ = try load(Array(sink.content.prefix(count)))
        // The end of the first member is the end of a file too.
        #expect(count < sink.content.count - 20)
      } catch {
        #expect(error.code == .readFailed)
      }
    }
  }

  @Test func `many threads load the same table as one`() throws {
    var text = ""
    for row in 0..<40_000 {
      text +=
        "{\"n\":\(row),\"s\":\"text \(row % 977)\",\"wide\":\"\(String(repeating: "x", count: row % 200))\""
      if row > 30_000 { text += ",\"late\":\(row % 2 == 0)" }
      if row % 10_007 == 5 { text += ",," }
      text += "}\n"
    }
    #expect(text.utf8.count > 4 << 20)
    let one = try load(text)
    let expected = lines(one.table)
    for threads in [3] {
      let many = try load(text, threads: threads)
      #expect(many.table.schema == one.table.schema)
      #expect(many.table.batches.map(\.count) == one.table.batches.map(\.count))
      #expect(many.report.errors == one.report.errors)
      // Not compared inside of the macro, which would print megabytes.
      let isSame = lines(many.table) == expected
      #expect(isSame)
    }
    #expect(one.report.lostRows == 4)
    #expect(one.table.schema.columns.map(\.type) == [.long, .string, .string, .bool])
  }

  @Test func `a table that needs too much memory is given up`() throws {
    let text = (0..<20_000).map { "{\"s\":\"text number \($0)\"}\n" }.joined()
    #expect(throws: TabularError.self) { try load(text, limit: 100_000) }
    #expect(try load(text, limit: 10_000_000).table.count == 20_000)
  }

  @Test func `prefixes and changed bytes end without a trap`() throws {
    let sample = [UInt8](
      (lines(Tables.table()) + "{\"k\\u0041\":[{\"a\":\"b\\\\\"}],\"x\":-1.5e3}\n").utf8)
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
