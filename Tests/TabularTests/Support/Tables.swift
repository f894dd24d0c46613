import ByteIO
import Tabular

/// A table of every type, for tests.
enum Tables {
  static let schema = TableSchema(
    name: "Every",
    columns: [
      ColumnSchema("bool", .bool), ColumnSchema("int", .int), ColumnSchema("long", .long),
      ColumnSchema("real", .real), ColumnSchema("decimal", .decimal),
      ColumnSchema("datetime", .datetime), ColumnSchema("timespan", .timespan),
      ColumnSchema("string", .string), ColumnSchema("guid", .guid),
      ColumnSchema("dynamic", .dynamic),
    ])

  /// A row of values, one of nulls, and one of others.
  static let rows: [[Value]] = [
    [
      .bool(true), .integer(-1), .integer(.max), .real(1.5), .decimal(decimal("1.50")),
      .dateTime(Ticks.unixEpoch + 1), .timeSpan(Ticks.perDay + 5), .string("a,\"b\"\n"),
      .guid(GUID(low: 0x43e0_c22a_5770_385f, high: 0xd9fb_8f69_f506_4cbf)),
      .dynamic(#"{"x":[1]}"#),
    ],
    [.null, .null, .null, .null, .null, .null, .null, .string(""), .null, .null],
    [
      .bool(false), .integer(7), .integer(0), .real(-.infinity), .decimal(decimal("-12E+40")),
      .dateTime(0), .timeSpan(-1), .string("=päth 漢字"), .guid(GUID(low: 0, high: 0)),
      .dynamic("\"text\""),
    ],
  ]

  static func table(_ rows: [[Value]] = rows, batchRows: Int = 2) -> Table {
    var builder = TableBuilder(schema: schema, batchRows: batchRows)
    for row in rows { builder.append(row) }
    return builder.finish()
  }

  /// All values of a table, row by row.
  static func values(_ table: Table) -> [[Value]] {
    table.batches.flatMap { batch in
      (0..<batch.count).map { row in batch.columns.map { $0.value(at: row) } }
    }
  }

  static func decimal(_ text: String) -> Decimal128 {
    let bytes = [UInt8](text.utf8)
    guard let value = Decimal128(parsing: bytes.rawSpan, from: 0, to: bytes.count) else {
      preconditionFailure(text)
    }
    return value
  }
}
