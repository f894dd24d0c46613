internal import Tabular

/// `sum`: whole numbers wrap; 0 without values.
struct SumState: GroupState {
  let type: ScalarType
  private var sum: Datum

  init(_ type: ScalarType) {
    self.type = type
    sum =
      switch type {
      case .real: .real(0)
      case .decimal: .decimal(Decimal128(0))
      case .timespan: .timeSpan(0)
      case .datetime: .dateTime(0)
      default: .integer(0)
      }
  }

  mutating func add(_ arguments: [Datum]) throws(Refusal) {
    switch (sum, arguments[0]) {
    case (_, .null): break
    case (.integer(let total), .integer(let value)): sum = .integer(total &+ value)
    case (.real(let total), let value): if let number = value.real { sum = .real(total + number) }
    case (.timeSpan(let total), .timeSpan(let value)): sum = .timeSpan(total &+ value)
    case (.decimal, let value):
      sum = try Arithmetic.apply(.add, sum, Conversion.decimal(value), result: .decimal)
    case (.integer, .dynamic):
      throw Refusal("the sum of a dynamic is not supported: use tolong(...)")
    default: throw Refusal("the sum of datetimes is not supported")
    }
  }

  func finish() -> [Datum] { [sum] }
}

/// `avg`: NaN without values.
struct AverageState: GroupState {
  let type: ScalarType
  private var count: Int64 = 0
  private var real = 0.0
  private var whole: Int128 = 0
  /// The sum of whole numbers wraps, and so does their average [O].
  private var wrapped: Int64 = 0
  private var decimal = Datum.decimal(Decimal128(0))

  init(_ type: ScalarType) { self.type = type }

  mutating func add(_ arguments: [Datum]) throws(Refusal) {
    let value = arguments[0]
    if value.isNull { return }
    if value.isTime {
      whole += Int128(value.integer ?? 0)
    } else if type == .decimal {
      decimal = try Arithmetic.apply(.add, decimal, Conversion.decimal(value), result: .decimal)
    } else if case .integer(let number) = value {
      wrapped = wrapped &+ number
    } else {
      guard let number = value.real else { return }
      real += number
    }
    count += 1
  }

  func finish() throws(Refusal) -> [Datum] {
    switch type {
    case .decimal:
      [
        count == 0
          ? .null : try Arithmetic.apply(.divide, decimal, .integer(count), result: .decimal)
      ]
    case .timespan: [count == 0 ? .null : .timeSpan(Int64(clamping: whole / Int128(count)))]
    case .datetime: [count == 0 ? .null : .dateTime(Int64(clamping: whole / Int128(count)))]
    default: [.real((real + Double(wrapped)) / Double(count))]
    }
  }
}

/// `stdev`, `variance` and their like: Welford's sums; 0 for fewer values than they need.
struct SpreadState: GroupState {
  let isSample: Bool
  let isRoot: Bool
  private var count = 0.0
  private var mean = 0.0
  private var squares = 0.0

  init(isSample: Bool, isRoot: Bool) {
    self.isSample = isSample
    self.isRoot = isRoot
  }

  mutating func add(_ arguments: [Datum]) {
    guard let value = arguments[0].real ?? arguments[0].integer.map({ Double($0) }) else { return }
    count += 1
    let delta = value - mean
    mean += delta / count
    squares += delta * (value - mean)
  }

  func finish() -> [Datum] {
    let divisor = isSample ? count - 1 : count
    guard divisor > 0 else { return [.real(0)] }
    let variance = squares / divisor
    return [.real(isRoot ? variance.squareRoot() : variance)]
  }
}

/// `min`, `max`: NaN when any value is.
struct ExtremeState: GroupState {
  let isMax: Bool
  private var best = Datum.null

  init(isMax: Bool) { self.isMax = isMax }

  mutating func add(_ arguments: [Datum]) throws(Refusal) {
    let value = arguments[0]
    if value.isNull { return }
    if best.isNull {
      best = value
      return
    }
    if case .real(let number) = value, number.isNaN {
      best = value
      return
    }
    if case .dynamic = value {
      throw Refusal("the extremes of a dynamic are not supported: use tolong(...) or tostring(...)")
    }
    guard let order = Order.compare(value, best) else { return }
    if isMax ? order > 0 : order < 0 { best = value }
  }

  func finish() -> [Datum] { [best] }
}

/// `binary_all_and` and its like.
struct BitsState: GroupState {
  let combine: (Int64, Int64) -> Int64
  private var bits: Int64?

  init(_ combine: @escaping (Int64, Int64) -> Int64) { self.combine = combine }

  mutating func add(_ arguments: [Datum]) {
    guard let value = arguments[0].integer else { return }
    bits = bits.map { combine($0, value) } ?? value
  }

  func finish() -> [Datum] { [bits.map { .integer($0) } ?? .null] }
}

/// `percentile` and its like: the value of the nearest rank.
struct PercentileState: GroupState {
  let percentages: [Double]
  let isWeighted: Bool
  let isArray: Bool
  private var values: [(value: Datum, weight: Int64)] = []

  init(percentages: [Double], isWeighted: Bool, isArray: Bool) {
    self.percentages = percentages
    self.isWeighted = isWeighted
    self.isArray = isArray
  }

  mutating func add(_ arguments: [Datum]) throws(Refusal) {
    if arguments[0].isNull { return }
    let weight = isWeighted ? arguments[1].integer ?? 0 : 1
    guard weight > 0 else { return }
    values.append((arguments[0], weight))
  }

  func finish() throws(Refusal) -> [Datum] {
    let sorted = values.sorted { (Order.compare($0.value, $1.value) ?? 0) < 0 }
    let total = sorted.reduce(0.0) { $0 + Double($1.weight) }
    let found = percentages.map { percentage -> Datum in
      guard let last = sorted.last else { return .null }
      let rank = max(1, (percentage / 100 * total).rounded(.up))
      var reached = 0.0
      for (value, weight) in sorted {
        reached += Double(weight)
        if reached >= rank { return value }
      }
      return last.value
    }
    return isArray ? [.dynamic(.array(found.map(\.json)))] : found
  }

  var byteCount: Int { values.count * 56 }
}
