public import ByteIO

/// How the texts of a ``RowBuffer`` lie in it.
public enum TextForm: Sendable {
  /// As they are: for columns, and for whoever reads cells.
  case plain
  /// As they stand inside JSON strings: for lines, into which they are copied then.
  case json
}

/// One row under construction, used again from row to row.
///
/// A column that is not set is null. Once the buffer has seen a few rows, setting and clearing allocate
/// nothing; clearing costs one store for 64 columns. The type of a column decides which setter it
/// takes: another one is a mistake of the program and traps.
public struct RowBuffer: ~Copyable, Sendable {
  /// The table of the row.
  public let schema: TableSchema
  /// How its strings lie in it; those of form `json` can only be written as lines.
  public let form: TextForm
  /// Whether a column is set: bit `column % 64` of word `column / 64`.
  @usableFromInline var setColumns: FixedArray<UInt64>
  @usableFromInline var cells: FixedArray<Slot>
  @usableFromInline let types: [ScalarType]
  /// Texts of this row, and of cells that were set again.
  @usableFromInline var text: TextBuffer
  /// The column whose text is being composed, negative for none.
  @usableFromInline var openColumn = -1
  private var openStart = 0

  /// A value: a number, a boolean, ticks or bits of a real in `first`; a place and a length in the text;
  /// both halves of an identifier.
  @frozen @usableFromInline
  struct Slot: BitwiseCopyable, Sendable {
    @usableFromInline var first: UInt64
    @usableFromInline var second: UInt64

    @inlinable
    init(_ first: UInt64, _ second: UInt64 = 0) {
      self.first = first
      self.second = second
    }
  }

  /// An empty row of `schema`.
  public init(schema: TableSchema, form: TextForm = .plain) {
    self.schema = schema
    self.form = form
    types = schema.columns.map(\.type)
    cells = FixedArray(repeating: Slot(0), count: schema.columns.count)
    setColumns = FixedArray(repeating: 0, count: (schema.columns.count + 63) / 64)
    text = TextBuffer(capacity: 4_096)
  }

  /// Makes every column null, for the next row.
  public mutating func removeAll() {
    precondition(openColumn < 0, "a text is being composed")
    for index in 0..<setColumns.count { setColumns[index] = 0 }
    text.removeAll(keeping: Limits.keptTextByteCount)
  }

  /// Bytes of memory held.
  public var byteCount: Int {
    text.allocatedByteCount + cells.count * MemoryLayout<Slot>.stride + setColumns.count * 8
  }

  /// Whether a column has a value.
  @inlinable
  public func isSet(_ column: Int) -> Bool {
    setColumns[column >> 6] >> UInt64(column & 63) & 1 != 0
  }

  /// Makes a column null.
  @inlinable
  public mutating func clear(_ column: Int) {
    setColumns[column >> 6] &= ~(1 << UInt64(column & 63))
  }

  @inlinable @inline(__always)
  mutating func store(_ cell: Slot, _ column: Int) {
    cells[column] = cell
    setColumns[column >> 6] |= 1 << UInt64(column & 63)
  }
}

// MARK: - Setting

extension RowBuffer {
  /// Sets a bool.
  @inlinable
  public mutating func setBool(_ column: Int, _ value: Bool) {
    precondition(types[column] == .bool)
    store(Slot(value ? 1 : 0), column)
  }

  /// Sets an int or a long.
  ///
  /// - Returns: false when an int does not hold the value, which makes the column null.
  @inlinable
  @discardableResult
  public mutating func setInteger(_ column: Int, _ value: Int64) -> Bool {
    let type = types[column]
    precondition(type == .long || type == .int)
    guard type == .long || Int32(exactly: value) != nil else {
      clear(column)
      return false
    }
    store(Slot(UInt64(bitPattern: value)), column)
    return true
  }

  /// Sets a real.
  @inlinable
  public mutating func setReal(_ column: Int, _ value: Double) {
    precondition(types[column] == .real)
    store(Slot(value.bitPattern), column)
  }

  /// Sets a datetime, in ticks since 0001-01-01 UTC.
  ///
  /// - Returns: false when the ticks are not in the years 1...9999, which makes the column null.
  @inlinable
  @discardableResult
  public mutating func setDateTime(_ column: Int, _ ticks: Int64) -> Bool {
    precondition(types[column] == .datetime)
    guard Ticks.isDateTime(ticks) else {
      clear(column)
      return false
    }
    store(Slot(UInt64(bitPattern: ticks)), column)
    return true
  }

  /// Sets a timespan, in ticks.
  @inlinable
  public mutating func setTimeSpan(_ column: Int, _ ticks: Int64) {
    precondition(types[column] == .timespan)
    store(Slot(UInt64(bitPattern: ticks)), column)
  }

  /// Sets a guid.
  @inlinable
  public mutating func setGUID(_ column: Int, _ value: GUID) {
    precondition(types[column] == .guid)
    store(Slot(value.low, value.high), column)
  }

  /// Sets a decimal.
  public mutating func setDecimal(_ column: Int, _ value: Decimal128) {
    precondition(types[column] == .decimal)
    store(Slot(decimal: value), column)
  }

  /// Sets a string to a copy of UTF-8 text.
  @inlinable
  public mutating func setString(_ column: Int, _ value: RawSpan) {
    setString(column, value, from: 0, to: value.byteCount)
  }

  /// Sets a string to a copy of bytes `start ..< end` of UTF-8 text.
  @inlinable
  public mutating func setString(_ column: Int, _ value: RawSpan, from start: Int, to end: Int) {
    precondition(types[column] == .string)
    if form == .json {
      let offset = beginText()
      text.appendJSONEscaped(value, from: start, to: end)
      store(Slot(UInt64(offset), UInt64(text.count &- offset)), column)
    } else {
      setText(column, value, from: start, to: end)
    }
  }

  /// Sets a string of a row of form `json` to bytes `start ..< end` of a span with ``TextBuffer/slack`` bytes
  /// behind them, which stand for themselves inside JSON strings.
  @inlinable @inline(__always)
  public mutating func setEscaped(_ column: Int, _ value: RawSpan, from start: Int, to end: Int) {
    precondition(types[column] == .string && form == .json)
    let offset = beginText()
    text.append(padded: value, from: start, to: end)
    store(Slot(UInt64(offset), UInt64(end &- start)), column)
  }

  /// Sets a string to a literal, which stands for itself inside JSON strings.
  @inlinable
  public mutating func setString(_ column: Int, _ value: StaticString) {
    precondition(types[column] == .string)
    let offset = beginText()
    text.append(value)
    store(Slot(UInt64(offset), UInt64(text.count &- offset)), column)
  }

  /// Sets a string. Not for hot loops.
  public mutating func setString(_ column: Int, text value: String) {
    setString(column, [UInt8](value.utf8).rawSpan)
  }

  /// Sets a dynamic to a copy of valid JSON text without line ends.
  @inlinable
  public mutating func setDynamic(_ column: Int, _ json: RawSpan) {
    precondition(types[column] == .dynamic)
    setText(column, json, from: 0, to: json.byteCount)
  }

  @inlinable
  mutating func setText(_ column: Int, _ value: RawSpan, from start: Int, to end: Int) {
    let offset = beginText()
    text.append(value, from: start, to: end)
    store(Slot(UInt64(offset), UInt64(end &- start)), column)
  }

  /// The place of the next text.
  @inlinable @inline(__always)
  func beginText() -> Int {
    precondition(openColumn < 0, "a text is being composed")
    return text.count
  }
}

// MARK: - Composing

extension RowBuffer {
  /// Begins a string, or the JSON of a dynamic, that is put together by ``append(_:)-(RawSpan)`` and
  /// its relatives and ends with ``endString()``. Until then no other text may be set.
  public mutating func beginString(_ column: Int) {
    precondition(types[column].isText)
    openStart = beginText()
    openColumn = column
  }

  /// Appends UTF-8 text to the string that was begun.
  @inlinable
  public mutating func append(_ piece: RawSpan) {
    if form == .json {
      text.appendJSONEscaped(piece, from: 0, to: piece.byteCount)
    } else {
      text.append(piece)
    }
  }

  /// Appends a literal, which stands for itself inside JSON strings, to the string that was begun.
  @inlinable
  public mutating func append(_ piece: StaticString) { text.append(piece) }

  /// Appends a decimal number to the string that was begun.
  @inlinable
  public mutating func appendDecimal(_ value: Int64) { text.appendDecimal(value) }

  /// Calls `body` to append anything, in the form of the row, to the string that was begun; what is there
  /// must stay.
  @inlinable
  public mutating func withText<Failure: Error>(
    _ body: (inout TextBuffer) throws(Failure) -> Void
  ) throws(Failure) {
    try body(&text)
  }

  /// Ends the string that was begun and sets its column.
  public mutating func endString() {
    precondition(openColumn >= 0 && text.count >= openStart, "no text is being composed")
    store(Slot(UInt64(openStart), UInt64(text.count - openStart)), openColumn)
    openColumn = -1
  }

  /// Forgets the string that was begun; its column stays as it was.
  public mutating func cancelString() {
    precondition(openColumn >= 0 && text.count >= openStart, "no text is being composed")
    text.truncate(to: openStart)
    openColumn = -1
  }
}
