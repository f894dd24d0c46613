/// Timespans as a query writes them.
///
/// Source: dataexplorer-docs, query/scalar-data-types/timespan.md.
enum TimespanLiteral {
  /// Ticks in each unit that may follow a number.
  static let ticksPerUnit: [String: Int64] = {
    let units: [(Int64, String)] = [
      (1, "tick ticks"),
      (10, "micro micros microsec microsecond microseconds"),
      (10_000, "ms milli millis millisec millisecond milliseconds"),
      (10_000_000, "s sec second seconds"),
      (600_000_000, "m min minute minutes"),
      (36_000_000_000, "h hr hrs hour hours"),
      (864_000_000_000, "d day days"),
    ]
    var table: [String: Int64] = [:]
    for (ticks, names) in units {
      for name in names.split(separator: " ") { table[String(name)] = ticks }
    }
    return table
  }()

  /// Units that no tick of 100 nanoseconds can hold: numbers with them are refused.
  static let refusedUnits: Set<String> = ["nano", "nanos", "nanosec", "nanosecond", "nanoseconds"]

  /// Ticks of a text: `1.5h`, `15 seconds`, `2` (days), `[-][d.]hh:mm[:ss[.fffffff]]`. nil if it is none of
  /// these or out of range.
  static func ticks(of text: some StringProtocol) -> Int64? {
    var rest = Array(text.utf8.drop { $0 == UInt8(ascii: " ") })
    while rest.last == UInt8(ascii: " ") { rest.removeLast() }
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest.removeFirst()
    }
    let magnitude =
      rest.contains(UInt8(ascii: ":")) ? clockTicks(rest[...]) : unitTicks(rest[...])
    guard let magnitude else { return nil }
    // The magnitude of the smallest timespan is one more than the largest.
    if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  /// `12`, `1.5h`, `15 seconds`: a number of days or of the unit. nil if it is not a whole number of ticks.
  private static func unitTicks(_ text: ArraySlice<UInt8>) -> UInt64? {
    let whole = text.prefix(while: \.isDigit)
    var rest = text.dropFirst(whole.count)
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: \.isDigit)
      rest = rest.dropFirst(1 + fraction.count)
    }
    let unit = String(decoding: rest.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    guard let scale = unit.isEmpty ? 864_000_000_000 : ticksPerUnit[unit],
      let count = number(whole), fraction.count <= (unit.isEmpty ? 0 : 18)
    else { return nil }
    let (wholeTicks, overflow) = count.multipliedReportingOverflow(by: UInt64(scale))
    guard !overflow else { return nil }
    var parts: UInt64 = 0
    if !fraction.isEmpty {
      guard let numerator = number(fraction) else { return nil }
      var denominator: UInt64 = 1
      for _ in fraction { denominator *= 10 }
      let (quotient, remainder) = denominator.dividingFullWidth(
        numerator.multipliedFullWidth(by: UInt64(scale)))
      guard remainder == 0 else { return nil }
      parts = quotient
    }
    let (ticks, carry) = wholeTicks.addingReportingOverflow(parts)
    return carry ? nil : ticks
  }

  /// `[d.]hh:mm[:ss[.fffffff]]`.
  private static func clockTicks(_ text: ArraySlice<UInt8>) -> UInt64? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else { return nil }
    let daysAndHours = parts[0].split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard daysAndHours.count <= 2, let days = daysAndHours.count == 2 ? number(daysAndHours[0]) : 0,
      let hours = number(daysAndHours[daysAndHours.count - 1]), hours < 24,
      let minutes = number(parts[1]), minutes < 60
    else { return nil }
    var secondTicks: UInt64 = 0
    if parts.count == 3 {
      let seconds = parts[2].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      guard seconds.count <= 2, let whole = number(seconds[0]), whole < 60 else { return nil }
      secondTicks = whole * 10_000_000
      if seconds.count == 2 {
        guard seconds[1].count <= 7, let fraction = number(seconds[1]) else { return nil }
        var scale: UInt64 = 1
        for _ in seconds[1].count..<7 { scale *= 10 }
        secondTicks += fraction * scale
      }
    }
    let clock = hours * 36_000_000_000 + minutes * 600_000_000 + secondTicks
    let (dayTicks, overflow) = days.multipliedReportingOverflow(by: 864_000_000_000)
    guard !overflow else { return nil }
    let (ticks, carry) = dayTicks.addingReportingOverflow(clock)
    return carry ? nil : ticks
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
    return UInt64(String(decoding: digits, as: UTF8.self))
  }

  /// A timespan as `timespan(...)` holds it: `[-][d.]hh:mm:ss[.fffffff]`.
  static func text(of ticks: Int64) -> String {
    func padded(_ value: UInt64, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let magnitude = ticks.magnitude
    let days = magnitude / 864_000_000_000
    let fraction = magnitude % 10_000_000
    let seconds = magnitude / 10_000_000
    return (ticks < 0 ? "-" : "") + (days > 0 ? "\(days)." : "")
      + [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
      .joined(separator: ":") + (fraction > 0 ? "." + padded(fraction, 7) : "")
  }
}
