internal import ByteIO

extension LedgerAssembly {
  private struct Sample: Comparable {
    /// Ticks of `TimeCreated`.
    var created: UInt64
    var recordID: UInt64
    /// Ticks of `TimeCreated` less those of `UtcTime`.
    var lag: Int64

    static func < (one: Sample, other: Sample) -> Bool {
      (one.created, one.recordID, one.lag) < (other.created, other.recordID, other.lag)
    }
  }

  /// Ticks of a stretch of time whose events share a correction: ten minutes.
  private static let windowTicks: UInt64 = 600 * FileTime.ticksPerSecond
  /// Samples below which a window takes the correction of the whole log.
  private static let fewestSamples = 5
  /// What an event takes from the network to the log when the clocks agree: 0.7 s, measured.
  private static let usualLag: Int64 = 7_000_000
  /// The smallest correction: 2 s.
  private static let smallestSkew: Int64 = 20_000_000

  /// Finds how early the clock of Sysmon 3 and 22 is.
  mutating func buildClock() {
    parts.clock.changes = seen.clockChanges.sorted { ($0.old, $0.new) < ($1.old, $1.new) }
    var samples: [Sample] = []
    func add(_ record: RecordIdentity, _ utcTime: FileTime) {
      let (created, utc) = (record.time.ticks, utcTime.ticks)
      let lag =
        created >= utc
        ? Int64(clamping: created - utc) : -Int64(clamping: utc - created)
      samples.append(Sample(created: created, recordID: record.recordID, lag: lag))
    }
    for connection in seen.connections where !connection.flags.contains(.isSecurity) {
      add(connection.record, connection.time)
    }
    for lag in seen.lags { add(lag.record, lag.utcTime) }
    samples.sort()
    samples = samples.withoutRepeats()
    guard samples.count >= Self.fewestSamples else { return }
    let whole = Self.skew(samples[...])
    parts.clock.wholeSkew = whole
    var (low, high, index) = (0, 0, 0)
    while index < samples.count {
      let window = samples[index].created / Self.windowTicks
      while samples[low].created / Self.windowTicks < window.subtractingClamped(1) { low += 1 }
      high = max(high, index)
      while high < samples.count, samples[high].created / Self.windowTicks <= window + 1 {
        high += 1
      }
      let skew = high - low >= Self.fewestSamples ? Self.skew(samples[low..<high]) : whole
      if parts.clock.windows.last?.skew != skew {
        parts.clock.windows.append(
          ClockModel.Window(start: window * Self.windowTicks, skew: skew))
      }
      while index < samples.count, samples[index].created / Self.windowTicks == window {
        index += 1
      }
    }
    // Between windows with samples the last one goes on; before the first, it holds as well.
    parts.clock.wholeSkew = parts.clock.windows.first?.skew ?? whole
  }

  /// The twentieth smallest of a hundred lags, without what is usual.
  private static func skew(_ samples: ArraySlice<Sample>) -> Int64 {
    let lags = samples.map(\.lag).sorted()
    let skew = max(0, lags[(lags.count - 1) / 20]) - usualLag
    return skew > smallestSkew ? skew : 0
  }
}

extension Array where Element: Equatable {
  /// A sorted array with each element once.
  func withoutRepeats() -> [Element] {
    var result: [Element] = []
    result.reserveCapacity(count)
    for element in self where result.last != element { result.append(element) }
    return result
  }
}
