internal import ByteIO

extension LedgerAssembly {
  /// Sorts the answers to DNS queries.
  mutating func buildDNS() {
    var entries = seen.answers.map { answer in
      DNSEntry(
        address: answer.address,
        time: parts.clock.eventTime(
          utcTime: answer.utcTime, timeCreated: answer.timeCreated, isFromTrace: true
        ).time, name: answer.name)
    }
    seen.answers = BlockArray()
    entries.sort {
      if $0.address != $1.address { return $0.address < $1.address }
      return $0.time == $1.time ? seen.texts.isBefore($0.name, $1.name) : $0.time < $1.time
    }
    for entry in entries {
      if let last = parts.dns.entries.last, last.address == entry.address, last.name == entry.name {
        continue
      }
      parts.dns.entries.append(entry)
    }
  }

  /// Chooses a name for each security identifier, and an identifier for each name.
  mutating func buildAccounts() {
    var pairs = seen.accounts.map { (pair: $0.key, last: $0.value) }
    pairs.sort { one, other in
      // The best last: of a NetBIOS domain, seen last, sorting first.
      let (mine, its) = (isDNSDomain(one.pair.name.domain), isDNSDomain(other.pair.name.domain))
      if mine != its { return mine }
      if one.last != other.last { return one.last < other.last }
      if one.pair.name.name != other.pair.name.name {
        return seen.texts.isBefore(other.pair.name.name, one.pair.name.name)
      }
      if one.pair.name.domain != other.pair.name.domain {
        return seen.texts.isBefore(other.pair.name.domain, one.pair.name.domain)
      }
      return seen.texts.isBefore(other.pair.sid, one.pair.sid)
    }
    // Where SYSTEM acts it is mostly named as the machine, which has an identifier of its own.
    pairs.removeAll {
      LedgerText.isEqual(seen.texts[$0.pair.sid], "s-1-5-18")
        && LedgerText.ends(seen.texts[$0.pair.name.name], in: "$")
    }
    for (pair, _) in pairs {
      parts.accounts.namesOfSID[pair.sid] = pair.name
      name(pair.sid, pair.name)
    }
    for known in WellKnownAccounts.all {
      let sid = intern("\(known.sid)")
      let domain = intern("\(known.domain)")
      let account = AccountName(domain: domain, name: intern("\(known.name)"))
      if parts.accounts.namesOfSID[sid] == nil { parts.accounts.namesOfSID[sid] = account }
      if parts.accounts.sid(
        domain: seen.texts[account.domain], name: seen.texts[account.name]) == nil
      {
        name(sid, account)
      }
    }
    fillSIDs()
  }

  private func isDNSDomain(_ domain: StringID) -> Bool {
    LedgerText.firstIndex(of: 0x2e, in: seen.texts[domain]) != nil
  }

  private mutating func name(_ sid: StringID, _ account: AccountName) {
    var key: [UInt8] = []
    AccountBook.appendKey(seen.texts[account.domain], seen.texts[account.name], to: &key)
    let number = Int(parts.accounts.keys.intern(key.rawSpan).number)
    if number == parts.accounts.sidsOfName.count {
      parts.accounts.sidsOfName.append(sid)
    } else {
      parts.accounts.sidsOfName[number] = sid
    }
  }

  /// Sysmon names accounts only: their identifiers come from other events.
  private mutating func fillSIDs() {
    var known: [AccountName: StringID] = [:]
    for place in parts.processes.rows.indices {
      let row = parts.processes.rows[place]
      guard row.accountSID.isNone, !row.accountName.isNone else { continue }
      let account = AccountName(domain: row.accountDomain, name: row.accountName)
      let sid =
        known[account]
        ?? parts.accounts.sid(
          domain: seen.texts[account.domain], name: seen.texts[account.name]) ?? .none
      known[account] = sid
      parts.processes.rows[place].accountSID = sid
    }
  }

  /// Learns the letters of volumes: device paths that are the paths of drives but for their beginning.
  mutating func buildVolumes() {
    var suffixes = TextPool()
    var volumes: [Set<UInt32>] = [[]]
    var votes: [UInt32: [UInt8: Int]] = [:]
    for number in 1..<max(1, seen.texts.count) {
      let text = seen.texts[StringID(number: UInt32(number))]
      guard let path = VolumeBook.parse(text) else { continue }
      let place = Int(suffixes.internLower(text, from: path.start).number)
      if place == volumes.count { volumes.append([]) }
      volumes[place].insert(path.volume)
    }
    guard suffixes.count > 1 else { return }
    for number in 1..<max(1, seen.texts.count) {
      let text = seen.texts[StringID(number: UInt32(number))]
      guard text.byteCount > 3, text.u8(1) == 0x3a, text.u8(2) == 0x5c else { continue }
      let letter = LedgerText.lower(text.u8(0)) &- 0x20
      guard (0x41...0x5a).contains(letter), let id = suffixes.findLower(text, from: 2) else {
        continue
      }
      for volume in volumes[Int(id.number)] { votes[volume, default: [:]][letter, default: 0] += 1 }
    }
    for (volume, letters) in votes {
      let best = letters.max { ($0.value, $1.key) < ($1.value, $0.key) }
      if let best { parts.volumes.letters[volume] = best.key }
    }
  }

  /// Takes down what the logs say of the host itself.
  mutating func buildFacts() {
    if let version = latestVersion() {
      parts.facts.version = HostFacts.Version(
        major: version.major, minor: version.minor, build: version.build)
    }
    let lastBoot = parts.boots.boots.indices.last
    var users: Set<LoggedOnUser> = []
    for entry in parts.sessions.entries {
      let session = entry.session
      guard let type = session.type, type == 2 || type == 10 || type == 11, session.end == nil,
        parts.boots.index(at: FileTime(ticks: entry.from)) == lastBoot, !isUnknown(session.account)
      else { continue }
      users.insert(
        LoggedOnUser(domain: session.domain, name: session.account, sid: session.sid))
    }
    parts.facts.loggedOnUsers = users.sorted {
      if $0.name != $1.name { return seen.texts.isBefore($0.name, $1.name) }
      if $0.domain != $1.domain { return seen.texts.isBefore($0.domain, $1.domain) }
      return seen.texts.isBefore($0.sid, $1.sid)
    }
    parts.facts.lostTextCount = seen.texts.lostCount
  }
}

extension TextPool {
  /// Interns a part of a text in lower case.
  fileprivate mutating func internLower(_ text: RawSpan, from start: Int) -> StringID {
    var bytes: [UInt8] = []
    for index in start..<text.byteCount { bytes.append(LedgerText.lower(text.u8(index))) }
    return intern(bytes.rawSpan)
  }

  /// Finds a part of a text in lower case.
  fileprivate func findLower(_ text: RawSpan, from start: Int) -> StringID? {
    var bytes: [UInt8] = []
    for index in start..<text.byteCount { bytes.append(LedgerText.lower(text.u8(index))) }
    return find(bytes.rawSpan)
  }
}
