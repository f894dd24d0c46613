internal import ByteIO
internal import Tabular

/// A column under construction out of values of its type.
struct DatumColumn {
  let type: ScalarType
  private(set) var count = 0
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var bools = Bitmap(count: 0)
  private var guids: [GUID] = []
  private var decimals: [Decimal128] = []
  private var codes: [UInt32] = []
  private var nulls: Bitmap?
  private let interner: StringInterner?

  init(_ type: ScalarType, capacity: Int = 0) {
    self.type = type
    interner = type.isText ? StringInterner() : nil
    switch type {
    case .int, .long, .datetime, .timespan: integers.reserveCapacity(capacity)
    case .real: reals.reserveCapacity(capacity)
    case .string, .dynamic: codes.reserveCapacity(capacity)
    default: break
    }
  }

  /// Appends a value. One of another type is null: binding sees to it that there is none, but for columns whose
  /// type only the data tells.
  mutating func append(_ value: Datum) {
    switch type {
    case .bool:
      guard let flag = value.truth else { return appendNull() }
      bools.append(flag)
    case .int, .long, .datetime, .timespan:
      guard let number = value.integer else { return appendNull() }
      integers.append(number)
    case .real:
      guard let number = value.real else { return appendNull() }
      reals.append(number)
    case .decimal:
      switch value {
      case .decimal(let number): decimals.append(number)
      case .integer(let number): decimals.append(Decimal128(number))
      default: return appendNull()
      }
    case .guid:
      guard case .guid(let guid) = value else { return appendNull() }
      guids.append(guid)
    case .string: append(text: value.text)
    case .dynamic:
      if value.isNull { return appendNull() }
      append(text: value.json.written)
    }
    count += 1
    nulls?.append(false)
  }

  private mutating func append(text: [UInt8]) {
    codes.append(interner?.intern(text.rawSpan, from: 0, to: text.count) ?? 0)
  }

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
    count += 1
  }

  consuming func finish() -> Column {
    let storage: ColumnStorage =
      switch type {
      case .bool: .bools(bools)
      case .int, .long, .datetime, .timespan: .integers(integers)
      case .real: .reals(reals)
      case .decimal: .decimals(decimals)
      case .guid: .guids(guids)
      case .string, .dynamic: .texts(codes, interner?.makeDictionary() ?? .empty)
      }
    return Column(type: type, storage: storage, nulls: nulls)
  }
}

extension Column {
  /// `count` times one value.
  init(repeating value: Datum, type: ScalarType, count: Int) {
    var one = DatumColumn(type)
    one.append(value)
    self = one.finish().gathering(Array(repeating: 0, count: count))
  }

  /// The values of a column.
  init(_ values: [Datum], type: ScalarType) {
    var builder = DatumColumn(type, capacity: values.count)
    for value in values { builder.append(value) }
    self = builder.finish()
  }

  func datum(_ row: Int) -> Datum { withCell(row) { Datum($0) } }
}
