public import ByteIO

/// A decimal number of up to 34 significant digits: `coefficient * 10 ^ exponent`.
///
/// The representation of IEEE 754 decimal128 without its infinities; the coefficient is kept as it was
/// written, so that `1.50` stays `1.50`, but equals `1.5`. Source: Kusto documentation, "The decimal
/// data type".
public struct Decimal128: Sendable {
  /// The digits, below 10 to the power of 34.
  public let coefficient: UInt128
  /// The power of ten, -6176...6111.
  public let exponent: Int16
  /// Whether the number is below zero, or a zero with a sign.
  public let isNegative: Bool

  /// Significant digits at most.
  public static let digitLimit = 34
  private static let limit: UInt128 = 10_000_000_000_000_000_000_000_000_000_000_000

  /// A number from its parts; nil when they are out of range.
  public init?(coefficient: UInt128, exponent: Int, isNegative: Bool = false) {
    guard coefficient < Self.limit, (-6_176...6_111).contains(exponent) else { return nil }
    self.coefficient = coefficient
    self.exponent = Int16(exponent)
    self.isNegative = isNegative
  }

  /// A whole number.
  public init(_ value: Int64) {
    coefficient = UInt128(value.magnitude)
    exponent = 0
    isNegative = value < 0
  }

  /// The number that a text spells: digits, a point, an exponent. Digits beyond the 34th are rounded,
  /// half to even.
  ///
  /// - Returns: nil when it spells none, or one out of range.
  public init?(parsing bytes: RawSpan, from start: Int, to end: Int) {
    var reader = ByteReader(bytes, from: start, to: end)
    let isNegative = reader.accept(0x2d)
    if !isNegative { _ = reader.accept(0x2b) }
    var coefficient: UInt128 = 0
    var digits = 0
    var scale = 0
    var isFraction = false
    var hasDigits = false
    // The first digit that is dropped, and whether any behind it is not zero.
    var dropped: UInt8?
    var isInexact = false
    while let byte = reader.peek() {
      if byte == 0x2e, !isFraction {
        isFraction = true
      } else if isDigit(byte) {
        hasDigits = true
        if digits < Self.digitLimit {
          coefficient = coefficient * 10 + UInt128(byte - 0x30)
          if coefficient != 0 { digits += 1 }
          if isFraction { scale -= 1 }
        } else {
          if dropped == nil { dropped = byte - 0x30 } else if byte != 0x30 { isInexact = true }
          if !isFraction { scale += 1 }
        }
      } else {
        break
      }
      reader.position += 1
    }
    guard hasDigits else { return nil }
    if reader.accept(0x65) || reader.accept(0x45) {
      let isSmall = reader.accept(0x2d)
      if !isSmall { _ = reader.accept(0x2b) }
      guard let power = reader.number(atMost: 6) else { return nil }
      scale += isSmall ? -power : power
    }
    guard reader.remaining == 0 else { return nil }
    if let dropped, dropped > 5 || (dropped == 5 && (isInexact || coefficient & 1 == 1)) {
      coefficient += 1
      if coefficient == Self.limit {
        coefficient /= 10
        scale += 1
      }
    }
    self.init(coefficient: coefficient, exponent: scale, isNegative: isNegative)
  }

  /// The nearest real.
  public var real: Double {
    var text = TextBuffer()
    text.appendDecimal(self)
    return Double(text.string) ?? .nan
  }

  /// The same number with as few digits as it needs.
  private var reduced: (coefficient: UInt128, exponent: Int) {
    guard coefficient != 0 else { return (0, 0) }
    var value = coefficient
    var power = Int(exponent)
    while value % 10 == 0 {
      value /= 10
      power += 1
    }
    return (value, power)
  }
}

extension Decimal128: Hashable {
  /// Whether both are the same number, however they are written.
  public static func == (one: Decimal128, other: Decimal128) -> Bool {
    let left = one.reduced
    let right = other.reduced
    return left == right && (left.coefficient == 0 || one.isNegative == other.isNegative)
  }

  /// Feeds the number, not its representation.
  public func hash(into hasher: inout Hasher) {
    let number = reduced
    hasher.combine(number.coefficient)
    hasher.combine(number.exponent)
    hasher.combine(isNegative && number.coefficient != 0)
  }
}

extension Decimal128: Comparable {
  /// Whether one number is smaller than another. Exact.
  public static func < (one: Decimal128, other: Decimal128) -> Bool {
    let left = one.reduced
    let right = other.reduced
    let leftNegative = one.isNegative && left.coefficient != 0
    let rightNegative = other.isNegative && right.coefficient != 0
    guard leftNegative == rightNegative else { return leftNegative }
    let isSmaller = magnitudeIsLess(left, right)
    let isLarger = magnitudeIsLess(right, left)
    return leftNegative ? isLarger : isSmaller
  }
}

/// Compares magnitudes without trailing zeros, by their highest digit first.
private func magnitudeIsLess(
  _ one: (coefficient: UInt128, exponent: Int), _ other: (coefficient: UInt128, exponent: Int)
) -> Bool {
  guard one.coefficient != 0, other.coefficient != 0 else {
    return one.coefficient == 0 && other.coefficient != 0
  }
  let top = digitCount(one.coefficient) + one.exponent
  let otherTop = digitCount(other.coefficient) + other.exponent
  guard top == otherTop else { return top < otherTop }
  // Both begin at the same power of ten: lengthened to the same number of digits, 34 at most, their
  // order is that of the digits.
  var left = one.coefficient
  var right = other.coefficient
  for _ in 0..<max(0, one.exponent - other.exponent) { left *= 10 }
  for _ in 0..<max(0, other.exponent - one.exponent) { right *= 10 }
  return left < right
}

private func digitCount(_ value: UInt128) -> Int {
  var rest = value
  var count = 0
  while rest > 0 {
    rest /= 10
    count += 1
  }
  return count
}

extension TextBuffer {
  /// Appends a decimal as it is written: plain where that needs few zeros, else with an exponent.
  public mutating func appendDecimal(_ value: Decimal128) {
    if value.isNegative { append(0x2d) }
    var digits: [UInt8] = []
    var rest = value.coefficient
    repeat {
      digits.append(UInt8(truncatingIfNeeded: rest % 10) + 0x30)
      rest /= 10
    } while rest > 0
    digits.reverse()
    let exponent = Int(value.exponent)
    let point = digits.count + exponent
    if exponent <= 0, point > -6 {
      if point <= 0 { append("0") }
      for (index, digit) in digits.enumerated() {
        if index == point, index > 0 { append(0x2e) }
        if index == 0, point <= 0 {
          append(0x2e)
          for _ in point..<0 { append(0x30) }
        }
        append(digit)
      }
    } else {
      append(digits.rawSpan, from: 0, to: 1)
      if digits.count > 1 {
        append(0x2e)
        append(digits.rawSpan, from: 1, to: digits.count)
      }
      append("E")
      if point > 0 { append(0x2b) }
      appendDecimal(Int64(point - 1))
    }
  }
}
