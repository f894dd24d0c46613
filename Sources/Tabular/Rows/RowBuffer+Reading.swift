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
    precondition(types[column].isText)
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
