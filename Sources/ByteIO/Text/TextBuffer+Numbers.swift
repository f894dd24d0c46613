extension TextBuffer {
  /// Appends a decimal integer.
  @inlinable
  public mutating func appendDecimal(_ value: Int64) {
    if value < 0 { append(0x2d) }
    appendDecimal(value.magnitude)
  }

  /// Appends a decimal integer.
  @inlinable
  public mutating func appendDecimal(_ value: UInt64) {
    if value < 10 { append(UInt8(truncatingIfNeeded: value) &+ 0x30) } else { appendDigits(value) }
  }

  /// Appends a decimal integer with leading zeros up to `width` digits, at most 20.
  public mutating func appendDecimal(_ value: UInt64, width: Int) {
    precondition(width <= 20)
    var digits = 1
    var rest = value / 10
    while rest > 0 {
      digits += 1
      rest /= 10
    }
    storeDigits(value, count: max(digits, width))
  }

  @usableFromInline
  mutating func appendDigits(_ value: UInt64) {
    // 1233 / 4096 is the logarithm of 2 to the base 10, nearly: one too few at most.
    let bits = 64 &- value.leadingZeroBitCount
    var digits = (bits &* 1_233) >> 12
    if value >= powersOfTen[digits] { digits &+= 1 }
    storeDigits(value, count: max(digits, 1))
  }

  /// Stores exactly `count` digits, 20 at most, two at a time from the end.
  @inline(__always)
  private mutating func storeDigits(_ value: UInt64, count: Int) {
    reserve(20)
    var rest = value
    var place = count
    while place >= 2 {
      let quotient = rest / 100
      place &-= 2
      let pair = decimalPairs[Int(truncatingIfNeeded: rest &- quotient &* 100)]
      // There is room for 20 bytes, and 0 <= place < count <= 20.
      unsafe base.storeBytes(of: pair, toByteOffset: byteCount &+ place, as: UInt16.self)
      rest = quotient
    }
    if place == 1 {
      let digit = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
      unsafe base.storeBytes(of: digit, toByteOffset: byteCount, as: UInt8.self)
    }
    byteCount &+= count
  }

  /// Appends the shortest decimal text that reads back as the same number, such as `0.1`, `1e+20`,
  /// `NaN` or `-Infinity`.
  public mutating func appendReal(_ value: Double) {
    if value.isFinite {
      append(text: value.description)
    } else if value.isNaN {
      append("NaN")
    } else {
      append(value < 0 ? "-Infinity" : "Infinity")
    }
  }

  /// Appends `5770385f-c22a-43e0-bf4c-06f5698ffbd9`.
  public mutating func appendGUID(_ guid: GUID) {
    reserve(36)
    appendHex(guid.low & 0xffff_ffff, digits: 8)
    append(0x2d)
    appendHex(guid.low >> 32 & 0xffff, digits: 4)
    append(0x2d)
    appendHex(guid.low >> 48, digits: 4)
    append(0x2d)
    let tail = guid.high.byteSwapped
    appendHex(tail >> 48, digits: 4)
    append(0x2d)
    appendHex(tail & 0xffff_ffff_ffff, digits: 12)
  }

  /// Appends exactly so many lower-case hexadecimal digits, an even number.
  public mutating func appendHex(_ value: UInt64, digits: Int) {
    precondition(digits >= 0 && digits <= 16 && digits & 1 == 0)
    var shift = digits &* 4
    while shift > 0 {
      shift &-= 8
      let byte = Int(truncatingIfNeeded: value >> UInt64(shift) & 0xff)
      append(UInt64(hexDigits(byte)), used: 2)
    }
  }
}

/// 10 to the power of the index.
private let powersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]

/// The two decimal digits of 0...99, the first in the low half.
let decimalPairs: [UInt16] = [
  0x3030, 0x3130, 0x3230, 0x3330, 0x3430, 0x3530, 0x3630, 0x3730, 0x3830, 0x3930,
  0x3031, 0x3131, 0x3231, 0x3331, 0x3431, 0x3531, 0x3631, 0x3731, 0x3831, 0x3931,
  0x3032, 0x3132, 0x3232, 0x3332, 0x3432, 0x3532, 0x3632, 0x3732, 0x3832, 0x3932,
  0x3033, 0x3133, 0x3233, 0x3333, 0x3433, 0x3533, 0x3633, 0x3733, 0x3833, 0x3933,
  0x3034, 0x3134, 0x3234, 0x3334, 0x3434, 0x3534, 0x3634, 0x3734, 0x3834, 0x3934,
  0x3035, 0x3135, 0x3235, 0x3335, 0x3435, 0x3535, 0x3635, 0x3735, 0x3835, 0x3935,
  0x3036, 0x3136, 0x3236, 0x3336, 0x3436, 0x3536, 0x3636, 0x3736, 0x3836, 0x3936,
  0x3037, 0x3137, 0x3237, 0x3337, 0x3437, 0x3537, 0x3637, 0x3737, 0x3837, 0x3937,
  0x3038, 0x3138, 0x3238, 0x3338, 0x3438, 0x3538, 0x3638, 0x3738, 0x3838, 0x3938,
  0x3039, 0x3139, 0x3239, 0x3339, 0x3439, 0x3539, 0x3639, 0x3739, 0x3839, 0x3939,
]
