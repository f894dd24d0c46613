internal import ByteIO

/// Which side of a connection is this machine.
struct Orientation: Hashable, Sendable {
  /// What the answer rests on, the strongest first.
  enum Basis: UInt8, Sendable {
    /// This machine began it: the source is its own.
    case outbound
    /// Only one side has this machine's name.
    case hostName
    /// One side is a group's address, which is where this machine received it.
    case group
    /// Only one side has an address of this machine.
    case localAddress
    /// Only one side has a port that is known to be listened on.
    case listener
    /// The process has this port in several connections with different other ports.
    case processPort
    /// One port is below the ephemeral ones, the other is not: TCP.
    case lowPort
    /// As most connections of this log that were decided by names and addresses.
    case convention
    /// As Windows 10 and Sysmon since 2020 write it, or older ones of their time.
    case fallback
  }

  enum Confidence: Sendable {
    case high, medium, low
  }

  /// Whether the source is this machine.
  var isSourceLocal: Bool
  var basis: Basis

  var confidence: Confidence {
    switch basis {
    case .outbound, .hostName, .group, .localAddress: .high
    case .listener, .processPort: .medium
    case .lowPort, .convention, .fallback: .low
    }
  }
}

/// A connection as an event tells of it.
struct ConnectionEnds: Sendable {
  var source: IPAddress
  var sourcePort: UInt16
  var destination: IPAddress
  var destinationPort: UInt16
  /// 6 TCP, 17 UDP.
  var protocolNumber: UInt8
  /// Whether the other side began it: `Initiated` false, `Direction` %%14592.
  var isInbound: Bool
  /// Whether the source's host name is this machine's, as Sysmon resolved it.
  var sourceIsHost = false
  var destinationIsHost = false
  /// Security 5156; else Sysmon 3.
  var isSecurity: Bool
  var process: ProcessIndex?
  var time: FileTime
}

/// An address of this machine, and when it was seen to have it.
struct LocalAddress: Sendable {
  var address: IPAddress
  var first: FileTime
  var last: FileTime
}

/// A port that a process of this machine listens on.
struct Listener: Sendable {
  var port: UInt16
  var protocolNumber: UInt8
  var processID: UInt32
  var image: StringID
  var first: FileTime
  var last: FileTime
}

/// What is known of the host's network, and so which side of a connection is its own.
struct NetworkModel: Sendable {
  /// A process's port.
  struct ProcessPort: Hashable, Sendable {
    var process: ProcessIndex
    var protocolNumber: UInt8
    var port: UInt16
  }

  /// A kind of events that share a convention.
  struct Kind: Hashable, Sendable {
    var isSecurity: Bool
    var protocolNumber: UInt8
  }

  /// By address.
  var localAddresses: [IPAddress: LocalAddress] = [:]
  /// Sorted by port, protocol and process: Security 5154 and 5158.
  var listeners: [Listener] = []
  /// Protocol and port of what is listened on, logged or learned from connections.
  var listenerPorts: Set<UInt32> = []
  var processPorts: Set<ProcessPort> = []
  /// Whether the source is this machine, by kind of event.
  var conventions: [Kind: Bool] = [:]
  /// Whether Windows is older than 10, when that is known.
  var isBeforeWindows10: Bool?

  /// Sysmon wrote this machine as the source of inbound connections until the autumn of 2019.
  /// Source: measured, 27 of 30 up to September 2019, none of 93 from March 2020 on.
  static let newSysmon = FileTime(ticks: 132_143_616_000_000_000)

  /// The key of a port in ``listenerPorts``.
  static func key(_ port: UInt16, _ protocolNumber: UInt8) -> UInt32 {
    UInt32(protocolNumber) << 16 | UInt32(port)
  }

  /// Whether an address is this machine's own.
  func isLocal(_ address: IPAddress) -> Bool {
    address.isLoopback || localAddresses[address] != nil
  }

  /// Which side of a connection is this machine.
  func orient(_ ends: ConnectionEnds) -> Orientation {
    if !ends.isInbound { return Orientation(isSourceLocal: true, basis: .outbound) }
    if let strong = orientByAddress(ends) { return strong }
    func port(_ port: UInt16) -> Bool {
      port < IPProtocol.firstEphemeralPort
        && listenerPorts.contains(Self.key(port, ends.protocolNumber))
    }
    let sourceListens = port(ends.sourcePort)
    if sourceListens != port(ends.destinationPort) {
      return Orientation(isSourceLocal: sourceListens, basis: .listener)
    }
    if let process = ends.process {
      func has(_ port: UInt16) -> Bool {
        processPorts.contains(
          ProcessPort(process: process, protocolNumber: ends.protocolNumber, port: port))
      }
      let sourceHas = has(ends.sourcePort)
      if sourceHas != has(ends.destinationPort) {
        return Orientation(isSourceLocal: sourceHas, basis: .processPort)
      }
    }
    if ends.protocolNumber == IPProtocol.tcp {
      let isSourceLow = ends.sourcePort < IPProtocol.firstEphemeralPort
      if isSourceLow != (ends.destinationPort < IPProtocol.firstEphemeralPort) {
        return Orientation(isSourceLocal: isSourceLow, basis: .lowPort)
      }
    }
    if let convention = conventions[
      Kind(isSecurity: ends.isSecurity, protocolNumber: ends.protocolNumber)]
    {
      return Orientation(isSourceLocal: convention, basis: .convention)
    }
    return Orientation(isSourceLocal: isSourceLocalByDefault(ends), basis: .fallback)
  }

  /// What names and addresses say of an inbound connection. Mapping's order but for groups, which come
  /// before own addresses: a datagram to a group may come from this machine itself.
  func orientByAddress(_ ends: ConnectionEnds) -> Orientation? {
    if ends.sourceIsHost != ends.destinationIsHost {
      return Orientation(isSourceLocal: ends.sourceIsHost, basis: .hostName)
    }
    func isGroup(_ address: IPAddress, _ other: IPAddress) -> Bool {
      address.isGroup || (!isLocal(address) && address.isBroadcast(for: other))
    }
    let isSourceGroup = isGroup(ends.source, ends.destination)
    if isSourceGroup != isGroup(ends.destination, ends.source) {
      return Orientation(isSourceLocal: isSourceGroup, basis: .group)
    }
    let isSourceLocal = isLocal(ends.source)
    if isSourceLocal != isLocal(ends.destination) {
      return Orientation(isSourceLocal: isSourceLocal, basis: .localAddress)
    }
    return nil
  }

  private func isSourceLocalByDefault(_ ends: ConnectionEnds) -> Bool {
    if ends.isSecurity { return isBeforeWindows10 ?? false }
    // Datagrams: measured, 40 of 56 with this machine as the source.
    if ends.protocolNumber == IPProtocol.udp { return true }
    return ends.time < Self.newSysmon
  }
}
