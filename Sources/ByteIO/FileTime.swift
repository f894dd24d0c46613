internal import Glibc

/// A point in time as Windows stores it: 100-nanosecond ticks since 1601-01-01 UTC.
@frozen
public struct FileTime: Hashable, Comparable, Sendable {
  /// 100-nanosecond ticks since 1601-01-01T00:00:00Z.
  public var ticks: UInt64

  /// A time of so many ticks.
  @inlinable
  public init(ticks: UInt64) { self.ticks = ticks }

  /// Ticks in a second.
  public static let ticksPerSecond: UInt64 = 10_000_000
  /// Ticks in a day.
  public static let ticksPerDay: UInt64 = 864_000_000_000
  /// Days from 1601-01-01 to 1970-01-01.
  public static let unixEpochDays = 134_774

  /// Whether one time is earlier than another.
  @inlinable
  public static func < (one: FileTime, other: FileTime) -> Bool { one.ticks < other.ticks }

  /// The time of a calendar date in UTC, or nil when the parts are no date or lie before 1601.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    fraction: UInt64 = 0
  ) {
    guard (1601...30827).contains(year), (1...12).contains(month), (0..<24).contains(hour),
      (0..<60).contains(minute), (0..<61).contains(second), fraction < Self.ticksPerSecond
    else { return nil }
    let days = CivilDate.daysSince1970(year: year, month: month, day: day)
    guard CivilDate(daysSince1970: days) == CivilDate(year: year, month: month, day: day) else {
      return nil
    }
    let seconds = (days + Self.unixEpochDays) * 86_400 + hour * 3_600 + minute * 60 + second
    self.ticks = UInt64(seconds) * Self.ticksPerSecond + fraction
  }
}

/// A date of the proleptic Gregorian calendar.
@frozen
public struct CivilDate: Hashable, Sendable {
  /// The year, such as 2019.
  public var year: Int
  /// The month, 1...12.
  public var month: Int
  /// The day of the month, 1...31.
  public var day: Int

  /// A date from its parts, unchecked.
  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date so many days after 1970-01-01.
  @inlinable
  public init(daysSince1970 days: Int) {
    // Years of 400 * 365.2425 days that begin in March, so that the leap day is the last.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days from 1970-01-01 to a date.
  public static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension FileTime: CustomStringConvertible {
  /// `2019-04-30T20:35:11.8568751Z`: always UTC, always seven digits.
  public var description: String {
    let days = Int(ticks / Self.ticksPerDay)
    let date = CivilDate(daysSince1970: days - Self.unixEpochDays)
    let rest = ticks % Self.ticksPerDay
    let seconds = Int(rest / Self.ticksPerSecond)
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
      + "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))."
      + "\(padded(Int(rest % Self.ticksPerSecond), 7))Z"
  }
}

/// A number with leading zeros.
private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension FileTime {
  /// A time from seconds since 1970; nil when they do not fit.
  public init?(unixSeconds: UInt64) {
    let (seconds, overflow) = unixSeconds.addingReportingOverflow(
      UInt64(Self.unixEpochDays) * 86_400)
    let (ticks, tooMany) = seconds.multipliedReportingOverflow(by: Self.ticksPerSecond)
    guard !overflow, !tooMany else { return nil }
    self.init(ticks: ticks)
  }

  /// The time of the system's clock.
  public static func now() -> FileTime {
    var time = timespec()
    // time outlives the call.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    let seconds = UInt64(max(0, time.tv_sec)) + UInt64(unixEpochDays) * 86_400
    return FileTime(ticks: seconds * ticksPerSecond + UInt64(time.tv_nsec) / 100)
  }
}
