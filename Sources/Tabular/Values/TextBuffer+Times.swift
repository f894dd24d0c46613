public import ByteIO

extension TextBuffer {
  /// Appends a datetime as `2024-01-15T10:30:00.1234567Z`: always UTC, always seven digits.
  ///
  /// Ticks outside of the years 1...9999 are no datetime and are clamped.
  public mutating func appendDateTime(_ ticks: Int64) {
    let ticks = UInt64(min(max(ticks, 0), Ticks.latest))
    let day = ticks / UInt64(Ticks.perDay)
    let rest = ticks &- day &* UInt64(Ticks.perDay)
    let date = CivilDate(
      daysSince1970: Int(day) &- Int(Ticks.unixEpoch / Ticks.perDay))
    reserve(32)
    let year = UInt64(date.year)
    append(digits(year / 100) | digits(year % 100) << 16 | 0x2d << 32, used: 5)
    append(digits(UInt64(date.month)) | 0x2d << 16 | digits(UInt64(date.day)) << 24, used: 5)
    append(0x54)
    appendClock(rest)
    appendFraction(rest % UInt64(Ticks.perSecond))
    append(0x5a)
  }

  /// Appends a timespan as `1.02:03:04.0000005`: days only when there are any, a fraction of seven
  /// digits only when it is not zero.
  public mutating func appendTimeSpan(_ ticks: Int64) {
    if ticks < 0 { append(0x2d) }
    let magnitude = ticks.magnitude
    let day = magnitude / UInt64(Ticks.perDay)
    let rest = magnitude &- day &* UInt64(Ticks.perDay)
    if day > 0 {
      appendDecimal(day)
      append(0x2e)
    }
    appendClock(rest)
    let fraction = rest % UInt64(Ticks.perSecond)
    if fraction > 0 { appendFraction(fraction) }
  }

  /// `hh:mm:ss` of ticks below a day.
  private mutating func appendClock(_ ticks: UInt64) {
    let seconds = ticks / UInt64(Ticks.perSecond)
    let minutes = seconds / 60
    let hours = minutes / 60
    let colons: UInt64 = 0x00_003a_0000_3a_0000
    append(
      digits(hours) | digits(minutes &- hours &* 60) << 24
        | digits(seconds &- minutes &* 60) << 48 | colons, used: 8)
  }

  /// `.fffffff` of ticks below a second.
  private mutating func appendFraction(_ ticks: UInt64) {
    let high = ticks / 1_000
    let low = ticks &- high &* 1_000
    let tens = low / 10
    append(
      0x2e | digits(high / 100) << 8 | digits(high % 100) << 24 | digits(tens) << 40
        | (low &- tens &* 10 &+ 0x30) << 56, used: 8)
  }
}

/// The two digits of a value below 100, the first in the lowest byte.
@inline(__always)
private func digits(_ value: UInt64) -> UInt64 {
  let tens = value / 10
  return (tens &+ 0x30) | (value &- tens &* 10 &+ 0x30) << 8
}
