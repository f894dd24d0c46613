internal import ByteIO
internal import Tabular

/// A value that a kernel computes with. Strings are bytes, so that equality is ordinal as Kusto's is: that of
/// `Swift.String` is not.
enum Datum: Sendable {
  case null
  case bool(Bool)
  /// An int or a long.
  case integer(Int64)
  case real(Double)
  case decimal(Decimal128)
  /// Ticks since 0001-01-01.
  case dateTime(Int64)
  case timeSpan(Int64)
  case guid(GUID)
  case string([UInt8])
  /// Never `.null`, which is `Datum.null`.
  case dynamic(JSON)

  static func text(_ string: String) -> Datum { .string(Array(string.utf8)) }

  /// A dynamic; its null is null.
  static func json(_ json: JSON) -> Datum {
    if case .null = json { return .null }
    return .dynamic(json)
  }

  init(_ cell: borrowing Cell) {
    switch cell {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .decimal(let value): self = .decimal(value)
    case .dateTime(let ticks): self = .dateTime(ticks)
    case .timeSpan(let ticks): self = .timeSpan(ticks)
    case .guid(let value): self = .guid(value)
    case .string(let bytes): self = .string(Self.bytes(bytes))
    case .dynamic(let bytes): self = .json(JSON.parse(Self.bytes(bytes)))
    }
  }

  init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .decimal(let value): self = .decimal(value)
    case .dateTime(let ticks): self = .dateTime(ticks)
    case .timeSpan(let ticks): self = .timeSpan(ticks)
    case .guid(let value): self = .guid(value)
    case .string(let text): self = .text(text)
    case .dynamic(let text): self = .json(JSON.parse(Array(text.utf8)))
    }
  }

  static func bytes(_ span: RawSpan) -> [UInt8] {
    [UInt8](capacity: span.byteCount) { output in
      for index in 0..<span.byteCount { output.append(span.u8(index)) }
    }
  }

  var isNull: Bool { if case .null = self { true } else { false } }

  /// The text of a string; of a dynamic, that of `tostring`; empty for null.
  var text: [UInt8] {
    switch self {
    case .string(let bytes): bytes
    default: Conversion.text(self)
    }
  }

  /// The whole number of an int, long, time, or of a dynamic that is one.
  var integer: Int64? {
    switch self {
    case .integer(let value), .dateTime(let value), .timeSpan(let value): value
    case .dynamic(.integer(let value)): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The number as a real.
  var real: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .decimal(let value): value.real
    case .bool(let value): value ? 1 : 0
    case .dynamic(.integer(let value)): Double(value)
    case .dynamic(.real(let value)): value
    default: nil
    }
  }

  /// The truth of a condition; nil for null.
  var truth: Bool? {
    switch self {
    case .bool(let value): value
    case .integer(let value): value != 0
    case .dynamic(.bool(let value)): value
    case .dynamic(.integer(let value)): value != 0
    default: nil
    }
  }

  /// The value inside of a dynamic, or of any other type what `dynamic` makes of it.
  var json: JSON {
    switch self {
    case .null: .null
    case .dynamic(let json): json
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .string(let bytes): .string(bytes)
    // [O]: decimals become strings too.
    case .decimal, .dateTime, .timeSpan, .guid: .string(Conversion.text(self))
    }
  }

  /// Bytes of memory, about.
  var byteCount: Int {
    switch self {
    case .string(let bytes): 40 + bytes.count
    case .dynamic(let json): 40 + json.byteCount
    default: 24
    }
  }
}

extension Datum: Hashable {
  /// Whether both are the same key of a group: nulls are, and so is NaN.
  static func == (one: Datum, other: Datum) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.real(let left), .real(let right)): left == right || (left.isNaN && right.isNaN)
    case (.decimal(let left), .decimal(let right)): left == right
    case (.dateTime(let left), .dateTime(let right)): left == right
    case (.timeSpan(let left), .timeSpan(let right)): left == right
    case (.guid(let left), .guid(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.dynamic(let left), .dynamic(let right)): left == right
    default: false
    }
  }

  func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .integer(let value), .dateTime(let value), .timeSpan(let value): hasher.combine(value)
    case .real(let value): hasher.combine(value.isNaN ? 0x7ff8 : value == 0 ? 0 : value.bitPattern)
    case .decimal(let value): hasher.combine(value)
    case .guid(let value): hasher.combine(value)
    case .string(let bytes): hasher.combine(bytes)
    case .dynamic(let json): hasher.combine(json)
    }
  }
}
