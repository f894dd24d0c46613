/// `CREATE TABLE` and an `INSERT` that reads JSON-lines without inference.
///
/// Datetimes are read as text and converted, since TIMESTAMP_NS, which alone keeps seven digits, holds
/// the years 1678...2261 only, and one time outside of them would fail the whole file: it becomes NULL.
/// Checked with DuckDB 2.0.
func duckDBDefinition(_ table: TableDefinition) -> String {
  let name = quoted(table.schema.name, by: "\"")
  let (columns, dropped) = table.caselessColumns
  let created = columns.map { "\(quoted($0.name, by: "\"")) \(duckDBType($0.type))" }
  let read = columns.map {
    "\(quoted($0.name, by: "'")): '\($0.type == .datetime ? "VARCHAR" : duckDBType($0.type))'"
  }
  let converted = columns.filter { $0.type == .datetime }.map { column in
    let name = quoted(column.name, by: "\"")
    return "TRY_CAST(\(name) AS TIMESTAMP_NS) AS \(name)"
  }
  let selection =
    converted.isEmpty ? "*" : "* REPLACE (\n" + listed(converted) + "\n)"
  var text = "-- \(table.summary)\n"
  for name in dropped { text += "-- \(name) is left out: another name differs by case only.\n" }
  text += "CREATE TABLE \(name) (\n" + listed(created) + "\n);\n"
  text += "INSERT INTO \(name) SELECT \(selection)\nFROM read_json(\n"
  let files = "table=\(table.schema.name)/**/*.jsonl*"
  text += "  \(quoted(files, by: "'")), format = 'newline_delimited', hive_partitioning = false,\n"
  text += "  maximum_object_size = 33554432, columns = {\n" + listed(read.map { "  " + $0 }) + "\n"
  return text + "  });\n"
}

/// DuckDB's type. A timespan stays text: an INTERVAL has microseconds only.
private func duckDBType(_ type: ScalarType) -> String {
  switch type {
  case .bool: "BOOLEAN"
  case .int: "INTEGER"
  case .long: "BIGINT"
  case .real: "DOUBLE"
  case .decimal: "DECIMAL(38, 17)"
  case .datetime: "TIMESTAMP_NS"
  case .timespan, .string: "VARCHAR"
  case .guid: "UUID"
  case .dynamic: "JSON"
  }
}
