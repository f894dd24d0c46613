internal import ByteIO

extension LedgerAssembly {
  /// Makes the logon sessions out of logons, logoffs and events that name one.
  mutating func buildSessions() {
    var events = seen.logons.map { $0 }
    for (mention, ticks) in seen.mentions {
      // Named by an event that tells nothing else of it.
      events.append(
        LogonObservation(
          kind: .groups, record: RecordIdentity(recordID: .max, time: FileTime(ticks: ticks)),
          logonID: mention.logonID, account: mention.account.name,
          domain: mention.account.domain, sid: mention.sid))
    }
    seen.logons = BlockArray()
    seen.mentions = [:]
    events.sort { isBefore($0, $1) }
    events = events.withoutRepeats()
    var entries: [SessionTable.Entry] = []
    var firstOfLast: UInt64 = 0
    for event in events { add(event, to: &entries, &firstOfLast) }
    for index in entries.indices.dropLast()
    where entries[index].session.logonID == entries[index + 1].session.logonID {
      entries[index].until = min(
        entries[index].until,
        max(entries[index].from, entries[index + 1].from.subtractingClamped(1)))
    }
    parts.sessions = SessionTable(entries: entries)
  }

  private func isBefore(_ one: LogonObservation, _ other: LogonObservation) -> Bool {
    if one.logonID != other.logonID { return one.logonID < other.logonID }
    if one.record.time != other.record.time { return one.record.time < other.record.time }
    if one.kind != other.kind { return one.kind.rawValue < other.kind.rawValue }
    if one.record != other.record { return one.record < other.record }
    if one.account != other.account { return seen.texts.isBefore(one.account, other.account) }
    if one.domain != other.domain { return seen.texts.isBefore(one.domain, other.domain) }
    if one.sid != other.sid { return seen.texts.isBefore(one.sid, other.sid) }
    if one.address != other.address {
      guard let mine = one.address, let its = other.address else { return one.address == nil }
      return mine < its
    }
    return (one.type, one.port) < (other.type, other.port)
  }

  /// Adds an event, whose session the last one may be; that one was first named at `firstOfLast`.
  private func add(
    _ event: LogonObservation, to entries: inout [SessionTable.Entry], _ firstOfLast: inout UInt64
  ) {
    let ticks = event.record.time.ticks
    let boot = parts.boots.index(at: event.record.time)
    if let last = entries.indices.last, entries[last].session.logonID == event.logonID,
      parts.boots.index(at: FileTime(ticks: entries[last].from)) == boot,
      belongs(event, to: entries[last], firstNamed: firstOfLast)
    {
      merge(event, into: &entries[last])
      return
    }
    var session = LogonSession(logonID: event.logonID)
    session.start = event.kind == .logon ? event.record.time : nil
    var from = ticks
    if event.kind != .logon {
      // It began before, in this boot, and after the last one with the identifier.
      from = boot.map { parts.boots.boots[$0].start.ticks } ?? 0
      if let last = entries.last, last.session.logonID == event.logonID {
        from = max(from, last.until == .max ? ticks : last.until.addingClamped(1))
      }
      from = min(from, ticks)
    }
    var entry = SessionTable.Entry(
      from: from, until: parts.boots.limit(after: event.record.time), session: session)
    merge(event, into: &entry)
    entries.append(entry)
    firstOfLast = ticks
  }

  /// Whether an event is about the session that was last seen with its identifier.
  private func belongs(
    _ event: LogonObservation, to entry: SessionTable.Entry, firstNamed: UInt64
  ) -> Bool {
    if event.kind == .logon {
      // The fixed ones are logged on again with each service; an event in front of its logon.
      if LogonObservation.isFixed(event.logonID) { return true }
      return entry.session.start == nil && entry.session.end == nil
        && event.record.time.ticks.subtractingClamped(firstNamed) <= tolerance
    }
    // Windows logs 4634 behind 4647 for one end.
    guard let end = entry.session.end else { return true }
    return event.record.time.ticks <= end.ticks.addingClamped(30 * tolerance)
  }

  private func merge(_ event: LogonObservation, into entry: inout SessionTable.Entry) {
    // The logon itself names the account best: SYSTEM as a subject has the machine's name.
    let isFirstLogon = event.kind == .logon && entry.session.start == nil
    func fill(_ text: inout StringID, _ other: StringID) {
      if isUnknown(text) || isFirstLogon && !isUnknown(other) { text = other }
    }
    fill(&entry.session.account, event.account)
    fill(&entry.session.domain, event.domain)
    fill(&entry.session.sid, event.sid)
    if event.isElevated { entry.session.isElevated = true }
    switch event.kind {
    case .privileges: entry.session.hasSpecialPrivileges = true
    case .groups: break
    case .logoff:
      guard entry.session.end == nil else { return }
      entry.session.end = event.record.time
      entry.until = max(entry.from, event.record.time.ticks)
    case .logon:
      if entry.session.start == nil { entry.session.start = event.record.time }
      fill(&entry.session.workstation, event.workstation)
      if entry.session.address == nil, let address = event.address {
        entry.session.address = address
        entry.session.port = event.port == 0 ? nil : event.port
      }
    }
    if entry.session.type == nil, event.type != .max { entry.session.type = event.type }
  }
}
