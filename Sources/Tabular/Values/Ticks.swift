public import ByteIO

/// Times as tables hold them: 100-nanosecond ticks in an Int64.
///
/// A datetime counts from 0001-01-01T00:00:00Z and ends with the year 9999; a timespan may be
/// negative. Source: Kusto documentation, "The datetime data type" and "The timespan data type".
public enum Ticks {
  /// Ticks in a second.
  public static let perSecond: Int64 = 10_000_000
  /// Ticks in a day.
  public static let perDay: Int64 = 864_000_000_000
  /// The datetime 1601-01-01, from which Windows counts.
  public static let fileTimeEpoch: Int64 = 504_911_232_000_000_000
  /// The datetime 1970-01-01.
  public static let unixEpoch: Int64 = 621_355_968_000_000_000
  /// The last datetime, 9999-12-31T23:59:59.9999999Z.
  public static let latest: Int64 = 3_155_378_975_999_999_999

  /// The datetime of a time of Windows, nil after the year 9999.
  @inlinable
  public static func dateTime(_ time: FileTime) -> Int64? {
    guard time.ticks <= UInt64(latest - fileTimeEpoch) else { return nil }
    return Int64(time.ticks) + fileTimeEpoch
  }

  /// Whether `ticks` is a datetime.
  @inlinable
  public static func isDateTime(_ ticks: Int64) -> Bool { ticks >= 0 && ticks <= latest }

  /// The ticks of a calendar date, nil when the parts are none or the year is not in 1...9999.
  static func date(year: Int, month: Int, day: Int) -> Int64? {
    guard (1...9_999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    let days = CivilDate.daysSince1970(year: year, month: month, day: day)
    // Day 31 of a short month would be a day of the next one.
    guard day <= 28 || CivilDate(daysSince1970: days).day == day else { return nil }
    return Int64(days) * perDay + unixEpoch
  }
}
