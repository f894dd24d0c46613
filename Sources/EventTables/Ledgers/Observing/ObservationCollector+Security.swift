internal import ByteIO
internal import EVTX

extension ObservationCollector {
  /// Observes an event of the Security log.
  func observeSecurity(
    _ eventID: UInt64, _ record: borrowing FieldRecord, _ fields: FieldMap,
    _ host: inout HostObservations
  ) {
    let time = record.timeCreated
    switch eventID {
    case 4608: host.bootMarks.insert(BootMark(kind: .securityStart, time: time))
    case 4616:
      guard let old = LedgerText.time(record.text(.previousTime, fields)),
        let new = LedgerText.time(record.text(.newTime, fields))
      else { return }
      host.clockChanges.insert(ClockChange(old: old, new: new))
    case 4688: observeProcess(record, fields, &host)
    case 4689:
      guard let processID = LedgerText.processID(record.text(.processID, fields)) else { return }
      let image = host.intern(record.text(.processName, fields))
      host.exits.append(ProcessExit(time: time, processID: processID, image: image))
      mention(record, fields, &host)
    case 4656, 4663: observeHandle(record, fields, &host)
    case 5154, 5156, 5158: observeFilter(eventID, record, fields, &host)
    case 4697:
      host.services.insert(
        ServiceObservation(
          record: RecordIdentity(recordID: record.eventRecordID, time: time), source: .security,
          name: host.intern(record.text(.serviceName, fields))))
      mention(record, fields, &host)
    case 4720...4740:
      nameAccount(
        record.text(.targetSID, fields), record.text(.targetDomain, fields),
        record.text(.targetName, fields), time, &host)
      mention(record, fields, &host)
    default: observeLogon(eventID, record, fields, &host)
    }
  }

  private func sight(
    _ processID: UInt32, _ image: StringID, _ time: FileTime, _ host: inout HostObservations
  ) {
    guard !FieldText.isAbsent(host.texts[image]) else { return }
    host.sight(processID, image, first: time.ticks, last: time.ticks)
  }

  /// Notes an account's name, unless it is none.
  private func nameAccount(
    _ sid: RawSpan, _ domain: RawSpan, _ name: RawSpan, _ time: FileTime,
    _ host: inout HostObservations
  ) {
    guard Self.isAccount(sid, name) else { return }
    host.name(
      AccountPair(
        sid: host.intern(sid),
        name: AccountName(domain: host.intern(domain), name: host.intern(name))),
      at: time)
  }

  /// Whether an identifier and a name are those of an account: not the null identifier, not `-`.
  private static func isAccount(_ sid: RawSpan, _ name: RawSpan) -> Bool {
    !FieldText.isAbsent(sid) && !FieldText.isAbsent(name) && !LedgerText.isEqual(sid, "s-1-0-0")
  }

  /// Notes the account and the session of an event's subject, and its privileges when the event tells of
  /// them.
  private func mention(
    _ record: borrowing FieldRecord, _ fields: FieldMap, hasPrivileges: Bool = false,
    _ host: inout HostObservations
  ) {
    let sid = record.text(.subjectSID, fields)
    let domain = record.text(.subjectDomain, fields)
    let name = record.text(.subjectName, fields)
    guard Self.isAccount(sid, name),
      let logonID = LedgerText.unsigned(record.text(.subjectLogonID, fields))
    else { return }
    let account = AccountName(domain: host.intern(domain), name: host.intern(name))
    let sidID = host.intern(sid)
    host.name(AccountPair(sid: sidID, name: account), at: record.timeCreated)
    if hasPrivileges {
      host.logons.append(
        LogonObservation(
          kind: .privileges, record: reference(record), logonID: logonID, account: account.name,
          domain: account.domain, sid: sidID))
    } else {
      host.mention(
        SessionMention(
          logonID: logonID, account: account, sid: sidID, hour: record.timeCreated.hour),
        at: record.timeCreated.ticks)
    }
  }

  private func reference(_ record: borrowing FieldRecord) -> RecordIdentity {
    RecordIdentity(recordID: record.eventRecordID, time: record.timeCreated)
  }

  private func observeProcess(
    _ record: borrowing FieldRecord, _ fields: FieldMap, _ host: inout HostObservations
  ) {
    let time = record.timeCreated
    guard let processID = LedgerText.processID(record.text(.newProcessID, fields)) else { return }
    var creation = SecurityCreation(record: reference(record), processID: processID)
    creation.parentID = LedgerText.processID(record.text(.processID, fields)) ?? .max
    creation.image = host.intern(record.text(.newProcessName, fields))
    creation.commandLine = host.intern(record.text(.commandLine, fields))
    creation.parentImage = host.intern(record.text(.parentProcessName, fields))
    creation.tokenElevation = Self.elevation(record.text(.tokenElevationType, fields))
    creation.integrityLevel = Self.integrity(record.text(.mandatoryLabel, fields), &host)
    // The new process's account is the target's where there is one (version 2), else the subject's.
    let targetSID = record.text(.targetUserSID, fields)
    let targetName = record.text(.targetName, fields)
    if Self.isAccount(targetSID, targetName) {
      let domain = record.text(.targetDomain, fields)
      creation.accountSID = host.intern(targetSID)
      creation.accountName = host.intern(targetName)
      creation.accountDomain = host.intern(domain)
      creation.logonID = LedgerText.unsigned(record.text(.targetLogonID, fields)) ?? .max
      nameAccount(targetSID, domain, targetName, time, &host)
    } else {
      creation.accountSID = host.intern(record.text(.subjectSID, fields))
      creation.accountName = host.intern(record.text(.subjectName, fields))
      creation.accountDomain = host.intern(record.text(.subjectDomain, fields))
      creation.logonID = LedgerText.unsigned(record.text(.subjectLogonID, fields)) ?? .max
    }
    host.securityCreations.append(creation)
    if creation.parentID != .max { sight(creation.parentID, creation.parentImage, time, &host) }
    mention(record, fields, &host)
  }

  private static func elevation(_ text: RawSpan) -> TokenElevation {
    if LedgerText.isEqual(text, "%%1936") { return .defaultType }
    if LedgerText.isEqual(text, "%%1937") { return .full }
    return LedgerText.isEqual(text, "%%1938") ? .limited : .unknown
  }

  /// Sysmon's word for a mandatory label. Source: Microsoft, "Security identifiers", `S-1-16-...`.
  private static func integrity(_ label: RawSpan, _ host: inout HostObservations) -> StringID {
    func word(_ word: String) -> StringID { host.intern([UInt8](word.utf8).rawSpan) }
    if LedgerText.isEqual(label, "s-1-16-0") { return word("Untrusted") }
    if LedgerText.isEqual(label, "s-1-16-4096") { return word("Low") }
    if LedgerText.isEqual(label, "s-1-16-8192") { return word("Medium") }
    if LedgerText.isEqual(label, "s-1-16-8448") { return word("Medium") }
    if LedgerText.isEqual(label, "s-1-16-12288") { return word("High") }
    return LedgerText.isEqual(label, "s-1-16-16384") ? word("System") : .none
  }

  private func observeFilter(
    _ eventID: UInt64, _ record: borrowing FieldRecord, _ fields: FieldMap,
    _ host: inout HostObservations
  ) {
    let time = record.timeCreated
    guard let processID = LedgerText.processID(record.text(.processID, fields)),
      let sourcePort = LedgerText.port(record.text(.sourcePort, fields))
    else { return }
    let image = host.intern(record.text(.application, fields))
    sight(processID, image, time, &host)
    let protocolNumber =
      LedgerText.unsigned(record.text(.protocolName, fields)).flatMap { UInt8(exactly: $0) } ?? 0
    if eventID != 5156 {
      // 5158 tells of each socket; those of clients get an ephemeral port.
      guard eventID == 5154 || sourcePort < IPProtocol.firstEphemeralPort else { return }
      host.listen(
        ListenerObservation.Key(
          port: sourcePort, protocolNumber: protocolNumber, processID: processID, image: image),
        first: time.ticks, last: time.ticks)
      return
    }
    guard let source = IPAddress(record.text(.sourceAddress, fields)),
      let destination = IPAddress(record.text(.destinationAddress, fields)),
      let destinationPort = LedgerText.port(record.text(.destPort, fields))
    else { return }
    var flags: ConnectionObservation.Flags = [.isSecurity]
    if LedgerText.isEqual(record.text(.direction, fields), "%%14592") { flags.insert(.isInbound) }
    host.connections.append(
      ConnectionObservation(
        source: host.code(of: source) << 16 | UInt64(sourcePort),
        destination: host.code(of: destination) << 16 | UInt64(destinationPort), time: time,
        record: reference(record), process: processID,
        filterID: LedgerText.processID(record.text(.filterRTID, fields)) ?? 0,
        protocolNumber: protocolNumber, flags: flags))
  }

  /// Logons and logoffs, and what names a session.
  private func observeLogon(
    _ eventID: UInt64, _ record: borrowing FieldRecord, _ fields: FieldMap,
    _ host: inout HostObservations
  ) {
    if let processID = LedgerText.processID(record.text(.processID, fields)), processID != 0 {
      sight(processID, host.intern(record.text(.processName, fields)), record.timeCreated, &host)
    }
    if eventID == 4672 {
      mention(record, fields, hasPrivileges: true, &host)
      return
    }
    mention(record, fields, &host)
    let kind: LogonObservation.Kind
    switch eventID {
    case 4624: kind = .logon
    case 4627: kind = .groups
    case 4634, 4647: kind = .logoff
    default: return
    }
    guard let logonID = LedgerText.unsigned(record.text(.targetLogonID, fields)) else { return }
    let sid = record.text(.targetUserSID, fields)
    let domain = record.text(.targetDomain, fields)
    let name = record.text(.targetName, fields)
    nameAccount(sid, domain, name, record.timeCreated, &host)
    var logon = LogonObservation(kind: kind, record: reference(record), logonID: logonID)
    logon.type = LedgerText.processID(record.text(.logonType, fields)) ?? .max
    logon.account = host.intern(name)
    logon.domain = host.intern(domain)
    logon.sid = host.intern(sid)
    if kind == .logon {
      logon.address = IPAddress(record.text(.ipAddress, fields))
      logon.port = LedgerText.port(record.text(.ipPort, fields)) ?? 0
      let workstation = record.text(.workstationName, fields)
      if !FieldText.isAbsent(workstation) { logon.workstation = host.intern(workstation) }
      logon.isElevated = LedgerText.isEqual(record.text(.elevatedToken, fields), "%%1842")
    } else if kind == .groups {
      logon.isElevated = LedgerText.holds(
        record.text(.groupMembership, fields), "%{s-1-5-32-544}")
    }
    host.logons.append(logon)
  }
}

extension LogonObservation {
  /// Whether an identifier is one of those that every boot has: those of SYSTEM and the service accounts.
  static func isFixed(_ logonID: UInt64) -> Bool { logonID >= 0x3e3 && logonID <= 0x3e7 }
}
