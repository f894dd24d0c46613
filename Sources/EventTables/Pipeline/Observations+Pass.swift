extension Observations {
  /// Takes all events for those of one host.
  mutating func rename(to name: String) {
    guard !hosts.isEmpty else { return }
    var all = HostObservations()
    for host in hosts { all.merge(host.observations) }
    hosts = [(name: name, observations: all)]
  }

  /// Bytes in memory, roughly.
  var byteCount: Int { hosts.reduce(0) { $0 + 4_096 + 160 * $1.observations.eventCount } }
}
