public import Tabular

/// Which events can fill a column.
public struct ColumnCoverage: Hashable, Sendable {
  /// The table.
  public let table: String
  /// The column.
  public let column: ColumnSchema
  /// What can fill it, such as `Microsoft-Windows-Sysmon 1`; `(host)` for rows that all logs together give.
  /// Empty for columns that no log can fill: these are null in every row.
  public let sources: [String]
}

extension MappingSet {
  /// What can fill each column of the tables that mappings give rows of.
  ///
  /// - Parameter options: which mappings count.
  /// - Returns: all columns of these tables, in the order of the tables.
  public func coverage(options: MappingOptions = MappingOptions()) -> [ColumnCoverage] {
    var sources = tables.map { Array(repeating: [String](), count: $0.columns.count) }
    func add(_ source: String, _ table: Int, _ column: Int?) {
      guard let column, sources[table][column].last != source else { return }
      sources[table][column].append(source)
    }
    for mapping in mappings where options.allows(mapping.emission) {
      for event in mapping.events {
        let source = "\(mapping.provider) \(event)"
        for column in mapping.columns { add(source, mapping.table, column.index) }
        add(source, mapping.table, mapping.additionalFields)
        add(source, mapping.table, tables[mapping.table].index(of: "Type"))
        if options.tenantID != nil {
          add(source, mapping.table, tables[mapping.table].index(of: "TenantId"))
        }
      }
    }
    for (index, table) in tables.enumerated() {
      for entry in LedgerRows.columns where entry.table == table.name {
        for name in entry.columns + ["Type"] { add("(host)", index, table.index(of: name)) }
      }
    }
    var coverage: [ColumnCoverage] = []
    for (index, table) in tables.enumerated() where sources[index].contains(where: { !$0.isEmpty })
    {
      for (column, schema) in table.columns.enumerated() {
        coverage.append(
          ColumnCoverage(table: table.name, column: schema, sources: sources[index][column]))
      }
    }
    return coverage
  }
}
