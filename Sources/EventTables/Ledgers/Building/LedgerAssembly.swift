internal import ByteIO

/// A host's ledger in the making: each step uses the results of those before it.
struct LedgerAssembly {
  /// A process whose place among the others is not known yet.
  struct Draft {
    var row = ProcessRow()
    /// When any event met it, in ticks.
    var first = UInt64.max
    var last: UInt64 = 0
    var parentReference = SysmonCreation.noReference
    var parentID = ProcessRow.noNumber
    /// The record of its creation by Sysmon, when there is one.
    var record = RecordIdentity(recordID: 0, time: FileTime(ticks: 0))

    /// When it began, or was first met.
    var sortTime: UInt64 { row.start == 0 ? first : row.start }
  }

  let infers: Bool
  var seen: HostObservations
  var parts: LedgerParts
  var drafts: [Draft] = []
  /// The parts of each `domain\name`.
  var accounts: [StringID: AccountName] = [:]

  init(host: String, _ seen: HostObservations, infers: Bool) {
    self.infers = infers
    self.seen = seen
    parts = LedgerParts(host: host)
    parts.infers = infers
  }

  /// Takes the steps.
  mutating func build() -> HostLedger {
    seen.forgetPlaces()
    buildClock()
    buildBoots()
    draftProcesses()
    buildProcesses()
    buildSessions()
    buildNetwork()
    if infers { inferCommandLines() }
    pairConnections()
    pairServices()
    buildDNS()
    buildAccounts()
    buildVolumes()
    buildFacts()
    parts.links = LinkBook(seen.links, seen.texts)
    parts.texts = seen.texts
    return HostLedger(parts)
  }

  /// The identifier of a text of our own.
  mutating func intern(_ text: String) -> StringID {
    seen.intern([UInt8](text.utf8).rawSpan)
  }

  /// Whether two images have the same file name, whatever its case; an image that is not known has any.
  func mayBeSame(_ one: StringID, _ other: StringID) -> Bool {
    if one == other || isUnknown(one) || isUnknown(other) { return true }
    return LedgerText.isEqual(
      LedgerText.fileName(seen.texts[one]), LedgerText.fileName(seen.texts[other]))
  }

  /// Whether an image says nothing: none, `-`, `<unknown process>`.
  func isUnknown(_ image: StringID) -> Bool {
    if image.isNone { return true }
    let text = seen.texts[image]
    return FieldText.isAbsent(text) || text.u8(0) == 0x3c
  }

  /// Whether an image is this file of Windows: `\windows\system32\` and so on, in lower case.
  func isImage(_ image: StringID, _ suffix: StaticString) -> Bool {
    LedgerText.ends(seen.texts[image], in: suffix)
  }

  /// How far times of two channels may lie apart.
  var tolerance: UInt64 { ProcessTable.tolerance }
}

extension UInt64 {
  /// The sum, or the largest number.
  func addingClamped(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The difference, or 0.
  func subtractingClamped(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }

  /// How far two numbers lie apart.
  func distanceMagnitude(to other: UInt64) -> UInt64 { self > other ? self - other : other - self }
}
