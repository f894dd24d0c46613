internal import ByteIO

/// A process of a ``ProcessTable``.
struct ProcessIndex: Hashable, Sendable {
  let number: UInt32
}

extension ProcessIndex: Comparable {
  static func < (one: ProcessIndex, other: ProcessIndex) -> Bool { one.number < other.number }
}

/// What was concluded about a process and stands in no log.
struct Conclusions: OptionSet, Hashable, Sendable {
  let rawValue: UInt8
  /// That there was such a process.
  static let process = Conclusions(rawValue: 1)
  static let commandLine = Conclusions(rawValue: 2)
  /// Its parent, or only its parent's image.
  static let parent = Conclusions(rawValue: 4)
  /// Its start: the second in its identifier, or that of the boot.
  static let start = Conclusions(rawValue: 8)
}

/// `TokenElevationType` of Security 4688.
enum TokenElevation: UInt8, Sendable {
  case unknown = 0
  /// `%%1936`.
  case defaultType
  /// `%%1937`.
  case full
  /// `%%1938`.
  case limited
}

/// What Sysmon says of a process's image file.
struct ImageDetails: Hashable, Sendable {
  var hashes = StringID.none
  var company = StringID.none
  var product = StringID.none
  var fileVersion = StringID.none
  var originalFileName = StringID.none
  var description = StringID.none
}

/// What is known of a process. Texts are those of ``HostLedger/text(_:)``.
struct ProcessFacts: Sendable {
  /// Nil for a process that was concluded.
  var processID: UInt32?
  var guid: ProcessGUID?
  /// As logged; from the identifier or the boot when ``Conclusions/start`` says so.
  var start: FileTime?
  /// As logged.
  var end: FileTime?
  /// The path as the richest record has it; a device path where there was no other.
  var image: StringID
  var commandLine: StringID
  var accountName: StringID
  var accountDomain: StringID
  var accountSID: StringID
  /// `High`, as Sysmon writes it, also from 4688's mandatory label.
  var integrityLevel: StringID
  var logonID: UInt64?
  /// The terminal session.
  var sessionID: UInt32?
  var details: ImageDetails
  var tokenElevation: TokenElevation
  /// Nil when the parent is unknown.
  var parent: ProcessIndex?
  /// The image of the parent, also where nothing else is known of it.
  var parentImage: StringID
  var inferred: Conclusions
  /// Whether Sysmon logged its creation.
  var hasSysmonCreation: Bool
  /// Whether the Security log holds its creation.
  var hasSecurityCreation: Bool
}

/// A process as it is kept: 88 bytes.
struct ProcessRow: Sendable {
  static let noNumber = UInt32.max

  var guid = ProcessGUID.none
  /// Ticks, 0 where unknown.
  var start: UInt64 = 0
  /// Ticks, 0 where unknown.
  var end: UInt64 = 0
  var logonID: UInt64 = .max
  var processID = noNumber
  var parent = noNumber
  var image = StringID.none
  var commandLine = StringID.none
  var accountName = StringID.none
  var accountDomain = StringID.none
  var accountSID = StringID.none
  var integrityLevel = StringID.none
  var parentImage = StringID.none
  var details: UInt32 = 0
  var sessionID = noNumber
  var inferred: Conclusions = []
  var tokenElevation = TokenElevation.unknown
  var hasSysmonCreation = false
  var hasSecurityCreation = false
}

/// When a process had its identifier.
struct ProcessLife: Sendable {
  /// Ticks.
  var from: UInt64
  /// The last tick.
  var until: UInt64
  var process: UInt32
}

/// The processes of a host, sorted by start.
struct ProcessTable: Sendable {
  /// How far times of two channels may lie apart: 2 seconds.
  static let tolerance: UInt64 = 2 * FileTime.ticksPerSecond

  var rows: [ProcessRow] = []
  var details: [ImageDetails] = [ImageDetails()]
  var byGUID: [ProcessGUID: UInt32] = [:]
  /// Sorted by process identifier, then by time; those of one identifier do not overlap.
  var lives: [ProcessLife] = []
  /// The lives of each process identifier.
  var livesOfID: [UInt32: Range<Int>] = [:]

  /// The process that had an identifier at a time, or within two seconds of it, as times of different
  /// channels differ.
  func find(_ processID: UInt32, at time: FileTime) -> ProcessIndex? {
    guard let range = livesOfID[processID] else { return nil }
    // The first that begins after the time.
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if lives[middle].from <= time.ticks { low = middle + 1 } else { high = middle }
    }
    var before: UInt64?
    if low > range.lowerBound {
      let life = lives[low - 1]
      if time.ticks <= life.until { return ProcessIndex(number: life.process) }
      before = time.ticks - life.until
    }
    let after = low < range.upperBound ? lives[low].from - time.ticks : nil
    if let before, before <= Self.tolerance, after.map({ before <= $0 }) ?? true {
      return ProcessIndex(number: lives[low - 1].process)
    }
    if let after, after <= Self.tolerance { return ProcessIndex(number: lives[low].process) }
    return nil
  }

  /// What is known of a process.
  subscript(_ index: ProcessIndex) -> ProcessFacts {
    let row = rows[Int(index.number)]
    func number(_ value: UInt32) -> UInt32? { value == ProcessRow.noNumber ? nil : value }
    func time(_ ticks: UInt64) -> FileTime? { ticks == 0 ? nil : FileTime(ticks: ticks) }
    return ProcessFacts(
      processID: number(row.processID), guid: row.guid.isNone ? nil : row.guid,
      start: time(row.start), end: time(row.end), image: row.image, commandLine: row.commandLine,
      accountName: row.accountName, accountDomain: row.accountDomain, accountSID: row.accountSID,
      integrityLevel: row.integrityLevel, logonID: row.logonID == .max ? nil : row.logonID,
      sessionID: number(row.sessionID), details: details[Int(row.details)],
      tokenElevation: row.tokenElevation, parent: number(row.parent).map(ProcessIndex.init),
      parentImage: row.parentImage, inferred: row.inferred,
      hasSysmonCreation: row.hasSysmonCreation, hasSecurityCreation: row.hasSecurityCreation)
  }
}
