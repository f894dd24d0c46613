import Tabular
import Testing

/// The statements themselves are judged by the programs they are for: Tests/Conformance/schema_check.py.
@Suite struct DefinitionTests {
  private let table = TableDefinition(
    TableSchema(
      name: "T",
      columns: [
        ColumnSchema("Time", .datetime), ColumnSchema("Isp", .string), ColumnSchema("ISP", .string),
        ColumnSchema("n", .int), ColumnSchema("bag", .dynamic), ColumnSchema("it's", .guid),
        ColumnSchema("long", .long),
      ]), summary: "Rows \"of\" a test.")
  private let other = TableDefinition(
    TableSchema(name: "U", columns: [ColumnSchema("a", .bool)]), summary: "Another.")

  @Test func `json lists names and types`() {
    #expect(
      DefinitionFormat.json.text([other]) == """
        [{
          "name": "U",
          "description": "Another.",
          "columns": [
            {"name": "a", "type": "bool"}
          ]
        }]

        """)
  }

  @Test func `kusto's names are put in brackets where they must be`() {
    #expect(
      DefinitionFormat.kusto.text([table]) == """
        // Rows "of" a test.
        .create table T (
          Time: datetime,
          Isp: string,
          ISP: string,
          n: int,
          bag: dynamic,
          ['it\\'s']: guid,
          ['long']: long
        )

        """)
  }

  @Test func `names that differ by case only come once for DuckDB and Spark`() {
    let duckDB = DefinitionFormat.duckdb.text([table])
    #expect(duckDB.contains("-- ISP is left out: another name differs by case only.\n"))
    #expect(duckDB.contains("  \"Isp\" VARCHAR,\n  \"n\" INTEGER,"))
    #expect(duckDB.contains("'it''s': 'UUID'"))
    #expect(duckDB.contains("TRY_CAST(\"Time\" AS TIMESTAMP_NS) AS \"Time\""))
    #expect(
      DefinitionFormat.spark.text([table])
        == "`Time` TIMESTAMP, `Isp` STRING, `n` INT, `bag` STRING, `it's` STRING, `long` BIGINT\n")
  }

  @Test func `several tables follow each other`() {
    #expect(
      DefinitionFormat.spark.text([other, other]) == "-- U\n`a` BOOLEAN\n-- U\n`a` BOOLEAN\n")
    #expect(DefinitionFormat.duckdb.text([other, table]).contains("SELECT *\nFROM read_json("))
    let schema = DefinitionFormat.jsonSchema.text([table, other])
    #expect(schema.contains("\"$defs\": {\n    \"T\": {\n"))
    for format in DefinitionFormat.allCases { #expect(format.text([table]).hasSuffix("\n")) }
  }

  @Test func `clickhouse's columns are told twice, so that nothing is inferred`() {
    let text = DefinitionFormat.clickhouse.text([table])
    #expect(text.contains("  `Time` Nullable(DateTime64(7, 'UTC')),\n"))
    #expect(text.contains("JSONEachRow, '`Time` Nullable(DateTime64(7, \\'UTC\\')), `Isp` String,"))
    #expect(text.contains("`it\\'s` Nullable(UUID)"))
  }

  @Test func `a JSON Schema allows no other columns`() {
    let text = DefinitionFormat.jsonSchema.text([other])
    #expect(text.contains("\"additionalProperties\": false"))
    #expect(text.contains("\"a\": {\"type\": \"boolean\"}"))
  }

  @Test func `a name is recognised by what is near it`() {
    #expect(nearestName(to: "abd", among: ["abc", "xyz"]) == "abc")
    #expect(nearestName(to: "acb", among: ["abc"]) == "abc")
    #expect(nearestName(to: "ABC", among: ["abd", "abc"]) == "abc")
    #expect(nearestName(to: "xyz", among: ["abc"]) == nil)
    #expect(nearestName(to: "", among: ["abc"]) == nil)
    #expect(nearestName(to: "a", among: [] as [String]) == nil)
  }
}
