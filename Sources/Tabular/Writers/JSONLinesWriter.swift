public import ByteIO

/// Writes rows as JSON-lines: one object a line, keys in the order of the schema.
///
/// | Type | Written as |
/// |------|------------|
/// | bool, int, long | `true`, `42` |
/// | real | `0.1`; NaN and infinities as `"NaN"`, `"Infinity"`, `"-Infinity"` |
/// | datetime | `"2024-01-15T10:30:00.1234567Z"` |
/// | timespan | `"1.02:03:04.0000005"` |
/// | decimal | `"1.50"` |
/// | guid | `"5770385f-c22a-43e0-bf4c-06f5698ffbd9"` |
/// | string | `"text"`, escaped as ``TextBuffer/appendJSONEscaped(_:from:to:)`` does |
/// | dynamic | the JSON itself |
///
/// Null columns are left out.
public struct JSONLinesWriter: ~Copyable {
  /// The table of the rows.
  public let schema: TableSchema
  /// `,"Name":` of every column, with the quote that opens a text.
  private var keys: TextBuffer
  private var columns: [Column]

  private struct Column {
    var keyStart: Int
    var keyLength: Int
    var type: ScalarType
  }

  /// A writer of rows of `schema`.
  public init(schema: TableSchema) {
    self.schema = schema
    var keys = TextBuffer()
    columns = []
    for column in schema.columns {
      let start = keys.count
      keys.append(0x2c)
      keys.appendJSONString([UInt8](column.name.utf8).rawSpan)
      keys.append(0x3a)
      if column.type.isQuoted { keys.append(0x22) }
      columns.append(
        Column(keyStart: start, keyLength: keys.count - start, type: column.type))
    }
    self.keys = keys
  }

  /// Appends a row of the same schema as one line with its end.
  public func append(_ row: borrowing RowBuffer, to output: inout TextBuffer) {
    precondition(row.cells.count == columns.count)
    let start = output.count
    let text = row.text.paddedBytes
    let isEscaped = row.form == .json
    var first = 0
    for place in 0..<row.setColumns.count {
      var left = row.setColumns[place]
      while left != 0 {
        let index = first &+ left.trailingZeroBitCount
        left &= left &- 1
        let column = columns[index]
        let cell = row.cells[index]
        if _fastPath(column.type == .string) {
          let offset = Int(truncatingIfNeeded: cell.first)
          let end = offset &+ Int(truncatingIfNeeded: cell.second)
          if isEscaped {
            output.append(keys, at: column.keyStart, length: column.keyLength)
            output.append(padded: text, from: offset, to: end)
            output.append(0x22)
          } else {
            output.appendJSONMember(
              keys, at: column.keyStart, keyLength: column.keyLength, text, from: offset, to: end)
          }
        } else {
          output.append(keys, at: column.keyStart, length: column.keyLength)
          Self.append(cell, column.type, text, to: &output)
        }
      }
      first &+= 64
    }
    endRow(from: start, &output)
  }

  /// Appends the rows of a batch with the same columns, a line each. Null and empty strings, which a
  /// column cannot tell apart, are left out.
  public func append(_ batch: Batch, to output: inout TextBuffer) {
    for row in 0..<batch.count { append(batch, row: row, to: &output) }
  }

  /// Appends one row of a batch.
  func append(_ batch: Batch, row: Int, to output: inout TextBuffer) {
    precondition(batch.columns.count == columns.count)
    let start = output.count
    for (index, values) in batch.columns.enumerated() {
      let column = columns[index]
      values.withCell(row) { cell in
        switch cell {
        case .null: break
        case .string(let bytes):
          guard bytes.byteCount > 0 else { break }
          output.append(keys, at: column.keyStart, length: column.keyLength)
          output.appendJSONEscaped(bytes, from: 0, to: bytes.byteCount)
          output.append(0x22)
        default:
          // The key opens the quotes of some types, as the value does here.
          let length = column.keyLength - (column.type.isQuoted ? 1 : 0)
          output.append(keys, at: column.keyStart, length: length)
          output.appendJSON(cell)
        }
      }
    }
    endRow(from: start, &output)
  }

  /// Puts the braces around members, which begin with a comma each.
  private func endRow(from start: Int, _ output: inout TextBuffer) {
    if output.count == start {
      output.append(0x7b)
    } else {
      output.replaceByte(at: start, with: 0x7b)
    }
    output.append(0x0a_7d, used: 2)
  }

  @inline(never)
  private static func append(
    _ cell: RowBuffer.Slot, _ type: ScalarType, _ text: RawSpan, to output: inout TextBuffer
  ) {
    let number = Int64(bitPattern: cell.first)
    switch type {
    case .bool:
      if number != 0 { output.append("true") } else { output.append("false") }
    case .int, .long:
      output.appendDecimal(number)
    case .real:
      let value = Double(bitPattern: cell.first)
      if !value.isFinite { output.append(0x22) }
      output.appendReal(value)
      if !value.isFinite { output.append(0x22) }
    case .datetime:
      output.appendDateTime(number)
      output.append(0x22)
    case .timespan:
      output.appendTimeSpan(number)
      output.append(0x22)
    case .guid:
      output.appendGUID(GUID(low: cell.first, high: cell.second))
      output.append(0x22)
    case .decimal:
      output.appendDecimal(cell.decimal)
      output.append(0x22)
    case .string, .dynamic:
      let offset = Int(truncatingIfNeeded: cell.first)
      output.append(text, from: offset, to: offset &+ Int(truncatingIfNeeded: cell.second))
    }
  }
}

extension ScalarType {
  /// Whether JSON has every value in quotes.
  fileprivate var isQuoted: Bool {
    switch self {
    case .string, .datetime, .timespan, .guid, .decimal: true
    case .bool, .int, .long, .real, .dynamic: false
    }
  }
}
