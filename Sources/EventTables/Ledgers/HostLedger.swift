internal import ByteIO

/// What the logs of one host say beyond single events: its processes, sessions, boots, addresses, clocks
/// and names. The result of the first pass; immutable.
///
/// Lookups cost a hash or a binary search and allocate nothing but where they say so. The same logs give
/// the same ledger, in whatever order they were read.
final class HostLedger: Sendable {
  /// The host's name in lower case.
  let host: String
  /// Whether what no log says was concluded.
  let infers: Bool
  let processes: ProcessTable
  let sessions: SessionTable
  let boots: BootHistory
  let clock: ClockModel
  let network: NetworkModel
  let dns: DNSHistory
  let accounts: AccountBook
  let volumes: VolumeBook
  let facts: HostFacts
  let links: LinkBook
  /// Processes of which a row is due although no record tells of their creation: services.exe of each boot.
  /// Sorted by start. Empty without inference.
  let synthesized: [ProcessIndex]
  /// Sysmon 1 and Security 4688.
  let processTwins: TwinTable
  /// Sysmon 3 and Security 5156.
  let connectionTwins: TwinTable
  /// Security 4697 and System 7045.
  let serviceTwins: TwinTable

  /// All texts of the ledger: `texts[facts.image]`.
  let texts: TextPool

  init(_ parts: LedgerParts) {
    host = parts.host
    infers = parts.infers
    processes = parts.processes
    sessions = parts.sessions
    boots = parts.boots
    clock = parts.clock
    network = parts.network
    dns = parts.dns
    accounts = parts.accounts
    volumes = parts.volumes
    facts = parts.facts
    links = parts.links
    synthesized = parts.synthesized
    processTwins = parts.processTwins
    connectionTwins = parts.connectionTwins
    serviceTwins = parts.serviceTwins
    texts = parts.texts
  }

  /// A ledger of nothing, for hosts without events that matter.
  convenience init(host: String) { self.init(LedgerParts(host: host)) }
}

/// What a ledger is made of.
struct LedgerParts {
  var host: String
  var infers = true
  var texts = TextPool()
  var processes = ProcessTable()
  var sessions = SessionTable()
  var boots = BootHistory()
  var clock = ClockModel()
  var network = NetworkModel()
  var dns = DNSHistory()
  var accounts = AccountBook()
  var volumes = VolumeBook()
  var facts = HostFacts()
  var links = LinkBook()
  var synthesized: [ProcessIndex] = []
  var processTwins = TwinTable()
  var connectionTwins = TwinTable()
  var serviceTwins = TwinTable()

  init(host: String) { self.host = host }
}

// MARK: - Lookups

extension HostLedger {
  /// Calls `body` with a text. Who needs many keeps ``texts`` in a local constant or a structure.
  func withText<Result>(_ id: StringID, _ body: (RawSpan) -> Result) -> Result {
    let texts = texts
    return body(texts[id])
  }

  /// A text as a string. Copies.
  func string(_ id: StringID) -> String { texts.string(id) }

  /// The process with Sysmon's identifier.
  func process(guid: ProcessGUID) -> ProcessIndex? {
    processes.byGUID[guid].map(ProcessIndex.init)
  }

  /// The process that had an identifier at a time: see ``ProcessTable/find(_:at:)``.
  func process(processID: UInt32, at time: FileTime) -> ProcessIndex? {
    processes.find(processID, at: time)
  }

  /// What is known of a process.
  subscript(_ process: ProcessIndex) -> ProcessFacts { processes[process] }

  /// The logon session with an identifier at a time.
  func session(logonID: UInt64, at time: FileTime) -> LogonSession? {
    sessions.find(logonID, at: time)
  }

  /// Which side of a connection is this host.
  func orient(_ ends: ConnectionEnds) -> Orientation { network.orient(ends) }

  /// The account's name that events, or Windows, have for a security identifier.
  func name(ofSID sid: RawSpan) -> AccountName? {
    texts.find(sid).flatMap { accounts.namesOfSID[$0] }
  }

  /// The security identifier of `domain\name`.
  func sid(domain: RawSpan, name: RawSpan) -> StringID? {
    accounts.sid(domain: domain, name: name)
  }

  /// The pairs of records of a kind.
  func twins(_ merge: Mapping.Merge) -> TwinTable {
    switch merge {
    case .process: processTwins
    case .connection: connectionTwins
    case .service: serviceTwins
    }
  }

  /// The name that was last resolved to an address before a time.
  func dnsName(of address: IPAddress, at time: FileTime) -> StringID? {
    dns.name(of: address, at: time)
  }
}

// MARK: - Names of hosts

extension HostLedger {
  /// The key of a host: System/Computer in lower case.
  static func hostKey(_ computer: RawSpan) -> String { FieldText.string(computer).lowercased() }

  /// Whether a name is that of a computer, with or without its domain.
  static func isName(_ name: RawSpan, of computer: RawSpan) -> Bool {
    if FieldText.isAbsent(name) || computer.isEmpty { return false }
    if LedgerText.isEqual(name, computer) { return true }
    func label(_ text: RawSpan) -> Int {
      LedgerText.firstIndex(of: 0x2e, in: text) ?? text.byteCount
    }
    let length = label(name)
    // Two full names must agree in whole.
    guard length == name.byteCount || label(computer) == computer.byteCount else { return false }
    return length > 0
      && LedgerText.isEqual(
        name.extracting(0..<length), computer.extracting(0..<label(computer)))
  }
}
