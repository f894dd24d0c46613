internal import ByteIO

extension LedgerAssembly {
  /// Drafts the processes that identifiers of Sysmon or creations tell of.
  mutating func draftProcesses() {
    let order = creationOrder()
    var numbers: [ProcessGUID: UInt32] = [:]
    for index in order {
      let creation = seen.creations[Int(index)]
      guard creation.source == .sysmon else { continue }
      // Of two with one identifier the first counts.
      if !creation.guid.isNone {
        guard numbers[creation.guid] == nil else { continue }
        numbers[creation.guid] = UInt32(drafts.count)
      }
      drafts.append(draft(creation))
    }
    for reference in seen.references { add(reference, numbers[reference.guid]) }
    addSecurityCreations(order)
    seen.creations = BlockArray()
  }

  /// The creations, each once, by time; what else is equal, by content.
  private func creationOrder() -> [UInt32] {
    let creations = seen.creations
    let order = (0..<UInt32(creations.count)).sorted {
      isBefore(creations[Int($0)], creations[Int($1)])
    }
    var result: [UInt32] = []
    result.reserveCapacity(order.count)
    for index in order {
      if let last = result.last, creations[Int(last)] == creations[Int(index)] { continue }
      result.append(index)
    }
    return result
  }

  private func isBefore(_ one: ProcessCreation, _ other: ProcessCreation) -> Bool {
    if one.time != other.time { return one.time < other.time }
    if one.source != other.source { return one.source.rawValue < other.source.rawValue }
    if one.record != other.record { return one.record < other.record }
    if one.guid != other.guid { return one.guid < other.guid }
    if one.processID != other.processID { return one.processID < other.processID }
    if one.image != other.image { return seen.texts.isBefore(one.image, other.image) }
    if one.commandLine != other.commandLine {
      return seen.texts.isBefore(one.commandLine, other.commandLine)
    }
    if one.user != other.user { return seen.texts.isBefore(one.user, other.user) }
    return (one.parentGUID, one.parentID, one.logonID, one.sessionID)
      < (other.parentGUID, other.parentID, other.logonID, other.sessionID)
  }

  private mutating func draft(_ creation: ProcessCreation) -> Draft {
    var draft = Draft()
    draft.row.guid = creation.guid
    draft.row.start = creation.time.ticks
    draft.row.logonID = creation.logonID
    draft.row.processID = creation.processID
    draft.row.image = creation.image
    draft.row.commandLine = creation.commandLine
    draft.row.integrityLevel = creation.integrityLevel
    draft.row.parentImage = creation.parentImage
    draft.row.details = creation.details
    draft.row.sessionID = creation.sessionID
    draft.row.tokenElevation = creation.tokenElevation
    if creation.source == .sysmon {
      let account = account(creation.user)
      draft.row.accountDomain = account.domain
      draft.row.accountName = account.name
      draft.row.hasSysmonCreation = true
      draft.record = creation.record
    } else {
      draft.row.accountDomain = creation.accountDomain
      draft.row.accountName = creation.accountName
      draft.row.accountSID = creation.accountSID
      draft.row.hasSecurityCreation = true
    }
    draft.first = creation.time.ticks
    draft.last = creation.time.ticks
    draft.parentGUID = creation.parentGUID
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

  private mutating func add(_ reference: ProcessReference, _ known: UInt32?) {
    var draft = Draft()
    let number = known.map(Int.init) ?? drafts.count
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
  private mutating func addSecurityCreations(_ order: [UInt32]) {
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
    let creations = order.filter { seen.creations[Int($0)].source == .security }.sorted {
      let (one, other) = (seen.creations[Int($0)], seen.creations[Int($1)])
      return one.processID == other.processID
        ? isBefore(one, other) : one.processID < other.processID
    }
    var pairs: [TwinPair] = []
    var low = 0
    for index in creations {
      let creation = seen.creations[Int(index)]
      // A start that only an identifier tells is up to a second early.
      let earliest = creation.time.ticks.subtractingClamped(tolerance + FileTime.ticksPerSecond)
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
      if let record = draft.record {
        pairs.append(TwinPair(richer: record, poorer: creation.record))
      }
    }
    parts.processTwins = TwinTable(pairs)
  }

  private func nearest(_ creation: ProcessCreation, _ candidates: ArraySlice<UInt32>) -> Int? {
    var best: Int?
    var bestDistance = UInt64.max
    for number in candidates.prefix(Self.candidateCount).map(Int.init) {
      let row = drafts[number].row
      guard row.processID == creation.processID,
        row.start < creation.time.ticks.addingClamped(tolerance)
      else { break }
      var distance = row.start.distanceMagnitude(to: creation.time.ticks)
      if !row.hasSysmonCreation {
        distance = creation.time.ticks.subtractingClamped(
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

  private func enrich(_ draft: inout Draft, _ creation: ProcessCreation) {
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
    if !draft.row.hasSysmonCreation { draft.row.start = creation.time.ticks }
    draft.first = min(draft.first, creation.time.ticks)
    draft.last = max(draft.last, creation.time.ticks)
  }
}
