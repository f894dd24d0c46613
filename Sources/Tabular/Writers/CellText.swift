public import ByteIO

extension TextBuffer {
  /// Appends a value as JSON, null as `null`: the forms of ``JSONLinesWriter``.
  public mutating func appendJSON(_ cell: borrowing Cell) {
    switch cell {
    case .null: append("null")
    case .bool(let value): if value { append("true") } else { append("false") }
    case .integer(let value): appendDecimal(value)
    case .real(let value):
      if !value.isFinite { append(0x22) }
      appendReal(value)
      if !value.isFinite { append(0x22) }
    case .decimal(let value):
      append(0x22)
      appendDecimal(value)
      append(0x22)
    case .dateTime(let ticks):
      append(0x22)
      appendDateTime(ticks)
      append(0x22)
    case .timeSpan(let ticks):
      append(0x22)
      appendTimeSpan(ticks)
      append(0x22)
    case .guid(let value):
      append(0x22)
      appendGUID(value)
      append(0x22)
    case .string(let bytes): appendJSONString(bytes)
    case .dynamic(let bytes): append(bytes)
    }
  }

  /// Appends a value as bare text, null as nothing.
  public mutating func appendText(_ cell: borrowing Cell) {
    switch cell {
    case .null: break
    case .bool(let value): if value { append("true") } else { append("false") }
    case .integer(let value): appendDecimal(value)
    case .real(let value): appendReal(value)
    case .decimal(let value): appendDecimal(value)
    case .dateTime(let ticks): appendDateTime(ticks)
    case .timeSpan(let ticks): appendTimeSpan(ticks)
    case .guid(let value): appendGUID(value)
    case .string(let bytes), .dynamic(let bytes): append(bytes)
    }
  }
}
