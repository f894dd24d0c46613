internal import ByteIO

/// The creation of a process as Sysmon 1 tells of it: 88 bytes.
struct SysmonCreation: Hashable, Sendable {
  /// What stands for no reference.
  static let noReference = UInt32.max

  /// `UtcTime`.
  var time: FileTime
  var record: RecordIdentity
  var logonID = UInt64.max
  /// The process's place among the references; ``noReference`` when it has no identifier.
  var reference = Self.noReference
  /// The parent's.
  var parentReference = Self.noReference
  var processID = ProcessRow.noNumber
  var parentID = ProcessRow.noNumber
  var image = StringID.none
  var commandLine = StringID.none
  /// `domain\name`.
  var user = StringID.none
  var integrityLevel = StringID.none
  var parentImage = StringID.none
  var details: UInt32 = 0
  var sessionID = ProcessRow.noNumber
}

/// The creation of a process as Security 4688 tells of it: 64 bytes.
struct SecurityCreation: Hashable, Sendable {
  var record: RecordIdentity
  var logonID = UInt64.max
  var processID: UInt32
  var parentID = ProcessRow.noNumber
  var image = StringID.none
  var commandLine = StringID.none
  var accountName = StringID.none
  var accountDomain = StringID.none
  var accountSID = StringID.none
  var integrityLevel = StringID.none
  var parentImage = StringID.none
  var tokenElevation = TokenElevation.unknown
}

/// What all Sysmon events together say of a process, whoever they are about.
struct ProcessReference: Sendable {
  var guid: ProcessGUID
  var processID = ProcessRow.noNumber
  var image = StringID.none
  var commandLine = StringID.none
  /// `domain\name`.
  var user = StringID.none
  /// The first time it was met, in ticks.
  var first: UInt64 = .max
  /// The last time.
  var last: UInt64 = 0
  /// When Sysmon 5 says that it ended; 0 where it does not.
  var end: UInt64 = 0
}

/// That the Security log met a process: an identifier with an image in an hour.
struct ProcessSighting: Sendable {
  struct Key: Hashable, Sendable {
    var processID: UInt32
    var image: StringID
    /// Hours since 1601.
    var hour: UInt32

    func hash(into hasher: inout Hasher) {
      hasher.combine(UInt64(processID) << 32 | UInt64(image.number))
      hasher.combine(hour)
    }
  }

  var key: Key
  var first: UInt64
  var last: UInt64
}

/// The end of a process: Security 4689.
struct ProcessExit: Hashable, Sendable {
  var time: FileTime
  var processID: UInt32
  var image: StringID
}
