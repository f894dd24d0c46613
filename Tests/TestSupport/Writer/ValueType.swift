/// The value type codes of Binary XML.
///
/// Source: MS-EVEN6 2.2.12, "Type system".
public struct ValueType: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The code: 0x00-0x15 or 0x21, plus 0x80 for an array.
  public var code: UInt8

  /// A type with any code, also one that does not exist.
  public init(code: UInt8) { self.code = code }
  /// A type with any code, also one that does not exist.
  public init(integerLiteral code: UInt8) { self.code = code }

  /// The array of this type.
  public var array: ValueType { ValueType(code: code | 0x80) }

  /// Nothing.
  public static let null: ValueType = 0x00
  /// UTF-16 text.
  public static let string: ValueType = 0x01
  /// Text in the system's code page.
  public static let ansiString: ValueType = 0x02
  /// Signed, 8 bits.
  public static let int8: ValueType = 0x03
  /// Unsigned, 8 bits.
  public static let uint8: ValueType = 0x04
  /// Signed, 16 bits.
  public static let int16: ValueType = 0x05
  /// Unsigned, 16 bits.
  public static let uint16: ValueType = 0x06
  /// Signed, 32 bits.
  public static let int32: ValueType = 0x07
  /// Unsigned, 32 bits.
  public static let uint32: ValueType = 0x08
  /// Signed, 64 bits.
  public static let int64: ValueType = 0x09
  /// Unsigned, 64 bits.
  public static let uint64: ValueType = 0x0a
  /// IEEE single.
  public static let real32: ValueType = 0x0b
  /// IEEE double.
  public static let real64: ValueType = 0x0c
  /// Four bytes, 0 or 1.
  public static let boolean: ValueType = 0x0d
  /// Bytes.
  public static let binary: ValueType = 0x0e
  /// 16 bytes.
  public static let guid: ValueType = 0x0f
  /// A size or pointer of the recording machine, 4 or 8 bytes.
  public static let sizeT: ValueType = 0x10
  /// 100-nanosecond ticks since 1601-01-01 UTC.
  public static let fileTime: ValueType = 0x11
  /// Eight 16-bit numbers.
  public static let systemTime: ValueType = 0x12
  /// A security identifier.
  public static let sid: ValueType = 0x13
  /// 32 bits, shown in hexadecimal.
  public static let hexInt32: ValueType = 0x14
  /// 64 bits, shown in hexadecimal.
  public static let hexInt64: ValueType = 0x15
  /// Binary XML.
  public static let binXML: ValueType = 0x21
}
