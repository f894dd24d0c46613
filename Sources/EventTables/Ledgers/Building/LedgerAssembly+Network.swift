internal import ByteIO

extension LedgerAssembly {
  /// Fewest connections with one port by which it is a process's own.
  private static let fewestOfPort = 3
  /// Fewest decided connections that make a convention.
  private static let fewestOfConvention = 2

  /// A connection with its addresses and its process.
  func ends(of connection: ConnectionObservation) -> ConnectionEnds {
    let flags = connection.flags
    let isSecurity = flags.contains(.isSecurity)
    let time = eventTime(of: connection)
    var ends = ConnectionEnds(
      source: seen.address(of: connection.source >> 16),
      sourcePort: UInt16(truncatingIfNeeded: connection.source),
      destination: seen.address(of: connection.destination >> 16),
      destinationPort: UInt16(truncatingIfNeeded: connection.destination),
      protocolNumber: connection.protocolNumber, isInbound: flags.contains(.isInbound),
      sourceIsHost: flags.contains(.sourceIsHost),
      destinationIsHost: flags.contains(.destinationIsHost), isSecurity: isSecurity, time: time)
    if isSecurity {
      ends.process = parts.processes.find(connection.process, at: time)
    } else {
      let guid = seen.references[Int(connection.process)].guid
      ends.process = parts.processes.byGUID[guid].map(ProcessIndex.init)
    }
    return ends
  }

  /// When a connection was made.
  func eventTime(of connection: ConnectionObservation) -> FileTime {
    if connection.flags.contains(.isSecurity) { return connection.time }
    return parts.clock.eventTime(
      utcTime: connection.time, timeCreated: connection.record.time, isFromTrace: true
    ).time
  }

  /// Learns addresses, listeners and conventions.
  mutating func buildNetwork() {
    if let version = latestVersion() { parts.network.isBeforeWindows10 = version.major < 10 }
    for listener in seen.listeners.values {
      parts.network.listeners.append(
        Listener(
          port: listener.key.port, protocolNumber: listener.key.protocolNumber,
          processID: listener.key.processID, image: listener.key.image,
          first: FileTime(ticks: listener.first), last: FileTime(ticks: listener.last)))
      parts.network.listenerPorts.insert(
        NetworkModel.key(listener.key.port, listener.key.protocolNumber))
    }
    parts.network.listeners.sort {
      let (one, other) = (
        ($0.port, $0.protocolNumber, $0.processID), ($1.port, $1.protocolNumber, $1.processID)
      )
      if one != other { return one < other }
      return $0.first == $1.first
        ? seen.texts.isBefore($0.image, $1.image) : $0.first < $1.first
    }
    learnAddresses()
    learnFromAddresses()
    learnProcessPorts()
  }

  /// Own addresses: sources of what this machine began, and what its name was resolved to.
  private mutating func learnAddresses() {
    for connection in seen.connections {
      let flags = connection.flags
      if !flags.contains(.isInbound) || flags.contains(.sourceIsHost) {
        learn(connection.source, connection)
      }
      if flags.contains(.destinationIsHost) { learn(connection.destination, connection) }
    }
  }

  private mutating func learn(_ endpoint: UInt64, _ connection: ConnectionObservation) {
    let address = seen.address(of: endpoint >> 16)
    guard !address.isUnspecified, !address.isGroup, !address.isLoopback else { return }
    let time = eventTime(of: connection)
    var local =
      parts.network.localAddresses[address]
      ?? LocalAddress(address: address, first: time, last: time)
    local.first = min(local.first, time)
    local.last = max(local.last, time)
    parts.network.localAddresses[address] = local
  }

  /// Ports that are listened on, and how this log's events are written, from inbound connections that names
  /// and addresses decide.
  private mutating func learnFromAddresses() {
    var votes: [NetworkModel.Kind: (source: Int, destination: Int)] = [:]
    var ports: Set<UInt32> = []
    for connection in seen.connections where connection.flags.contains(.isInbound) {
      var ends = ends(of: connection)
      ends.process = nil
      guard let orientation = parts.network.orientByAddress(ends) else { continue }
      let port = orientation.isSourceLocal ? ends.sourcePort : ends.destinationPort
      if port < IPProtocol.firstEphemeralPort, ends.protocolNumber == IPProtocol.tcp {
        ports.insert(NetworkModel.key(port, ends.protocolNumber))
      }
      guard orientation.basis != .group else { continue }
      let kind = NetworkModel.Kind(
        isSecurity: ends.isSecurity, protocolNumber: ends.protocolNumber)
      var vote = votes[kind] ?? (0, 0)
      if orientation.isSourceLocal { vote.source += 1 } else { vote.destination += 1 }
      votes[kind] = vote
    }
    parts.network.listenerPorts.formUnion(ports)
    for (kind, vote) in votes where vote.source + vote.destination >= Self.fewestOfConvention {
      // Three quarters agree.
      if vote.source >= 3 * vote.destination {
        parts.network.conventions[kind] = true
      } else if vote.destination >= 3 * vote.source {
        parts.network.conventions[kind] = false
      }
    }
  }

  /// Ports that a process has in several inbound connections with different other ports.
  private mutating func learnProcessPorts() {
    struct Use {
      var otherPort: UInt16
      var count = 1
      var hasSeveral = false
    }
    var uses: [NetworkModel.ProcessPort: Use] = [:]
    for connection in seen.connections where connection.flags.contains(.isInbound) {
      let ends = ends(of: connection)
      guard let process = ends.process, parts.network.orientByAddress(ends) == nil else { continue }
      for (port, other) in [
        (ends.sourcePort, ends.destinationPort), (ends.destinationPort, ends.sourcePort),
      ] {
        let key = NetworkModel.ProcessPort(
          process: process, protocolNumber: ends.protocolNumber, port: port)
        if var use = uses[key] {
          use.count += 1
          if use.otherPort != other { use.hasSeveral = true }
          uses[key] = use
        } else {
          uses[key] = Use(otherPort: other)
        }
      }
    }
    for (key, use) in uses where use.count >= Self.fewestOfPort && use.hasSeveral {
      parts.network.processPorts.insert(key)
    }
  }

  /// The version of Windows that the last boot logged.
  func latestVersion() -> VersionObservation? {
    seen.versions.max {
      ($0.time, $0.major, $0.minor, $0.build) < ($1.time, $1.major, $1.minor, $1.build)
    }
  }
}
