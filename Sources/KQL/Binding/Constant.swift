internal import ByteIO
internal import Tabular

/// A value that is known when a query is bound.
struct Constant: Hashable, Sendable {
  let value: Value
  let type: ValueType

  init(_ value: Value, _ type: ValueType) {
    self.value = value
    self.type = type
  }

  static func string(_ text: String) -> Constant { Constant(.string(text), .string) }
  static func long(_ value: Int64) -> Constant { Constant(.integer(value), .long) }
  static func dynamic(_ json: String) -> Constant { Constant(.dynamic(json), .dynamic) }
  static func null(_ type: ValueType) -> Constant {
    type == .string ? .string("") : Constant(.null, type)
  }

  /// The value of a literal; nil for one that is no value of its type, such as a date that is none.
  init?(_ literal: LiteralValue) {
    switch literal {
    case .bool(let value): self.init(.bool(value), .bool)
    case .int(let value): self.init(.integer(Int64(value)), .int)
    case .long(let value): self.init(.integer(value), .long)
    case .real(let value): self.init(.real(value), .real)
    case .timespan(let ticks): self.init(.timeSpan(ticks), .timespan)
    case .string(let text): self.init(.string(text), .string)
    case .decimal(let digits):
      let bytes = Array(digits.utf8)
      guard let value = Decimal128(parsing: bytes.rawSpan, from: 0, to: bytes.count) else {
        return nil
      }
      self.init(.decimal(value), .decimal)
    case .datetime(let text):
      guard let ticks = DateText.ticks(of: text) ?? DateText.ticks(ofParts: text) else {
        return nil
      }
      self.init(.dateTime(ticks), .datetime)
    case .guid(let text):
      guard let guid = Self.guid(text) else { return nil }
      self.init(.guid(guid), .guid)
    case .wideInt: return nil
    case .null(let name):
      guard let type = ScalarType(kustoName: name) else { return nil }
      self = .null(.known(type))
    }
  }

  /// The text of a string; nil for another type.
  var string: String? { if case .string(let text) = value { text } else { nil } }

  /// The value of a whole number; nil for another type.
  var integer: Int64? {
    if case .integer(let value) = value, type.isInteger { value } else { nil }
  }

  /// The guid of 32 hexadecimal digits with hyphens, whose first three groups are stored backwards.
  private static func guid(_ text: String) -> GUID? {
    let digits = text.utf8.compactMap(\.hexadecimalDigit)
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 32, by: 2) {
      bytes.append(UInt8(truncatingIfNeeded: digits[index] << 4 | digits[index + 1]))
    }
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
    let stored = order.map { bytes[$0] }
    return GUID(stored.rawSpan, at: 0)
  }
}

extension Constant: CustomStringConvertible {
  /// The value as KQL.
  var description: String {
    switch value {
    case .null: "\(type.name)(null)"
    case .bool(let value): "\(value)"
    case .integer(let value): type == .int ? "int(\(value))" : "\(value)"
    case .real(let value): "real(\(value))"
    case .decimal(let value):
      "decimal(\(Self.written { $0.appendDecimal(value) }))"
    case .dateTime(let ticks): "datetime(\(Self.written { $0.appendDateTime(ticks) }))"
    case .timeSpan(let ticks): "timespan(\(Self.written { $0.appendTimeSpan(ticks) }))"
    case .guid: "guid(...)"
    case .string(let text): StringLiteral.quoted(text)
    case .dynamic(let json): "dynamic(\(json))"
    }
  }

  /// What a writer of cells writes.
  static func written(_ write: (inout TextBuffer) -> Void) -> String {
    var buffer = TextBuffer(capacity: 40)
    write(&buffer)
    return buffer.string
  }
}

extension Constant {
  /// The value below zero; nil where there is none.
  var negated: Constant? {
    switch value {
    case .integer(let number):
      let (result, overflow) = Int64(0).subtractingReportingOverflow(number)
      guard !overflow else { return nil }
      return type == .int && Int32(exactly: result) == nil ? nil : Constant(.integer(result), type)
    case .real(let number): return Constant(.real(-number), type)
    case .timeSpan(let ticks):
      let (result, overflow) = Int64(0).subtractingReportingOverflow(ticks)
      return overflow ? nil : Constant(.timeSpan(result), type)
    case .null: return self
    default: return nil
    }
  }

  /// The value as one of another type, where a declaration takes it: a wider number, any value as a dynamic, a
  /// date that is written as a string. nil where it does not.
  func converted(to target: ValueType) -> Constant? {
    if type == target || target.isUnknown { return self }
    if case .null = value { return .null(target) }
    switch (value, target) {
    case (.integer(let number), .int):
      return Int32(exactly: number) == nil ? nil : Constant(value, .int)
    case (.integer, .long): return Constant(value, .long)
    case (.integer(let number), .real): return Constant(.real(Double(number)), .real)
    case (.integer(let number), .decimal):
      return Constant(.decimal(Decimal128(number)), .decimal)
    case (.integer(let number), .string): return .string("\(number)")
    case (.integer(let number), .bool): return Constant(.bool(number != 0), .bool)
    case (.string(let text), .datetime): return Constant(.datetime(text))
    case (.string(let text), .long), (.string(let text), .int):
      return LiteralValue.integer(text).flatMap { Constant.long($0).converted(to: target) }
    case (.string(let text), .dynamic): return .dynamic(DynamicLiteral.quoted(text))
    case (.integer(let number), .dynamic): return .dynamic("\(number)")
    case (.bool(let flag), .dynamic): return .dynamic("\(flag)")
    case (.real(let number), .dynamic) where number.isFinite: return .dynamic("\(number)")
    default: return nil
    }
  }
}
