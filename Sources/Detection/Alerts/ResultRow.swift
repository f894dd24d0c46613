internal import ByteIO
internal import Tabular

/// A row of a rule's result.
struct ResultRow {
  let schema: TableSchema
  let batch: Batch
  /// The row in the batch.
  let row: Int

  /// The rows of all batches.
  static func all(_ schema: TableSchema, _ batches: [Batch]) -> [ResultRow] {
    batches.flatMap { batch in
      (0..<batch.count).map { ResultRow(schema: schema, batch: batch, row: $0) }
    }
  }

  /// The text of a column, nil when there is no such column or value.
  func text(_ column: String) -> String? {
    guard let place = schema.index(of: column) else { return nil }
    return batch.columns[place].withCell(row) { cell in
      var buffer = TextBuffer(capacity: 64)
      switch cell {
      case .null: return nil
      case .string(let bytes): buffer.append(bytes)
      case .dynamic(let bytes):
        // A text inside of a dynamic is meant without its quotes.
        if let value = Self.text(ofJSON: bytes) { return value }
        buffer.append(bytes)
      default: buffer.appendText(cell)
      }
      return buffer.isEmpty ? nil : buffer.string
    }
  }

  private static func text(ofJSON bytes: RawSpan) -> String? {
    guard bytes.byteCount > 1, bytes.u8(0) == UInt8(ascii: "\"") else { return nil }
    do throws(JSONError) { return try JSONValue(parsing: bytes).string } catch { return nil }
  }

  /// The JSON of a column; `null` when there is no such value.
  func json(_ column: String) -> String {
    guard let place = schema.index(of: column) else { return "null" }
    return batch.columns[place].withCell(row) { cell in
      var buffer = TextBuffer(capacity: 64)
      buffer.appendJSON(cell)
      return buffer.string
    }
  }

  /// The row as a JSON object; what is null or empty is left out.
  var json: String {
    var buffer = TextBuffer(capacity: 512)
    buffer.append(0x7b)
    for (index, column) in schema.columns.enumerated() {
      batch.columns[index].withCell(row) { cell in
        switch cell {
        case .null: return
        case .string(let bytes) where bytes.byteCount == 0: return
        default: break
        }
        if buffer.count > 1 { buffer.append(0x2c) }
        buffer.appendJSONString([UInt8](column.name.utf8).rawSpan)
        buffer.append(0x3a)
        buffer.appendJSON(cell)
      }
    }
    buffer.append(0x7d)
    return buffer.string
  }

  /// The datetimes of the row, with the names of their columns.
  var times: [(column: String, ticks: Int64)] {
    schema.columns.indices.compactMap { index in
      guard schema.columns[index].type == .datetime,
        case .dateTime(let ticks) = batch.columns[index].value(at: row)
      else { return nil }
      return (schema.columns[index].name, ticks)
    }
  }
}
