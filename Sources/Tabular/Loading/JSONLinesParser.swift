internal import ByteIO

/// Puts the objects of JSON-lines into columns.
struct JSONLinesParser: ~Copyable {
  var columns: LoadColumns

  init(schema: TableSchema?) { columns = LoadColumns(schema: schema) }

  /// Parses the lines of a block. A line that is no object is lost and noted.
  mutating func parse(_ bytes: RawSpan, _ block: LineBlocks.Block) {
    var reader = JSONReader(bytes, from: 0, to: block.byteCount)
    // A byte order mark may stand before the first line.
    if block.number == 0, bytes.u16(0) == 0xbbef, bytes.u8(2) == 0xbf { reader.position = 3 }
    while true {
      reader.skipSpace()
      guard !reader.isAtEnd else { break }
      let start = reader.position
      do throws(JSONError) {
        try parseRow(&reader, block.byteOffset)
        try endLine(&reader)
        columns.endRow()
        if columns.row == TableBuilder.defaultBatchRows { columns.endBatch(block: block.number) }
      } catch {
        columns.dropRow()
        columns.note(
          TabularError(
            .badJSON, byteOffset: block.byteOffset + Int64(start),
            message: "expected \(error.expected), \(found(reader, error.position)), at byte "
              + "\(error.position - start) of the line"))
        reader.position = lineEnd(reader, from: start)
      }
    }
    columns.endBatch(block: block.number)
  }

  /// Nothing but space may follow on the line.
  private func endLine(_ reader: inout JSONReader) throws(JSONError) {
    while !reader.isAtEnd {
      switch reader.next {
      case 0x0a: return
      case 0x20, 0x09, 0x0d: reader.position &+= 1
      default: throw JSONError(position: reader.position, expected: "the end of the line")
      }
    }
  }

  private func lineEnd(_ reader: borrowing JSONReader, from start: Int) -> Int {
    var offset = start
    while offset < reader.end, reader.bytes.u8(offset) != 0x0a { offset += 1 }
    return offset
  }

  private func found(_ reader: borrowing JSONReader, _ position: Int) -> String {
    guard position < reader.end else { return "found the end" }
    let byte = reader.bytes.u8(position)
    guard byte != 0x0a else { return "found the end of the line" }
    let digits = String(byte, radix: 16)
    return "found byte 0x\(digits.count < 2 ? "0" : "")\(digits)"
  }

  /// Reads an object into the row at hand.
  private mutating func parseRow(
    _ reader: inout JSONReader, _ blockOffset: Int64
  ) throws(JSONError) {
    try reader.expect(0x7b, "an object")
    columns.beginRow()
    reader.skipSpace()
    if reader.accept(0x7d) { return }
    while true {
      let key = try reader.string()
      let column: Int
      let place = blockOffset + Int64(key.start)
      if _fastPath(key.isPlain) {
        column = columns.column(reader.bytes, from: key.start, to: key.end, at: place)
      } else {
        column = self.column(reader, key, place)
      }
      reader.skipSpace()
      try reader.expect(0x3a, "a colon")
      reader.skipSpace()
      columns.prepare(column)
      let start = reader.position
      let isGood =
        columns.isTyped(column)
        ? try parseValue(&reader, column) : try parseUntyped(&reader, column)
      if !isGood {
        columns.builders[column].appendNull()
        columns.note(badValue(reader, column, start, blockOffset))
      }
      reader.skipSpace()
      if reader.accept(0x2c) {
        reader.skipSpace()
        continue
      }
      return try reader.expect(0x7d, "a comma or the end of the object")
    }
  }

  /// The column of a name with escapes.
  private mutating func column(
    _ reader: borrowing JSONReader, _ key: JSONReader.StringRange, _ place: Int64
  ) -> Int {
    var name = TextBuffer(capacity: key.end - key.start)
    name.append(reader, key)
    return columns.column(name.bytes, from: 0, to: name.count, at: place)
  }

  private func badValue(
    _ reader: borrowing JSONReader, _ column: Int, _ start: Int, _ blockOffset: Int64
  ) -> TabularError {
    var shown = TextBuffer(capacity: 64)
    shown.appendRepaired(reader.bytes, from: start, to: min(reader.position, start + 40))
    return TabularError(
      .badValue, byteOffset: blockOffset + Int64(start),
      message: "column \(columns.names[column]): expected a value of type "
        + "\(columns.builders[column].type.rawValue), found \(shown.string)")
  }
}

// MARK: - Values

extension JSONLinesParser {
  /// Reads a value of a column with a known type.
  ///
  /// - Returns: false when it is none of the type; nothing is appended then.
  @inline(__always)
  private mutating func parseValue(
    _ reader: inout JSONReader, _ column: Int
  ) throws(JSONError) -> Bool {
    let next = reader.next
    if next == 0x22 {
      let text = try reader.string()
      if _fastPath(text.isPlain && columns.builders[column].type == .string) {
        columns.builders[column].append(reader.bytes, from: text.start, to: text.end)
        return true
      }
      return parseText(reader, text, column)
    }
    if next &- 0x30 < 10 || next == 0x2d {
      let type = columns.builders[column].type
      let start = reader.position
      let number = try reader.number()
      if type == .long, case .integer(let value) = number {
        columns.builders[column].append(integer: value)
        return true
      }
      return appendNumber(number, reader, from: start, column)
    }
    return try parseOther(&reader, column)
  }

  /// Appends a value that is spelt in a string.
  private mutating func parseText(
    _ reader: borrowing JSONReader, _ text: JSONReader.StringRange, _ column: Int
  ) -> Bool {
    if text.isPlain {
      return columns.builders[column].append(
        parsing: reader.bytes, from: text.start, to: text.end)
    }
    columns.scratch.removeAll(keeping: Limits.keptTextByteCount)
    columns.scratch.append(reader, text)
    return columns.appendScratch(parsingTo: column)
  }

  private mutating func appendNumber(
    _ number: JSONNumber, _ reader: borrowing JSONReader, from start: Int, _ column: Int
  ) -> Bool {
    switch columns.builders[column].type {
    case .string, .dynamic:
      columns.builders[column].append(reader.bytes, from: start, to: reader.position)
      return true
    case .decimal:
      return columns.builders[column].append(
        parsing: reader.bytes, from: start, to: reader.position)
    case .real:
      switch number {
      case .integer(let value): columns.builders[column].append(real: Double(value))
      case .real(let value): columns.builders[column].append(real: value)
      }
      return true
    case .int, .long:
      let whole: Int64?
      switch number {
      case .integer(let value): whole = value
      case .real(let value): whole = Int64(exactly: value)
      }
      guard let whole, columns.builders[column].type == .long || Int32(exactly: whole) != nil
      else { return false }
      columns.builders[column].append(integer: whole)
      return true
    case .bool:
      guard case .integer(let value) = number, value == 0 || value == 1 else { return false }
      columns.builders[column].append(bool: value == 1)
      return true
    case .datetime, .timespan, .guid: return false
    }
  }

  /// Reads `true`, `false`, `null`, an array or an object.
  private mutating func parseOther(
    _ reader: inout JSONReader, _ column: Int
  ) throws(JSONError) -> Bool {
    let start = reader.position
    let first = reader.next
    try reader.skipValue()
    let type = columns.builders[column].type
    switch first {
    case 0x6e:
      columns.builders[column].appendNull()
      return true
    case 0x74, 0x66:
      if type == .bool {
        columns.builders[column].append(bool: first == 0x74)
        return true
      }
      guard type.isText else { return false }
      columns.builders[column].append(reader.bytes, from: start, to: reader.position)
      return true
    default:
      guard type.isText else { return false }
      columns.scratch.removeAll(keeping: Limits.keptTextByteCount)
      columns.scratch.appendCompactJSON(reader.bytes, from: start, to: reader.position)
      columns.appendScratch(to: column)
      return true
    }
  }

  /// Reads a value of a column whose type is inferred later: its text behind its kind.
  private mutating func parseUntyped(
    _ reader: inout JSONReader, _ column: Int
  ) throws(JSONError) -> Bool {
    columns.scratch.removeAll(keeping: Limits.keptTextByteCount)
    let start = reader.position
    switch reader.next {
    case 0x22:
      let text = try reader.string()
      columns.scratch.append(InferredKind.text)
      columns.scratch.append(reader, text)
    case 0x7b, 0x5b:
      try reader.skipValue()
      columns.scratch.append(InferredKind.json)
      columns.scratch.appendCompactJSON(reader.bytes, from: start, to: reader.position)
    case 0x74, 0x66:
      try reader.skipValue()
      columns.scratch.append(InferredKind.bool)
      columns.scratch.append(reader.bytes, from: start, to: reader.position)
    case 0x6e:
      try reader.skipValue()
    default:
      _ = try reader.number()
      columns.scratch.append(InferredKind.number)
      columns.scratch.append(reader.bytes, from: start, to: reader.position)
    }
    columns.appendScratch(to: column)
    return true
  }
}
