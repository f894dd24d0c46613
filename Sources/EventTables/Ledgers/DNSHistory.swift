internal import ByteIO

/// A name that an address was an answer for.
struct DNSEntry: Hashable, Sendable {
  var address: IPAddress
  var time: FileTime
  var name: StringID
}

/// What names were resolved to: Sysmon 22.
struct DNSHistory: Sendable {
  /// Sorted by address and time; a name that follows itself is left out.
  var entries: [DNSEntry] = []

  /// The name that was last resolved to an address before a time.
  func name(of address: IPAddress, at time: FileTime) -> StringID? {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      let entry = entries[middle]
      if entry.address < address || (entry.address == address && entry.time <= time) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low > 0, entries[low - 1].address == address else { return nil }
    return entries[low - 1].name
  }
}
