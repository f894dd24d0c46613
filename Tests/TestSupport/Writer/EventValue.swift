public import ByteIO

/// One substitution value of a template instance, with the type its descriptor declares.
public enum EventValue: Sendable {
  /// Type 0x00. Real logs also hold NULL values with a size: so many zero bytes that readers skip.
  case null(byteCount: Int = 0)
  /// 0x01, without a terminator.
  case string(String)
  /// 0x01 followed by a terminator, as most providers log text.
  case terminatedString(String)
  /// 0x01 from any code units: lone surrogates, embedded NUL, a trailing NUL.
  case utf16([UInt16])
  /// 0x02.
  case ansiString([UInt8])
  /// 0x03.
  case int8(Int8)
  /// 0x04.
  case uint8(UInt8)
  /// 0x05.
  case int16(Int16)
  /// 0x06.
  case uint16(UInt16)
  /// 0x07.
  case int32(Int32)
  /// 0x08.
  case uint32(UInt32)
  /// 0x09.
  case int64(Int64)
  /// 0x0A.
  case uint64(UInt64)
  /// 0x0B.
  case real32(Float)
  /// 0x0C.
  case real64(Double)
  /// 0x0D, four bytes.
  case boolean(Bool)
  /// 0x0E.
  case binary([UInt8])
  /// 0x0F.
  case guid(GUID)
  /// 0x10 of a 32-bit machine.
  case sizeT32(UInt32)
  /// 0x10 of a 64-bit machine.
  case sizeT64(UInt64)
  /// 0x11.
  case fileTime(FileTime)
  /// 0x12.
  case systemTime(SystemTime)
  /// 0x13.
  case sid(SID)
  /// 0x14.
  case hexInt32(UInt32)
  /// 0x15.
  case hexInt64(UInt64)
  /// 0x21. An empty fragment is written with size 0.
  case binXML(Fragment)
  /// 0x80 and the item type. Text items are each followed by a terminator.
  case array(of: ValueType, [EventValue])
  /// Any type code over any bytes, for what is malformed or rare.
  case raw(type: ValueType, [UInt8])
}

extension EventValue {
  /// An array of texts (0x81).
  public static func strings(_ texts: [String]) -> EventValue {
    .array(of: .string, texts.map { .string($0) })
  }

  /// The code that the value's descriptor declares.
  public var type: ValueType {
    switch self {
    case .null: .null
    case .string, .terminatedString, .utf16: .string
    case .ansiString: .ansiString
    case .int8: .int8
    case .uint8: .uint8
    case .int16: .int16
    case .uint16: .uint16
    case .int32: .int32
    case .uint32: .uint32
    case .int64: .int64
    case .uint64: .uint64
    case .real32: .real32
    case .real64: .real64
    case .boolean: .boolean
    case .binary: .binary
    case .guid: .guid
    case .sizeT32, .sizeT64: .sizeT
    case .fileTime: .fileTime
    case .systemTime: .systemTime
    case .sid: .sid
    case .hexInt32: .hexInt32
    case .hexInt64: .hexInt64
    case .binXML: .binXML
    case .array(let item, _): item.array
    case .raw(let type, _): type
    }
  }
}

/// A date and time of day in eight 16-bit numbers.
///
/// Source: MS-DTYP 2.3.13.
public struct SystemTime: Hashable, Sendable {
  /// Year, month, day of the week (0 is Sunday), day, hour, minute, second, millisecond.
  public var words: [UInt16]

  /// A time from its parts, unchecked.
  public init(
    year: UInt16, month: UInt16, dayOfWeek: UInt16 = 0, day: UInt16, hour: UInt16 = 0,
    minute: UInt16 = 0, second: UInt16 = 0, millisecond: UInt16 = 0
  ) {
    words = [year, month, dayOfWeek, day, hour, minute, second, millisecond]
  }
}
