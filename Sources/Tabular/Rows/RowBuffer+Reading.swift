public import ByteIO

extension RowBuffer {
  /// A bool, nil when it is null.
  public func bool(_ column: Int) -> Bool? {
    precondition(types[column] == .bool)
    return isSet(column) ? cells[column].first != 0 : nil
  }

  /// An int, a long, or the ticks of a datetime or timespan; nil when it is null.
  public func integer(_ column: Int) -> Int64? {
    precondition(types[column].isInteger)
    return isSet(column) ? Int64(bitPattern: cells[column].first) : nil
  }

  /// A real, nil when it is null.
  public func real(_ column: Int) -> Double? {
    precondition(types[column] == .real)
    return isSet(column) ? Double(bitPattern: cells[column].first) : nil
  }

  /// A guid, nil when it is null.
  public func guid(_ column: Int) -> GUID? {
    precondition(types[column] == .guid)
    return isSet(column) ? GUID(low: cells[column].first, high: cells[column].second) : nil
  }

  /// The UTF-8 text of a string, or the JSON of a dynamic; empty when it is null.
  @_lifetime(borrow self)
  public borrowing func bytes(_ column: Int) -> RawSpan {
    precondition(types[column].isText && (form == .plain || types[column] == .dynamic))
    guard isSet(column) else { return text.bytes.extracting(0..<0) }
    let start = Int(cells[column].first)
    return text.bytes.extracting(start..<start + Int(cells[column].second))
  }

  /// The text of a string, or the JSON of a dynamic; nil when it is null. Copies.
  public func string(_ column: Int) -> String? {
    guard isSet(column) else { return nil }
    var copy = TextBuffer(capacity: 0)
    copy.append(bytes(column))
    return copy.string
  }
}

// MARK: - Any type

extension RowBuffer {
  /// Calls `body` with the value of a column, where it lies.
  public borrowing func withCell<Result, Failure: Error>(
    _ column: Int, _ body: (borrowing Cell) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard isSet(column) else { return try body(.null) }
    let slot = cells[column]
    switch types[column] {
    case .bool: return try body(.bool(slot.first != 0))
    case .int, .long: return try body(.integer(Int64(bitPattern: slot.first)))
    case .real: return try body(.real(Double(bitPattern: slot.first)))
    case .decimal: return try body(.decimal(slot.decimal))
    case .datetime: return try body(.dateTime(Int64(bitPattern: slot.first)))
    case .timespan: return try body(.timeSpan(Int64(bitPattern: slot.first)))
    case .guid: return try body(.guid(GUID(low: slot.first, high: slot.second)))
    case .string: return try body(.string(bytes(column)))
    case .dynamic: return try body(.dynamic(bytes(column)))
    }
  }
}

extension RowBuffer.Slot {
  /// A decimal: 113 bits of digits, 14 of the exponent and the sign on top, as decimal128 packs them.
  init(decimal value: Decimal128) {
    let high = UInt64(truncatingIfNeeded: value.coefficient >> 64)
    let exponent = UInt64(Int(value.exponent) + 6_176)
    self.init(
      UInt64(truncatingIfNeeded: value.coefficient),
      high | exponent << 49 | (value.isNegative ? 1 << 63 : 0))
  }

  /// The decimal that was stored.
  var decimal: Decimal128 {
    let coefficient = UInt128(second & 0x1_ffff_ffff_ffff) << 64 | UInt128(first)
    // What was stored was in range.
    return Decimal128(
      coefficient: coefficient, exponent: Int(second >> 49 & 0x3fff) - 6_176,
      isNegative: second >> 63 != 0) ?? Decimal128(0)
  }
}
