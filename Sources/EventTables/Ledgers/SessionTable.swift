internal import ByteIO

/// A logon session.
struct LogonSession: Sendable {
  var logonID: UInt64
  /// Nil when the logon was not logged.
  var start: FileTime?
  /// Nil when the end was not logged.
  var end: FileTime?
  /// `LogonType`.
  var type: UInt32?
  /// `IpAddress`.
  var address: IPAddress?
  /// `IpPort`.
  var port: UInt16?
  var workstation = StringID.none
  var account = StringID.none
  var domain = StringID.none
  var sid = StringID.none
  /// Whether 4672 gave it privileges of an administrator.
  var hasSpecialPrivileges = false
  /// Whether its token holds the Administrators group (4627), or 4624 says that it is elevated.
  var isElevated = false
}

/// The logon sessions of a host, sorted by identifier and time.
struct SessionTable: Sendable {
  /// A session with the ticks it is good for.
  struct Entry: Sendable {
    var from: UInt64
    var until: UInt64
    var session: LogonSession
  }

  var entries: [Entry] = []

  /// The session with an identifier at a time; also one that ended up to two seconds before or begins
  /// up to two seconds later.
  func find(_ logonID: UInt64, at time: FileTime) -> LogonSession? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      let entry = entries[middle]
      if entry.session.logonID < logonID
        || (entry.session.logonID == logonID && entry.from <= time.ticks)
      {
        low = middle + 1
      } else {
        high = middle
      }
    }
    if low > 0, entries[low - 1].session.logonID == logonID,
      time.ticks <= entries[low - 1].until.addingClamped(ProcessTable.tolerance)
    {
      return entries[low - 1].session
    }
    if low < entries.count, entries[low].session.logonID == logonID,
      entries[low].from - time.ticks <= ProcessTable.tolerance
    {
      return entries[low].session
    }
    return nil
  }
}
