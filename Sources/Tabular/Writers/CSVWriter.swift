public import ByteIO

/// Writes rows as CSV: RFC 4180 with a header and CR LF, null as nothing.
///
/// A text that a spreadsheet would take for a formula, since it begins with `=`, `+`, `-`, `@`, TAB or
/// CR, gets an apostrophe before it, unless raw text is asked for. Numbers and times are none.
/// Source: RFC 4180; CWE-1236.
public struct CSVWriter: Sendable {
  /// The table of the rows.
  public let schema: TableSchema
  /// Whether texts are written as they are, formulas or not.
  public let isRaw: Bool

  /// A writer of rows of `schema`.
  public init(schema: TableSchema, raw: Bool = false) {
    self.schema = schema
    isRaw = raw
  }

  /// Appends the line with the names of the columns.
  public func appendHeader(to output: inout TextBuffer) {
    for (index, column) in schema.columns.enumerated() {
      if index > 0 { output.append(0x2c) }
      appendField([UInt8](column.name.utf8).rawSpan, to: &output)
    }
    output.append(0x0a_0d, used: 2)
  }

  /// Appends a row of the same schema.
  public func append(_ row: borrowing RowBuffer, to output: inout TextBuffer) {
    for index in schema.columns.indices {
      if index > 0 { output.append(0x2c) }
      if row.isSet(index) { row.withCell(index) { append($0, to: &output) } }
    }
    output.append(0x0a_0d, used: 2)
  }

  /// Appends the rows of a batch with the same columns.
  public func append(_ batch: Batch, to output: inout TextBuffer) {
    for row in 0..<batch.count {
      for (index, column) in batch.columns.enumerated() {
        if index > 0 { output.append(0x2c) }
        column.withCell(row) { append($0, to: &output) }
      }
      output.append(0x0a_0d, used: 2)
    }
  }

  private func append(_ cell: borrowing Cell, to output: inout TextBuffer) {
    switch cell {
    case .string(let bytes), .dynamic(let bytes): appendField(bytes, to: &output)
    default: output.appendText(cell)
    }
  }

  /// Appends a text with the quotes and the guard that it needs.
  private func appendField(_ bytes: RawSpan, to output: inout TextBuffer) {
    guard bytes.byteCount > 0 else { return }
    let isFormula = !isRaw && Self.beginsFormula(bytes.u8(0))
    guard Self.needsQuotes(bytes) else {
      if isFormula { output.append(0x27) }
      return output.append(bytes)
    }
    output.append(0x22)
    if isFormula { output.append(0x27) }
    var start = 0
    for offset in 0..<bytes.byteCount where bytes.u8(offset) == 0x22 {
      output.append(bytes, from: start, to: offset + 1)
      output.append(0x22)
      start = offset + 1
    }
    output.append(bytes, from: start, to: bytes.byteCount)
    output.append(0x22)
  }

  private static func beginsFormula(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x3d, 0x2b, 0x2d, 0x40, 0x09, 0x0d: true
    default: false
    }
  }

  private static func needsQuotes(_ bytes: RawSpan) -> Bool {
    for offset in 0..<bytes.byteCount {
      switch bytes.u8(offset) {
      case 0x22, 0x2c, 0x0a, 0x0d: return true
      default: continue
      }
    }
    return false
  }
}
