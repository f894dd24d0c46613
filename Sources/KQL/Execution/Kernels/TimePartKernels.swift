internal import ByteIO
internal import Tabular

/// A datetime taken apart.
struct TimeParts {
  let year: Int
  let month: Int
  let day: Int
  /// Ticks since midnight.
  let clock: Int64
  /// Days since 0001-01-01, a Monday.
  let dayNumber: Int64

  init(_ ticks: Int64) {
    dayNumber = ticks / Ticks.perDay
    clock = ticks % Ticks.perDay
    let date = CivilDate(daysSince1970: Int(dayNumber - Ticks.unixEpoch / Ticks.perDay))
    year = date.year
    month = date.month
    day = date.day
  }

  /// Days since Sunday.
  var weekday: Int { Int((dayNumber + 1) % 7) }

  static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The day of a date, since 0001-01-01; nil beyond the years 1...9999.
  static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
    guard (1...9_999).contains(year) else { return nil }
    return Int64(CivilDate.daysSince1970(year: year, month: month, day: day))
      + Ticks.unixEpoch / Ticks.perDay
  }

  /// Months since the year 0.
  var monthNumber: Int64 { Int64(year) * 12 + Int64(month) - 1 }

  var dayOfYear: Int { Int(dayNumber - (Self.dayNumber(year, 1, 1) ?? 0)) + 1 }

  /// The week of ISO 8601, whose weeks start on Monday and belong to the year of their Thursday.
  var isoWeek: Int {
    let monday = dayNumber - dayNumber % 7
    let thursday = TimeParts(min(max(monday + 3, 0), Ticks.latest / Ticks.perDay) * Ticks.perDay)
    return (thursday.dayOfYear - 1) / 7 + 1
  }
}

private func part(_ body: @escaping @Sendable (TimeParts) -> Int) -> Kernel {
  { _ in
    { arguments in
      guard case .dateTime(let ticks) = Conversion.dateTime(arguments[0]) else { return .null }
      return .integer(Int64(body(TimeParts(ticks))))
    }
  }
}

/// The start of a period `offset` periods later; nil where there is none.
private func startOf(_ period: String, _ ticks: Int64, _ offset: Int64) -> Int64? {
  guard abs(offset) < 4_000_000 else { return nil }
  let parts = TimeParts(ticks)
  let day: Int64
  switch period {
  case "day": day = parts.dayNumber + offset
  case "week": day = parts.dayNumber - Int64(parts.weekday) + offset * 7
  case "month":
    let month = parts.monthNumber + offset
    guard month >= 12, let start = TimeParts.dayNumber(Int(month / 12), Int(month % 12) + 1, 1)
    else {
      return nil
    }
    day = start
  default:
    guard let start = TimeParts.dayNumber(Int(Int64(parts.year) + offset), 1, 1) else { return nil }
    day = start
  }
  guard day >= 0, day <= Ticks.latest / Ticks.perDay else { return nil }
  return day * Ticks.perDay
}

private func start(_ period: String) -> Kernel {
  { _ in
    { arguments in
      guard case .dateTime(let ticks) = Conversion.dateTime(arguments[0]) else { return .null }
      let offset = arguments.count > 1 ? arguments[1].integer : 0
      guard let offset else { return .null }
      return startOf(period, ticks, offset).map { .dateTime($0) } ?? .null
    }
  }
}

private func end(_ period: String) -> Kernel {
  { _ in
    { arguments in
      guard case .dateTime(let ticks) = Conversion.dateTime(arguments[0]) else { return .null }
      let offset = arguments.count > 1 ? arguments[1].integer : 0
      guard let offset else { return .null }
      if let next = startOf(period, ticks, offset + 1) { return .dateTime(next - 1) }
      // Behind the last period there is none; its own end is the end of time, but for the week that is cut.
      guard period != "week", startOf(period, ticks, offset) != nil else { return .null }
      return .dateTime(Ticks.latest)
    }
  }
}

/// Parts and periods of datetimes. Source: dataexplorer-docs, query/*-function.md by name; weeks start on Sunday.
let timePartKernels: [String: Kernel] = [
  "dayofweek": { _ in
    { arguments in
      guard case .dateTime(let ticks) = Conversion.dateTime(arguments[0]) else { return .null }
      let parts = TimeParts(ticks)
      // [O]: null in the week that the end of time cuts.
      if parts.dayNumber - Int64(parts.weekday) + 7 > Ticks.latest / Ticks.perDay { return .null }
      return .timeSpan(Int64(parts.weekday) * Ticks.perDay)
    }
  },
  "dayofmonth": part(\.day), "dayofyear": part(\.dayOfYear), "getyear": part(\.year),
  "getmonth": part(\.month), "monthofyear": part(\.month), "week_of_year": part(\.isoWeek),
  "hourofday": part { Int($0.clock / (Ticks.perSecond * 3_600)) },
  "datetime_part": { _ in
    { (arguments) throws(Refusal) in
      guard case .dateTime(let ticks) = Conversion.dateTime(arguments[1]) else { return .null }
      let parts = TimeParts(ticks)
      let name = String(decoding: arguments[0].text, as: UTF8.self).lowercased()
      let value: Int64
      switch name {
      case "year": value = Int64(parts.year)
      case "quarter": value = Int64((parts.month - 1) / 3 + 1)
      case "month": value = Int64(parts.month)
      case "week_of_year", "weekofyear": value = Int64(parts.isoWeek)
      case "day": value = Int64(parts.day)
      case "dayofyear": value = Int64(parts.dayOfYear)
      case "hour": value = parts.clock / (3_600 * Ticks.perSecond)
      case "minute": value = parts.clock / (60 * Ticks.perSecond) % 60
      case "second": value = parts.clock / Ticks.perSecond % 60
      case "millisecond": value = parts.clock / 10_000 % 1_000
      case "microsecond": value = parts.clock / 10 % 1_000_000
      case "nanosecond": value = parts.clock % Ticks.perSecond * 100
      default: throw Refusal("expected a part of a datetime, found \(name)", code: .badUse)
      }
      return .integer(value)
    }
  },
  "startofday": start("day"), "startofweek": start("week"), "startofmonth": start("month"),
  "startofyear": start("year"), "endofday": end("day"), "endofweek": end("week"),
  "endofmonth": end("month"), "endofyear": end("year"),
]
