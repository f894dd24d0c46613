import ArgumentParser
import ByteIO
import EVTX

/// Which events are wanted.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .customLong("event-id"),
    help: ArgumentHelp(
      "Only events with these identifiers, such as 4624,4688-4690.", valueName: "list"))
  var eventIDs: [EventIDList] = []

  @Option(help: "Only events of this channel; * stands for any text. Repeatable.")
  var channel: [String] = []

  @Option(help: "Only events of this provider; * stands for any text. Repeatable.")
  var provider: [String] = []

  @Option(help: "Only events of this computer; * stands for any text. Repeatable.")
  var computer: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only events from this time on: 2019-04-30, 2019-04-30T20:35:11Z, or 7d, 12h, 30m ago.",
      valueName: "time"))
  var from: PointInTime?

  @Option(
    help: ArgumentHelp("Only events up to this time, in the same forms.", valueName: "time"))
  var to: PointInTime?

  func validate() throws {
    if let from, let to, from.first.ticks > to.last.ticks {
      throw ValidationError("--from lies after --to: no event can match.")
    }
  }

  var filter: EventFilter {
    var filter = EventFilter()
    filter.eventIDs = eventIDs.flatMap(\.ranges)
    filter.channels = channel
    filter.providers = provider
    filter.computers = computer
    filter.from = from?.first.ticks
    filter.to = to?.last.ticks
    return filter
  }
}

/// `4624,4688-4690`.
struct EventIDList: ExpressibleByArgument {
  var ranges: [ClosedRange<UInt64>]

  init?(argument: String) {
    ranges = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        .map { UInt64($0.trimming()) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
        first <= last
      else { return nil }
      ranges.append(first...last)
    }
  }
}

/// A time as users write it: with a date alone the whole day is meant.
struct PointInTime: ExpressibleByArgument {
  /// The first tick it stands for.
  var first: FileTime
  /// The last tick it stands for.
  var last: FileTime

  init?(argument: String) {
    if let span = Self.span(argument) {
      let now = FileTime.now()
      first = FileTime(ticks: now.ticks >= span ? now.ticks - span : 0)
      last = first
      return
    }
    guard let parsed = Self.parse(argument) else { return nil }
    (first, last) = parsed
  }

  /// `7d`, `12h`, `30m`, `45s` in ticks.
  private static func span(_ text: String) -> UInt64? {
    let seconds: [Character: UInt64] = ["d": 86_400, "h": 3_600, "m": 60, "s": 1]
    guard let unit = text.last, let factor = seconds[unit], let count = UInt64(text.dropLast())
    else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(
      by: factor * FileTime.ticksPerSecond)
    return overflow ? nil : product
  }

  /// `2019-04-30`, `2019-04-30T20:35`, `2019-04-30 20:35:11.1234567Z`; always UTC.
  private static func parse(_ text: String) -> (FileTime, FileTime)? {
    var rest = text[...]
    if rest.last == "Z" || rest.last == "z" { rest = rest.dropLast() }
    let parts = rest.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "T" || $0 == " " })
    let date = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, date.count == 3, date[0].utf8.count == 4,
      let year = Int(date[0]), let month = Int(date[1]), let day = Int(date[2])
    else { return nil }
    guard parts.count == 2 else {
      guard let start = FileTime(year: year, month: month, day: day) else { return nil }
      return (start, FileTime(ticks: start.ticks + FileTime.ticksPerDay - 1))
    }
    let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(clock.count), let hour = Int(clock[0]), let minute = Int(clock[1])
    else { return nil }
    var second = 0
    var fraction: UInt64 = 0
    var width = clock.count == 2 ? 60 * FileTime.ticksPerSecond : FileTime.ticksPerSecond
    if clock.count == 3 {
      let pieces = clock[2].split(separator: ".", omittingEmptySubsequences: false)
      guard pieces.count <= 2, let whole = Int(pieces[0]) else { return nil }
      second = whole
      if pieces.count == 2 {
        let digits = String(pieces[1].prefix(7))
        guard !digits.isEmpty, let value = UInt64(digits) else { return nil }
        width = 1
        for _ in digits.count..<7 { width *= 10 }
        fraction = value * width
      }
    }
    guard
      let start = FileTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        fraction: fraction)
    else { return nil }
    return (start, FileTime(ticks: start.ticks + width - 1))
  }
}

extension Substring {
  /// Without blanks at its ends.
  func trimming() -> Substring {
    var text = self
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return text
  }
}
