internal import Tabular

private let unitTicks: [String: Int64] = [
  "week": 7 * Ticks.perDay, "day": Ticks.perDay, "hour": 36_000_000_000, "minute": 600_000_000,
  "second": 10_000_000, "millisecond": 10_000, "microsecond": 10,
]

/// How many boundaries of a unit lie between the beginning of time and a datetime.
private func boundaries(_ unit: String, _ ticks: Int64) throws(Refusal) -> Int64 {
  let parts = TimeParts(ticks)
  switch unit {
  case "year": return Int64(parts.year)
  case "quarter": return parts.monthNumber / 3
  case "month": return parts.monthNumber
  // 0001-01-01 was a Monday, and weeks start on Sunday.
  case "week": return (parts.dayNumber + 1) / 7
  case "nanosecond": return ticks &* 100
  default:
    guard let size = unitTicks[unit] else {
      throw Refusal("expected a unit of time, found \(unit)", code: .badUse)
    }
    return ticks / size
  }
}

private func add(_ unit: String, _ count: Int64, _ ticks: Int64) throws(Refusal) -> Int64? {
  let months: Int64
  switch unit {
  case "year": months = 12
  case "quarter": months = 3
  case "month": months = 1
  default:
    let size: Int64
    if unit == "nanosecond" {
      return checked(ticks.addingReportingOverflow(count / 100))
    } else if let known = unitTicks[unit] {
      size = known
    } else {
      throw Refusal("expected a unit of time, found \(unit)", code: .badUse)
    }
    let (span, overflow) = count.multipliedReportingOverflow(by: size)
    return overflow ? nil : checked(ticks.addingReportingOverflow(span))
  }
  guard abs(count) < 200_000 else { return nil }
  let parts = TimeParts(ticks)
  let month = parts.monthNumber + count * months
  guard month >= 12, month < 120_000 else { return nil }
  let year = Int(month / 12)
  let number = Int(month % 12) + 1
  // A day that the month lacks is its last one.
  let day = min(parts.day, TimeParts.daysInMonth(year, number))
  guard let start = TimeParts.dayNumber(year, number, day) else { return nil }
  return start * Ticks.perDay + parts.clock
}

private func checked(_ sum: (partialValue: Int64, overflow: Bool)) -> Int64? {
  sum.overflow || !Ticks.isDateTime(sum.partialValue) ? nil : sum.partialValue
}

/// The part of a datetime that a double may hold: whole ticks.
private func unixTime(_ unit: Double) -> Kernel {
  { _ in
    { arguments in
      if let whole = arguments[0].integer, unit >= 1 {
        let (ticks, overflow) = whole.multipliedReportingOverflow(by: Int64(unit))
        guard !overflow, let time = checked(Ticks.unixEpoch.addingReportingOverflow(ticks)) else {
          return .null
        }
        return .dateTime(time)
      }
      guard let number = arguments[0].real, let ticks = Int64(exactly: (number * unit).rounded()),
        let time = checked(Ticks.unixEpoch.addingReportingOverflow(ticks))
      else { return .null }
      return .dateTime(time)
    }
  }
}

private func makeDateTime(_ arguments: [Datum]) -> Datum {
  if arguments.count == 1 { return Conversion.dateTime(arguments[0]) }
  var parts: [Int64] = []
  for argument in arguments.prefix(5) {
    guard case .integer(let number) = Conversion.long(argument) else { return .null }
    parts.append(number)
  }
  while parts.count < 5 { parts.append(0) }
  guard (1...9_999).contains(parts[0]), (1...12).contains(parts[1]), parts[2] >= 1,
    parts[2] <= TimeParts.daysInMonth(Int(parts[0]), Int(parts[1])), (0...23).contains(parts[3]),
    (0...59).contains(parts[4]),
    let day = TimeParts.dayNumber(Int(parts[0]), Int(parts[1]), Int(parts[2]))
  else { return .null }
  var seconds = 0.0
  if arguments.count > 5 {
    guard let number = arguments[5].real, number >= 0, number < 60 else { return .null }
    seconds = number
  }
  let clock = (parts[3] * 60 + parts[4]) * 600_000_000
  return .dateTime(day * Ticks.perDay + clock + Int64((seconds * 10_000_000).rounded()))
}

private func makeTimeSpan(_ arguments: [Datum]) -> Datum {
  if arguments.count == 1 { return Conversion.timeSpan(arguments[0]) }
  var parts: [Double] = []
  for argument in arguments {
    guard let number = argument.real, number.magnitude < 10_000_000 else { return .null }
    parts.append(number)
  }
  if parts.count == 2 { parts.append(0) }
  if parts.count == 3 { parts.insert(0, at: 0) }
  // Only seconds have a fraction, of which ticks count.
  let seconds = (parts[3] * 10_000_000).rounded()
  let minutes = parts[1].rounded(.towardZero) * 60 + parts[2].rounded(.towardZero)
  return .timeSpan(
    Int64(parts[0].rounded(.towardZero)) * Ticks.perDay + Int64(minutes) * 600_000_000
      + Int64(seconds))
}

/// Sums and differences of times. Source: dataexplorer-docs, query/*-function.md by name.
let timeArithmeticKernels: [String: Kernel] = [
  "datetime_diff": { _ in
    { (arguments) throws(Refusal) in
      guard case .dateTime(let one) = Conversion.dateTime(arguments[1]),
        case .dateTime(let other) = Conversion.dateTime(arguments[2])
      else { return .null }
      let unit = String(decoding: arguments[0].text, as: UTF8.self).lowercased()
      return .integer(try boundaries(unit, one) &- (try boundaries(unit, other)))
    }
  },
  "datetime_add": { _ in
    { (arguments) throws(Refusal) in
      guard let count = arguments[1].integer,
        case .dateTime(let ticks) = Conversion.dateTime(arguments[2])
      else { return .null }
      let unit = String(decoding: arguments[0].text, as: UTF8.self).lowercased()
      return try add(unit, count, ticks).map { .dateTime($0) } ?? .null
    }
  },
  "make_datetime": { _ in { makeDateTime($0) } },
  "make_timespan": { _ in { makeTimeSpan($0) } },
  "unixtime_seconds_todatetime": unixTime(10_000_000),
  "unixtime_milliseconds_todatetime": unixTime(10_000),
  "unixtime_microseconds_todatetime": unixTime(10),
  "unixtime_nanoseconds_todatetime": unixTime(0.01),
]
