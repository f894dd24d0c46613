internal import ByteIO

extension SimulatedHost {
  /// Where a network logon comes from.
  public struct LogonSource: Sendable {
    /// IPv4 address.
    public var address: String
    /// Port.
    public var port: UInt16
    /// NetBIOS name.
    public var workstation: String

    /// A source.
    public init(address: String, port: UInt16, workstation: String) {
      self.address = address
      self.port = port
      self.workstation = workstation
    }
  }

  /// Logs a user on: Security 4624, and 4672 when elevated.
  ///
  /// Type 3 with a source is an NTLM network logon; type 2 is one at the console.
  @discardableResult
  public func logOn(
    _ account: Account, type: UInt32, from source: LogonSource? = nil, isElevated: Bool = false
  ) -> LogonSession {
    lastLogonID += UInt64(random.number(in: 0x11...0x3fff))
    let session = LogonSession(
      logonID: lastLogonID, logonGUID: sysmonGUID(now, lastLogonID), account: account, type: type,
      terminalSession: type == 2 || type == 10 ? 1 : 0, isElevated: isElevated)
    sessions.append(session)
    let process = type == 2 ? wellKnown?.winlogon : nil
    let subject =
      if type != 3, let system = wellKnown?.system { self.subject(system) } else { nobody }
    log(
      SecuritySchemas.logon, processID: lsassID,
      subject + logonValues(session, process: process, source: source))
    if isElevated {
      log(
        SecuritySchemas.specialPrivileges, processID: lsassID,
        self.subject(session) + [.string(Self.administratorPrivileges)])
    }
    return session
  }

  /// Ends a session: its processes, then Security 4634.
  public func logOff(_ session: LogonSession) {
    guard session.isOpen else { return }
    session.isOpen = false
    sessions.removeAll { $0 === session }
    for process in transient where process.session === session { endProcess(process) }
    log(
      SecuritySchemas.logoff, processID: lsassID,
      [
        .sid(session.account.sid), .string(session.account.name),
        .string(session.account.domain), .hexInt64(session.logonID), .uint32(session.type),
      ])
  }

  /// A refused network logon: Security 4625.
  public func refuseLogon(_ account: Account, from source: LogonSource) {
    log(
      SecuritySchemas.logonFailed, processID: lsassID,
      nobody + [
        .sid(.null), .string(account.name), .string(account.domain), .hexInt32(0xc000_006d),
        .string("%%2313"), .hexInt32(0xc000_006a), .uint32(3), .string("NtLmSsp "),
        .string("NTLM"), .string(source.workstation), .string("-"), .string("-"), .uint32(0),
        .hexInt64(0), .string("-"), .string(source.address), .string(String(source.port)),
      ])
  }

  /// A process uses another account's password: Security 4648.
  public func useCredentials(of account: Account, for server: String, by process: SimulatedProcess)
  {
    log(
      SecuritySchemas.explicitCredentials, processID: lsassID,
      subject(process.session) + [
        .guid(.zero), .string(account.name), .string(account.domain), .guid(.zero),
        .string(server), .string(server), .hexInt64(UInt64(process.processID)),
        .string(process.program.image), .string("-"), .string("-"),
      ])
  }

  /// An administrator makes a local account and adds it to Users: 4720, 4722, 4724, 4732.
  public func createAccount(_ account: Account, by session: LogonSession) {
    let target: [EventValue] =
      [.string(account.name), .string(name), .sid(account.sid)] + subject(session)
    let unset = EventValue.string("%%1793")
    log(
      SecuritySchemas.accountCreated, processID: lsassID,
      target + [
        .string("-"), .string(account.name), unset, .string("-"), unset, unset, unset, unset,
        unset, .string("%%1794"), .string("%%1794"), .string("513"), .string("-"),
        .string("0x0"), .string("0x15"), .string("%%2080\r\n\t\t%%2082\r\n\t\t%%2084"), unset,
        .string("-"), .string("%%1797"),
      ])
    log(SecuritySchemas.accountEnabled, processID: lsassID, target)
    log(SecuritySchemas.passwordReset, processID: lsassID, target)
    let group: [EventValue] = [
      .string("Users"), .string("Builtin"), .sid(SID(authority: 5, [32, 545])),
    ]
    log(
      SecuritySchemas.groupMemberAdded, processID: lsassID,
      [.string("-"), .sid(account.sid)] + group + subject(session) + [.string("-")])
  }

  var lsassID: UInt32 { wellKnown?.lsass.processID ?? 0 }

  private func logonValues(
    _ session: LogonSession, process: SimulatedProcess?, source: LogonSource?
  ) -> [EventValue] {
    let isNTLM = session.type == 3
    let isService = session.type == 5
    return [
      .sid(session.account.sid), .string(session.account.name), .string(session.account.domain),
      .hexInt64(session.logonID), .uint32(session.type),
      .string(isNTLM ? "NtLmSsp " : isService ? "Advapi  " : "User32 "),
      .string(isNTLM ? "NTLM" : "Negotiate"),
      .string(isNTLM ? source?.workstation ?? "-" : isService ? "-" : name), .guid(.zero),
      .string("-"), .string(isNTLM ? "NTLM V2" : "-"), .uint32(isNTLM ? 128 : 0),
      .hexInt64(UInt64(process?.processID ?? 0)), .string(process?.program.image ?? "-"),
      .string(source?.address ?? (process == nil ? "-" : "127.0.0.1")),
      .string(source.map { String($0.port) } ?? (process == nil ? "-" : "0")),
      .string("%%1833"), .string("-"), .string("-"), .string("-"), .string("%%1843"),
      .hexInt64(0), .string(session.isElevated ? "%%1842" : "%%1843"),
    ]
  }

  private static let administratorPrivileges = [
    "SeSecurityPrivilege", "SeBackupPrivilege", "SeRestorePrivilege", "SeTakeOwnershipPrivilege",
    "SeDebugPrivilege", "SeSystemEnvironmentPrivilege", "SeLoadDriverPrivilege",
    "SeImpersonatePrivilege", "SeDelegateSessionUserImpersonatePrivilege",
  ].joined(separator: "\n\t\t\t")
}
