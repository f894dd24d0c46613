import ByteIO
import Tabular
import Testing

@Suite struct RowBufferTests {
  private let schema = TableSchema(
    name: "T",
    columns: [
      ColumnSchema("flag", .bool), ColumnSchema("small", .int), ColumnSchema("large", .long),
      ColumnSchema("real", .real), ColumnSchema("time", .datetime), ColumnSchema("span", .timespan),
      ColumnSchema("text", .string), ColumnSchema("id", .guid), ColumnSchema("bag", .dynamic),
    ])

  @Test func `what was set is read back`() {
    var row = RowBuffer(schema: schema)
    row.setBool(0, true)
    row.setInteger(1, -7)
    row.setInteger(2, .min)
    row.setReal(3, 0.5)
    row.setDateTime(4, Ticks.unixEpoch)
    row.setTimeSpan(5, -1)
    row.setString(6, text: "päth")
    row.setGUID(7, GUID(low: 1, high: 2))
    row.setDynamic(8, [UInt8](#"{"a":1}"#.utf8).rawSpan)
    check(row.bool(0), true)
    check(row.integer(1), -7)
    check(row.integer(2), .min)
    check(row.real(3), 0.5)
    check(row.integer(4), Ticks.unixEpoch)
    check(row.integer(5), -1)
    check(row.string(6), "päth")
    check(row.bytes(6).byteCount, 5)
    check(row.guid(7), GUID(low: 1, high: 2))
    check(row.string(8), #"{"a":1}"#)
  }

  @Test func `a column that is not set or was cleared is null`() {
    var row = RowBuffer(schema: schema)
    for column in 0..<9 { check(row.isSet(column), false) }
    check(row.bool(0), nil)
    check(row.integer(1), nil)
    check(row.string(6), nil)
    check(row.bytes(6).byteCount, 0)
    row.setString(6, "x")
    row.setInteger(1, 1)
    row.clear(6)
    check(row.string(6), nil)
    check(row.isSet(1), true)
    row.removeAll()
    check(row.isSet(1), false)
  }

  @Test func `setting again replaces`() {
    var row = RowBuffer(schema: schema)
    row.setString(6, text: "first")
    row.setString(6, "")
    check(row.string(6), "")
    row.setString(6, text: "second")
    check(row.string(6), "second")
  }

  @Test func `a number that an int cannot hold makes the column null and says so`() {
    var row = RowBuffer(schema: schema)
    check(row.setInteger(1, Int64(Int32.max)), true)
    check(row.setInteger(1, Int64(Int32.max) + 1), false)
    check(row.isSet(1), false)
    check(row.setInteger(2, Int64(Int32.max) + 1), true)
  }

  @Test func `a time outside of the years 1 to 9999 makes the column null and says so`() {
    var row = RowBuffer(schema: schema)
    check(row.setDateTime(4, Ticks.latest), true)
    check(row.setDateTime(4, Ticks.latest + 1), false)
    check(row.isSet(4), false)
    check(row.setDateTime(4, -1), false)
  }

  @Test func `a string is composed of pieces`() {
    var row = RowBuffer(schema: schema)
    row.setString(6, "before")
    row.beginString(8)
    row.append("{\"n\":")
    row.appendDecimal(-12)
    row.withText { $0.append(text: "}") }
    row.endString()
    check(row.string(8), "{\"n\":-12}")
    row.beginString(6)
    row.append([1, 2].rawSpan)
    row.cancelString()
    check(row.string(6), "before")
    check(row.string(8), "{\"n\":-12}")
  }

  @Test func `columns beyond the first 64 are kept apart`() {
    let wide = TableSchema(
      name: "Wide", columns: (0..<228).map { ColumnSchema("c\($0)", .long) })
    var row = RowBuffer(schema: wide)
    for column in stride(from: 0, to: 228, by: 3) { row.setInteger(column, Int64(column)) }
    for column in 0..<228 {
      check(row.integer(column), (column % 3 == 0 ? Int64(column) : nil))
    }
    row.removeAll()
    for column in 0..<228 { check(row.isSet(column), false) }
  }

  @Test func `a warm row allocates nothing for more rows`() {
    var row = RowBuffer(schema: schema)
    let text = [UInt8](repeating: 0x61, count: 10_000)
    row.setString(6, text.rawSpan)
    let held = row.byteCount
    for _ in 0..<100 {
      row.removeAll()
      row.setString(6, text.rawSpan)
    }
    check(row.byteCount, held)
    check(held < 100_000, true)
  }

  @Test func `kept cells can be put into rows of other tables`() {
    var row = RowBuffer(schema: schema)
    row.setString(6, text: "first")
    row.setInteger(2, 42)
    row.setDynamic(8, [UInt8]("[1]".utf8).rawSpan)
    let kept = row.keep([6, 1, 2, 8])
    #expect(kept.byteCount == 8)
    var other = RowBuffer(
      schema: TableSchema(
        name: "O",
        columns: [
          ColumnSchema("number", .long), ColumnSchema("own", .string),
          ColumnSchema("bag", .dynamic),
          ColumnSchema("text", .string), ColumnSchema("small", .int),
        ]))
    other.setString(1, text: "own")
    other.setInteger(4, 1)
    other.put(kept, at: [3, 4, 0, 2])
    check(other.string(3), "first")
    check(other.integer(0), 42)
    check(other.string(2), "[1]")
    check(other.string(1), "own")
    // What was null when it was kept leaves the cell as it is.
    check(other.integer(4), 1)
  }

  @Test func `rows of form json hold strings as they stand in lines`() {
    var plain = RowBuffer(schema: schema)
    var json = RowBuffer(schema: schema, form: .json)
    let text = [UInt8]("C:\\a \"b\"\u{2028}".utf8)
    plain.setString(6, text.rawSpan)
    plain.setDynamic(8, [UInt8](#"{"a":"\\"}"#.utf8).rawSpan)
    json.beginString(6)
    json.append(text.rawSpan)
    json.endString()
    json.setDynamic(8, [UInt8](#"{"a":"\\"}"#.utf8).rawSpan)
    let writer = JSONLinesWriter(schema: schema)
    var lines = TextBuffer()
    writer.append(plain, to: &lines)
    let first = lines.string
    lines.removeAll()
    writer.append(json, to: &lines)
    #expect(lines.string == first)
    lines.removeAll()
    json.removeAll()
    json.setString(6, text.rawSpan)
    json.setDynamic(8, [UInt8](#"{"a":"\\"}"#.utf8).rawSpan)
    writer.append(json, to: &lines)
    #expect(lines.string == first)
  }
}

/// Compares what was read from a row, which `#expect` itself cannot borrow.
private func check<Value: Equatable>(
  _ found: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found == expected, sourceLocation: sourceLocation)
}
