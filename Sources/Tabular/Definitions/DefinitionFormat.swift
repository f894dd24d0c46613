/// How columns are described to another program.
public enum DefinitionFormat: String, CaseIterable, Sendable {
  /// Names and types as JSON.
  case json
  /// Kusto's `.create table`.
  case kusto
  /// DuckDB's `CREATE TABLE`, and the statement that loads JSON-lines without inference.
  case duckdb
  /// The DDL string of a Spark StructType.
  case spark
  /// ClickHouse's `CREATE TABLE`, and the statement that loads JSON-lines.
  case clickhouse
  /// JSON Schema, draft 2020-12, of one line.
  case jsonSchema = "json-schema"
}

/// A table to describe: its columns and what it is.
public struct TableDefinition: Sendable {
  /// The columns.
  public let schema: TableSchema
  /// What its rows are, in one sentence.
  public let summary: String

  /// A table with its summary.
  public init(_ schema: TableSchema, summary: String) {
    self.schema = schema
    self.summary = summary
  }

  /// The columns whose names differ from all before by more than case, and the names of the others.
  ///
  /// DuckDB and Spark take `ISP` and `Isp` for the same column.
  var caselessColumns: (kept: [ColumnSchema], dropped: [String]) {
    var seen: Set<String> = []
    var kept: [ColumnSchema] = []
    var dropped: [String] = []
    for column in schema.columns {
      if seen.insert(column.name.lowercased()).inserted {
        kept.append(column)
      } else {
        dropped.append(column.name)
      }
    }
    return (kept, dropped)
  }
}

extension DefinitionFormat {
  /// The text that describes `tables`, with a line end.
  public func text(_ tables: [TableDefinition]) -> String {
    switch self {
    case .json: jsonDefinition(tables)
    case .kusto: tables.map(kustoDefinition).joined(separator: "\n")
    case .duckdb: tables.map(duckDBDefinition).joined(separator: "\n")
    case .spark: sparkDefinition(tables)
    case .clickhouse: tables.map(clickHouseDefinition).joined(separator: "\n")
    case .jsonSchema: jsonSchemaDefinition(tables)
    }
  }
}

/// `text` between `quote`s, with those inside of it doubled.
func quoted(_ text: String, by quote: Character) -> String {
  var result = String(quote)
  for character in text {
    if character == quote { result.append(quote) }
    result.append(character)
  }
  result.append(quote)
  return result
}

/// The lines of a list, indented by two and separated by commas.
func listed(_ lines: [String]) -> String { lines.map { "  " + $0 }.joined(separator: ",\n") }
