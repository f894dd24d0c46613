internal import ByteIO

extension SimulatedHost {
  /// Starts a process: Sysmon 1 and Security 4688.
  @discardableResult
  public func startProcess(
    _ program: Program, commandLine: String, parent: SimulatedProcess, session: LogonSession,
    integrity: String? = nil, isPermanent: Bool = false, isLogged: Bool = true,
    processID: UInt32? = nil
  ) -> SimulatedProcess {
    processSequence += UInt64(random.number(in: 1...3))
    let process = SimulatedProcess(
      processID: processID ?? freeProcessID(),
      processGUID: sysmonGUID(now, 0x4_0000_0000_0000 | processSequence),
      program: program, commandLine: commandLine, session: session,
      integrity: integrity ?? defaultIntegrity(session), isPermanent: isPermanent)
    if isPermanent {
      permanent.append(process)
    } else {
      process.index = transient.count
      transient.append(process)
    }
    guard isLogged else { return process }
    logSysmon(SysmonSchemas.processCreate, sysmonValues(process, parent: parent))
    log(SecuritySchemas.processCreate, processID: 4, securityValues(process, parent: parent))
    return process
  }

  /// Ends a process: Sysmon 5 and Security 4689. Its number is free again.
  public func endProcess(_ process: SimulatedProcess, status: UInt32 = 0) {
    guard process.isAlive, !process.isPermanent else { return }
    process.isAlive = false
    usedProcessIDs.remove(process.processID)
    if let last = transient.popLast(), last !== process {
      last.index = process.index
      transient[process.index] = last
    }
    logSysmon(
      SysmonSchemas.processTerminate,
      [
        .terminatedString("-"), utcTime(), .guid(process.processGUID),
        .uint32(process.processID), .terminatedString(process.program.image),
        .terminatedString(process.session.qualifiedName),
      ])
    log(
      SecuritySchemas.processExit, processID: 4,
      subject(process.session) + [
        .hexInt32(status), .hexInt64(UInt64(process.processID)), .string(process.program.image),
      ])
  }

  private func sysmonValues(_ process: SimulatedProcess, parent: SimulatedProcess) -> [EventValue] {
    let program = process.program
    return [
      .terminatedString("-"), utcTime(), .guid(process.processGUID), .uint32(process.processID),
      .terminatedString(program.image), .terminatedString(program.fileVersion),
      .terminatedString(program.description), .terminatedString(program.product),
      .terminatedString(program.company), .terminatedString(program.fileName),
      .terminatedString(process.commandLine), .terminatedString("C:\\Windows\\system32\\"),
      .terminatedString(process.session.qualifiedName), .guid(process.session.logonGUID),
      .hexInt64(process.session.logonID), .uint32(process.session.terminalSession),
      .terminatedString(process.integrity), .terminatedString(program.hashes),
      .guid(parent.processGUID), .uint32(parent.processID),
      .terminatedString(parent.program.image), .terminatedString(parent.commandLine),
      .terminatedString(parent.session.qualifiedName),
    ]
  }

  private func securityValues(
    _ process: SimulatedProcess, parent: SimulatedProcess
  ) -> [EventValue] {
    let session = process.session
    let label: UInt32 =
      switch process.integrity {
      case "System": 16_384
      case "High": 12_288
      default: 8_192
      }
    // Target fields say who the process runs as when that is not who started it.
    let target: [EventValue] =
      session === parent.session
      ? nobody
      : [
        .sid(.null), .string(session.account.name), .string(session.account.domain),
        .hexInt64(session.logonID),
      ]
    return subject(parent.session) + [
      .hexInt64(UInt64(process.processID)), .string(process.program.image),
      .string(process.integrity == "Medium" ? "%%1938" : "%%1936"),
      .hexInt64(UInt64(parent.processID)), .string(process.commandLine),
    ] + target + [.string(parent.program.image), .sid(SID(authority: 16, [label]))]
  }

  private func defaultIntegrity(_ session: LogonSession) -> String {
    switch session.type {
    case 0, 5: "System"
    case 3: "High"
    default: "Medium"
    }
  }

  /// A multiple of 4 that no process has; numbers come round after about a thousand processes.
  private func freeProcessID() -> UInt32 {
    repeat {
      lastProcessID += 4 * UInt32(random.number(in: 1...9))
      if lastProcessID > 16_000 { lastProcessID = 1_000 + lastProcessID % 64 * 4 }
    } while usedProcessIDs.contains(lastProcessID)
    usedProcessIDs.insert(lastProcessID)
    return lastProcessID
  }
}

// MARK: - What processes do

extension SimulatedHost {
  /// Loads an image: Sysmon 7.
  public func loadImage(_ image: Program, into process: SimulatedProcess) {
    logSysmon(
      SysmonSchemas.imageLoad,
      start(of: process) + [
        .terminatedString(image.image), .terminatedString(image.fileVersion),
        .terminatedString(image.description), .terminatedString(image.product),
        .terminatedString(image.company), .terminatedString(image.fileName),
        .terminatedString(image.hashes), .terminatedString("true"),
        .terminatedString("Microsoft Windows"), .terminatedString("Valid"),
        .terminatedString(process.session.qualifiedName),
      ])
  }

  /// Creates a file: Sysmon 11.
  public func createFile(_ path: String, by process: SimulatedProcess) {
    logSysmon(
      SysmonSchemas.fileCreate,
      start(of: process) + [
        .terminatedString(path), utcTime(), .terminatedString(process.session.qualifiedName),
      ])
  }

  /// Sets a registry value: Sysmon 13.
  public func setRegistryValue(_ path: String, _ details: String, by process: SimulatedProcess) {
    logSysmon(
      SysmonSchemas.registrySet,
      [
        .terminatedString("-"), .terminatedString("SetValue"), utcTime(),
        .guid(process.processGUID), .uint32(process.processID),
        .terminatedString(process.program.image), .terminatedString(path),
        .terminatedString(details), .terminatedString(process.session.qualifiedName),
      ])
  }

  /// The values that begin most Sysmon events.
  func start(of process: SimulatedProcess) -> [EventValue] {
    [
      .terminatedString("-"), utcTime(), .guid(process.processGUID), .uint32(process.processID),
      .terminatedString(process.program.image),
    ]
  }
}
