public import ByteIO

extension SimulatedHost {
  /// Switches the machine on: Kernel-General 12, EventLog 6009, 6005 and 6013, Security 4608, and
  /// the processes that live until it is switched off.
  ///
  /// Without `isLogged` all that happened before the logs begin.
  public func boot(isLogged: Bool = true) {
    bootTime = now
    permanent = []
    transient = []
    sessions = []
    sysmonID = 2_000 + 4 * UInt32(random.below(250))
    usedProcessIDs = [4, sysmonID]
    lastProcessID = 300
    processSequence = 0
    lastLogonID = 0x1_2000
    func session(_ id: UInt64, _ account: Account) -> LogonSession {
      LogonSession(
        logonID: id, logonGUID: sysmonGUID(bootTime, id), account: account, type: 5,
        terminalSession: 0, isElevated: true)
    }
    let system = session(0x3e7, .system)
    let localService = session(0x3e5, .localService)
    let networkService = session(0x3e4, .networkService)
    if isLogged {
      log(
        SystemSchemas.started, processID: 4, userSID: .system,
        [
          .uint32(10), .uint32(0), .uint32(19_041), .uint32(1_288), .uint32(0), .uint8(0),
          .fileTime(bootTime),
        ])
      logClassic(SystemSchemas.windowsVersion, ["10.00.", "19041", "", "Multiprocessor Free", "0"])
      logClassic(SystemSchemas.logStarted, [])
      logClassic(SystemSchemas.uptime, ["", "", "", "", "17", "60", "0 UTC"])
    }
    let kernel = SimulatedProcess(
      processID: 4, processGUID: sysmonGUID(bootTime, 0x3eb),
      program: Program("System", "System"), commandLine: "System", session: system,
      integrity: "System", isPermanent: true)
    func start(
      _ program: Program, _ commandLine: String, _ parent: SimulatedProcess,
      _ session: LogonSession, processID: UInt32? = nil
    ) -> SimulatedProcess {
      wait(milliseconds: random.number(in: 20...400))
      return startProcess(
        program, commandLine: commandLine, parent: parent, session: session,
        integrity: "System", isPermanent: true, isLogged: isLogged, processID: processID)
    }
    func service(_ group: String, _ parent: SimulatedProcess, _ session: LogonSession)
      -> SimulatedProcess
    {
      start(.svchost, "C:\\Windows\\system32\\svchost.exe -k \(group) -p", parent, session)
    }
    let smss = start(.smss, "\\SystemRoot\\System32\\smss.exe", kernel, system)
    _ = start(.csrss, "%SystemRoot%\\system32\\csrss.exe", smss, system)
    let wininit = start(.wininit, "wininit.exe", smss, system)
    let winlogon = start(.winlogon, "winlogon.exe", smss, system)
    let services = start(.services, "C:\\Windows\\system32\\services.exe", wininit, system)
    let lsass = start(.lsass, "C:\\Windows\\system32\\lsass.exe", wininit, system)
    if isLogged { log(SecuritySchemas.startUp, processID: lsass.processID, []) }
    wellKnown = WellKnown(
      system: system, localService: localService, networkService: networkService, kernel: kernel,
      wininit: wininit, services: services, lsass: lsass, winlogon: winlogon,
      dcomLaunch: service("DcomLaunch", services, system),
      rpcss: service("RPCSS", services, networkService),
      netsvcs: service("netsvcs", services, system),
      dnscache: service("NetworkService", services, networkService),
      sysmon: start(
        .sysmon, "C:\\Windows\\Sysmon64.exe", services, system, processID: sysmonID))
    _ = service("LocalServiceNetworkRestricted", services, localService)
    if isLogged {
      for name in ["DCOM Server Process Launcher", "Remote Procedure Call (RPC)", "DNS Client"] {
        setServiceState(name, shortName: name, isRunning: true)
      }
    }
  }

  /// Switches the machine off: sessions and processes end, EventLog 6006, Kernel-General 13.
  public func shutDown() {
    for session in sessions { logOff(session) }
    for process in transient { endProcess(process, status: 0x4001_0004) }
    logClassic(SystemSchemas.logStopped, [], binary: [1, 0, 0, 0, 0, 0, 0, 0])
    log(SystemSchemas.stopping, processID: 4, userSID: .system, [.fileTime(now)])
    flush()
    for process in permanent { process.isAlive = false }
    permanent = []
    wellKnown = nil
  }

  /// Sets the clock: Kernel-General 1 and Security 4616. The one way for ``now`` to go back.
  public func setClock(to time: FileTime, by process: SimulatedProcess) {
    let old = now
    moveClock(to: time)
    log(
      SystemSchemas.timeChanged, processID: process.processID, userSID: process.session.account.sid,
      [
        .fileTime(time), .fileTime(old), .uint32(1),
        .terminatedString("\\Device\\HarddiskVolume3" + process.program.image.dropFirst(2)),
        .uint32(process.processID),
      ])
    log(
      SecuritySchemas.timeChanged, processID: 4,
      subject(process.session) + [
        .fileTime(old), .fileTime(time), .hexInt64(UInt64(process.processID)),
        .string(process.program.image),
      ])
  }

  /// A service starts or stops: System 7036.
  public func setServiceState(_ displayName: String, shortName: String, isRunning: Bool) {
    var key = ByteBuilder(capacity: 64)
    key.utf16("\(shortName)/\(isRunning ? 4 : 1)")
    key.u16(0)
    log(
      SystemSchemas.serviceState, processID: wellKnown?.services.processID ?? 0,
      [
        .terminatedString(displayName), .terminatedString(isRunning ? "running" : "stopped"),
        .binary(key.bytes),
      ])
  }

  /// A service is installed: System 7045, Security 4697 and its registry key, Sysmon 13.
  public func installService(_ serviceName: String, imagePath: String, by session: LogonSession) {
    log(
      SystemSchemas.serviceInstalled, processID: wellKnown?.services.processID ?? 0,
      userSID: session.account.sid,
      [
        .terminatedString(serviceName), .terminatedString(imagePath),
        .terminatedString("user mode service"), .terminatedString("demand start"),
        .terminatedString("LocalSystem"),
      ])
    log(
      SecuritySchemas.serviceInstalled, processID: lsassID,
      subject(session) + [
        .string(serviceName), .string(imagePath), .hexInt32(0x10), .uint32(3),
        .string("LocalSystem"),
      ])
    if let services = wellKnown?.services {
      setRegistryValue(
        "HKLM\\System\\CurrentControlSet\\Services\\\(serviceName)\\ImagePath", imagePath,
        by: services)
    }
  }

  /// DCOM refuses a remote activation: System 10016.
  public func denyActivation(
    classID: String, applicationID: String, to account: Account, from remoteAddress: String
  ) {
    log(
      SystemSchemas.activationDenied, processID: wellKnown?.dcomLaunch.processID ?? 0,
      userSID: account.sid,
      [
        "application-specific", "Remote", "Activation", classID, applicationID, account.domain,
        account.name, account.sid.description, remoteAddress, "Unavailable", "Unavailable",
      ].map { .terminatedString($0) })
  }

  /// Writes an event of the classic source EventLog.
  private func logClassic(_ schema: EventSchema, _ texts: [String], binary: [UInt8]? = nil) {
    log(
      schema, processID: 0,
      [
        texts.isEmpty ? .null() : .strings(texts), .uint32(UInt32(binary?.count ?? 0)),
        binary.map { .binary($0) } ?? .null(),
      ])
  }
}
