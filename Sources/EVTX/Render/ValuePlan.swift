/// Where a value is printed.
enum ValuePlace {
  /// A JSON value of its own.
  case jsonValue
  /// Inside a JSON string among other text.
  case jsonText
  case xmlText
  case xmlAttribute
  /// Text that is read and not printed.
  case plain
  /// Between tags of the XML that Azure's agent collects.
  case agentText
  case agentAttribute
}

/// How a value of a type is printed at a place.
struct ValuePlan {
  var kind: Op.Kind
  /// Whether it needs quotes as a JSON value.
  var isString: Bool

  /// The plan for a scalar type, by the value's own descriptor: where the declared type differs, the
  /// descriptor wins (libevtx; a SizeT declared pairs with HexInt32 and HexInt64 stored).
  init(type: UInt8, byteCount: Int, place: ValuePlace) {
    let size = ValueType.fixedSize(type)
    if size != 0, size != byteCount, !(type == ValueType.boolean && byteCount == 1) {
      self.init(kind: .badValue, isString: true)
      return
    }
    switch type {
    case ValueType.binary | ValueType.arrayFlag: self.init(kind: .binary, isString: true)
    case ValueType.string: self.init(kind: Self.string(place), isString: true)
    case ValueType.ansiString: self.init(kind: Self.ansi(place), isString: true)
    case ValueType.int8: self.init(kind: .int8, isString: false)
    case ValueType.uint8: self.init(kind: .uint8, isString: false)
    case ValueType.int16: self.init(kind: .int16, isString: false)
    case ValueType.uint16: self.init(kind: .uint16, isString: false)
    case ValueType.int32: self.init(kind: .int32, isString: false)
    case ValueType.uint32: self.init(kind: .uint32, isString: false)
    case ValueType.int64: self.init(kind: .int64, isString: false)
    case ValueType.uint64: self.init(kind: .uint64, isString: false)
    case ValueType.real32: self.init(kind: Self.real32(place), isString: false)
    case ValueType.real64: self.init(kind: Self.real64(place), isString: false)
    case ValueType.boolean:
      self.init(kind: byteCount == 1 ? .boolean8 : .boolean32, isString: false)
    case ValueType.binary: self.init(kind: .binary, isString: true)
    case ValueType.guid: self.init(kind: .guid, isString: true)
    case ValueType.sizeT where byteCount == 4: self.init(kind: .hex32, isString: true)
    case ValueType.sizeT where byteCount == 8: self.init(kind: .hex64, isString: true)
    case ValueType.fileTime: self.init(kind: .fileTime, isString: true)
    case ValueType.systemTime: self.init(kind: .systemTime, isString: true)
    case ValueType.sid: self.init(kind: .sid, isString: true)
    case ValueType.hexInt32: self.init(kind: .hex32, isString: true)
    case ValueType.hexInt64: self.init(kind: .hex64, isString: true)
    default: self.init(kind: .badValue, isString: true)
    }
  }

  private init(kind: Op.Kind, isString: Bool) {
    self.kind = kind
    self.isString = isString
  }

  private static func string(_ place: ValuePlace) -> Op.Kind {
    switch place {
    case .jsonValue, .jsonText: .stringJSON
    case .xmlText: .stringXMLText
    case .xmlAttribute: .stringXMLAttribute
    case .plain: .stringPlain
    case .agentText: .stringAgentText
    case .agentAttribute: .stringAgentAttribute
    }
  }

  private static func ansi(_ place: ValuePlace) -> Op.Kind {
    switch place {
    case .jsonValue, .jsonText: .ansiJSON
    case .xmlText: .ansiXMLText
    case .xmlAttribute: .ansiXMLAttribute
    case .plain: .ansiPlain
    case .agentText: .ansiAgentText
    case .agentAttribute: .ansiAgentAttribute
    }
  }

  private static func real32(_ place: ValuePlace) -> Op.Kind {
    switch place {
    case .jsonValue: .real32JSON
    case .jsonText: .real32JSONText
    case .xmlText, .xmlAttribute, .plain, .agentText, .agentAttribute: .real32XML
    }
  }

  private static func real64(_ place: ValuePlace) -> Op.Kind {
    switch place {
    case .jsonValue: .real64JSON
    case .jsonText: .real64JSONText
    case .xmlText, .xmlAttribute, .plain, .agentText, .agentAttribute: .real64XML
    }
  }

  /// Whether a value is an array whose items are printed one by one.
  ///
  /// An array of fixed-size items whose size is no multiple of theirs is a bad value and none.
  static func isArray(_ type: UInt8, byteCount: Int) -> Bool {
    if isFixedArray(type) {
      let size = itemSize(type & ~ValueType.arrayFlag, arrayByteCount: byteCount)
      return byteCount > 0 && byteCount % size == 0
    }
    return type == ValueType.string | ValueType.arrayFlag
      || type == ValueType.ansiString | ValueType.arrayFlag
      || type == ValueType.sid | ValueType.arrayFlag
  }

  /// Whether the type is an array of fixed-size items. A binary array has no separators: its bytes are
  /// one value.
  static func isFixedArray(_ type: UInt8) -> Bool {
    let itemType = type & ~ValueType.arrayFlag
    return type & ValueType.arrayFlag != 0
      && (ValueType.fixedSize(itemType) > 0 || itemType == ValueType.sizeT)
  }

  /// Bytes of one item of an array of fixed-size items, 0 for strings and SIDs.
  ///
  /// SizeT items have the size of the recorder's pointers, which the descriptor does not tell: eight
  /// bytes where they divide the array, else four. No log seen holds one.
  static func itemSize(_ itemType: UInt8, arrayByteCount: Int) -> Int {
    itemType == ValueType.sizeT ? (arrayByteCount % 8 == 0 ? 8 : 4) : ValueType.fixedSize(itemType)
  }
}
