/// The type of a column, as Kusto names it.
///
/// Source: Kusto documentation, "Scalar data types".
public enum ScalarType: String, CaseIterable, Hashable, Sendable {
  /// True or false.
  case bool
  /// A signed integer of 32 bits.
  case int
  /// A signed integer of 64 bits.
  case long
  /// An IEEE 754 number of 64 bits.
  case real
  /// A decimal number of 34 significant digits.
  case decimal
  /// A point in time, 100-nanosecond ticks since 0001-01-01 UTC.
  case datetime
  /// A span of time, 100-nanosecond ticks.
  case timespan
  /// UTF-8 text. Has no null: what is missing is the empty text.
  case string
  /// A 128-bit identifier.
  case guid
  /// JSON: an array, a bag of properties, or any scalar.
  case dynamic

  /// The type that Kusto calls `name`, by its name or one of its aliases; nil when there is none.
  public init?(kustoName name: String) {
    switch name {
    case "boolean": self = .bool
    case "double": self = .real
    case "date": self = .datetime
    case "time": self = .timespan
    case "uuid", "uniqueid": self = .guid
    default: self.init(rawValue: name)
    }
  }

  /// The type of a `DataType` in Kusto's REST answers, with or without `System.`; nil when there is
  /// none.
  public init?(dataType name: String) {
    let prefix = "System."
    let bare = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    switch bare {
    case "SByte", "Boolean": self = .bool
    case "Int32": self = .int
    case "Int64": self = .long
    case "Double": self = .real
    case "SqlDecimal", "Data.SqlTypes.SqlDecimal": self = .decimal
    case "DateTime": self = .datetime
    case "TimeSpan": self = .timespan
    case "String": self = .string
    case "Guid": self = .guid
    case "Object": self = .dynamic
    default: return nil
    }
  }

  /// The `DataType` of Kusto's REST answers, version 1.
  public var dataType: String {
    switch self {
    case .bool: "SByte"
    case .int: "Int32"
    case .long: "Int64"
    case .real: "Double"
    case .decimal: "SqlDecimal"
    case .datetime: "DateTime"
    case .timespan: "TimeSpan"
    case .string: "String"
    case .guid: "Guid"
    case .dynamic: "Object"
    }
  }

  /// Whether values are kept as text: strings and JSON.
  @inlinable
  public var isText: Bool { self == .string || self == .dynamic }

  /// Whether values are whole numbers of at most 64 bits, among them times.
  @inlinable
  public var isInteger: Bool {
    switch self {
    case .int, .long, .datetime, .timespan: true
    default: false
    }
  }
}
