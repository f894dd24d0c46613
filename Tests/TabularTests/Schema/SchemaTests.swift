import Tabular
import Testing

@Suite struct SchemaTests {
  @Test func `types are known by Kusto's names and aliases`() {
    for type in ScalarType.allCases { #expect(ScalarType(kustoName: type.rawValue) == type) }
    #expect(ScalarType(kustoName: "boolean") == .bool)
    #expect(ScalarType(kustoName: "double") == .real)
    #expect(ScalarType(kustoName: "date") == .datetime)
    #expect(ScalarType(kustoName: "time") == .timespan)
    #expect(ScalarType(kustoName: "uuid") == .guid)
    #expect(ScalarType(kustoName: "uniqueid") == .guid)
    #expect(ScalarType(kustoName: "String") == nil)
  }

  @Test func `types are known by the names of Kusto's REST answers`() {
    for type in ScalarType.allCases {
      #expect(ScalarType(dataType: type.dataType) == type)
      #expect(ScalarType(dataType: "System." + type.dataType) == type)
    }
    #expect(ScalarType(dataType: "Boolean") == .bool)
    #expect(ScalarType(dataType: "System.Data.SqlTypes.SqlDecimal") == .decimal)
    #expect(ScalarType(dataType: "Byte") == nil)
  }

  @Test func `columns are found by name and extras come behind`() {
    let schema = TableSchema(
      name: "T", columns: [ColumnSchema("a", .string), ColumnSchema("b", .long)])
    #expect(schema.index(of: "b") == 1)
    #expect(schema.index(of: "B") == nil)
    let more = schema.appending([ColumnSchema("a", .long), ColumnSchema("_Channel", .string)])
    #expect(more.columns.map(\.name) == ["a", "b", "_Channel"])
    #expect(more.index(of: "a") == 0)
    #expect(schema != more)
    #expect(schema == TableSchema(name: "T", columns: schema.columns))
  }
}
