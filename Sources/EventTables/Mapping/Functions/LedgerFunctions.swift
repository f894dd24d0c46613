internal import ByteIO
internal import EVTX
internal import Tabular

extension Evaluator {
  /// `proc(ProcessGuid)`: the process with Sysmon's identifier.
  func process(_ text: TextRef, _ record: borrowing FieldRecord) -> Value {
    guard let guid = ProcessGUID(texts.bytes(text, record)), !guid.isNone,
      let process = ledger.process(guid: guid)
    else { return .nothing }
    return .process(process)
  }

  /// `procByPID(ProcessId)`: the process that had the number at the time of the row.
  func process(processID: Int64) -> Value {
    guard let processID = UInt32(exactly: processID),
      let process = ledger.process(processID: processID, at: rowTime)
    else { return .nothing }
    return .process(process)
  }

  /// `session(LogonId)`: the logon session that had the number at the time of the row.
  mutating func session(_ logonID: Int64) -> Value {
    guard logonID > 0, let session = ledger.session(logonID: UInt64(logonID), at: rowTime) else {
      return .nothing
    }
    sessions.append(session)
    return .session(sessions.count - 1)
  }

  /// `mergedFilterID()`: `FilterRTID` of the Security 5156 that tells of the same connection.
  func mergedFilterID(_ record: borrowing FieldRecord) -> Value {
    let reference = RecordIdentity(recordID: record.eventRecordID, time: record.timeCreated)
    guard let pair = ledger.connectionTwins.pair(ofRicher: reference) else { return .nothing }
    return .integer(Int64(pair.filterID))
  }

  /// Whether another record, which tells more, gives the row of this one.
  func isPoorerTwin(_ merge: Mapping.Merge, _ record: borrowing FieldRecord) -> Bool {
    let reference = RecordIdentity(recordID: record.eventRecordID, time: record.timeCreated)
    return ledger.twins(merge).pair(ofPoorer: reference) != nil
  }

  /// A member of a process or session.
  mutating func member(_ member: Member, of owner: Value) -> Value {
    switch owner {
    case .process(let process): self.member(member, of: ledger[process])
    case .session(let place): self.member(member, of: sessions[place])
    default: .nothing
    }
  }

  private mutating func member(_ member: Member, of process: ProcessFacts) -> Value {
    if process.inferred.contains(.process) { isInferred = true }
    switch member {
    case .id: return process.processID.map { .integer(Int64($0)) } ?? .nothing
    case .image: return value(of: process.image)
    case .commandLine:
      if process.inferred.contains(.commandLine) { isInferred = true }
      return value(of: process.commandLine)
    case .account: return value(of: process.accountName)
    case .domain: return value(of: process.accountDomain)
    case .sid: return value(of: process.accountSID)
    case .integrity: return value(of: process.integrityLevel)
    case .elevation: return elevation(process.tokenElevation)
    case .logonID:
      return process.logonID.flatMap { Int64(exactly: $0) }.map { .integer($0) } ?? .nothing
    case .sessionID: return process.sessionID.map { .integer(Int64($0)) } ?? .nothing
    case .hashes: return value(of: process.details.hashes)
    case .company: return value(of: process.details.company)
    case .product: return value(of: process.details.product)
    case .version: return value(of: process.details.fileVersion)
    case .originalFileName: return value(of: process.details.originalFileName)
    case .description: return value(of: process.details.description)
    case .start: return process.start.flatMap { Ticks.dateTime($0) }.map { .time($0) } ?? .nothing
    case .parent:
      if process.inferred.contains(.parent) { isInferred = true }
      return process.parent.map { .process($0) } ?? .nothing
    case .parentImage:
      if process.inferred.contains(.parent) { isInferred = true }
      return value(of: process.parentImage)
    case .guid:
      guard let guid = process.guid else { return .nothing }
      composed.append(guid)
      return keepComposed()
    case .logonType, .ip, .workstation, .isAdmin, .sessionAccount, .sessionDomain, .sessionSID:
      return .nothing
    }
  }

  private mutating func elevation(_ elevation: TokenElevation) -> Value {
    switch elevation {
    case .unknown: return .nothing
    case .defaultType: composed.append("TokenElevationTypeDefault")
    case .full: composed.append("TokenElevationTypeFull")
    case .limited: composed.append("TokenElevationTypeLimited")
    }
    return keepComposed()
  }

  private mutating func member(_ member: Member, of session: LogonSession) -> Value {
    switch member {
    case .logonType: return session.type.map { .integer(Int64($0)) } ?? .nothing
    case .ip:
      guard let address = session.address, !address.isUnspecified else { return .nothing }
      composed.append(address)
      return keepComposed()
    case .workstation: return value(of: session.workstation)
    case .isAdmin:
      return session.hasSpecialPrivileges || session.isElevated ? .bool(true) : .nothing
    case .sessionAccount: return value(of: session.account)
    case .sessionDomain: return value(of: session.domain)
    case .sessionSID: return value(of: session.sid)
    default: return .nothing
    }
  }
}

extension TextBuffer {
  /// Appends `{747f3d96-b7d0-5f6d-0b00-00000000a003}`.
  mutating func append(_ guid: ProcessGUID) {
    append(0x7b)
    appendHex(guid.high >> 32, digits: 8)
    append(0x2d)
    appendHex(guid.high >> 16 & 0xffff, digits: 4)
    append(0x2d)
    appendHex(guid.high & 0xffff, digits: 4)
    append(0x2d)
    appendHex(guid.low >> 48, digits: 4)
    append(0x2d)
    appendHex(guid.low & 0xffff_ffff_ffff, digits: 12)
    append(0x7d)
  }
}
