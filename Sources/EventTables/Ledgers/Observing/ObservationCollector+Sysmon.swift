internal import ByteIO
internal import EVTX

extension ObservationCollector {
  /// Observes an event of Sysmon.
  func observeSysmon(
    _ eventID: UInt64, _ record: borrowing FieldRecord, _ fields: FieldMap,
    _ host: inout HostObservations
  ) {
    let utcTime = LedgerText.time(record.text(.utcTime, fields)) ?? record.timeCreated
    switch eventID {
    case 1: observeCreation(record, fields, utcTime, &host)
    case 19, 20: observeWMI(eventID, record, fields, &host)
    case 8, 10:
      refer(
        record.text(.sourceProcessGUID, fields), record.text(.sourceProcessID, fields),
        record.text(.sourceImage, fields), user: record.text(.sourceUser, fields), at: utcTime,
        &host)
      refer(
        record.text(.targetProcessGUID, fields), record.text(.targetProcessID, fields),
        record.text(.targetImage, fields), user: record.text(.targetUser, fields), at: utcTime,
        &host)
    default:
      // The clock behind UtcTime of 3 and 22 may be early.
      let isFromTrace = eventID == 3 || eventID == 22
      let number = refer(
        record.text(.processGUID, fields), record.text(.processID, fields),
        record.text(.image, fields), user: record.text(.user, fields),
        at: isFromTrace ? record.timeCreated : utcTime, &host)
      switch eventID {
      case 3: observeConnection(record, fields, utcTime, process: number, &host)
      case 5:
        guard let number else { return }
        var reference = host.references[number]
        reference.end = reference.end == 0 ? utcTime.ticks : min(reference.end, utcTime.ticks)
        host.references[number] = reference
      case 22: observeAnswers(record, fields, utcTime, &host)
      default: break
      }
    }
  }

  /// Notes that a process was met; returns its number among the references.
  @discardableResult
  private func refer(
    _ guidText: RawSpan, _ processID: RawSpan, _ image: RawSpan, user: RawSpan,
    commandLine: RawSpan? = nil, at time: FileTime, _ host: inout HostObservations
  ) -> Int? {
    guard let guid = ProcessGUID(guidText), !guid.isNone else { return nil }
    let number = host.referenceNumber(of: guid)
    var reference = host.references[number]
    if let processID = LedgerText.processID(processID) {
      reference.processID = min(reference.processID, processID)
    }
    reference.image = host.better(reference.image, image)
    if !user.isEmpty { reference.user = host.better(reference.user, user) }
    if let commandLine, !commandLine.isEmpty {
      reference.commandLine = host.better(reference.commandLine, commandLine)
    }
    reference.first = min(reference.first, time.ticks)
    reference.last = max(reference.last, time.ticks)
    host.references[number] = reference
    return number
  }

  private func observeCreation(
    _ record: borrowing FieldRecord, _ fields: FieldMap, _ time: FileTime,
    _ host: inout HostObservations
  ) {
    let number = refer(
      record.text(.processGUID, fields), record.text(.processID, fields),
      record.text(.image, fields),
      user: record.text(.user, fields), at: time, &host)
    let parentNumber = refer(
      record.text(.parentProcessGUID, fields), record.text(.parentProcessID, fields),
      record.text(.parentImage, fields), user: record.text(.parentUser, fields),
      commandLine: record.text(.parentCommandLine, fields), at: time, &host)
    var creation = SysmonCreation(
      time: time, record: RecordIdentity(recordID: record.eventRecordID, time: record.timeCreated))
    if let number { creation.reference = UInt32(number) }
    if let parentNumber { creation.parentReference = UInt32(parentNumber) }
    creation.processID = LedgerText.processID(record.text(.processID, fields)) ?? .max
    creation.parentID = LedgerText.processID(record.text(.parentProcessID, fields)) ?? .max
    creation.logonID = LedgerText.unsigned(record.text(.logonID, fields)) ?? .max
    creation.sessionID = LedgerText.processID(record.text(.terminalSessionID, fields)) ?? .max
    creation.image = host.intern(record.text(.image, fields))
    creation.commandLine = host.intern(record.text(.commandLine, fields))
    creation.user = host.intern(record.text(.user, fields))
    creation.integrityLevel = host.intern(record.text(.integrityLevel, fields))
    creation.parentImage = host.intern(record.text(.parentImage, fields))
    creation.details = host.number(
      of: ImageDetails(
        hashes: host.intern(record.text(.hashes, fields)),
        company: host.intern(record.text(.company, fields)),
        product: host.intern(record.text(.product, fields)),
        fileVersion: host.intern(record.text(.fileVersion, fields)),
        originalFileName: host.intern(record.text(.originalFileName, fields)),
        description: host.intern(record.text(.description, fields))))
    host.sysmonCreations.append(creation)
  }

  private func observeConnection(
    _ record: borrowing FieldRecord, _ fields: FieldMap, _ time: FileTime, process: Int?,
    _ host: inout HostObservations
  ) {
    guard let source = IPAddress(record.text(.sourceIP, fields)),
      let sourcePort = LedgerText.port(record.text(.sourcePort, fields)),
      let destination = IPAddress(record.text(.destinationIP, fields)),
      let destinationPort = LedgerText.port(record.text(.destinationPort, fields)), let process
    else { return }
    let protocolName = record.text(.protocolName, fields)
    var flags: ConnectionObservation.Flags = []
    if !LedgerText.isEqual(record.text(.initiated, fields), "true") { flags.insert(.isInbound) }
    if isHost(record.text(.sourceHostname, fields)) { flags.insert(.sourceIsHost) }
    if isHost(record.text(.destinationHostname, fields)) { flags.insert(.destinationIsHost) }
    host.connections.append(
      ConnectionObservation(
        source: host.code(of: source) << 16 | UInt64(sourcePort),
        destination: host.code(of: destination) << 16 | UInt64(destinationPort), time: time,
        record: RecordIdentity(recordID: record.eventRecordID, time: record.timeCreated),
        process: UInt32(process),
        protocolNumber: IPProtocol.number(ofName: protocolName), flags: flags))
  }

  private func observeAnswers(
    _ record: borrowing FieldRecord, _ fields: FieldMap, _ time: FileTime,
    _ host: inout HostObservations
  ) {
    host.lags.append(
      LagSample(
        record: RecordIdentity(recordID: record.eventRecordID, time: record.timeCreated),
        utcTime: time))
    let name = record.text(.queryName, fields)
    let results = record.text(.queryResults, fields)
    if FieldText.isAbsent(name) { return }
    // `type:  5 www.example.com.edgekey.net;::ffff:192.0.2.7;`
    var start = 0
    var count = 0
    for index in 0...results.byteCount where index == results.byteCount || results.u8(index) == 0x3b
    {
      let part = results.extracting(start..<index)
      start = index + 1
      guard let address = IPAddress(part) else { continue }
      count += 1
      guard count <= LedgerLimits.addressesPerAnswer else { return }
      host.answers.append(
        AnswerObservation(
          utcTime: time, timeCreated: record.timeCreated, address: address, name: host.intern(name))
      )
    }
  }
}

extension HostObservations {
  /// The identifier of a text.
  mutating func intern(_ text: RawSpan) -> StringID { texts.intern(text) }

  /// The better of a text that is kept and one that is not yet.
  mutating func better(_ known: StringID, _ text: RawSpan) -> StringID {
    if texts.isEqual(known, text) { return known }
    let id = intern(text)
    return better(known, id)
  }
}
