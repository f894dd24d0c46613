internal import ByteIO

extension Ticks {
  /// The datetime that a text spells, nil when it spells none.
  ///
  /// `YYYY-MM-DD`, then optionally `T` or a space and `hh:mm`, `:ss` and a fraction of any length, of
  /// which seven digits count, then `Z`, an offset `+hh:mm`, or nothing, which means UTC.
  public static func parseDateTime(_ bytes: RawSpan, from start: Int, to end: Int) -> Int64? {
    var reader = ByteReader(bytes, from: start, to: end)
    guard let year = reader.number(digits: 4), reader.accept(0x2d),
      let month = reader.number(digits: 2), reader.accept(0x2d),
      let day = reader.number(digits: 2), let date = date(year: year, month: month, day: day)
    else { return nil }
    guard reader.remaining > 0 else { return date }
    guard reader.accept(0x54) || reader.accept(0x74) || reader.accept(0x20),
      let clock = reader.clock(hourDigits: 2)
    else { return nil }
    guard let offset = reader.zone(), reader.remaining == 0 else { return nil }
    let ticks = date + clock - offset
    return isDateTime(ticks) ? ticks : nil
  }

  /// The timespan that a text spells, nil when it spells none.
  ///
  /// `[-][d.]hh:mm[:ss[.fffffff]]`, or a whole number of days.
  public static func parseTimeSpan(_ bytes: RawSpan, from start: Int, to end: Int) -> Int64? {
    var reader = ByteReader(bytes, from: start, to: end)
    let isNegative = reader.accept(0x2d)
    let beginning = reader.position
    // The largest timespan has 10,675,199 days.
    guard let first = reader.number(atMost: 8) else { return nil }
    var ticks: Int64 = 0
    if reader.remaining == 0 || reader.accept(0x2e) {
      let (days, overflow) = Int64(first).multipliedReportingOverflow(by: perDay)
      guard !overflow else { return nil }
      ticks = days
      guard reader.remaining > 0 else { return reader.bytes.u8(end - 1) == 0x2e ? nil : sign() }
    } else {
      reader.position = beginning
    }
    guard let clock = reader.clock(hourDigits: nil), reader.remaining == 0 else { return nil }
    // The smallest timespan of all, whose magnitude is one more, is let go.
    let (sum, overflow) = ticks.addingReportingOverflow(clock)
    guard !overflow else { return nil }
    ticks = sum
    return sign()

    func sign() -> Int64 { isNegative ? -ticks : ticks }
  }
}

extension ByteReader {
  /// Passes over `byte` when it is the next one.
  @_lifetime(self: copy self)
  mutating func accept(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position &+= 1
    return true
  }

  /// Reads exactly `count` decimal digits, 18 at most.
  @_lifetime(self: copy self)
  mutating func number(digits count: Int) -> Int? {
    guard count <= remaining else { return nil }
    var value = 0
    for index in 0..<count {
      let digit = Int(bytes.u8(position &+ index)) &- 0x30
      guard digit >= 0, digit <= 9 else { return nil }
      value = value &* 10 &+ digit
    }
    position &+= count
    return value
  }

  /// Reads one to `count` decimal digits; nil when there are none, or more.
  @_lifetime(self: copy self)
  mutating func number(atMost count: Int) -> Int? {
    var length = 0
    while length < remaining, isDigit(bytes.u8(position &+ length)) {
      length &+= 1
      guard length <= count else { return nil }
    }
    return length == 0 ? nil : number(digits: length)
  }

  /// Reads `hh:mm`, and `:ss` and a fraction where they follow, as ticks.
  @_lifetime(self: copy self)
  fileprivate mutating func clock(hourDigits: Int?) -> Int64? {
    let hour = hourDigits.map { number(digits: $0) } ?? number(atMost: 2)
    guard let hour, hour < 24, accept(0x3a), let minute = number(digits: 2), minute < 60 else {
      return nil
    }
    var ticks = Int64(hour * 3_600 + minute * 60) * Ticks.perSecond
    guard accept(0x3a) else { return ticks }
    guard let second = number(digits: 2), second < 60 else { return nil }
    ticks += Int64(second) * Ticks.perSecond
    guard accept(0x2e) else { return ticks }
    var unit = Ticks.perSecond
    let start = position
    while let byte = peek(), isDigit(byte) {
      unit /= 10
      ticks += Int64(byte &- 0x30) * unit
      position &+= 1
    }
    return position == start ? nil : ticks
  }

  /// Reads a time zone: ticks east of UTC, 0 where there is none.
  @_lifetime(self: copy self)
  fileprivate mutating func zone() -> Int64? {
    if accept(0x5a) || accept(0x7a) { return 0 }
    let isWest = peek() == 0x2d
    guard accept(0x2b) || accept(0x2d) else { return 0 }
    guard let hour = number(digits: 2), accept(0x3a), let minute = number(digits: 2),
      hour <= 14, minute < 60
    else { return nil }
    let ticks = Int64(hour * 60 + minute) * 60 * Ticks.perSecond
    return isWest ? -ticks : ticks
  }
}

/// Whether a byte is a decimal digit.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
