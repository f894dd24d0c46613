/// Spans of time as rule files write them.
enum RuleDuration {
  private static let ticksPerSecond: Int64 = 10_000_000

  /// Ticks of 100 ns of `5m`, `1h`, `14d` or of ISO 8601's `PT5M`, `P1DT2H`; nil for another text.
  static func ticks(_ text: String) -> Int64? {
    let trimmed = text.split(separator: " ").joined()
    return trimmed.first == "P" || trimmed.first == "p" ? iso(trimmed) : short(trimmed)
  }

  private static func short(_ text: String) -> Int64? {
    var total: Int64 = 0
    var number: Int64?
    for character in text.lowercased().utf8 {
      if let digit = digit(character) {
        guard let sum = appended(number ?? 0, digit) else { return nil }
        number = sum
        continue
      }
      let unit: Int64
      switch character {
      case UInt8(ascii: "d"): unit = 86_400
      case UInt8(ascii: "h"): unit = 3_600
      case UInt8(ascii: "m"): unit = 60
      case UInt8(ascii: "s"): unit = 1
      default: return nil
      }
      guard let value = number, let sum = added(total, value, unit) else { return nil }
      total = sum
      number = nil
    }
    return number == nil && total > 0 ? total : nil
  }

  private static func iso(_ text: String) -> Int64? {
    var total: Int64 = 0
    var number: Int64?
    var isTime = false
    for character in text.lowercased().utf8.dropFirst() {
      if let digit = digit(character) {
        guard let sum = appended(number ?? 0, digit) else { return nil }
        number = sum
        continue
      }
      if character == UInt8(ascii: "t"), !isTime, number == nil {
        isTime = true
        continue
      }
      let unit: Int64
      switch (character, isTime) {
      case (UInt8(ascii: "w"), false): unit = 604_800
      case (UInt8(ascii: "d"), false): unit = 86_400
      case (UInt8(ascii: "h"), true): unit = 3_600
      case (UInt8(ascii: "m"), true): unit = 60
      case (UInt8(ascii: "s"), true): unit = 1
      default: return nil
      }
      guard let value = number, let sum = added(total, value, unit) else { return nil }
      total = sum
      number = nil
    }
    return number == nil && total > 0 ? total : nil
  }

  private static func digit(_ character: UInt8) -> Int64? {
    (0x30...0x39).contains(character) ? Int64(character) - 0x30 : nil
  }

  /// The number with one more digit; nil from ten million on, which no rule has.
  private static func appended(_ number: Int64, _ digit: Int64) -> Int64? {
    number < 1_000_000 ? number * 10 + digit : nil
  }

  private static func added(_ total: Int64, _ value: Int64, _ seconds: Int64) -> Int64? {
    // value < 10^7 and seconds < 10^6, so that ticks stay below 10^20 only after this check.
    let (ticks, overflow) = (value * seconds).multipliedReportingOverflow(by: ticksPerSecond)
    guard !overflow else { return nil }
    let (sum, overflowed) = total.addingReportingOverflow(ticks)
    return overflowed ? nil : sum
  }

  /// The span as people write it: `1d`, `1h`, `1h 30m`.
  static func text(_ ticks: Int64) -> String {
    var seconds = ticks / ticksPerSecond
    var parts: [String] = []
    for (unit, name) in [(Int64(86_400), "d"), (3_600, "h"), (60, "m"), (1, "s")] {
      let count = seconds / unit
      seconds -= count * unit
      if count > 0 { parts.append("\(count)\(name)") }
    }
    return parts.isEmpty ? "0s" : parts.joined(separator: " ")
  }
}
