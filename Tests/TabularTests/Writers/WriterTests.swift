import ByteIO
import Tabular
import Testing

@Suite struct WriterTests {
  private let table = Tables.table()

  /// What a closure appends.
  private func written(_ body: (inout TextBuffer) -> Void) -> String {
    var output = TextBuffer(capacity: 0)
    body(&output)
    return output.string
  }

  @Test func `batches become JSON-lines with nulls and empty strings left out`() {
    let text = written { output in
      let writer = JSONLinesWriter(schema: table.schema)
      for batch in table.batches { writer.append(batch, to: &output) }
    }
    #expect(
      text == """
        {"bool":true,"int":-1,"long":9223372036854775807,"real":1.5,"decimal":"1.50",\
        "datetime":"1970-01-01T00:00:00.0000001Z","timespan":"1.00:00:00.0000005",\
        "string":"a,\\"b\\"\\u000a","guid":"5770385f-c22a-43e0-bf4c-06f5698ffbd9",\
        "dynamic":{"x":[1]}}
        {}
        {"bool":false,"int":7,"long":0,"real":"-Infinity","decimal":"-1.2E+41",\
        "datetime":"0001-01-01T00:00:00.0000000Z","timespan":"-00:00:00.0000001",\
        "string":"=päth 漢字","guid":"00000000-0000-0000-0000-000000000000","dynamic":"text"}

        """)
  }

  @Test func `a JSON array is one document`() throws {
    let text = written { output in
      var writer = JSONArrayWriter(schema: table.schema)
      writer.begin(&output)
      for batch in table.batches { writer.append(batch, to: &output) }
      writer.end(&output)
    }
    let document = try JSONValue(parsing: [UInt8](text.utf8).rawSpan)
    #expect(document.array?.count == 3)
    #expect(text.hasPrefix("[{\"bool\"") && text.contains("},\n{},\n{") && text.hasSuffix("}]\n"))
    let empty = written { output in
      let writer = JSONArrayWriter(schema: table.schema)
      writer.begin(&output)
      writer.end(&output)
    }
    #expect(empty == "[]\n")
  }

  @Test func `CSV has a header, quotes what needs it and disarms formulas`() {
    let text = written { output in
      let writer = CSVWriter(schema: table.schema)
      writer.appendHeader(to: &output)
      for batch in table.batches { writer.append(batch, to: &output) }
    }
    #expect(
      text
        == "bool,int,long,real,decimal,datetime,timespan,string,guid,dynamic\r\n"
        + "true,-1,9223372036854775807,1.5,1.50,1970-01-01T00:00:00.0000001Z,1.00:00:00.0000005,"
        + "\"a,\"\"b\"\"\n\",5770385f-c22a-43e0-bf4c-06f5698ffbd9,\"{\"\"x\"\":[1]}\"\r\n"
        + ",,,,,,,,,\r\n"
        + "false,7,0,-Infinity,-1.2E+41,0001-01-01T00:00:00.0000000Z,-00:00:00.0000001,"
        + "'=päth 漢字,00000000-0000-0000-0000-000000000000,\"\"\"text\"\"\"\r\n")
  }

  @Test func `CSV guards every text that begins a formula unless it is raw`() {
    let schema = TableSchema(name: "T", columns: [ColumnSchema("=a", .string)])
    for (value, guarded) in [
      ("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\tx", "'\tx"),
      ("\rx", "\"'\rx\""),
      ("a=1", "a=1"), ("=\"a\"", "\"'=\"\"a\"\"\""),
    ] {
      var row = RowBuffer(schema: schema)
      row.setString(0, text: value)
      let text = written { CSVWriter(schema: schema).append(row, to: &$0) }
      #expect(text == guarded + "\r\n")
    }
    #expect(written { CSVWriter(schema: schema).appendHeader(to: &$0) } == "'=a\r\n")
    #expect(written { CSVWriter(schema: schema, raw: true).appendHeader(to: &$0) } == "=a\r\n")
  }

  @Test func `Kusto's form has names, types and nulls`() throws {
    let text = written { output in
      var writer = KustoWriter(schema: table.schema)
      writer.begin(&output)
      for batch in table.batches { writer.append(batch, to: &output) }
      writer.end(&output)
    }
    let document = try JSONValue(parsing: [UInt8](text.utf8).rawSpan)
    let first = document["Tables"]?.array?.first
    #expect(first?["TableName"] == .string("Table_0"))
    #expect(
      first?["Columns"]?.array?[4]
        == .object([
          JSONMember(name: "ColumnName", value: .string("decimal")),
          JSONMember(name: "DataType", value: .string("SqlDecimal")),
          JSONMember(name: "ColumnType", value: .string("decimal")),
        ]))
    let rows = try #require(first?["Rows"]?.array)
    #expect(rows.count == 3)
    #expect(rows[1].array?[7] == .string(""))
    #expect(rows[1].array?.filter { $0 == .null }.count == 9)
    #expect(rows[2].array?[3] == .string("-Infinity"))
    #expect(rows[0].array?[9]["x"]?.array == [.number(.integer(1))])
  }

  @Test func `rows of a buffer are written as those of a batch`() {
    let schema = TableSchema(
      name: "T", columns: [ColumnSchema("a", .long), ColumnSchema("b", .string)])
    var row = RowBuffer(schema: schema)
    var builder = TableBuilder(schema: schema)
    row.setInteger(0, 1)
    builder.append(row)
    let batch = builder.finish().batches[0]
    var one = TextBuffer()
    var other = TextBuffer()
    var rowWriter = KustoWriter(schema: schema)
    var batchWriter = KustoWriter(schema: schema)
    rowWriter.append(row, to: &one)
    batchWriter.append(batch, to: &other)
    CSVWriter(schema: schema).append(row, to: &one)
    CSVWriter(schema: schema).append(batch, to: &other)
    JSONLinesWriter(schema: schema).append(row, to: &one)
    JSONLinesWriter(schema: schema).append(batch, to: &other)
    let texts = (one.string, other.string)
    #expect(texts.0 == texts.1)
    #expect(texts.0 == "[1,\"\"]1,\r\n{\"a\":1}\n")
  }
}

@Suite struct TextTableWriterTests {
  private func shown(_ columns: [ColumnSchema], _ rows: [[Value]], width: Int) -> String {
    var builder = TableBuilder(schema: TableSchema(name: "T", columns: columns))
    for row in rows { builder.append(row) }
    var output = TextBuffer(capacity: 0)
    TextTableWriter(width: width).append(builder.finish(), to: &output)
    return output.string
  }

  private let columns = [ColumnSchema("Name", .string), ColumnSchema("Count", .long)]

  @Test func `columns are aligned, numbers to the right`() {
    #expect(
      shown(
        columns, [[.string("svchost.exe"), .integer(5)], [.string("漢字"), .integer(1_234)]],
        width: 60)
          == """
          Name         Count
          -----------  -----
          svchost.exe      5
          漢字          1234

          """)
  }

  @Test func `the widest column gives way and ends with an ellipsis`() {
    let text = shown(
      columns, [[.string(String(repeating: "x", count: 100)), .integer(12)]], width: 24)
    #expect(
      text == """
        Name               Count
        -----------------  -----
        xxxxxxxxxxxxxxxx…     12

        """)
  }

  @Test func `no control character reaches the terminal`() {
    let text = shown(
      columns, [[.string("a\u{1b}[31m\r\n\u{202e}b\u{85}"), .null]], width: 80)
    #expect(text.contains(#"a\u{1b}[31m\u{0d}\u{0a}\u{202e}b\u{85}"#))
  }

  @Test func `too many columns for the width become blocks of lines`() {
    let many = (0..<20).map { ColumnSchema("Column\($0)", .string) }
    let row = (0..<20).map { Value.string($0 == 3 ? "" : "value \($0)") }
    let text = shown(many, [row, row], width: 60)
    #expect(
      text.hasPrefix("-- row 1\nColumn0   value 0\nColumn1   value 1\nColumn2   value 2\nColumn4 "))
    #expect(text.contains("Column19  value 19\n\n-- row 2\n"))
  }

  @Test func `no line is wider than the terminal`() {
    let columns = (0..<7).map { ColumnSchema(String(repeating: "n", count: 3 * $0 + 1), .string) }
    let row = (0..<7).map { Value.string(String(repeating: "漢a\u{301}", count: 2 * $0)) }
    for width in 20...90 {
      for line in shown(columns, [row], width: width).split(separator: "\n") {
        var taken = 0
        for character in line { taken += character == "漢" ? 2 : 1 }
        #expect(taken <= width)
      }
    }
  }

  @Test func `a table without rows shows its columns`() {
    #expect(shown(columns, [], width: 60) == "Name  Count\n----  -----\n")
  }
}
