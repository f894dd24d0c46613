internal import ByteIO

extension HostObservations {
  /// Takes over what another chunk's events said of the host.
  mutating func merge(_ other: HostObservations) {
    var ids = [StringID](repeating: .none, count: other.texts.count)
    for number in 1..<max(1, other.texts.count) {
      ids[number] = texts.intern(other.texts[StringID(number: UInt32(number))])
    }
    texts.lostCount += other.texts.lostCount
    func id(_ old: StringID) -> StringID { ids[Int(old.number)] }
    let detailMap = other.details.map { old in
      number(
        of: ImageDetails(
          hashes: id(old.hashes), company: id(old.company), product: id(old.product),
          fileVersion: id(old.fileVersion), originalFileName: id(old.originalFileName),
          description: id(old.description)))
    }
    let referenceMap = mergeReferences(other, ids)
    mergeConnections(other, referenceMap)
    func reference(_ old: UInt32) -> UInt32 {
      old == SysmonCreation.noReference ? old : referenceMap[Int(old)]
    }
    for old in other.sysmonCreations {
      var creation = old
      creation.reference = reference(old.reference)
      creation.parentReference = reference(old.parentReference)
      creation.image = id(old.image)
      creation.commandLine = id(old.commandLine)
      creation.user = id(old.user)
      creation.integrityLevel = id(old.integrityLevel)
      creation.parentImage = id(old.parentImage)
      creation.details = detailMap[Int(old.details)]
      sysmonCreations.append(creation)
    }
    for old in other.securityCreations {
      var creation = old
      creation.image = id(old.image)
      creation.commandLine = id(old.commandLine)
      creation.accountName = id(old.accountName)
      creation.accountDomain = id(old.accountDomain)
      creation.accountSID = id(old.accountSID)
      creation.integrityLevel = id(old.integrityLevel)
      creation.parentImage = id(old.parentImage)
      securityCreations.append(creation)
    }
    for old in other.sightings {
      sight(old.key.processID, id(old.key.image), first: old.first, last: old.last)
    }
    for old in other.exits {
      exits.append(ProcessExit(time: old.time, processID: old.processID, image: id(old.image)))
    }
    for old in other.logons {
      var logon = old
      logon.workstation = id(old.workstation)
      logon.account = id(old.account)
      logon.domain = id(old.domain)
      logon.sid = id(old.sid)
      logons.append(logon)
    }
    for (old, ticks) in other.mentions {
      var mention = old
      mention.account = AccountName(domain: id(old.account.domain), name: id(old.account.name))
      mention.sid = id(old.sid)
      self.mention(mention, at: ticks)
    }
    for (old, listener) in other.listeners {
      var key = old
      key.image = id(old.image)
      listen(key, first: listener.first, last: listener.last)
    }
    for lag in other.lags { lags.append(lag) }
    for old in other.answers {
      var answer = old
      answer.name = id(old.name)
      answers.append(answer)
    }
    bootMarks.formUnion(other.bootMarks)
    clockChanges.formUnion(other.clockChanges)
    versions.formUnion(other.versions)
    for old in other.links {
      var link = old
      link.name = id(old.name)
      link.text = id(old.text)
      self.link(link)
    }
    for old in other.services {
      services.insert(
        ServiceObservation(record: old.record, source: old.source, name: id(old.name)))
    }
    for (old, time) in other.accounts {
      name(
        AccountPair(
          sid: id(old.sid),
          name: AccountName(domain: id(old.name.domain), name: id(old.name.name))), at: time)
    }
  }

  private mutating func mergeReferences(_ other: HostObservations, _ ids: [StringID]) -> [UInt32] {
    other.references.map { old in
      let number = referenceNumber(of: old.guid)
      var reference = references[number]
      if old.processID != ProcessRow.noNumber {
        reference.processID = min(reference.processID, old.processID)
      }
      reference.image = better(reference.image, ids[Int(old.image.number)])
      reference.commandLine = better(reference.commandLine, ids[Int(old.commandLine.number)])
      reference.user = better(reference.user, ids[Int(old.user.number)])
      reference.first = min(reference.first, old.first)
      reference.last = max(reference.last, old.last)
      if old.end != 0 { reference.end = reference.end == 0 ? old.end : min(reference.end, old.end) }
      references[number] = reference
      return UInt32(number)
    }
  }

  private mutating func mergeConnections(_ other: HostObservations, _ referenceMap: [UInt32]) {
    func map(_ endpoint: UInt64, _ host: inout HostObservations) -> UInt64 {
      let code = endpoint >> 16
      guard code >> 32 != 0 else { return endpoint }
      return host.code(of: other.address(of: code)) << 16 | endpoint & 0xffff
    }
    for old in other.connections {
      var connection = old
      connection.source = map(old.source, &self)
      connection.destination = map(old.destination, &self)
      if !old.flags.contains(.isSecurity) { connection.process = referenceMap[Int(old.process)] }
      connections.append(connection)
    }
  }
}
