internal import ByteIO

extension EventDecoder {
  /// Decodes one record and appends its line.
  mutating func render(
    _ record: RecordSpan, _ chunk: RawSpan, _ line: LineContext, output: inout OutputBuffer,
    report: inout ChunkReport, visit: ((EventSummary) -> Void)?
  ) {
    let start = record.offset &+ EventRecordHeader.size
    // Where the record's end is a guess, its binary XML tells where it stops.
    let end = record.offset &+ record.byteCount &- (record.isSizeDoubtful ? 0 : 4)
    let lineStart = output.count
    do throws(DecodeFailure) {
      guard output.count < line.chunkLimit,
        compiler.plannedInChunk < Limits.plannedNodesPerChunk
      else {
        throw DecodeFailure(.outputLimit, at: record.offset, found: Limits.outputPerChunk)
      }
      if options.keepsPrograms,
        let known = shapes.match(
          chunk, from: start, to: end, templates: &compiler.templates, tree: &compiler.tree,
          slots: &compiler.event.slots)
      {
        let program = compiler.store.programs[known]
        do throws(DecodeFailure) {
          return try print(
            program, record, chunk, line, output: &output, report: &report, visit: visit)
        } catch {
          guard error.fault == .otherShape else { throw error }
          compiler.plannedInChunk -= program.plannedCount
          output.truncate(to: lineStart)
        }
      }
      try compileAndPrint(
        record, chunk, from: start, to: end, line, output: &output, report: &report, visit: visit)
    } catch {
      output.truncate(to: lineStart)
      if record.origin == .live { report.failedCount += 1 }
      note(error, record, line, &report)
    }
  }

  /// The way of records whose shape is new or of which no two are alike.
  @inline(never)
  private mutating func compileAndPrint(
    _ record: RecordSpan, _ chunk: RawSpan, from start: Int, to end: Int, _ line: LineContext,
    output: inout OutputBuffer, report: inout ChunkReport, visit: ((EventSummary) -> Void)?
  ) throws(DecodeFailure) {
    if isFull { forgetPrograms() }
    let treeMark = compiler.tree.mark
    let storeMark = compiler.store.mark
    let templateCount = compiler.templates.definitions.count
    var isKept = false
    defer {
      // Definitions decoded on the way lie among the record's own nodes: then all stay.
      if !isKept {
        compiler.store.cut(to: storeMark)
        if compiler.templates.definitions.count == templateCount {
          compiler.tree.cut(to: treeMark)
        }
      }
    }
    let program: Program
    do throws(DecodeFailure) {
      program = try compiler.compile(chunk, from: start, to: end, recordID: record.recordID)
    } catch {
      compiler.plannedInChunk += compiler.plannedCount
      throw error
    }
    if options.keepsPrograms, compiler.event.isRegular, !record.isSizeDoubtful,
      shapes.insert(compiler.event, chunk: chunk, program: compiler.store.programs.count)
    {
      compiler.store.programs.append(program)
      isKept = true
    }
    try print(program, record, chunk, line, output: &output, report: &report, visit: visit)
  }

  private var isFull: Bool {
    shapes.isFull || compiler.templates.definitions.count > Limits.cachedTemplates
      || compiler.byteCount > Limits.cachedBytes
  }

  /// Starts anew: a hostile log can ask for any number of programs.
  private mutating func forgetPrograms() {
    shapes.removeAll()
    compiler.removeAll()
  }

  // MARK: - The line

  // These are mutating though most change nothing: the compiler copies the whole decoder to call one that
  // is not.

  /// Appends the line of a record whose program and values are known, if the filter lets it pass.
  @inline(__always)
  private mutating func print(
    _ program: Program, _ record: RecordSpan, _ chunk: RawSpan, _ line: LineContext,
    output: inout OutputBuffer, report: inout ChunkReport, visit: ((EventSummary) -> Void)?
  ) throws(DecodeFailure) {
    compiler.plannedInChunk &+= program.plannedCount
    if !filter.isEmpty || visit != nil {
      guard summarise(program, record, chunk, visit) else { return }
    }
    if options.format == .none {
      report.eventCount += 1
      return
    }
    var damage: TextDamage
    do throws(DecodeFailure) {
      damage = try executor.run(
        compiler.store, from: program.firstOp, to: program.endOp, slots: &compiler.event.slots,
        chunk: chunk, output: &output)
    } catch {
      guard error.fault == .outputLimit else { throw error }
      // Output that is taken back was work too: four times the limit of a record are enough.
      compiler.plannedInChunk += Limits.plannedNodesPerChunk / 4
      throw DecodeFailure(.outputLimit, at: record.offset, found: error.found)
    }
    damage.formUnion(program.damage)
    if options.format == .jsonl {
      appendTail(program, record, chunk, line, damage, &output)
    } else {
      if record.origin != .live { appendOrigin(record, line, &output) }
      output.append("\n")
    }
    report.eventCount += 1
    if record.origin != .live { report.recoveredCount += 1 }
    if !damage.isEmpty { note(damage, record, line, &report) }
  }

  /// Whether the filter lets the record pass; calls `visit` then.
  @inline(never)
  private mutating func summarise(
    _ program: Program, _ record: RecordSpan, _ chunk: RawSpan, _ visit: ((EventSummary) -> Void)?
  ) -> Bool {
    let fields = compiler.store.fields[program.fieldsIndex]
    let text = compiler.tree.text
    let slots = compiler.event.slots
    let pieces = compiler.store.fieldPieces
    let values = FieldValues(
      fields, slots: slots.span, pieces: pieces.span, text: text.rawSpan, chunk: chunk,
      codePage: options.codePage, written: record.written)
    guard filter.isEmpty || filter.matches(values) else { return false }
    guard let visit else { return true }
    visit(
      EventSummary(
        recordID: record.recordID, eventRecordID: values.number(fields.eventRecordID),
        written: record.written, timeCreated: values.payloadTime,
        eventID: values.number(fields.eventID),
        channel: values.string(fields.channel),
        provider: values.string(fields.provider),
        computer: values.string(fields.computer)))
    return true
  }

  /// Appends what depends on the record's header, and the closing brace.
  @inline(__always)
  private mutating func appendTail(
    _ program: Program, _ record: RecordSpan, _ chunk: RawSpan, _ line: LineContext,
    _ damage: TextDamage, _ output: inout OutputBuffer
  ) {
    // Nearly always both are plain values equal to the header's. What is read of a value of a wrong size
    // lies in the buffer and is looked at again below.
    if program.recordIDSlot < 0 || program.timeSlot < 0
      || chunk.u64(offset(of: program.recordIDSlot)) != record.recordID
      || chunk.u64(offset(of: program.timeSlot)) != record.written.ticks
    {
      appendHeaderValues(program, record, chunk, &output)
    }
    if record.origin != .live || options.writesOffsets || !damage.isEmpty {
      appendMarks(record, line, damage, &output)
    }
    output.append(line.context.sourceText.rawSpan)
    output.write(2) { $0.put2(0x0a7d) }
  }

  @inline(__always)
  private mutating func offset(of slot: Int32) -> Int {
    Int(compiler.event.slots[Int(slot)].offset)
  }

  /// `RecordID` and `RecordTime` where they differ from the payload: in exported logs.
  @inline(never)
  private mutating func appendHeaderValues(
    _ program: Program, _ record: RecordSpan, _ chunk: RawSpan, _ output: inout OutputBuffer
  ) {
    let fields = compiler.store.fields[program.fieldsIndex]
    let text = compiler.tree.text
    let slots = compiler.event.slots
    let pieces = compiler.store.fieldPieces
    let values = FieldValues(
      fields, slots: slots.span, pieces: pieces.span, text: text.rawSpan, chunk: chunk,
      codePage: options.codePage, written: record.written)
    if values.number(fields.eventRecordID) != record.recordID {
      output.append(",\"RecordID\":")
      output.appendDecimal(record.recordID)
    }
    if values.payloadTime != record.written {
      output.append(",\"RecordTime\":\"")
      output.appendFileTime(record.written)
      output.append("\"")
    }
  }

  @inline(never)
  private mutating func appendMarks(
    _ record: RecordSpan, _ line: LineContext, _ damage: TextDamage, _ output: inout OutputBuffer
  ) {
    if record.origin != .live || options.writesOffsets {
      output.append(",\"RecordOffset\":")
      output.appendDecimal(UInt64(line.placement.fileOffset(of: record.offset)))
    }
    if record.origin != .live {
      output.append(",\"Recovered\":\"")
      output.append(record.origin == .slack ? "slack" : "carved")
      output.append("\"")
    }
    var hasFlags = false
    for (flag, name) in TextDamage.names where damage.contains(flag) {
      output.append(hasFlags ? ",\"" : ",\"Flags\":[\"")
      output.append(name)
      output.append("\"")
      hasFlags = true
    }
    if hasFlags { output.append("]") }
  }

  /// A comment behind a recovered event, which XML has no place for otherwise.
  @inline(never)
  private mutating func appendOrigin(
    _ record: RecordSpan, _ line: LineContext, _ output: inout OutputBuffer
  ) {
    output.append(record.origin == .slack ? "<!-- Recovered: slack" : "<!-- Recovered: carved")
    output.append(", RecordOffset: ")
    output.appendDecimal(UInt64(line.placement.fileOffset(of: record.offset)))
    output.append(" -->")
  }

  // MARK: - Losses

  private mutating func note(
    _ failure: DecodeFailure, _ record: RecordSpan, _ line: LineContext,
    _ report: inout ChunkReport
  ) {
    let code: EVTXError.Code =
      switch failure.fault {
      case .depth: .depth
      case .outputLimit: .outputLimit
      case .templateMissing: .templateMissing
      default: .badBinXML
      }
    let origin: StaticString = record.origin == .live ? "" : "recovered "
    append(
      ChunkLoss(
        code: code, severity: record.origin == .live ? .loss : .note, offset: record.offset,
        recordID: record.recordID,
        message: "\(origin)record \(record.recordID): \(failure.explanation) at chunk offset "
          + hexadecimal(failure.position)),
      line, &report)
  }

  private mutating func note(
    _ damage: TextDamage, _ record: RecordSpan, _ line: LineContext, _ report: inout ChunkReport
  ) {
    func append(
      _ code: EVTXError.Code, _ severity: EVTXError.Severity, _ message: StaticString
    ) {
      self.append(
        ChunkLoss(
          code: code, severity: severity, offset: record.offset, recordID: record.recordID,
          message: "record \(record.recordID): \(message)"),
        line, &report)
    }
    if damage.contains(.templateMissing) {
      append(.templateMissing, .loss, "template definition was lost, values are printed unnamed")
    }
    if damage.contains(.damagedPart) {
      append(
        .damagedPart, .loss, "a part cannot be decoded: it is printed in hexadecimal, or is missing"
      )
    }
    if damage.contains(.invalidXML), options.format == .xml {
      append(.xmlCharacter, .note, "a character that XML cannot hold became U+FFFD")
    }
  }
}
