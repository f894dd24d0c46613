public import ByteIO

/// A value of a row, looked at where it lies.
public enum Cell: ~Escapable {
  /// No value. Strings have none.
  case null
  /// A bool.
  case bool(Bool)
  /// An int or a long.
  case integer(Int64)
  /// A real.
  case real(Double)
  /// A decimal.
  case decimal(Decimal128)
  /// A datetime, in ticks since 0001-01-01 UTC.
  case dateTime(Int64)
  /// A timespan, in ticks.
  case timeSpan(Int64)
  /// A guid.
  case guid(GUID)
  /// The UTF-8 text of a string.
  case string(RawSpan)
  /// The JSON of a dynamic.
  case dynamic(RawSpan)
}

/// A value that stands alone. For where speed does not matter.
public enum Value: Hashable, Sendable {
  /// No value.
  case null
  /// A bool.
  case bool(Bool)
  /// An int or a long.
  case integer(Int64)
  /// A real.
  case real(Double)
  /// A decimal.
  case decimal(Decimal128)
  /// A datetime, in ticks since 0001-01-01 UTC.
  case dateTime(Int64)
  /// A timespan, in ticks.
  case timeSpan(Int64)
  /// A guid.
  case guid(GUID)
  /// A string.
  case string(String)
  /// The JSON of a dynamic.
  case dynamic(String)

  /// A copy of what a cell shows.
  public init(_ cell: borrowing Cell) {
    switch cell {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .decimal(let value): self = .decimal(value)
    case .dateTime(let ticks): self = .dateTime(ticks)
    case .timeSpan(let ticks): self = .timeSpan(ticks)
    case .guid(let value): self = .guid(value)
    case .string(let bytes): self = .string(Self.text(bytes))
    case .dynamic(let bytes): self = .dynamic(Self.text(bytes))
    }
  }

  private static func text(_ bytes: RawSpan) -> String {
    var buffer = TextBuffer(capacity: bytes.byteCount)
    buffer.append(bytes)
    return buffer.string
  }
}
