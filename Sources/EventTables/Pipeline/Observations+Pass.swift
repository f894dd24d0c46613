internal import EVTX

extension Observations {
  /// Takes all events for those of one host.
  mutating func rename(to name: String) {
    guard !hosts.isEmpty else { return }
    var all = HostObservations()
    for host in hosts { all.merge(host.observations) }
    hosts = [(name: name, observations: all)]
  }

  /// Bytes in memory, roughly.
  var byteCount: Int {
    hosts.reduce(0) { sum, host in
      let seen = host.observations
      return sum + 4_096
        + 160 * (seen.creations.count + seen.references.count + seen.logons.count)
        + 64 * (seen.sightings.count + seen.exits.count)
    }
  }
}
