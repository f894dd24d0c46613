internal import ByteIO

/// Runs programs: the one place where values become text.
struct Executor {
  let codePage: AnsiCodePage
  private var days = DayMemo()

  init(codePage: AnsiCodePage) { self.codePage = codePage }

  /// Appends what operations `start ..< end` print.
  ///
  /// - Returns: what could not be kept as it was.
  /// - Throws: `outputLimit` when a record grows too large; the caller takes the output back.
  mutating func run(
    _ store: borrowing ProgramStore, from start: Int, to end: Int, slots: inout [Slot],
    chunk: RawSpan, output: inout OutputBuffer
  ) throws(DecodeFailure) -> TextDamage {
    var values = slots.mutableSpan
    output.cursorLimit = output.count + Limits.outputPerRecord
    defer { output.cursorLimit = Int.max }
    let result = try run(
      store.literals.makePool(), store.ops.span, from: start, to: end, slots: &values,
      chunk: chunk, output: &output, cursor: output.begin(OutputBuffer.fixedValueBound))
    output.finish(result.cursor)
    guard output.count <= output.cursorLimit else { throw Self.limitReached }
    return result.damage
  }

  /// The caller says which record it was.
  private static var limitReached: DecodeFailure {
    DecodeFailure(.outputLimit, at: 0, found: Limits.outputPerRecord)
  }

  private struct Result {
    var cursor: OutputCursor
    var damage: TextDamage
  }

  /// Cursors go by value, so that they stay in registers.
  private mutating func run(
    _ literals: LiteralPool, _ ops: Span<Op>, from start: Int, to end: Int,
    slots: inout MutableSpan<Slot>, chunk: RawSpan, output: inout OutputBuffer,
    cursor first: OutputCursor
  ) throws(DecodeFailure) -> Result {
    var damage: TextDamage = []
    var cursor = first
    var index = start
    while index < end {
      let op = ops[index]
      index &+= 1
      let literalStart = Int(op.literalStart)
      let literalCount = Int(op.literalCount)
      let slotIndex = Int(op.slot)
      let kind = op.kind
      let bound = literalCount &+ OutputBuffer.fixedValueBound
      if _slowPath(cursor.room < bound) {
        output.finish(cursor)
        guard output.count <= output.cursorLimit else { throw Self.limitReached }
        cursor = output.begin(bound)
      }
      cursor.putLiteral(literals, at: literalStart, length: literalCount)
      if kind == .literal { continue }
      let slot = slots[slotIndex]
      let offset = Int(slot.offset)
      let byteCount = Int(slot.byteCount)
      switch kind {
      case .literal:
        break
      case .stringJSON:
        damage.formUnion(
          putString(JSONString.self, chunk, offset, byteCount, &output, &cursor))
      case .stringXMLText:
        damage.formUnion(putString(XMLText.self, chunk, offset, byteCount, &output, &cursor))
      case .stringXMLAttribute:
        damage.formUnion(putString(XMLAttribute.self, chunk, offset, byteCount, &output, &cursor))
      case .int8: cursor.putDecimal(Int64(Int8(bitPattern: chunk.u8(offset))))
      case .int16: cursor.putDecimal(Int64(Int16(bitPattern: chunk.u16(offset))))
      case .int32: cursor.putDecimal(Int64(Int32(bitPattern: chunk.u32(offset))))
      case .int64: cursor.putDecimal(Int64(bitPattern: chunk.u64(offset)))
      case .uint8: cursor.putDecimal(UInt64(chunk.u8(offset)))
      case .uint16: cursor.putDecimal(UInt64(chunk.u16(offset)))
      case .uint32: cursor.putDecimal(UInt64(chunk.u32(offset)))
      case .uint64: cursor.putDecimal(chunk.u64(offset))
      case .hex32: cursor.putHex(UInt64(chunk.u32(offset)))
      case .hex64: cursor.putHex(chunk.u64(offset))
      case .guid: cursor.putGUID(chunk, at: offset)
      case .fileTime: cursor.putFileTime(chunk.u64(offset), &days)
      case .boolean32: cursor.putBoolean(chunk.u32(offset))
      case .boolean8: cursor.putBoolean(UInt32(chunk.u8(offset)))
      case .sid:
        if let next = cursor.sid(chunk, at: offset, byteCount: byteCount) {
          cursor = next
        } else {
          let result = runRare(kind, chunk, offset, byteCount, &output, cursor)
          cursor = result.cursor
          damage.formUnion(result.damage)
        }
      case .repeated, .repeatedList:
        let result = try runRepeated(
          literals, ops, at: index, slots: &slots, chunk: chunk, output: &output,
          cursor: cursor)
        cursor = result.cursor
        damage.formUnion(result.damage)
        index &+= Int(ops[index &- 1].extent)
      default:
        let result = runRare(kind, chunk, offset, byteCount, &output, cursor)
        cursor = result.cursor
        damage.formUnion(result.damage)
      }
    }
    return Result(cursor: cursor, damage: damage)
  }

  /// A string without the one unit 0 that may end it.
  @inline(__always)
  private func putString<Context: EscapeContext>(
    _ context: Context.Type, _ chunk: RawSpan, _ offset: Int, _ byteCount: Int,
    _ output: inout OutputBuffer, _ cursor: inout OutputCursor
  ) -> TextDamage {
    let units = unitCount(chunk, offset, byteCount)
    // Sixteen units need less room than any value of fixed size may, which is there.
    if byteCount & 1 == 0, cursor.putPlain(context, chunk, at: offset, units: units) { return [] }
    output.makeRoom(OutputCursor.bound(units: units), &cursor)
    let result = cursor.utf16(context, chunk, at: offset, units: units)
    cursor = result.cursor
    // Half a unit at the end is no text.
    return byteCount & 1 == 0 ? result.damage : result.damage.union(.badValue)
  }

  /// Units of a string without the one 0 that may end it.
  @inline(__always)
  private func unitCount(_ chunk: RawSpan, _ offset: Int, _ byteCount: Int) -> Int {
    let units = byteCount >> 1
    return units > 0 && chunk.u16(offset &+ units &* 2 &- 2) == 0 ? units &- 1 : units
  }

  /// Types that few logs hold, kept out of the main loop.
  @inline(never)
  private func runRare(
    _ kind: Op.Kind, _ chunk: RawSpan, _ offset: Int, _ byteCount: Int,
    _ output: inout OutputBuffer, _ cursor: OutputCursor
  ) -> Result {
    output.finish(cursor)
    let damage = appendRare(kind, chunk, offset, byteCount, &output)
    return Result(cursor: output.begin(OutputBuffer.fixedValueBound), damage: damage)
  }

  private func appendRare(
    _ kind: Op.Kind, _ chunk: RawSpan, _ offset: Int, _ byteCount: Int,
    _ output: inout OutputBuffer
  ) -> TextDamage {
    switch kind {
    case .binary:
      output.appendBinary(chunk, at: offset, byteCount: byteCount)
    case .sid where byteCount == 0:
      break
    case .badValue, .sid:
      output.appendBinary(chunk, at: offset, byteCount: byteCount)
      return .badValue
    case .ansiJSON: return appendAnsi(JSONString.self, chunk, offset, byteCount, &output)
    case .ansiXMLText: return appendAnsi(XMLText.self, chunk, offset, byteCount, &output)
    case .ansiXMLAttribute: return appendAnsi(XMLAttribute.self, chunk, offset, byteCount, &output)
    case .systemTime:
      output.write(OutputBuffer.fixedValueBound) { $0.putSystemTime(chunk, at: offset) }
    case .real32XML: output.appendReal32(chunk.u32(offset), form: .xml)
    case .real64XML: output.appendReal64(chunk.u64(offset), form: .xml)
    case .real32JSON: output.appendReal32(chunk.u32(offset), form: .jsonValue)
    case .real64JSON: output.appendReal64(chunk.u64(offset), form: .jsonValue)
    case .real32JSONText: output.appendReal32(chunk.u32(offset), form: .jsonText)
    case .real64JSONText: output.appendReal64(chunk.u64(offset), form: .jsonText)
    case .numberFromString:
      guard let number = SystemText.number(units(chunk, offset, byteCount)) else {
        output.append("null")
        return .badValue
      }
      output.appendDecimal(number)
    case .timeFromString:
      guard let time = SystemText.time(units(chunk, offset, byteCount)) else {
        return output.appendUTF16(
          JSONString.self, chunk, at: offset, units: unitCount(chunk, offset, byteCount))
      }
      output.appendFileTime(time)
    case .guidFromString:
      let units = units(chunk, offset, byteCount)
      guard SystemText.isGUID(units) else {
        return output.appendUTF16(
          JSONString.self, chunk, at: offset, units: unitCount(chunk, offset, byteCount))
      }
      output.appendGUID(units)
    default:
      break
    }
    return []
  }

  private func appendAnsi<Context: EscapeContext>(
    _ context: Context.Type, _ chunk: RawSpan, _ offset: Int, _ byteCount: Int,
    _ output: inout OutputBuffer
  ) -> TextDamage {
    var count = byteCount
    if count > 0, chunk.u8(offset + count - 1) == 0 { count -= 1 }
    return output.appendAnsi(context, chunk, at: offset, byteCount: count, codePage: codePage)
  }

  /// A string's units without the one 0 that may end it.
  private func units(_ chunk: RawSpan, _ offset: Int, _ byteCount: Int) -> [UInt16] {
    (0..<unitCount(chunk, offset, byteCount)).map { chunk.u16(offset + 2 * $0) }
  }

  // MARK: - Arrays

  /// Runs the operations from `start`, which follow a loop's, once for each item, with the slot set to
  /// the item.
  @inline(never)
  private mutating func runRepeated(
    _ literals: LiteralPool, _ ops: Span<Op>, at start: Int,
    slots: inout MutableSpan<Slot>, chunk: RawSpan, output: inout OutputBuffer,
    cursor first: OutputCursor
  ) throws(DecodeFailure) -> Result {
    var cursor = first
    let op = ops[start - 1]
    let array = slots[Int(op.slot)]
    let end = Int(array.offset) + Int(array.byteCount)
    var position = Int(array.offset)
    var damage: TextDamage = []
    var isFirst = true
    let itemType = op.itemType
    let isFixed = ValuePlan.isFixedArray(itemType | ValueType.arrayFlag)
    if isFixed,
      !ValuePlan.isArray(itemType | ValueType.arrayFlag, byteCount: Int(array.byteCount))
    {
      // The program was made for an array with whole items.
      throw DecodeFailure(.otherShape, at: position)
    }
    // An array without bytes is one item without text (libevtx "Array").
    repeat {
      let item = nextItem(itemType, array, chunk, &position, end: end, &damage)
      slots[Int(op.slot)] = item
      if !isFirst, op.kind == .repeatedList {
        output.makeRoom(1, &cursor)
        cursor.put(0x2c)
      }
      isFirst = false
      let result = try run(
        literals, ops, from: start, to: start + Int(op.extent), slots: &slots, chunk: chunk,
        output: &output, cursor: cursor)
      cursor = result.cursor
      damage.formUnion(result.damage)
    } while position < end
    slots[Int(op.slot)] = array
    return Result(cursor: cursor, damage: damage)
  }

  /// The item at `position`, which is moved behind it.
  ///
  /// Strings end with a unit 0, the last one may lack it; a SID tells its own length.
  private func nextItem(
    _ type: UInt8, _ array: Slot, _ chunk: RawSpan, _ position: inout Int, end: Int,
    _ damage: inout TextDamage
  ) -> Slot {
    let start = position
    var itemEnd = end
    switch type {
    case ValueType.string:
      var scan = start
      while scan + 1 < end, chunk.u16(scan) != 0 { scan += 2 }
      itemEnd = min(scan, end)
      position = min(scan + 2, end)
      if end - start == 1 { damage.insert(.badValue) }
    case ValueType.ansiString:
      var scan = start
      while scan < end, chunk.u8(scan) != 0 { scan += 1 }
      itemEnd = scan
      position = min(scan + 1, end)
    case ValueType.sid:
      let size = end - start >= 8 ? 8 + 4 * Int(chunk.u8(start + 1)) : end - start
      itemEnd = min(start + max(size, 1), end)
      position = itemEnd
    default:
      let size = ValuePlan.itemSize(type, arrayByteCount: Int(array.byteCount))
      itemEnd = min(start + size, end)
      position = itemEnd
    }
    return Slot(offset: UInt32(start), byteCount: UInt32(itemEnd - start))
  }
}
