internal import ByteIO

/// The payload's XML as literals with the texts of fields between them, each escaped as text.
///
/// Whoever has the fields need not have the XML printed. Most payloads are of this form: those with values
/// in attributes or in repeated elements are not.
public struct PayloadTemplate: Sendable {
  /// A literal and the field behind it.
  public struct Piece: Sendable {
    /// UTF-8, as it stands in the XML.
    public let literal: [UInt8]
    /// The field's index in the shape; nil behind the last literal.
    public let field: Int?
  }

  /// The pieces in their order.
  public let pieces: [Piece]

  /// The template of a program that prints fields; nil when a value of its XML is the whole text of no field.
  init?(_ program: Program, _ plan: FieldPlan, in store: borrowing ProgramStore) {
    let fields = Self.wholeFields(program, in: store)
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    for index in plan.firstXMLOp..<plan.endXMLOp {
      let op = store.ops[index]
      literal += Self.literal(of: op, in: store)
      if op.kind == .literal { continue }
      guard let plain = op.kind.plainForm,
        let field = fields[Key(slot: op.slot, kind: plain.rawValue)]
      else { return nil }
      pieces.append(Piece(literal: literal, field: field))
      literal = []
    }
    pieces.append(Piece(literal: literal, field: nil))
    self.pieces = pieces
  }

  private struct Key: Hashable {
    var slot: UInt16
    var kind: UInt8
  }

  /// The fields whose text is that of one value, by the value's slot and how it is printed.
  private static func wholeFields(
    _ program: Program, in store: borrowing ProgramStore
  ) -> [Key: Int] {
    var fields: [Key: Int] = [:]
    var count = 0
    // What the field at hand has so far: the value it begins with, if that is all.
    var value: Key?
    var isEmpty = true
    var index = program.firstOp
    while index < program.endOp {
      let op = store.ops[index]
      for byte in literal(of: op, in: store) {
        if byte == EventCompiler.fieldEnd {
          if let value { fields[value] = count }
          count += 1
          value = nil
          isEmpty = true
        } else {
          value = nil
          isEmpty = false
        }
      }
      index += 1
      switch op.kind {
      case .literal: continue
      case .repeated, .repeatedList:
        // The operations of an item belong to the loop.
        index += Int(op.extent)
        value = nil
      default:
        value = isEmpty ? Key(slot: op.slot, kind: op.kind.rawValue) : nil
      }
      isEmpty = false
    }
    return fields
  }

  private static func literal(of op: Op, in store: borrowing ProgramStore) -> [UInt8] {
    var bytes: [UInt8] = []
    let start = Int(op.literalStart)
    store.literals.withBytes {
      bytes.append(copying: $0.extracting(start..<start + Int(op.literalCount)))
    }
    return bytes
  }
}

extension Op.Kind {
  /// How a value in text of the agent's XML is printed as a field; nil for what is not in text, or is repeated.
  fileprivate var plainForm: Op.Kind? {
    switch self {
    case .stringAgentText: .stringPlain
    case .ansiAgentText: .ansiPlain
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .hex32, .hex64,
      .boolean8,
      .boolean32, .guid, .fileTime, .systemTime, .sid, .binary, .real32XML, .real64XML, .badValue:
      self
    default: nil
    }
  }
}
