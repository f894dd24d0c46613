/// One step of a program: a literal, then a value.
struct Op {
  enum Kind: UInt8 {
    /// The literal alone.
    case literal
    case stringJSON, stringXMLText, stringXMLAttribute
    case ansiJSON, ansiXMLText, ansiXMLAttribute
    case int8, int16, int32, int64
    case uint8, uint16, uint32, uint64
    case hex32, hex64
    /// 0 and 1 as words; other values, which some logs hold, as the number.
    case boolean8, boolean32
    case guid, fileTime, systemTime, sid, binary
    case real32XML, real64XML, real32JSON, real64JSON, real32JSONText, real64JSONText
    /// Bytes whose size does not fit their type, in hexadecimal; the event is flagged.
    case badValue
    /// UTF-16 digits as a JSON number.
    case numberFromString
    /// A time stored as UTF-16 text, with seven digits.
    case timeFromString
    /// A GUID stored as UTF-16 text, in lower case and braces.
    case guidFromString
    /// The next `extent` operations once for each item of an array.
    case repeated
    /// The same, with commas between the items.
    case repeatedList
  }

  /// First byte of the literal in the store's pool.
  var literalStart: UInt32
  var literalCount: UInt32
  /// Repeated: how many operations the body has.
  var extent: UInt32
  var slot: UInt16
  var kind: Kind
  /// Repeated: the items' type.
  var itemType: UInt8
}

/// Where a field of the System element comes from.
struct FieldReference {
  enum Kind: UInt8 {
    case absent, slot, text
    /// Several references in a row, `textUnits` of them from `textStart` on among the store's pieces.
    case pieces
  }
  var kind: Kind = .absent
  var type: UInt8 = 0
  var slot: UInt16 = 0
  /// In the node tree's text.
  var textStart: UInt32 = 0
  var textUnits: UInt32 = 0
}

extension FieldReference {
  /// The slot of a plain value of a type, -1 when it is anything else.
  func slot(ofType wanted: UInt8) -> Int32 {
    kind == .slot && type == wanted ? Int32(slot) : -1
  }
}

/// The System fields that filters, summaries and the comparison with the record's header need.
struct SystemFields {
  var eventRecordID = FieldReference()
  var timeCreated = FieldReference()
  var eventID = FieldReference()
  var channel = FieldReference()
  var provider = FieldReference()
  var computer = FieldReference()
}

/// A record's shape compiled for one output format: what to print is decided, only values differ.
struct Program {
  var firstOp: Int
  var endOp: Int
  /// What is odd about every record of this shape.
  var damage: TextDamage
  /// Its System fields in the store. Apart, since a program is copied for each record.
  var fieldsIndex: Int
  /// The values that are compared with the record's header; -1 where a field is no plain value.
  var recordIDSlot: Int32
  var timeSlot: Int32
  /// What planning it took: see ``EventCompiler/countPlanned(_:)``.
  var plannedCount: Int
}

/// All programs of a worker. Operations and literals lie in shared arrays, so that a program is trivial
/// and nothing is retained while a record is rendered.
struct ProgramStore: ~Copyable {
  var ops: [Op] = []
  var literals = OutputBuffer(capacity: 1 << 16)
  var programs: [Program] = []
  /// The System fields of programs, those of one that is not kept at the end.
  var fields: [SystemFields] = []
  /// The parts of fields that are put together from texts and values.
  var fieldPieces: [FieldReference] = []
  private var pendingLiteral = 0

  struct Mark {
    var opCount: Int
    var literalCount: Int
    var pendingLiteral: Int
    var fieldsCount: Int
    var fieldPiecesCount: Int
  }

  var mark: Mark {
    Mark(
      opCount: ops.count, literalCount: literals.count, pendingLiteral: pendingLiteral,
      fieldsCount: fields.count, fieldPiecesCount: fieldPieces.count)
  }

  mutating func cut(to mark: Mark) {
    ops.removeLast(ops.count - mark.opCount)
    literals.truncate(to: mark.literalCount)
    pendingLiteral = mark.pendingLiteral
    fields.removeLast(fields.count - mark.fieldsCount)
    fieldPieces.removeLast(fieldPieces.count - mark.fieldPiecesCount)
  }

  mutating func removeAll() {
    ops.removeAll(keepingCapacity: true)
    literals.truncate(to: 0)
    programs.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    fieldPieces.removeAll(keepingCapacity: true)
  }

  var byteCount: Int { literals.count + ops.count * MemoryLayout<Op>.stride }

  /// Starts a program; literals appended from here on belong to its first operation.
  mutating func begin() -> Int {
    pendingLiteral = literals.count
    return ops.count
  }

  /// Ends the pending literal with a value.
  mutating func emit(_ kind: Op.Kind, slot: Int = 0, itemType: UInt8 = 0) {
    ops.append(
      Op(
        literalStart: UInt32(pendingLiteral), literalCount: UInt32(literals.count - pendingLiteral),
        extent: 0, slot: UInt16(truncatingIfNeeded: slot), kind: kind, itemType: itemType))
    pendingLiteral = literals.count
  }

  /// Ends the pending literal, if there is one.
  mutating func flush() {
    if literals.count > pendingLiteral { emit(.literal) }
  }
}
