import ByteIO
import Tabular
import TestSupport
import Testing

@testable import EventTables

@Suite struct TableCatalogTests {
  private static let project =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

  private func json(_ bytes: [UInt8]) throws -> JSONValue { try JSONValue(parsing: bytes.rawSpan) }

  @Test func `every file in Schemas is embedded as it is`() throws {
    let files = try filesBelow("\(Self.project)/Schemas/tables", suffix: ".json").sorted()
    #expect(files.count == embeddedTables.count)
    for (file, embedded) in zip(files, embeddedTables) {
      #expect(file.hasSuffix("/\(embedded.file)"))
      #expect(
        try readFile(file) == [UInt8](embedded.text.description.utf8),
        "\(file): run Schemas/generate.py")
    }
  }

  @Test func `every table has a name like its file, a description and columns`() {
    let tables = TableCatalog.builtIn.tables
    for (table, embedded) in zip(tables, embeddedTables) {
      #expect("\(table.schema.name).json" == embedded.file.description)
      #expect(table.description.hasSuffix("."))
      #expect(table.schema.columns.count > 10)
      #expect(Set(table.schema.columns.map(\.name)).count == table.schema.columns.count)
    }
    #expect(tables.count == 19)
  }

  @Test func `tables have both names of the time where both products have them`() {
    let catalog = TableCatalog.builtIn
    for table in catalog.tables where table.schema.name.hasPrefix("Device") {
      for name in ["Timestamp", "TimeGenerated"] {
        let type = table.schema.index(of: name).map { table.schema.columns[$0].type }
        #expect(type == .datetime, "\(table.schema.name).\(name)")
      }
    }
    #expect(catalog["SecurityEvent"]?.schema.columns.count == 228)
    #expect(catalog["SecurityEvent"]?.schema.index(of: "Timestamp") == nil)
  }

  @Test func `a misspelt table is recognised`() {
    let catalog = TableCatalog.builtIn
    #expect(catalog["securityevent"] == nil)
    #expect(catalog.suggestion(for: "securityevent") == "SecurityEvent")
    #expect(catalog.suggestion(for: "DeviceProccessEvents") == "DeviceProcessEvents")
    #expect(catalog.suggestion(for: "Evnet") == "Event")
    #expect(catalog.suggestion(for: "Perf") == nil)
  }

  @Test func `tables have the columns and types of Microsoft's documentation`() throws {
    let path = "\(Self.project)/../shared/schema/tables.json"
    guard let bytes = try? readFile(path) else {
      print("skipped: no \(path)")
      return
    }
    guard case .object(let tables)? = try json(bytes)["tables"] else {
      Issue.record("another form")
      return
    }
    #expect(tables.count == TableCatalog.builtIn.tables.count)
    for table in tables {
      let schema = TableCatalog.builtIn[table.name]?.schema
      let expected = table.value.array?.compactMap { column -> ColumnSchema? in
        guard let name = column["name"]?.string,
          let type = column["type"]?.string.flatMap({ ScalarType(kustoName: $0) })
        else { return nil }
        return ColumnSchema(name, type)
      }
      #expect(schema?.columns == expected, "\(table.name)")
    }
  }
}
