internal import ByteIO
internal import EVTX

extension ObservationCollector {
  /// Observes a Security 4656 or 4663: a handle that may be used to delete a file.
  func observeHandle(
    _ record: borrowing FieldRecord, _ fields: FieldMap, _ host: inout HostObservations
  ) {
    // DELETE, MS-DTYP 2.4.3.
    guard let mask = LedgerText.unsigned(record.text(.accessMask, fields)), mask & 0x1_0000 != 0,
      LedgerText.isEqual(record.text(.objectType, fields), "file"),
      let handle = LedgerText.unsigned(record.text(.handleID, fields)),
      let processID = LedgerText.processID(record.text(.processID, fields))
    else { return }
    let path = record.text(.objectName, fields)
    guard !FieldText.isAbsent(path) else { return }
    host.link(
      LinkObservation(
        kind: .object, number: handle, owner: processID, time: record.timeCreated,
        text: host.intern(path)))
  }

  /// Observes a PowerShell 4104: a piece of a script, unless it is all of it.
  func observeScript(
    _ record: borrowing FieldRecord, _ fields: FieldMap, _ host: inout HostObservations
  ) {
    let text = record.text(.scriptBlockText, fields)
    guard let total = LedgerText.processID(record.text(.messageTotal, fields)), total > 1,
      total <= LedgerLimits.piecesPerScript,
      let number = LedgerText.unsigned(record.text(.messageNumber, fields)),
      // A piece that would be cut is left to its own record.
      text.byteCount <= LedgerLimits.textByteCount
    else { return }
    host.link(
      LinkObservation(
        kind: .script, name: host.intern(record.text(.scriptBlockID, fields)), number: number,
        owner: total, time: record.timeCreated, text: host.intern(text)))
  }

  /// Observes a Sysmon 19 or 20: a WMI filter or consumer.
  func observeWMI(
    _ eventID: UInt64, _ record: borrowing FieldRecord, _ fields: FieldMap,
    _ host: inout HostObservations
  ) {
    let name = LinkBook.wmiName(record.text(.wmiName, fields))
    let text = record.text(eventID == 19 ? .wmiQuery : .wmiDestination, fields)
    guard !name.isEmpty, !FieldText.isAbsent(text) else { return }
    host.link(
      LinkObservation(
        kind: eventID == 19 ? .filter : .consumer, name: host.intern(name),
        time: record.timeCreated, text: host.intern(text)))
  }
}

extension HostObservations {
  /// Notes a link, unless there are too many.
  mutating func link(_ link: LinkObservation) {
    guard links.count < LedgerLimits.links else {
      texts.lostCount += 1
      return
    }
    links.insert(link)
  }
}

extension LinkBook {
  /// The name of a filter or consumer: of `"Example"` and `"__EventFilter.Name=\"Example\""` as Sysmon
  /// writes them, with a space before, `Example`.
  @_lifetime(copy text)
  static func wmiName(_ text: RawSpan) -> RawSpan {
    var start = 0
    var end = text.byteCount
    // Space, quote, backslash.
    func isFrame(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x22 || byte == 0x5c }
    while end > 0, isFrame(text.u8(end &- 1)) { end &-= 1 }
    var index = 0
    while index &+ 6 <= end {
      if text.matches("Name=\\\"", at: index) { start = index &+ 7 }
      index &+= 1
    }
    while start < end, isFrame(text.u8(start)) { start &+= 1 }
    return text.extracting(min(start, end)..<end)
  }
}
