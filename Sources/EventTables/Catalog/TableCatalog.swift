internal import ByteIO
public import Tabular

/// A table that the program knows.
public struct CatalogTable: Sendable {
  /// Its name and columns.
  public let schema: TableSchema
  /// What its rows are, in one sentence.
  public let description: String

  /// The table of a file in Schemas/tables, nil when the document has another form.
  ///
  /// `{"name": .., "description": .., "columns": [{"name": .., "type": ..}, ..]}`
  init?(json: JSONValue) {
    guard let name = json["name"]?.string, let description = json["description"]?.string,
      let elements = json["columns"]?.array
    else { return nil }
    var columns: [ColumnSchema] = []
    for element in elements {
      guard let name = element["name"]?.string,
        let type = element["type"]?.string.flatMap({ ScalarType(kustoName: $0) })
      else { return nil }
      columns.append(ColumnSchema(name, type))
    }
    schema = TableSchema(name: name, columns: columns)
    self.description = description
  }
}

/// The tables that the program knows, by name.
public struct TableCatalog: Sendable {
  /// The tables in the order of their names.
  public let tables: [CatalogTable]
  private let indices: [String: Int]

  /// Microsoft's tables as Schemas/tables has them.
  public static let builtIn = TableCatalog(
    tables: embeddedTables.map { entry in
      // A test parses every file: a wrong one is a mistake of the program.
      guard let json = parse(entry.text), let table = CatalogTable(json: json) else {
        preconditionFailure("Schemas/tables/\(entry.file) is wrong")
      }
      return table
    })

  /// A catalogue of so many tables.
  init(tables: [CatalogTable]) {
    self.tables = tables
    indices = Dictionary(
      tables.enumerated().map { ($1.schema.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The table called `name`, nil when there is none. Case counts, as in Kusto.
  public subscript(name: String) -> CatalogTable? { indices[name].map { tables[$0] } }

  /// The name that was most likely meant by one that is not known.
  public func suggestion(for name: String) -> String? {
    nearestName(to: name, among: tables.lazy.map(\.schema.name))
  }
}

/// The JSON of an embedded file, nil when it is wrong.
private func parse(_ text: StaticString) -> JSONValue? {
  var buffer = TextBuffer(capacity: text.utf8CodeUnitCount)
  buffer.append(text)
  do throws(JSONError) { return try JSONValue(parsing: buffer.bytes) } catch { return nil }
}
