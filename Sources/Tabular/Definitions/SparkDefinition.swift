/// DDL strings of StructTypes, for `spark.read.schema(..)`: a line each, below a comment with the
/// table's name when there are several.
///
/// Spark's timestamps have microseconds: the seventh digit is cut. A dynamic is read as the text of its
/// JSON. Source: Spark SQL reference, "Data Types".
func sparkDefinition(_ tables: [TableDefinition]) -> String {
  var text = ""
  for table in tables {
    let columns = table.caselessColumns.kept
    if tables.count > 1 { text += "-- \(table.schema.name)\n" }
    text += columns.map { "\(quoted($0.name, by: "`")) \(sparkType($0.type))" }
      .joined(separator: ", ")
    text += "\n"
  }
  return text
}

private func sparkType(_ type: ScalarType) -> String {
  switch type {
  case .bool: "BOOLEAN"
  case .int: "INT"
  case .long: "BIGINT"
  case .real: "DOUBLE"
  case .decimal: "DECIMAL(38,17)"
  case .datetime: "TIMESTAMP"
  case .timespan, .string, .guid, .dynamic: "STRING"
  }
}
