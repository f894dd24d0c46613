internal import ByteIO

extension EventDecoder {
  /// Gives a program that prints values its shape.
  mutating func nameShape(_ program: Program, isKept: Bool) {
    let plan = compiler.store.fieldPlans[program.fieldsIndex]
    fieldTexts.shapeCount += 1
    compiler.store.fieldPlans[program.fieldsIndex].shape = EventShape(
      number: fieldTexts.shapeCount, isKept: isKept, fields: plan.fields, provider: plan.provider,
      payloadXML: PayloadTemplate(program, plan, in: compiler.store))
  }

  /// Counts a record, or hands it to the visitor as fields.
  @inline(never)
  mutating func handOver(
    _ program: Program, _ record: RecordSpan, _ chunk: RawSpan, _ line: LineContext,
    report: inout ChunkReport
  ) throws(DecodeFailure) {
    guard let visitor, let shape = compiler.store.fieldPlans[program.fieldsIndex].shape else {
      report.eventCount += 1
      return
    }
    let text = compiler.tree.text
    let fields = compiler.store.fields[program.fieldsIndex]
    let pieces = compiler.store.fieldPieces
    let demand: FieldDemand
    do {
      // Let go before the values are printed, which changes the slots: they would be copied.
      let slots = compiler.event.slots
      demand = visitor.demand(
        EventHead(
          shape: shape, recordID: record.recordID,
          values: FieldValues(
            fields, slots: slots.span, pieces: pieces.span, text: text.rawSpan, chunk: chunk,
            codePage: options.codePage, written: record.written)))
    }
    if demand.isEmpty { return }
    guard fieldTexts.byteCountInChunk < Limits.outputPerChunk else {
      throw DecodeFailure(.outputLimit, at: record.offset, found: Limits.outputPerChunk)
    }
    var damage = try printFields(program, chunk, demand, count: shape.fields.count)
    damage.formUnion(program.damage)
    let slots = compiler.event.slots
    let values = FieldValues(
      fields, slots: slots.span, pieces: pieces.span, text: text.rawSpan, chunk: chunk,
      codePage: options.codePage, written: record.written)
    fieldTexts.withRecord { texts, ends, json, jsonEnds, isXMLText in
      visitor.visit(
        FieldRecord(
          shape: shape, recordID: record.recordID, written: record.written,
          timeCreated: values.timeCreated,
          eventRecordID: values.number(fields.eventRecordID) ?? record.recordID,
          eventID: values.number(fields.eventID),
          fileOffset: line.placement.fileOffset(of: record.offset), origin: record.origin,
          flags: damage.isEmpty ? [] : damage.flagNames,
          bytes: chunk.extracting(record.offset..<record.offset + record.byteCount),
          hasPayloadXML: demand.contains(.fieldsAndXML), text: texts, ends: ends, json: json,
          jsonEnds: jsonEnds, isXMLText: isXMLText))
    }
    report.eventCount += 1
    if record.origin != .live { report.recoveredCount += 1 }
    if !damage.isEmpty { note(damage, record, line, &report) }
  }

  private mutating func printFields(
    _ program: Program, _ chunk: RawSpan, _ demand: FieldDemand, count: Int
  ) throws(DecodeFailure) -> TextDamage {
    fieldTexts.begin()
    var damage = try executor.run(
      compiler.store, from: program.firstOp, to: program.endOp, slots: &compiler.event.slots,
      chunk: chunk, output: &fieldTexts.text)
    var textCount = count
    if demand.contains(.fieldsAndXML) {
      let plan = compiler.store.fieldPlans[program.fieldsIndex]
      damage.formUnion(
        try executor.run(
          compiler.store, from: plan.firstXMLOp, to: plan.endXMLOp, slots: &compiler.event.slots,
          chunk: chunk, output: &fieldTexts.text))
      fieldTexts.text.write(1) { $0.put(EventCompiler.fieldEnd) }
      textCount += 1
    }
    fieldTexts.split(textCount, escapes: demand.contains(.json))
    return damage
  }
}

/// The texts of one event's fields, and where each ends.
struct FieldTexts: ~Copyable {
  var text = OutputBuffer(capacity: 0)
  private var ends: [Int32] = []
  /// The texts inside JSON strings.
  private var json = TextBuffer(capacity: 0)
  private var jsonEnds: [Int32] = []
  private var isXMLText = false
  /// Shapes that were given a number.
  var shapeCount = 0
  /// Bytes of all texts of the chunk.
  private(set) var byteCountInChunk = 0

  mutating func beginChunk() { byteCountInChunk = 0 }

  mutating func begin() {
    text.truncate(to: 0)
    text.shrink(to: 1 << 20)
    json.removeAll(keeping: 2 << 20)
  }

  /// Finds the ends of so many texts, and escapes them.
  mutating func split(_ count: Int, escapes: Bool) {
    byteCountInChunk += text.count
    if ends.count < count {
      ends = Array(repeating: 0, count: count)
      jsonEnds = ends
    }
    guard escapes else {
      isXMLText = false
      return Self.findEnds(in: text, &ends)
    }
    isXMLText = Self.escape(text, into: &json, &ends, &jsonEnds)
  }

  private static func escape(
    _ text: borrowing OutputBuffer, into json: inout TextBuffer, _ ends: inout [Int32],
    _ jsonEnds: inout [Int32]
  ) -> Bool {
    var places = ends.mutableSpan
    var jsonPlaces = jsonEnds.mutableSpan
    return json.appendJSONTexts(
      text.paddedBytes, byteCount: text.count, ends: &places, escapedEnds: &jsonPlaces
    ).isXMLText
  }

  private static func findEnds(in text: borrowing OutputBuffer, _ ends: inout [Int32]) {
    let bytes = text.bytes
    var places = ends.mutableSpan
    var count = 0
    var offset = 0
    while offset &+ 8 <= bytes.byteCount {
      // A byte 0xff is a zero in the complement. The bytes that this may find besides, 0xfe behind a 0xff,
      // are in no UTF-8 either.
      let inverse = ~bytes.u64(offset)
      var found = (inverse &- 0x0101_0101_0101_0101) & ~inverse & 0x8080_8080_8080_8080
      while found != 0 {
        places[count] = Int32(truncatingIfNeeded: offset &+ found.trailingZeroBitCount >> 3)
        count &+= 1
        found &= found &- 1
      }
      offset &+= 8
    }
    while offset < bytes.byteCount {
      if bytes.u8(offset) == EventCompiler.fieldEnd {
        places[count] = Int32(truncatingIfNeeded: offset)
        count &+= 1
      }
      offset &+= 1
    }
  }

  borrowing func withRecord(
    _ body: (RawSpan, Span<Int32>, RawSpan, Span<Int32>, Bool) -> Void
  ) {
    body(text.bytes, ends.span, json.paddedBytes, jsonEnds.span, isXMLText)
  }
}
