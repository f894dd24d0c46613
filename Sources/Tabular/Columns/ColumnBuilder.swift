internal import ByteIO

/// One column of a table under construction: values of the batch at hand, and the batches before.
struct ColumnBuilder {
  let type: ScalarType
  /// Values of the batch at hand.
  private(set) var count = 0
  /// Whether the batch at hand may have a value.
  private var hasValues = false
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var bools = Bitmap(count: 0)
  private var guids: [GUID] = []
  private var decimals: [Decimal128] = []
  private var codes: [UInt32] = []
  /// The places of nulls, from the first one on.
  private var nulls: Bitmap?
  /// The texts of all batches.
  let interner: StringInterner
  private var chunks: [Chunk] = []

  /// A batch whose dictionary is not yet complete.
  private struct Chunk {
    /// nil for a batch of nulls.
    var storage: ColumnStorage?
    var count: Int
    var nulls: Bitmap?
  }

  init(_ type: ScalarType) {
    self.type = type
    interner = StringInterner()
  }

  // MARK: - Appending

  private mutating func appended() {
    count &+= 1
    hasValues = true
    nulls?.append(false)
  }

  mutating func append(integer value: Int64) {
    integers.append(value)
    appended()
  }

  mutating func append(real value: Double) {
    reals.append(value)
    appended()
  }

  mutating func append(bool value: Bool) {
    bools.append(value)
    appended()
  }

  mutating func append(guid value: GUID) {
    guids.append(value)
    appended()
  }

  mutating func append(decimal value: Decimal128) {
    decimals.append(value)
    appended()
  }

  /// Appends a string, or the JSON of a dynamic.
  mutating func append(_ text: RawSpan, from start: Int, to end: Int) {
    codes.append(interner.intern(text, from: start, to: end))
    appended()
  }

  /// Appends a null, or the empty string.
  mutating func appendNull() {
    switch type {
    case .bool: bools.append(false)
    case .int, .long, .datetime, .timespan: integers.append(0)
    case .real: reals.append(0)
    case .decimal: decimals.append(Decimal128(0))
    case .guid: guids.append(GUID(low: 0, high: 0))
    case .string, .dynamic: codes.append(0)
    }
    if type != .string {
      if nulls == nil { nulls = Bitmap(count: count) }
      nulls?.append(true)
    }
    count &+= 1
  }

  /// Appends nulls until there are `wanted` values.
  @inline(__always)
  mutating func pad(to wanted: Int) {
    while count < wanted { appendNull() }
  }

  /// Takes the last value back.
  mutating func removeLast() {
    switch type {
    case .bool: bools.removeLast()
    case .int, .long, .datetime, .timespan: integers.removeLast()
    case .real: reals.removeLast()
    case .decimal: decimals.removeLast()
    case .guid: guids.removeLast()
    case .string, .dynamic: codes.removeLast()
    }
    nulls?.removeLast()
    count &-= 1
  }

  /// Appends the value of a cell, which must be of the column's type.
  mutating func append(_ cell: borrowing Cell) {
    switch cell {
    case .null: appendNull()
    case .bool(let value): append(bool: value)
    case .integer(let value), .dateTime(let value), .timeSpan(let value): append(integer: value)
    case .real(let value): append(real: value)
    case .decimal(let value): append(decimal: value)
    case .guid(let value): append(guid: value)
    case .string(let bytes), .dynamic(let bytes): append(bytes, from: 0, to: bytes.byteCount)
    }
  }

  // MARK: - Batches

  /// Ends the batch at hand.
  mutating func endBatch() {
    // A known table has many columns that a file has no values of.
    let storage = takeStorage()
    chunks.append(
      Chunk(storage: hasValues ? storage : nil, count: count, nulls: hasValues ? nulls : nil))
    hasValues = false
    nulls = nil
    count = 0
  }

  private mutating func takeStorage() -> ColumnStorage {
    func take<Values>(_ values: inout Values, leaving empty: Values) -> Values {
      var taken = empty
      swap(&taken, &values)
      return taken
    }
    switch type {
    case .bool: return .bools(take(&bools, leaving: Bitmap(count: 0)))
    case .int, .long, .datetime, .timespan: return .integers(take(&integers, leaving: []))
    case .real: return .reals(take(&reals, leaving: []))
    case .decimal: return .decimals(take(&decimals, leaving: []))
    case .guid: return .guids(take(&guids, leaving: []))
    // The dictionary follows when it is complete.
    case .string, .dynamic: return .texts(take(&codes, leaving: []), .empty)
    }
  }

  /// The column of each batch. The builder must not be used afterwards.
  mutating func finish() -> [Column] {
    let dictionary = type.isText ? interner.makeDictionary() : .empty
    return chunks.map { chunk in
      guard var storage = chunk.storage else { return Column(nullsOf: type, count: chunk.count) }
      if case .texts(let codes, _) = storage { storage = .texts(codes, dictionary) }
      return Column(type: type, storage: storage, nulls: chunk.nulls)
    }
  }

  /// Bytes of memory held.
  var byteCount: Int {
    let held = chunks.reduce(0) { total, chunk in
      total + (chunk.storage?.valueByteCount ?? 0) + (chunk.nulls?.byteCount ?? 0)
    }
    let open =
      (integers.count + reals.count) * 8 + codes.count * 4 + guids.count * 16
      + decimals.count * MemoryLayout<Decimal128>.stride + bools.byteCount
    return held + open + (type.isText ? interner.byteCount : 0)
  }
}
