internal import ByteIO

/// A table under construction, row by row.
public struct TableBuilder {
  /// The table of the rows.
  public let schema: TableSchema
  /// Rows of a batch.
  public static let defaultBatchRows = 16_384

  private let batchRows: Int
  private var columns: [ColumnBuilder]
  private var batchCounts: [Int] = []
  private var rowsOfBatch = 0

  /// A builder of rows of `schema` that makes batches of so many rows.
  public init(schema: TableSchema, batchRows: Int = Self.defaultBatchRows) {
    precondition(batchRows > 0)
    self.schema = schema
    self.batchRows = batchRows
    columns = schema.columns.map { ColumnBuilder($0.type) }
  }

  /// The number of rows so far.
  public var count: Int { batchCounts.reduce(rowsOfBatch, +) }

  /// Bytes of memory held.
  public var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

  /// Appends a row of the same schema.
  public mutating func append(_ row: borrowing RowBuffer) {
    precondition(row.schema.columns.count == columns.count)
    for index in columns.indices {
      // One copy of the cell's place, not of its text.
      if row.isSet(index) {
        row.withCell(index) { columns[index].append($0) }
      } else {
        columns[index].appendNull()
      }
    }
    endRow()
  }

  /// Appends a row of values, one for each column and of its type.
  public mutating func append(_ values: [Value]) {
    precondition(values.count == columns.count)
    for (index, value) in values.enumerated() { columns[index].append(value) }
    endRow()
  }

  private mutating func endRow() {
    rowsOfBatch += 1
    if rowsOfBatch == batchRows { endBatch() }
  }

  private mutating func endBatch() {
    for index in columns.indices { columns[index].endBatch() }
    batchCounts.append(rowsOfBatch)
    rowsOfBatch = 0
  }

  /// The table of all rows.
  public consuming func finish() -> Table {
    if rowsOfBatch > 0 { endBatch() }
    let finished = columns.indices.map { columns[$0].finish() }
    let batches = batchCounts.enumerated().map { index, count in
      Batch(columns: finished.map { $0[index] }, count: count)
    }
    return Table(schema: schema, batches: batches)
  }
}

extension ColumnBuilder {
  /// Appends a value, which must be of the column's type.
  mutating func append(_ value: Value) {
    switch value {
    case .null: appendNull()
    case .bool(let value): append(bool: value)
    case .integer(let value), .dateTime(let value), .timeSpan(let value): append(integer: value)
    case .real(let value): append(real: value)
    case .decimal(let value): append(decimal: value)
    case .guid(let value): append(guid: value)
    case .string(let text), .dynamic(let text):
      let bytes = [UInt8](text.utf8)
      append(bytes.rawSpan, from: 0, to: bytes.count)
    }
  }
}
