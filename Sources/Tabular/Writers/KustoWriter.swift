public import ByteIO

/// Writes rows in the form of Kusto's REST answers, version 1:
/// `{"Tables":[{"TableName":"Table_0","Columns":[..],"Rows":[[..],..]}]}`.
///
/// Source: Kusto documentation, "Query/management HTTP response".
public struct KustoWriter: ~Copyable {
  /// The table of the rows.
  public let schema: TableSchema
  private var count = 0

  /// A writer of rows of `schema`.
  public init(schema: TableSchema) { self.schema = schema }

  /// Appends what comes before the first row.
  public func begin(_ output: inout TextBuffer) {
    output.append("{\"Tables\":[{\"TableName\":\"Table_0\",\"Columns\":[")
    for (index, column) in schema.columns.enumerated() {
      if index > 0 { output.append(0x2c) }
      output.append("{\"ColumnName\":")
      output.appendJSONString([UInt8](column.name.utf8).rawSpan)
      output.append(text: ",\"DataType\":\"\(column.type.dataType)\",\"ColumnType\":")
      output.append(text: "\"\(column.type.rawValue)\"}")
    }
    output.append("],\"Rows\":[")
  }

  /// Appends a row of the same schema.
  public mutating func append(_ row: borrowing RowBuffer, to output: inout TextBuffer) {
    separate(&output)
    for (index, column) in schema.columns.enumerated() {
      if index > 0 { output.append(0x2c) }
      if row.isSet(index) {
        row.withCell(index) { output.appendJSON($0) }
      } else if column.type == .string {
        // Strings have no null.
        output.append("\"\"")
      } else {
        output.append("null")
      }
    }
    output.append(0x5d)
  }

  /// Appends the rows of a batch with the same columns.
  public mutating func append(_ batch: Batch, to output: inout TextBuffer) {
    for row in 0..<batch.count {
      separate(&output)
      for (index, column) in batch.columns.enumerated() {
        if index > 0 { output.append(0x2c) }
        column.withCell(row) { output.appendJSON($0) }
      }
      output.append(0x5d)
    }
  }

  /// Appends what comes behind the last row.
  public func end(_ output: inout TextBuffer) { output.append("]}]}\n") }

  private mutating func separate(_ output: inout TextBuffer) {
    if count > 0 { output.append(",\n") }
    count += 1
    output.append(0x5b)
  }
}
