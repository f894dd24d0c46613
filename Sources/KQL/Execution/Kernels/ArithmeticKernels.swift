internal import Tabular

/// `+ - * / %` and signs. Whole numbers wrap; whole division is cut towards zero, its remainder is never negative,
/// and by zero both are null. Source: dataexplorer-docs, numerical-operators.md; recorded answers.
enum Arithmetic {
  enum Operation { case add, subtract, multiply, divide, remainder }

  static func apply(
    _ operation: Operation, _ left: Datum, _ right: Datum, result: ScalarType
  ) throws(Refusal) -> Datum {
    let left = unwrapped(left)
    let right = unwrapped(right)
    if left.isNull || right.isNull { return .null }
    switch (left, right) {
    case (.integer(let one), .integer(let other)):
      let value = whole(operation, one, other)
      return result == .int ? Conversion.int(value) : value
    case (.dateTime(let one), .timeSpan(let other)): return time(operation, one, other)
    case (.timeSpan(let one), .dateTime(let other)) where operation == .add:
      return time(operation, other, one)
    case (.dateTime(let one), .dateTime(let other)) where operation == .subtract:
      return .timeSpan(one &- other)
    case (.timeSpan(let one), .timeSpan(let other)):
      switch operation {
      case .divide: return .real(Double(one) / Double(other))
      case .add: return .timeSpan(one &+ other)
      case .subtract: return .timeSpan(one &- other)
      default:
        guard case .integer(let ticks) = whole(operation, one, other) else { return .null }
        return .timeSpan(ticks)
      }
    case (.timeSpan(let one), _): return span(operation, one, right)
    case (_, .timeSpan(let other)) where operation == .multiply: return span(operation, other, left)
    case (.decimal(let one), .decimal(let other)): return try decimal(operation, one, other)
    case (.decimal(let one), .integer(let other)):
      return try decimal(operation, one, Decimal128(other))
    case (.integer(let one), .decimal(let other)):
      return try decimal(operation, Decimal128(one), other)
    default:
      guard let one = left.real, let other = right.real else { return .null }
      return .real(real(operation, one, other))
    }
  }

  /// The scalar inside of a dynamic; null for what is none.
  private static func unwrapped(_ value: Datum) -> Datum {
    switch value {
    case .dynamic(.integer(let number)): .integer(number)
    case .dynamic(.real(let number)): .real(number)
    case .dynamic(.bool(let flag)): .integer(flag ? 1 : 0)
    case .dynamic(.string(let bytes)):
      if case .timeSpan = Conversion.timeSpan(.string(bytes)) {
        Conversion.timeSpan(.string(bytes))
      } else {
        Conversion.dateTime(.string(bytes))
      }
    case .dynamic: .null
    default: value
    }
  }

  static func whole(_ operation: Operation, _ one: Int64, _ other: Int64) -> Datum {
    switch operation {
    case .add: return .integer(one &+ other)
    case .subtract: return .integer(one &- other)
    case .multiply: return .integer(one &* other)
    case .divide:
      guard other != 0 else { return .null }
      return .integer(one.dividedReportingOverflow(by: other).partialValue)
    case .remainder:
      guard other != 0 else { return .null }
      let rest = one.remainderReportingOverflow(dividingBy: other).partialValue
      return .integer(rest < 0 ? rest &+ Int64(clamping: other.magnitude) : rest)
    }
  }

  private static func real(_ operation: Operation, _ one: Double, _ other: Double) -> Double {
    switch operation {
    case .add: return one + other
    case .subtract: return one - other
    case .multiply: return one * other
    case .divide: return one / other
    case .remainder:
      let rest = one.truncatingRemainder(dividingBy: other)
      return rest < 0 ? rest + other.magnitude : rest
    }
  }

  /// Beyond the years 1...9999 there is no datetime.
  private static func time(_ operation: Operation, _ one: Int64, _ other: Int64) -> Datum {
    switch operation {
    case .add, .subtract:
      let (sum, overflow) =
        operation == .add
        ? one.addingReportingOverflow(other) : one.subtractingReportingOverflow(other)
      return overflow || !Ticks.isDateTime(sum) ? .null : .dateTime(sum)
    case .divide: return .real(Double(one) / Double(other))
    case .remainder:
      guard case .integer(let ticks) = whole(operation, one, other) else { return .null }
      return .timeSpan(ticks)
    case .multiply: return .null
    }
  }

  private static func span(_ operation: Operation, _ span: Int64, _ factor: Datum) -> Datum {
    if case .integer(let number) = factor {
      guard case .integer(let ticks) = whole(operation, span, number) else { return .null }
      return .timeSpan(ticks)
    }
    guard let number = factor.real else { return .null }
    let ticks = real(operation, Double(span), number)
    return Int64(exactly: ticks.rounded(.towardZero)).map { .timeSpan($0) } ?? .null
  }

  /// Exact, or refused.
  private static func decimal(
    _ operation: Operation, _ one: Decimal128, _ other: Decimal128
  ) throws(Refusal) -> Datum {
    func inexact() -> Refusal {
      Refusal("this arithmetic of decimals has no exact answer here: use toreal(...)")
    }
    func signed(_ value: Decimal128) -> Int128? {
      let magnitude = Int128(exactly: value.coefficient)
      return magnitude.map { value.isNegative ? -$0 : $0 }
    }
    guard let left = signed(one), let right = signed(other) else { throw inexact() }
    func made(_ value: Int128, _ exponent: Int) throws(Refusal) -> Datum {
      guard
        let result = Decimal128(
          coefficient: value.magnitude, exponent: exponent, isNegative: value < 0)
      else { throw inexact() }
      return .decimal(result)
    }
    switch operation {
    case .multiply:
      let (product, overflow) = left.multipliedReportingOverflow(by: right)
      guard !overflow else { throw inexact() }
      return try made(product, Int(one.exponent) + Int(other.exponent))
    case .add, .subtract:
      let exponent = min(one.exponent, other.exponent)
      func scaled(_ value: Int128, _ from: Int16) throws(Refusal) -> Int128 {
        var value = value
        for _ in 0..<min(40, Int(from) - Int(exponent)) {
          let (next, overflow) = value.multipliedReportingOverflow(by: 10)
          guard !overflow else { throw inexact() }
          value = next
        }
        return value
      }
      guard Int(max(one.exponent, other.exponent)) - Int(exponent) <= 38 else { throw inexact() }
      let first = try scaled(left, one.exponent)
      let second = try scaled(right, other.exponent)
      let (sum, overflow) =
        operation == .add
        ? first.addingReportingOverflow(second) : first.subtractingReportingOverflow(second)
      guard !overflow else { throw inexact() }
      return try made(sum, Int(exponent))
    case .divide:
      guard right != 0 else { return .null }
      return quotient(one, other).map { .decimal($0) } ?? .null
    case .remainder:
      guard right != 0 else { return .null }
      let exponent = min(one.exponent, other.exponent)
      guard
        let first = Self.scaled(left, Int(one.exponent) - Int(exponent)),
        let second = Self.scaled(right, Int(other.exponent) - Int(exponent))
      else { throw inexact() }
      let rest = first % second
      return try made(rest < 0 ? rest + Int128(second.magnitude) : rest, Int(exponent))
    }
  }

  private static func scaled(_ value: Int128, _ power: Int) -> Int128? {
    guard power <= 38 else { return nil }
    var value = value
    for _ in 0..<power {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = next
    }
    return value
  }

  /// The quotient to 34 digits, rounded half to even.
  private static func quotient(_ one: Decimal128, _ other: Decimal128) -> Decimal128? {
    var digits = one.coefficient / other.coefficient
    var rest = one.coefficient % other.coefficient
    var exponent = Int(one.exponent) - Int(other.exponent)
    let limit: UInt128 = 1_000_000_000_000_000_000_000_000_000_000_000
    while rest != 0, digits < limit {
      rest *= 10
      digits = digits * 10 + rest / other.coefficient
      rest %= other.coefficient
      exponent -= 1
    }
    let twice = rest * 2
    if twice > other.coefficient || (twice == other.coefficient && digits & 1 == 1) { digits += 1 }
    return Decimal128(
      coefficient: digits, exponent: exponent, isNegative: one.isNegative != other.isNegative)
  }
}

private func binary(_ operation: Arithmetic.Operation) -> Kernel {
  { (call) throws(Refusal) in
    let result = call.result
    // [O]: constants that overflow are rejected.
    if case .integer(let one)? = call.constants[0], case .integer(let other)? = call.constants[1] {
      let overflows =
        switch operation {
        case .add: one.addingReportingOverflow(other).overflow
        case .subtract: one.subtractingReportingOverflow(other).overflow
        case .multiply: one.multipliedReportingOverflow(by: other).overflow
        default: false
        }
      if overflows { throw Refusal("the result is out of the range of a long", code: .badLiteral) }
    }
    return { (arguments) throws(Refusal) in
      try Arithmetic.apply(operation, arguments[0], arguments[1], result: result)
    }
  }
}

let arithmeticKernels: [String: Kernel] = [
  "+": { (call) throws(Refusal) in
    if call.types.count == 1 { return { $0[0] } }
    return try binary(.add)(call)
  },
  "-": { (call) throws(Refusal) in
    guard call.types.count == 1 else { return try binary(.subtract)(call) }
    return { arguments in
      switch arguments[0] {
      case .integer(let number), .dynamic(.integer(let number)): return .integer(0 &- number)
      case .real(let number), .dynamic(.real(let number)): return .real(-number)
      case .timeSpan(let ticks): return .timeSpan(0 &- ticks)
      case .decimal(let number):
        return Decimal128(
          coefficient: number.coefficient, exponent: Int(number.exponent),
          isNegative: !number.isNegative
        ).map { .decimal($0) } ?? .null
      default: return .null
      }
    }
  },
  "*": binary(.multiply), "/": binary(.divide), "%": binary(.remainder),
]
