internal import ByteIO
internal import EVTX

extension ObservationCollector {
  /// Observes an event of the System log.
  func observeSystem(
    _ provider: Provider, _ eventID: UInt64, _ record: borrowing FieldRecord, _ fields: FieldMap,
    _ host: inout HostObservations
  ) {
    let time = record.timeCreated
    switch (provider, eventID) {
    case (.kernel, 1):
      guard let old = LedgerText.time(record.text(.oldTime, fields)),
        let new = LedgerText.time(record.text(.newTime, fields))
      else { return }
      host.clockChanges.insert(ClockChange(old: old, new: new))
    case (.kernel, 12):
      let start = LedgerText.time(record.text(.startTime, fields)) ?? time
      host.bootMarks.insert(BootMark(kind: .kernelStart, time: start))
      if let major = LedgerText.processID(record.text(.majorVersion, fields)),
        let minor = LedgerText.processID(record.text(.minorVersion, fields)),
        let build = LedgerText.processID(record.text(.buildVersion, fields))
      {
        host.versions.insert(
          VersionObservation(time: start, major: major, minor: minor, build: build))
      }
    case (.kernel, 13):
      let stop = LedgerText.time(record.text(.stopTime, fields)) ?? time
      host.bootMarks.insert(BootMark(kind: .kernelStop, time: stop))
    case (.eventLog, 6005): host.bootMarks.insert(BootMark(kind: .logStarted, time: time))
    case (.eventLog, 6006): host.bootMarks.insert(BootMark(kind: .logStopped, time: time))
    case (.eventLog, 6008): host.bootMarks.insert(BootMark(kind: .unexpectedShutdown, time: time))
    case (.eventLog, 6009):
      host.bootMarks.insert(BootMark(kind: .versionLogged, time: time))
      if let version = Self.version(
        record.text(.parameter1, fields), record.text(.parameter2, fields), time)
      {
        host.versions.insert(version)
      }
    case (.services, 7045):
      host.services.insert(
        ServiceObservation(
          record: RecordIdentity(recordID: record.eventRecordID, time: time), source: .system,
          name: host.intern(record.text(.serviceName, fields))))
    default: break
    }
  }

  /// The version in EventLog 6009: `10.00.` and `19041`, in fields of their own or with a comma between.
  private static func version(
    _ first: RawSpan, _ second: RawSpan, _ time: FileTime
  ) -> VersionObservation? {
    var numbers: [UInt32] = []
    var value: UInt32?
    func scan(_ text: RawSpan) {
      for index in 0..<min(text.byteCount, 64) {
        let digit = text.u8(index) &- 0x30
        if digit < 10 {
          let (product, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
          value = overflow ? 0 : product &+ UInt32(digit)
        } else if let number = value {
          numbers.append(number)
          value = nil
        }
      }
      if let number = value { numbers.append(number) }
      value = nil
    }
    scan(first)
    if numbers.count < 3 { scan(second) }
    guard numbers.count >= 3 else { return nil }
    return VersionObservation(
      time: time, major: numbers[0], minor: numbers[1], build: numbers[2])
  }
}
