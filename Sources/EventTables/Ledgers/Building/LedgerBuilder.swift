internal import ByteIO

/// Collects the observations of all chunks and makes the ledgers of their hosts.
///
/// The ledgers do not depend on the order in which observations come.
struct LedgerBuilder {
  private var hosts: [String: HostObservations] = [:]
  /// Events that no ledger has: of hosts with too long a name, and of hosts beyond the limit.
  private(set) var lostEventCount = 0

  /// A builder that knows nothing.
  init() {}

  /// Takes over what a collector has observed.
  mutating func add(_ observations: Observations) {
    lostEventCount += observations.lostEventCount
    for (name, seen) in observations.hosts {
      guard hosts[name] != nil || hosts.count < LedgerLimits.hosts else {
        lostEventCount += seen.eventCount
        continue
      }
      // The first ones need not be added to anything.
      if hosts[name] == nil { hosts[name] = seen } else { hosts[name]?.merge(seen) }
    }
  }

  /// Makes the ledgers, by host, and forgets the observations.
  ///
  /// - Parameter infers: whether what no log says is concluded; it is marked as such.
  /// - Returns: a ledger for each host that had events that matter.
  mutating func finish(infers: Bool) -> [String: HostLedger] {
    var ledgers: [String: HostLedger] = [:]
    for name in hosts.keys.sorted() {
      guard let seen = hosts.removeValue(forKey: name) else { continue }
      var assembly = LedgerAssembly(host: name, seen, infers: infers)
      ledgers[name] = assembly.build()
    }
    return ledgers
  }
}

extension HostObservations {
  /// About how many events were observed.
  var eventCount: Int {
    sysmonCreations.count + securityCreations.count + references.count + sightings.count
      + exits.count + logons.count
  }
}
