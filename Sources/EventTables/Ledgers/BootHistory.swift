internal import ByteIO

/// A time that the machine was up.
struct Boot: Sendable {
  /// What the start comes from, the best first.
  enum Basis: UInt8, Sendable {
    /// `StartTime` of Kernel-General 12.
    case kernel
    /// The second in the identifier of the System process.
    case systemProcess
    /// The second in the identifier of wininit.exe, services.exe or lsass.exe.
    case earlyProcess
    /// EventLog 6009 or 6005.
    case eventLog
    /// Security 4608.
    case security
  }

  var start: FileTime
  /// When it was shut down in order, nil when that is not known.
  var end: FileTime?
  var basis: Basis
  /// Whether the clock was set soon after the start, and the start moved by as much.
  var isAdjusted = false
}

/// The boots of a host, sorted by start.
struct BootHistory: Sendable {
  var boots: [Boot] = []

  /// The boot of a time: the last one that began before.
  func index(at time: FileTime) -> Int? {
    var (low, high) = (0, boots.count)
    while low < high {
      let middle = low + (high - low) / 2
      if boots[middle].start <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// The boot of a time.
  func boot(at time: FileTime) -> Boot? { index(at: time).map { boots[$0] } }

  /// When the boot of a time ended at the latest: at its end, or where the next one begins.
  func limit(after time: FileTime) -> UInt64 {
    let index = index(at: time)
    var limit = UInt64.max
    let next = (index ?? -1) + 1
    if next < boots.count { limit = boots[next].start.ticks &- 1 }
    if let index, let end = boots[index].end, end >= time { limit = min(limit, end.ticks) }
    return limit
  }
}
