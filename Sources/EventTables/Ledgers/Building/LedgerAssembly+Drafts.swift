internal import ByteIO

extension LedgerAssembly {
  /// Drafts the processes that identifiers of Sysmon or creations tell of.
  mutating func draftProcesses() {
    let noDraft = UInt32.max
    var numbers = [UInt32](repeating: noDraft, count: seen.references.count)
    for index in sysmonOrder() {
      let creation = seen.sysmonCreations[Int(index)]
      // Of two with one identifier the first counts.
      if creation.reference != SysmonCreation.noReference {
        guard numbers[Int(creation.reference)] == noDraft else { continue }
        numbers[Int(creation.reference)] = UInt32(drafts.count)
      }
      drafts.append(draft(creation))
    }
    seen.sysmonCreations = BlockArray()
    for (number, reference) in seen.references.enumerated() {
      add(reference, numbers[number] == noDraft ? nil : Int(numbers[number]))
    }
    numbers = []
    addSecurityCreations()
    seen.securityCreations = BlockArray()
  }

  private func guid(_ reference: UInt32) -> ProcessGUID {
    reference == SysmonCreation.noReference ? .none : seen.references[Int(reference)].guid
  }

  private mutating func draft(_ creation: SysmonCreation) -> Draft {
    var draft = Draft()
    draft.row.guid = guid(creation.reference)
    draft.row.start = creation.time.ticks
    draft.row.logonID = creation.logonID
    draft.row.processID = creation.processID
    draft.row.image = creation.image
    draft.row.commandLine = creation.commandLine
    draft.row.integrityLevel = creation.integrityLevel
    draft.row.parentImage = creation.parentImage
    draft.row.details = creation.details
    draft.row.sessionID = creation.sessionID
    let account = account(creation.user)
    draft.row.accountDomain = account.domain
    draft.row.accountName = account.name
    draft.row.hasSysmonCreation = true
    draft.record = creation.record
    draft.first = creation.time.ticks
    draft.last = creation.time.ticks
    draft.parentReference = creation.parentReference
    draft.parentID = creation.parentID
    return draft
  }

  private func draft(_ creation: SecurityCreation) -> Draft {
    var draft = Draft()
    draft.row.start = creation.record.time.ticks
    draft.row.logonID = creation.logonID
    draft.row.processID = creation.processID
    draft.row.image = creation.image
    draft.row.commandLine = creation.commandLine
    draft.row.integrityLevel = creation.integrityLevel
    draft.row.parentImage = creation.parentImage
    draft.row.tokenElevation = creation.tokenElevation
    draft.row.accountDomain = creation.accountDomain
    draft.row.accountName = creation.accountName
    draft.row.accountSID = creation.accountSID
    draft.row.hasSecurityCreation = true
    draft.first = creation.record.time.ticks
    draft.last = creation.record.time.ticks
    draft.parentID = creation.parentID
    return draft
  }

  /// The domain and the name of `domain\name`.
  private mutating func account(_ user: StringID) -> AccountName {
    if let known = accounts[user] { return known }
    // A copy: the pool grows while the parts are added.
    var bytes: [UInt8] = []
    bytes.append(copying: seen.texts[user])
    let text = bytes.rawSpan
    var account = AccountName(domain: .none, name: .none)
    if !FieldText.isAbsent(text) {
      if let place = LedgerText.firstIndex(of: 0x5c, in: text) {
        account.domain = seen.intern(text.extracting(0..<place))
        account.name = seen.intern(text.extracting(place + 1..<text.byteCount))
      } else {
        account.name = user
      }
    }
    accounts[user] = account
    return account
  }

  private mutating func add(_ reference: ProcessReference, _ known: Int?) {
    var draft = Draft()
    let number = known ?? drafts.count
    if number < drafts.count {
      draft = drafts[number]
    } else {
      draft.row.guid = reference.guid
      draft.row.processID = reference.processID
      // A second that lies behind an event that knows the process is no start: the clock was set back.
      if let start = reference.guid.startSecond,
        start.ticks <= reference.first.addingClamped(tolerance)
      {
        draft.row.start = start.ticks
      }
    }
    if isUnknown(draft.row.image) { draft.row.image = reference.image }
    if draft.row.commandLine.isNone { draft.row.commandLine = reference.commandLine }
    if draft.row.accountName.isNone {
      let account = account(reference.user)
      draft.row.accountDomain = account.domain
      draft.row.accountName = account.name
    }
    draft.first = min(draft.first, reference.first)
    draft.last = max(draft.last, reference.last)
    draft.row.end = reference.end
    if number < drafts.count { drafts[number] = draft } else { drafts.append(draft) }
  }
}

// MARK: - Twins

extension LedgerAssembly {
  /// Candidates that are looked at for one creation: more have one identifier within seconds only in a
  /// forged log.
  private static let candidateCount = 64

  /// Gives creations of the Security log to the processes that they created too, or drafts these.
  private mutating func addSecurityCreations() {
    // By process identifier, then by time.
    var candidates: [UInt32] = []
    for number in drafts.indices
    where drafts[number].row.start != 0 && drafts[number].row.processID != ProcessRow.noNumber {
      candidates.append(UInt32(number))
    }
    candidates.sort {
      let (one, other) = (drafts[Int($0)].row, drafts[Int($1)].row)
      return (one.processID, one.start, one.guid) < (other.processID, other.start, other.guid)
    }
    var pairs: [TwinPair] = []
    var low = 0
    for index in securityOrder() {
      let creation = seen.securityCreations[Int(index)]
      // A start that only an identifier tells is up to a second early.
      let earliest = creation.record.time.ticks.subtractingClamped(
        tolerance + FileTime.ticksPerSecond)
      while low < candidates.count {
        let row = drafts[Int(candidates[low])].row
        guard (row.processID, row.start) < (creation.processID, earliest) else { break }
        low += 1
      }
      guard let number = nearest(creation, candidates[low...]) else {
        drafts.append(draft(creation))
        continue
      }
      // Taken out: what is changed in place while all is read would be copied.
      var draft = drafts[number]
      enrich(&draft, creation)
      drafts[number] = draft
      if draft.row.hasSysmonCreation {
        pairs.append(TwinPair(richer: draft.record, poorer: creation.record))
      }
    }
    parts.processTwins = TwinTable(pairs)
  }

  private func nearest(_ creation: SecurityCreation, _ candidates: ArraySlice<UInt32>) -> Int? {
    var best: Int?
    var bestDistance = UInt64.max
    for number in candidates.prefix(Self.candidateCount).map(Int.init) {
      let row = drafts[number].row
      guard row.processID == creation.processID,
        row.start < creation.record.time.ticks.addingClamped(tolerance)
      else { break }
      var distance = row.start.distanceMagnitude(to: creation.record.time.ticks)
      if !row.hasSysmonCreation {
        distance = creation.record.time.ticks.subtractingClamped(
          row.start.addingClamped(FileTime.ticksPerSecond))
      }
      guard distance < tolerance, distance < bestDistance, !row.hasSecurityCreation,
        mayBeSame(row.image, creation.image)
      else { continue }
      best = number
      bestDistance = distance
    }
    return best
  }

  private func enrich(_ draft: inout Draft, _ creation: SecurityCreation) {
    draft.row.hasSecurityCreation = true
    draft.row.tokenElevation = creation.tokenElevation
    // Without a target, 4688 names who created the process, which need not be whose it is.
    if draft.row.accountName.isNone {
      draft.row.accountName = creation.accountName
      draft.row.accountDomain = creation.accountDomain
      draft.row.accountSID = creation.accountSID
    } else if LedgerText.isEqual(
      seen.texts[draft.row.accountName], seen.texts[creation.accountName])
    {
      draft.row.accountSID = creation.accountSID
    }
    if draft.row.integrityLevel.isNone { draft.row.integrityLevel = creation.integrityLevel }
    if draft.row.logonID == .max { draft.row.logonID = creation.logonID }
    if draft.row.commandLine.isNone { draft.row.commandLine = creation.commandLine }
    if draft.row.parentImage.isNone { draft.row.parentImage = creation.parentImage }
    if isUnknown(draft.row.image) { draft.row.image = creation.image }
    if draft.parentID == ProcessRow.noNumber { draft.parentID = creation.parentID }
    if !draft.row.hasSysmonCreation { draft.row.start = creation.record.time.ticks }
    draft.first = min(draft.first, creation.record.time.ticks)
    draft.last = max(draft.last, creation.record.time.ticks)
  }
}
