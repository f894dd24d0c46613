public import ByteIO

/// The values of one column of a batch, side by side. Immutable; copies share their memory.
public struct Column: Sendable {
  /// The type of every value.
  public let type: ScalarType
  /// The number of values, nulls among them.
  public let count: Int
  /// The values. Where one is null, what stands here means nothing.
  public let storage: ColumnStorage
  /// The places of nulls; nil when there are none. A string column has none ever.
  public let nulls: Bitmap?
  /// Whether it was made of nothing but nulls, or empty texts. Batches keep one such column of each type.
  public let isBlank: Bool

  /// A column of values that fit its type and are as many as the places of nulls.
  public init(type: ScalarType, storage: ColumnStorage, nulls: Bitmap? = nil) {
    precondition(storage.fits(type))
    let count = storage.count
    precondition(nulls.map { $0.count == count && type != .string } ?? true)
    self.type = type
    self.count = count
    self.storage = storage
    self.nulls = nulls
    isBlank = false
  }

  /// `count` nulls, or empty texts. Those of a usual batch are shared by all.
  public init(nullsOf type: ScalarType, count: Int) {
    if count == TableBuilder.defaultBatchRows, let shared = Self.usualBlanks[type] {
      self = shared
    } else {
      self.init(blank: type, count: count)
    }
  }

  /// Blank columns of as many rows as batches usually have.
  private static let usualBlanks: [ScalarType: Column] = {
    var blanks: [ScalarType: Column] = [:]
    for type in ScalarType.allCases {
      blanks[type] = Column(blank: type, count: TableBuilder.defaultBatchRows)
    }
    return blanks
  }()

  private init(blank type: ScalarType, count: Int) {
    let storage: ColumnStorage =
      switch type {
      case .bool: .bools(Bitmap(count: count))
      case .int, .long, .datetime, .timespan: .integers(Array(repeating: 0, count: count))
      case .real: .reals(Array(repeating: 0, count: count))
      case .decimal: .decimals(Array(repeating: Decimal128(0), count: count))
      case .guid: .guids(Array(repeating: GUID(low: 0, high: 0), count: count))
      case .string, .dynamic: .texts(Array(repeating: 0, count: count), .empty)
      }
    self.type = type
    self.count = count
    self.storage = storage
    nulls = type == .string ? nil : Bitmap(repeating: true, count: count)
    isBlank = true
  }

  /// Whether the value at `row` is null.
  @inlinable
  public func isNull(_ row: Int) -> Bool { nulls?[row] ?? false }

  /// Calls `body` with the value at `row`, where it lies.
  public func withCell<Result, Failure: Error>(
    _ row: Int, _ body: (borrowing Cell) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(row >= 0 && row < count)
    if isNull(row) { return try body(.null) }
    switch storage {
    case .bools(let bits): return try body(.bool(bits[row]))
    case .integers(let values):
      switch type {
      case .datetime: return try body(.dateTime(values[row]))
      case .timespan: return try body(.timeSpan(values[row]))
      default: return try body(.integer(values[row]))
      }
    case .reals(let values): return try body(.real(values[row]))
    case .decimals(let values): return try body(.decimal(values[row]))
    case .guids(let values): return try body(.guid(values[row]))
    case .texts(let codes, let dictionary):
      return try dictionary.withBytes(codes[row]) { bytes throws(Failure) in
        try body(type == .string ? .string(bytes) : .dynamic(bytes))
      }
    }
  }

  /// The value at `row`. Copies.
  public func value(at row: Int) -> Value { withCell(row) { Value($0) } }

  /// Bytes of memory held by the values; dictionaries are counted by their table.
  public var byteCount: Int {
    storage.valueByteCount + (nulls?.byteCount ?? 0)
  }
}

/// How the values of a column are kept.
public enum ColumnStorage: Sendable {
  /// A bit for each bool.
  case bools(Bitmap)
  /// Ints, longs, and the ticks of datetimes and timespans.
  case integers([Int64])
  /// Reals.
  case reals([Double])
  /// Decimals.
  case decimals([Decimal128])
  /// Guids.
  case guids([GUID])
  /// The numbers of strings, or of the JSON of dynamics, in a dictionary.
  case texts([UInt32], StringDictionary)

  /// The number of values.
  public var count: Int {
    switch self {
    case .bools(let bits): bits.count
    case .integers(let values): values.count
    case .reals(let values): values.count
    case .decimals(let values): values.count
    case .guids(let values): values.count
    case .texts(let codes, _): codes.count
    }
  }

  /// Bytes of memory held, without those of a dictionary.
  var valueByteCount: Int {
    switch self {
    case .bools(let bits): bits.byteCount
    case .integers(let values): values.count * 8
    case .reals(let values): values.count * 8
    case .decimals(let values): values.count * MemoryLayout<Decimal128>.stride
    case .guids(let values): values.count * MemoryLayout<GUID>.stride
    case .texts(let codes, _): codes.count * MemoryLayout<UInt32>.stride
    }
  }

  /// Whether values of `type` are kept like this.
  func fits(_ type: ScalarType) -> Bool {
    switch self {
    case .bools: type == .bool
    case .integers: type.isInteger
    case .reals: type == .real
    case .decimals: type == .decimal
    case .guids: type == .guid
    case .texts: type.isText
    }
  }
}
