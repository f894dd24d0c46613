internal import ByteIO

/// A change of the clock: Kernel-General 1 or Security 4616.
struct ClockChange: Hashable, Sendable {
  var old: FileTime
  var new: FileTime
}

/// When an event happened.
struct EventTime: Hashable, Sendable {
  var time: FileTime
  /// Whether `UtcTime`, corrected or not, was more than a minute off, so that this is `TimeCreated`.
  var isTimeCreated: Bool
}

/// How the clocks behind an event's times differ.
///
/// `UtcTime` of Sysmon 3 and 22 comes from another clock than that of other events and is seconds early on
/// some machines. Source: measured, OTRF's WORKSTATION6 and MORDORDC, 9-12 s.
struct ClockModel: Sendable {
  /// A stretch of time with its correction.
  struct Window: Sendable {
    /// The first tick of `TimeCreated` that it is for.
    var start: UInt64
    /// Ticks to add to `UtcTime`.
    var skew: Int64
  }

  /// Beyond this `UtcTime` is not believed: a minute.
  static let largestLag = 60 * FileTime.ticksPerSecond

  /// Sorted by start.
  var windows: [Window] = []
  /// The correction where there is no window.
  var wholeSkew: Int64 = 0
  /// Sorted by old time.
  var changes: [ClockChange] = []

  /// Ticks to add to `UtcTime` of Sysmon 3 and 22 of an event logged at `time`; 0 up to two seconds.
  func skew(at time: FileTime) -> Int64 {
    var (low, high) = (0, windows.count)
    while low < high {
      let middle = low + (high - low) / 2
      if windows[middle].start <= time.ticks { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? wholeSkew : windows[low - 1].skew
  }

  /// When a Sysmon event happened.
  ///
  /// - Parameters:
  ///   - utcTime: its `UtcTime`, nil when it has none.
  ///   - timeCreated: its `TimeCreated`.
  ///   - isFromTrace: whether it is an event 3 or 22.
  /// - Returns: `UtcTime`, corrected, unless that is more than a minute off.
  func eventTime(utcTime: FileTime?, timeCreated: FileTime, isFromTrace: Bool) -> EventTime {
    guard let utcTime else { return EventTime(time: timeCreated, isTimeCreated: true) }
    var time = utcTime
    if isFromTrace {
      let skew = skew(at: timeCreated)
      // Positive by construction, and small.
      let (sum, overflow) = utcTime.ticks.addingReportingOverflow(UInt64(max(0, skew)))
      if !overflow { time = FileTime(ticks: sum) }
    }
    let lag =
      time > timeCreated ? time.ticks - timeCreated.ticks : timeCreated.ticks - time.ticks
    if lag > Self.largestLag { return EventTime(time: timeCreated, isTimeCreated: true) }
    return EventTime(time: time, isTimeCreated: false)
  }
}
