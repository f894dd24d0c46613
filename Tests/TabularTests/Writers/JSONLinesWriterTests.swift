import ByteIO
import Tabular
import Testing

@Suite struct JSONLinesWriterTests {
  private func line(
    _ columns: [ColumnSchema], _ fill: (inout RowBuffer) -> Void
  ) -> String {
    let schema = TableSchema(name: "T", columns: columns)
    var row = RowBuffer(schema: schema)
    fill(&row)
    let writer = JSONLinesWriter(schema: schema)
    var output = TextBuffer(capacity: 0)
    writer.append(row, to: &output)
    return output.string
  }

  @Test func `keys come in the order of the schema and nulls are left out`() {
    let columns = [
      ColumnSchema("a", .long), ColumnSchema("b", .string), ColumnSchema("c", .bool),
      ColumnSchema("d", .string),
    ]
    #expect(
      line(columns) { row in
        row.setString(3, "")
        row.setBool(2, false)
        row.setInteger(0, 42)
      } == "{\"a\":42,\"c\":false,\"d\":\"\"}\n")
    #expect(line(columns) { _ in } == "{}\n")
  }

  @Test func `each type has its form`() {
    let columns = [
      ColumnSchema("bool", .bool), ColumnSchema("int", .int), ColumnSchema("real", .real),
      ColumnSchema("nan", .real), ColumnSchema("low", .real), ColumnSchema("datetime", .datetime),
      ColumnSchema("timespan", .timespan), ColumnSchema("guid", .guid),
      ColumnSchema("dynamic", .dynamic), ColumnSchema("string", .string),
    ]
    let text = line(columns) { row in
      row.setBool(0, true)
      row.setInteger(1, -1)
      row.setReal(2, 1.5)
      row.setReal(3, .nan)
      row.setReal(4, -.infinity)
      row.setDateTime(5, Ticks.unixEpoch + 1)
      row.setTimeSpan(6, Ticks.perDay + 5)
      row.setGUID(7, GUID(low: 0x43e0_c22a_5770_385f, high: 0xd9fb_8f69_f506_4cbf))
      row.setDynamic(8, [UInt8](#"{"x":[1]}"#.utf8).rawSpan)
      row.setString(9, text: "C:\\a \"b\"\r\n\u{85}")
    }
    #expect(
      text == #"{"bool":true,"int":-1,"real":1.5,"nan":"NaN","low":"-Infinity","#
        + #""datetime":"1970-01-01T00:00:00.0000001Z","timespan":"1.00:00:00.0000005","#
        + #""guid":"5770385f-c22a-43e0-bf4c-06f5698ffbd9","dynamic":{"x":[1]},"#
        + #""string":"C:\\a \"b\"\u000d\u000a\u0085"}"# + "\n")
  }

  @Test func `names of columns are escaped too`() {
    #expect(
      line([ColumnSchema("a\"\n", .long)]) { $0.setInteger(0, 1) } == "{\"a\\\"\\u000a\":1}\n")
  }

  @Test func `rows follow each other`() {
    let schema = TableSchema(name: "T", columns: [ColumnSchema("n", .long)])
    var row = RowBuffer(schema: schema)
    let writer = JSONLinesWriter(schema: schema)
    var output = TextBuffer(capacity: 0)
    for number in 0..<3 {
      row.removeAll()
      row.setInteger(0, Int64(number))
      writer.append(row, to: &output)
    }
    let text = output.string
    #expect(text == "{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n")
  }
}
