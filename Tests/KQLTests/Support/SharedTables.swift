import ByteIO
import Tabular
import TestSupport

@testable import KQL

/// Tables that have columns and no rows.
struct NamedTables: TableProvider {
  let tables: [String: TableSchema]

  init(_ tables: [TableSchema]) {
    self.tables = Dictionary(tables.map { ($0.name, $0) }) { first, _ in first }
  }

  func schema(of table: String) -> TableSchema? { tables[table] }
  var tableNames: [String] { tables.keys.sorted() }

  /// The tables of Microsoft that this project describes in Schemas/tables.
  static let microsoft: NamedTables = {
    let files = (try? filesBelow(SharedQueries.project + "/Schemas/tables", suffix: ".json")) ?? []
    return NamedTables(files.compactMap { schema(in: $0) })
  }()

  /// Small tables for cases.
  static let small = NamedTables([
    TableSchema(
      name: "Processes",
      columns: [
        ColumnSchema("Time", .datetime), ColumnSchema("Host", .string),
        ColumnSchema("Name", .string), ColumnSchema("Id", .long), ColumnSchema("Exit", .int),
        ColumnSchema("Load", .real), ColumnSchema("Signed", .bool), ColumnSchema("Key", .guid),
        ColumnSchema("Spent", .timespan), ColumnSchema("Data", .dynamic),
      ]),
    TableSchema(
      name: "Logons",
      columns: [
        ColumnSchema("Time", .datetime), ColumnSchema("Host", .string),
        ColumnSchema("User", .string), ColumnSchema("Id", .string),
      ]),
  ])

  private static func schema(in file: String) -> TableSchema? {
    guard let bytes = try? readFile(file),
      let value = try? JSONValue(parsing: bytes.rawSpan), let name = value["name"]?.string
    else { return nil }
    let columns = (value["columns"]?.array ?? []).compactMap { column -> ColumnSchema? in
      guard let name = column["name"]?.string, let type = column["type"]?.string,
        let known = ScalarType(kustoName: type)
      else { return nil }
      return ColumnSchema(name, known)
    }
    return TableSchema(name: name, columns: columns)
  }
}

extension Binder {
  /// A query bound from its text.
  static func bind(
    _ query: String, tables: any TableProvider, resolved: [RowSchema] = []
  ) throws(QueryError) -> BoundQuery {
    let bytes = Array(query.utf8)
    return try bind(
      try Parser.query(bytes), text: QueryText(bytes), tables: tables, resolved: resolved)
  }
}
