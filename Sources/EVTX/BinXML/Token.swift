/// The tokens of binary XML, without the flag 0x40 ("more follows").
///
/// Source: MS-EVEN6 2.2.12.
enum Token {
  static let endOfFragment: UInt8 = 0x00
  static let openStartElement: UInt8 = 0x01
  static let closeStartElement: UInt8 = 0x02
  static let closeEmptyElement: UInt8 = 0x03
  static let endElement: UInt8 = 0x04
  static let value: UInt8 = 0x05
  static let attribute: UInt8 = 0x06
  static let cdata: UInt8 = 0x07
  static let charReference: UInt8 = 0x08
  static let entityReference: UInt8 = 0x09
  static let processingInstructionTarget: UInt8 = 0x0a
  static let processingInstructionData: UInt8 = 0x0b
  static let templateInstance: UInt8 = 0x0c
  static let normalSubstitution: UInt8 = 0x0d
  static let optionalSubstitution: UInt8 = 0x0e
  static let fragmentHeader: UInt8 = 0x0f
  /// On an open start element: it has attributes. On the others: another of its kind follows.
  static let moreFlag: UInt8 = 0x40
}

/// Value types of binary XML: the low seven bits of a type byte; 0x80 marks an array.
///
/// Source: MS-EVEN6 2.2.12, ValueType.
enum ValueType {
  static let null: UInt8 = 0x00
  static let string: UInt8 = 0x01
  static let ansiString: UInt8 = 0x02
  static let int8: UInt8 = 0x03
  static let uint8: UInt8 = 0x04
  static let int16: UInt8 = 0x05
  static let uint16: UInt8 = 0x06
  static let int32: UInt8 = 0x07
  static let uint32: UInt8 = 0x08
  static let int64: UInt8 = 0x09
  static let uint64: UInt8 = 0x0a
  static let real32: UInt8 = 0x0b
  static let real64: UInt8 = 0x0c
  static let boolean: UInt8 = 0x0d
  static let binary: UInt8 = 0x0e
  static let guid: UInt8 = 0x0f
  static let sizeT: UInt8 = 0x10
  static let fileTime: UInt8 = 0x11
  static let systemTime: UInt8 = 0x12
  static let sid: UInt8 = 0x13
  static let hexInt32: UInt8 = 0x14
  static let hexInt64: UInt8 = 0x15
  static let binXML: UInt8 = 0x21
  static let arrayFlag: UInt8 = 0x80

  /// Bytes of a value of fixed size, 0 for other types. Booleans have four in every log seen, though
  /// MS-EVEN6 says one.
  static func fixedSize(_ type: UInt8) -> Int {
    switch type {
    case int8, uint8: 1
    case int16, uint16: 2
    case int32, uint32, real32, boolean, hexInt32: 4
    case int64, uint64, real64, fileTime, hexInt64: 8
    case guid, systemTime: 16
    default: 0
    }
  }
}
