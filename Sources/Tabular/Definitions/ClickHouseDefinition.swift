/// `CREATE TABLE` and an `INSERT` that reads JSON-lines.
///
/// DateTime64(7) keeps seven digits and holds the years 1900...2299. Strings have no null, as in Kusto.
/// Source: ClickHouse documentation, "Data types" and "JSONEachRow".
func clickHouseDefinition(_ table: TableDefinition) -> String {
  let name = quoted(table.schema.name, by: "`")
  let columns = table.schema.columns.map {
    "\(quoted($0.name, by: "`")) \(clickHouseType($0.type))"
  }
  let files = quoted("table=\(table.schema.name)/**/*.jsonl*", by: "'")
  return "-- \(table.summary)\nCREATE TABLE \(name) (\n" + listed(columns)
    + "\n) ENGINE = MergeTree ORDER BY tuple();\nINSERT INTO \(name) SELECT * FROM file(\(files), "
    + "JSONEachRow, \(structure(table)))\nSETTINGS date_time_input_format = 'best_effort', "
    + "input_format_json_read_objects_as_strings = 1;\n"
}

/// The columns as an argument of `file`, so that nothing is inferred.
private func structure(_ table: TableDefinition) -> String {
  let columns = table.schema.columns.map {
    "\(quoted($0.name, by: "`")) \(clickHouseType($0.type))"
  }
  // Inside of a string literal quotes are written with a backslash.
  let text = columns.joined(separator: ", ")
  return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
    + "'"
}

private func clickHouseType(_ type: ScalarType) -> String {
  switch type {
  case .bool: "Nullable(Bool)"
  case .int: "Nullable(Int32)"
  case .long: "Nullable(Int64)"
  case .real: "Nullable(Float64)"
  case .decimal: "Nullable(Decimal(38, 17))"
  case .datetime: "Nullable(DateTime64(7, 'UTC'))"
  case .timespan: "Nullable(String)"
  case .string: "String"
  case .guid: "Nullable(UUID)"
  case .dynamic: "Nullable(String)"
  }
}
