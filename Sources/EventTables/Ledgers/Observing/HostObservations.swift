internal import ByteIO

/// A logon, a logoff, or another event that names a logon session.
struct LogonObservation: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// 4624.
    case logon
    /// 4634 and 4647.
    case logoff
    /// 4672.
    case privileges
    /// 4627.
    case groups
  }

  var kind: Kind
  var record: RecordIdentity
  var logonID: UInt64
  var type = UInt32.max
  var address: IPAddress?
  var port: UInt16 = 0
  var workstation = StringID.none
  var account = StringID.none
  var domain = StringID.none
  var sid = StringID.none
  var isElevated = false
}

/// That an event names the logon session of its subject: an account in an hour.
struct SessionMention: Hashable, Sendable {
  var logonID: UInt64
  var account: AccountName
  var sid: StringID
  /// Hours since 1601.
  var hour: UInt32

  func hash(into hasher: inout Hasher) {
    // All at once: each further call costs as much again.
    hasher.combine(logonID ^ UInt64(hour) << 40)
    hasher.combine(UInt64(account.name.number) << 32 | UInt64(account.domain.number))
  }
}

/// A connection: Sysmon 3 or Security 5156.
struct ConnectionObservation: Hashable, Sendable {
  struct Flags: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    /// 5156; else Sysmon 3.
    static let isSecurity = Flags(rawValue: 1)
    /// The other side began it.
    static let isInbound = Flags(rawValue: 2)
    /// `SourceHostname` is this machine's.
    static let sourceIsHost = Flags(rawValue: 4)
    /// `DestinationHostname` is this machine's.
    static let destinationIsHost = Flags(rawValue: 8)
  }

  /// An address's code and a port: see ``HostObservations/code(of:)``.
  var source: UInt64
  var destination: UInt64
  /// `UtcTime` of Sysmon, `TimeCreated` of Security.
  var time: FileTime
  var record: RecordIdentity
  /// Sysmon: the process's place among the references. Security: its identifier.
  var process: UInt32
  var filterID: UInt32 = 0
  /// 6 TCP, 17 UDP.
  var protocolNumber: UInt8
  var flags: Flags
}

/// A port that a process listens on or was given: Security 5154, and 5158 below the ephemeral ports.
struct ListenerObservation: Sendable {
  struct Key: Hashable, Sendable {
    var port: UInt16
    var protocolNumber: UInt8
    var processID: UInt32
    var image: StringID
  }

  var key: Key
  var first: UInt64
  var last: UInt64
}

/// How far behind an event's `UtcTime` its `TimeCreated` is: Sysmon 22, whose connections have it too.
struct LagSample: Hashable, Sendable {
  var record: RecordIdentity
  var utcTime: FileTime
}

/// An answer to a DNS query: Sysmon 22.
struct AnswerObservation: Hashable, Sendable {
  var utcTime: FileTime
  var timeCreated: FileTime
  var address: IPAddress
  var name: StringID
}

/// A sign that the machine was started or shut down.
struct BootMark: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// Kernel-General 12.
    case kernelStart
    /// EventLog 6009 and 6005.
    case versionLogged, logStarted
    /// Security 4608.
    case securityStart
    /// EventLog 6006 and Kernel-General 13.
    case logStopped, kernelStop
    /// EventLog 6008: the last shutdown was none, which the start after it shows as well.
    case unexpectedShutdown
  }

  var kind: Kind
  /// The start or stop that the event tells of.
  var time: FileTime
}

/// The installation of a service: Security 4697 or System 7045.
struct ServiceObservation: Hashable, Sendable {
  var record: RecordIdentity
  var source: RecordSource
  var name: StringID
}

/// A name that an event pairs with a security identifier.
struct AccountPair: Hashable, Sendable {
  var sid: StringID
  var name: AccountName

  func hash(into hasher: inout Hasher) {
    hasher.combine(
      UInt64(sid.number) << 32 | UInt64(name.name.number) ^ UInt64(name.domain.number) << 16)
  }
}

/// The version of Windows as a boot logged it.
struct VersionObservation: Hashable, Sendable {
  var time: FileTime
  var major: UInt32
  var minor: UInt32
  var build: UInt32
}

/// What the events of one host said, of one chunk or of all so far.
///
/// What repeats is folded at once, by rules that do not depend on the order: the earliest, the latest, the
/// known before the unknown, the text that sorts first.
struct HostObservations: Sendable {
  var texts = TextPool()
  var details: [ImageDetails] = [ImageDetails()]
  var detailNumbers: [ImageDetails: UInt32] = [:]
  var sysmonCreations = BlockArray<SysmonCreation>()
  var securityCreations = BlockArray<SecurityCreation>()
  var references = BlockArray<ProcessReference>()
  var referenceNumbers: [ProcessGUID: UInt32] = [:]
  var sightings = BlockArray<ProcessSighting>()
  var sightingNumbers: [ProcessSighting.Key: UInt32] = [:]
  var exits = BlockArray<ProcessExit>()
  var logons = BlockArray<LogonObservation>()
  /// The first time of each in its hour.
  var mentions: [SessionMention: UInt64] = [:]
  var connections = BlockArray<ConnectionObservation>()
  /// The addresses of version 6 among the connections' codes.
  var longAddresses: [IPAddress] = []
  var longAddressNumbers: [IPAddress: UInt32] = [:]
  var listeners: [ListenerObservation.Key: ListenerObservation] = [:]
  var lags = BlockArray<LagSample>()
  var answers = BlockArray<AnswerObservation>()
  var bootMarks: Set<BootMark> = []
  var clockChanges: Set<ClockChange> = []
  var services: Set<ServiceObservation> = []
  /// When each pair was last seen.
  var accounts: [AccountPair: FileTime] = [:]
  var versions: Set<VersionObservation> = []
  var links: Set<LinkObservation> = []
}

/// What the events of a chunk said, by host.
struct Observations: Sendable {
  /// The hosts' names in lower case, each once, and what was observed of each.
  var hosts: [(name: String, observations: HostObservations)] = []
  /// Events without a place: their host's name is too long.
  var lostEventCount = 0

  var isEmpty: Bool { hosts.isEmpty && lostEventCount == 0 }
}

// MARK: - Folding

extension HostObservations {
  /// Lets go of what only further observations need.
  mutating func forgetPlaces() {
    referenceNumbers = [:]
    sightingNumbers = [:]
    detailNumbers = [:]
    longAddressNumbers = [:]
  }

  /// The number of details of an image file.
  mutating func number(of detail: ImageDetails) -> UInt32 {
    if detail == ImageDetails() { return 0 }
    if let known = detailNumbers[detail] { return known }
    let number = UInt32(details.count)
    details.append(detail)
    detailNumbers[detail] = number
    return number
  }

  /// The code of an address: that of version 4 itself, others by their number above it. 33 bits.
  mutating func code(of address: IPAddress) -> UInt64 {
    if let number = address.version4 { return UInt64(number) }
    if let known = longAddressNumbers[address] { return 1 << 32 | UInt64(known) }
    let number = UInt32(longAddresses.count)
    longAddresses.append(address)
    longAddressNumbers[address] = number
    return 1 << 32 | UInt64(number)
  }

  /// The address of a code.
  func address(of code: UInt64) -> IPAddress {
    let number = UInt32(truncatingIfNeeded: code)
    return code >> 32 == 0 ? IPAddress(version4: number) : longAddresses[Int(number)]
  }

  /// The number of a process among the references, which it joins when it is new.
  mutating func referenceNumber(of guid: ProcessGUID) -> Int {
    if let known = referenceNumbers[guid] { return Int(known) }
    let number = references.count
    references.append(ProcessReference(guid: guid))
    referenceNumbers[guid] = UInt32(number)
    return number
  }

  /// Notes that the Security log met a process.
  mutating func sight(_ processID: UInt32, _ image: StringID, first: UInt64, last: UInt64) {
    let key = ProcessSighting.Key(
      processID: processID, image: image, hour: FileTime(ticks: first).hour)
    if let known = sightingNumbers[key] {
      var sighting = sightings[Int(known)]
      sighting.first = min(sighting.first, first)
      sighting.last = max(sighting.last, last)
      sightings[Int(known)] = sighting
    } else {
      sightingNumbers[key] = UInt32(sightings.count)
      sightings.append(ProcessSighting(key: key, first: first, last: last))
    }
  }

  /// Notes that an event named a session.
  mutating func mention(_ mention: SessionMention, at ticks: UInt64) {
    mentions[mention] = min(mentions[mention] ?? ticks, ticks)
  }

  /// Notes a listener.
  mutating func listen(_ key: ListenerObservation.Key, first: UInt64, last: UInt64) {
    var listener = listeners[key] ?? ListenerObservation(key: key, first: first, last: last)
    listener.first = min(listener.first, first)
    listener.last = max(listener.last, last)
    listeners[key] = listener
  }

  /// Notes an account's name.
  mutating func name(_ pair: AccountPair, at time: FileTime) {
    guard !pair.sid.isNone, !pair.name.name.isNone else { return }
    accounts[pair] = max(accounts[pair] ?? time, time)
  }

  /// The better of two texts for one thing: one that is there before none, a name before `<unknown
  /// process>`, else that which sorts first.
  func better(_ one: StringID, _ other: StringID) -> StringID {
    if one == other { return one }
    let (rankOfOne, rankOfOther) = (rank(one), rank(other))
    if rankOfOne != rankOfOther { return rankOfOne > rankOfOther ? one : other }
    return texts.isBefore(other, one) ? other : one
  }

  private func rank(_ id: StringID) -> Int {
    if id.isNone { return 0 }
    let text = texts[id]
    if FieldText.isAbsent(text) { return 0 }
    return text.u8(0) == 0x3c ? 1 : 2
  }
}

extension FileTime {
  /// Hours since 1601.
  var hour: UInt32 { UInt32(truncatingIfNeeded: ticks / (3_600 * Self.ticksPerSecond)) }
}
