public import ByteIO

/// An account of the simulated domain or machine.
public struct Account: Hashable, Sendable {
  /// Name without the domain.
  public var name: String
  /// NetBIOS name of the domain.
  public var domain: String
  /// Security identifier.
  public var sid: SID

  /// An account.
  public init(_ name: String, domain: String, sid: SID) {
    self.name = name
    self.domain = domain
    self.sid = sid
  }

  /// `DOMAIN\name`.
  public var qualifiedName: String { "\(domain)\\\(name)" }

  /// NT AUTHORITY\SYSTEM.
  public static let system = Account("SYSTEM", domain: "NT AUTHORITY", sid: .system)
  /// NT AUTHORITY\LOCAL SERVICE.
  public static let localService = Account(
    "LOCAL SERVICE", domain: "NT AUTHORITY", sid: .localService)
  /// NT AUTHORITY\NETWORK SERVICE.
  public static let networkService = Account(
    "NETWORK SERVICE", domain: "NT AUTHORITY", sid: .networkService)
}

/// A logon session of a simulated host.
public final class LogonSession {
  /// LogonId, unique within one boot.
  public let logonID: UInt64
  /// Sysmon's LogonGuid.
  public let logonGUID: GUID
  /// Who.
  public let account: Account
  /// LogonType: 2 interactive, 3 network, 5 service, 10 remote interactive.
  public let type: UInt32
  /// Terminal session: 0 for services and network logons.
  public let terminalSession: UInt32
  /// Whether 4672 was logged for it.
  public let isElevated: Bool
  let qualifiedName: String
  var isOpen = true

  init(
    logonID: UInt64, logonGUID: GUID, account: Account, type: UInt32, terminalSession: UInt32,
    isElevated: Bool
  ) {
    self.logonID = logonID
    self.logonGUID = logonGUID
    self.account = account
    self.type = type
    self.terminalSession = terminalSession
    self.isElevated = isElevated
    qualifiedName = account.qualifiedName
  }
}

/// A process of a simulated host.
public final class SimulatedProcess {
  /// Process identifier, a multiple of 4, reused after the process has ended.
  public let processID: UInt32
  /// Sysmon's ProcessGuid: machine, start second, sequence.
  public let processGUID: GUID
  /// What runs.
  public let program: Program
  /// The command line.
  public let commandLine: String
  /// The session it runs in.
  public let session: LogonSession
  /// `System`, `High` or `Medium`.
  public let integrity: String
  /// Whether it has not ended.
  public internal(set) var isAlive = true
  /// Whether it lives until the next boot.
  let isPermanent: Bool
  /// Its place in the host's list of those that end.
  var index = 0

  init(
    processID: UInt32, processGUID: GUID, program: Program, commandLine: String,
    session: LogonSession, integrity: String, isPermanent: Bool
  ) {
    self.processID = processID
    self.processGUID = processGUID
    self.program = program
    self.commandLine = commandLine
    self.session = session
    self.integrity = integrity
    self.isPermanent = isPermanent
  }
}
