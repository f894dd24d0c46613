public import ByteIO

/// Writes rows as one JSON array with an object a line: the objects of ``JSONLinesWriter``.
public struct JSONArrayWriter: ~Copyable {
  private let lines: JSONLinesWriter
  private var count = 0

  /// A writer of rows of `schema`.
  public init(schema: TableSchema) { lines = JSONLinesWriter(schema: schema) }

  /// Appends what comes before the first row.
  public func begin(_ output: inout TextBuffer) { output.append(0x5b) }

  /// Appends a row of the same schema.
  public mutating func append(_ row: borrowing RowBuffer, to output: inout TextBuffer) {
    separate(&output)
    lines.append(row, to: &output)
    output.truncate(to: output.count - 1)
  }

  /// Appends the rows of a batch with the same columns.
  public mutating func append(_ batch: Batch, to output: inout TextBuffer) {
    for row in 0..<batch.count {
      separate(&output)
      lines.append(batch, row: row, to: &output)
      output.truncate(to: output.count - 1)
    }
  }

  /// Appends what comes behind the last row.
  public func end(_ output: inout TextBuffer) { output.append("]\n") }

  private mutating func separate(_ output: inout TextBuffer) {
    if count > 0 { output.append(",\n") }
    count += 1
  }
}
