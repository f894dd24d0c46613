internal import ByteIO

/// Puts the records of a CSV file into columns.
struct CSVParser: ~Copyable {
  var columns: LoadColumns
  private var separator: UInt8 = 0x2c
  /// The column of each field of a record, as the header has them; empty before the header.
  private var fields: [Int] = []
  /// Where the fields of the record at hand lie.
  private var ranges: [Field] = []
  private var block = 0
  /// Whether fields stand in the order of the schema, whatever the first record says.
  private let isPositional: Bool
  /// Whether the next record is one to pass over.
  private var skipsNext = false
  /// Whether a record is a line and nothing else.
  private let isLines: Bool

  private struct Field {
    var start: Int
    var end: Int
    /// Whether it stood in quotes, and whether some inside of it are doubled.
    var isQuoted: Bool
    var hasQuotes: Bool
  }

  init(schema: TableSchema?, layout: FileLayout = .detected) {
    columns = LoadColumns(schema: schema)
    let count = schema?.columns.count ?? 0
    switch layout {
    case .detected, .jsonLines:
      isPositional = false
      isLines = false
    case .fields(let given, let hasHeader):
      isPositional = true
      isLines = false
      separator = given
      skipsNext = hasHeader
      fields = Array(0..<count)
    case .lines(let hasHeader):
      isPositional = true
      isLines = true
      skipsNext = hasHeader
      fields = Array(0..<min(1, count))
    }
  }

  /// Parses complete records.
  ///
  /// - Returns: bytes used; those behind them begin a record that is not complete.
  mutating func parse(_ bytes: RawSpan, to end: Int, byteOffset: Int64, isLast: Bool) -> Int {
    var position = 0
    if fields.isEmpty || isPositional, byteOffset == 0, end >= 3, bytes.u16(0) == 0xbbef,
      bytes.u8(2) == 0xbf
    {
      position = 3
    }
    while position < end {
      if fields.isEmpty, !isPositional {
        separator = mostFrequentSeparator(bytes, from: position, to: end)
      }
      guard let next = split(bytes, from: position, to: end, isLast: isLast) else { break }
      // An empty line is no record.
      let isEmpty = ranges.count == 1 && ranges[0].start == ranges[0].end && !ranges[0].isQuoted
      if !isEmpty {
        if skipsNext {
          skipsNext = false
        } else if fields.isEmpty, !isPositional {
          readHeader(bytes, byteOffset)
        } else {
          readRecord(bytes, byteOffset + Int64(position), byteOffset)
        }
      }
      position = next
    }
    return position
  }

  /// What has been loaded.
  mutating func finish() -> LoadedPart {
    columns.endBatch(block: block)
    return columns.finish()
  }

  private func mostFrequentSeparator(_ bytes: RawSpan, from start: Int, to end: Int) -> UInt8 {
    var counts: [UInt8: Int] = [0x2c: 0, 0x3b: 0, 0x09: 0]
    var offset = start
    while offset < end, bytes.u8(offset) != 0x0a {
      counts[bytes.u8(offset)]? += 1
      offset += 1
    }
    let most = max(counts[0x3b] ?? 0, counts[0x09] ?? 0)
    guard most > counts[0x2c] ?? 0 else { return 0x2c }
    return counts[0x09] == most ? 0x09 : 0x3b
  }

  // MARK: - Fields

  /// Finds the fields of the record at `start`.
  ///
  /// - Returns: the offset behind the record, nil when it is not complete.
  private mutating func split(
    _ bytes: RawSpan, from start: Int, to end: Int, isLast: Bool
  ) -> Int? {
    ranges.removeAll(keepingCapacity: true)
    if isLines { return line(bytes, from: start, to: end, isLast: isLast) }
    var offset = start
    while true {
      var field = Field(start: offset, end: offset, isQuoted: false, hasQuotes: false)
      if offset < end, bytes.u8(offset) == 0x22 {
        field.isQuoted = true
        field.start = offset + 1
        offset += 1
        while true {
          while offset < end, bytes.u8(offset) != 0x22 { offset &+= 1 }
          guard offset < end else {
            // A quote that is never closed: the rest of the file is the field.
            guard isLast else { return nil }
            break
          }
          guard offset + 1 < end else {
            guard isLast else { return nil }
            break
          }
          guard bytes.u8(offset + 1) == 0x22 else { break }
          field.hasQuotes = true
          offset += 2
        }
        field.end = min(offset, end)
        if offset < end { offset += 1 }
      }
      // What stands behind a closing quote is not part of the field.
      let plainStart = offset
      while offset < end {
        let byte = bytes.u8(offset)
        if byte == separator || byte == 0x0a { break }
        offset &+= 1
      }
      guard offset < end || isLast else { return nil }
      if !field.isQuoted {
        field.start = plainStart
        field.end = offset
        let isLineEnd = offset >= end || bytes.u8(offset) == 0x0a
        if isLineEnd, field.end > field.start, bytes.u8(field.end - 1) == 0x0d { field.end -= 1 }
      }
      ranges.append(field)
      guard offset < end else { return end }
      offset += 1
      if bytes.u8(offset - 1) == 0x0a { return offset }
    }
  }

  /// The same where a record is a line.
  private mutating func line(
    _ bytes: RawSpan, from start: Int, to end: Int, isLast: Bool
  ) -> Int? {
    var offset = start
    while offset < end, bytes.u8(offset) != 0x0a { offset &+= 1 }
    guard offset < end || isLast else { return nil }
    let hasReturn = offset > start && bytes.u8(offset - 1) == 0x0d
    ranges.append(
      Field(start: start, end: hasReturn ? offset - 1 : offset, isQuoted: false, hasQuotes: false))
    return min(end, offset + 1)
  }

  /// Copies a field to the scratch text, behind what is there, as valid UTF-8.
  private mutating func copy(_ bytes: RawSpan, _ field: Field) {
    var start = field.start
    if field.hasQuotes {
      var offset = field.start
      while offset < field.end {
        if bytes.u8(offset) == 0x22 {
          columns.scratch.appendRepaired(bytes, from: start, to: offset + 1)
          offset += 1
          start = offset + 1
        }
        offset += 1
      }
    }
    columns.scratch.appendRepaired(bytes, from: min(start, field.end), to: field.end)
  }

  // MARK: - Records

  private mutating func readHeader(_ bytes: RawSpan, _ byteOffset: Int64) {
    for (index, field) in ranges.enumerated() {
      columns.scratch.removeAll()
      copy(bytes, field)
      // A column without a name gets one by its place.
      if columns.scratch.isEmpty { columns.scratch.append(text: "Column\(index + 1)") }
      let name = columns.scratch.string
      let utf8 = [UInt8](name.utf8)
      fields.append(
        columns.column(
          utf8.rawSpan, from: 0, to: utf8.count, at: byteOffset + Int64(field.start)))
    }
  }

  private mutating func readRecord(_ bytes: RawSpan, _ place: Int64, _ byteOffset: Int64) {
    // Kusto leaves out what is beyond the columns of a file that is read by them.
    guard ranges.count <= fields.count || isPositional else {
      columns.note(
        TabularError(
          .badCSV, byteOffset: place,
          message: "expected \(fields.count) fields as in the header, found \(ranges.count)"))
      return
    }
    for (index, field) in ranges.prefix(fields.count).enumerated() {
      let column = fields[index]
      columns.prepare(column)
      columns.scratch.removeAll(keeping: Limits.keptTextByteCount)
      if !columns.isTyped(column) {
        // Nothing is no value; in quotes it is the empty text, which counts for no type.
        if field.start < field.end || field.isQuoted { columns.scratch.append(InferredKind.text) }
        copy(bytes, field)
        columns.appendScratch(to: column)
        continue
      }
      copy(bytes, field)
      if !columns.appendScratch(parsingTo: column) {
        columns.builders[column].appendNull()
        columns.note(badValue(column, byteOffset + Int64(field.start)))
      }
    }
    columns.endRow()
    if columns.row == TableBuilder.defaultBatchRows {
      columns.endBatch(block: block)
      block += 1
    }
  }

  private func badValue(_ column: Int, _ place: Int64) -> TabularError {
    let text = columns.scratch.string
    return TabularError(
      .badValue, byteOffset: place,
      message: "column \(columns.names[column]): expected a value of type "
        + "\(columns.builders[column].type.rawValue), found \(text.prefix(40))")
  }
}
