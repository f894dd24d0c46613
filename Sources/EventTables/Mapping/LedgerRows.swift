internal import ByteIO
internal import Tabular

/// Rows that no single record tells of: what all logs together say of a host.
///
/// | Table | Rows |
/// |-------|------|
/// | DeviceInfo | one a boot; one in all where no boot is known |
/// | DeviceNetworkInfo | one a host that is known to have addresses |
/// | DeviceProcessEvents | services.exe of each boot in which no record tells of its creation |
///
/// The order is that of the table above, then of time: the same ledger gives the same rows.
struct LedgerRows {
  private let ledger: HostLedger
  private let texts: TextPool
  private let deviceID: [UInt8]
  private let host: [UInt8]

  init(_ ledger: HostLedger) {
    self.ledger = ledger
    texts = ledger.texts
    let host = Array(ledger.host.utf8)
    deviceID = SHA1.hexadecimal(host.rawSpan)
    self.host = host
  }

  /// The columns that these rows fill, for the coverage of the tables.
  static let columns: [(table: String, columns: [String])] = [
    (
      "DeviceInfo",
      [
        "Timestamp", "DeviceId", "DeviceName", "OSPlatform", "OSBuild", "OSVersion",
        "LoggedOnUsers", "DeviceType", "OnboardingStatus", "AdditionalFields", "TimeGenerated",
      ]
    ),
    (
      "DeviceNetworkInfo",
      ["Timestamp", "DeviceId", "DeviceName", "IPAddresses", "TimeGenerated"]
    ),
    (
      "DeviceProcessEvents",
      [
        "Timestamp", "DeviceId", "DeviceName", "ActionType", "FileName", "FolderPath", "ProcessId",
        "ProcessCommandLine", "ProcessIntegrityLevel", "ProcessCreationTime", "AccountDomain",
        "AccountName", "AccountSid", "InitiatingProcessId", "InitiatingProcessFileName",
        "InitiatingProcessFolderPath", "ProcessUniqueId", "AdditionalFields", "TimeGenerated",
      ]
    ),
  ]

  /// The tables that such rows go to.
  static var tables: [String] { columns.map(\.table) }

  /// How many rows there are for a table.
  func count(_ table: String) -> Int {
    switch table {
    case "DeviceInfo": max(boots.count, firstTime == nil ? 0 : 1)
    case "DeviceNetworkInfo": addresses.isEmpty ? 0 : 1
    case "DeviceProcessEvents": ledger.synthesized.count
    default: 0
    }
  }

  /// Fills a row, which is empty.
  func fill(_ row: inout RowBuffer, _ table: String, at index: Int) {
    switch table {
    case "DeviceInfo": fillInfo(&row, index)
    case "DeviceNetworkInfo": fillNetwork(&row)
    default: fillProcess(&row, ledger.synthesized[index])
    }
  }

  private func fillDevice(_ row: inout RowBuffer, at time: FileTime?) {
    set(&row, "DeviceId", deviceID.rawSpan)
    set(&row, "DeviceName", host.rawSpan)
    set(&row, "Timestamp", time)
    set(&row, "TimeGenerated", time)
  }

  // MARK: - DeviceInfo

  /// The boots that rows tell of: without conclusions, those that an event tells of.
  private var boots: [Boot] {
    ledger.boots.boots.filter {
      ledger.infers || ($0.basis != .systemProcess && $0.basis != .earlyProcess)
    }
  }

  /// The earliest time that anything is known of.
  private var firstTime: FileTime? {
    [
      ledger.processes.rows.first { $0.start > 0 }.map { FileTime(ticks: $0.start) },
      ledger.sessions.entries.compactMap(\.session.start).min(),
      ledger.network.localAddresses.values.map(\.first).min(),
    ].compactMap { $0 }.min()
  }

  private func fillInfo(_ row: inout RowBuffer, _ index: Int) {
    let boots = boots
    let boot = index < boots.count ? boots[index] : nil
    fillDevice(&row, at: boot?.start ?? firstTime)
    var inferred: [String] = []
    if ledger.infers, boot?.basis != .kernel { inferred += ["Timestamp", "TimeGenerated"] }
    if let version = ledger.facts.version {
      set(&row, "OSVersion", "\(version.major).\(version.minor)")
      if let column = row.schema.index(of: "OSBuild") {
        row.setInteger(column, Int64(version.build))
      }
      if ledger.infers, let platform = Self.platform(version) {
        set(&row, "OSPlatform", platform.name)
        set(&row, "DeviceType", platform.isServer ? "Server" : "Workstation")
        inferred += ["OSPlatform", "DeviceType"]
      }
    }
    if ledger.infers {
      set(&row, "OnboardingStatus", "Can be onboarded")
      inferred.append("OnboardingStatus")
    }
    // Who is logged on is known of the last boot only.
    if index + 1 >= boots.count, !ledger.facts.loggedOnUsers.isEmpty {
      var json = TextBuffer()
      json.append("[")
      for (place, user) in ledger.facts.loggedOnUsers.enumerated() {
        json.append(place > 0 ? ",{\"UserName\":" : "{\"UserName\":")
        json.appendJSONString(texts[user.name])
        json.append(",\"DomainName\":")
        json.appendJSONString(texts[user.domain])
        json.append(",\"Sid\":")
        json.appendJSONString(texts[user.sid])
        json.append("}")
      }
      json.append("]")
      setJSON(&row, "LoggedOnUsers", json)
    }
    var json = TextBuffer()
    json.append("{")
    if let boot {
      json.append("\"InferredFrom\":\"")
      json.append(Self.source(of: boot.basis))
      json.append("\"")
    }
    if !inferred.isEmpty {
      if boot != nil { json.append(",") }
      appendInferred(inferred, to: &json)
    }
    json.append("}")
    setJSON(&row, "AdditionalFields", json)
  }

  /// The platform as Defender calls it; nil where builds are the same for servers and workstations.
  ///
  /// Source: Microsoft, "Windows 10 release information" and "Windows Server release information".
  private static func platform(
    _ version: HostFacts.Version
  ) -> (name: String, isServer: Bool)? {
    guard version.major == 10 else { return nil }
    switch version.build {
    case 10_240, 10_586, 15_063, 16_299, 17_134, 18_362...19_045: return ("Windows10", false)
    case 22_000, 22_621, 22_631: return ("Windows11", false)
    case 20_348: return ("WindowsServer2022", true)
    default: return nil
    }
  }

  private static func source(of basis: Boot.Basis) -> StaticString {
    switch basis {
    case .kernel: "Kernel-General 12 StartTime"
    case .systemProcess: "ProcessGuid of System"
    case .earlyProcess: "ProcessGuid of wininit.exe, services.exe or lsass.exe"
    case .eventLog: "EventLog 6009 or 6005"
    case .security: "Security 4608"
    }
  }

  // MARK: - DeviceNetworkInfo

  private var addresses: [LocalAddress] {
    ledger.network.localAddresses.values.filter { !$0.address.isLoopback }
      .sorted { $0.address < $1.address }
  }

  private func fillNetwork(_ row: inout RowBuffer) {
    let addresses = addresses
    fillDevice(&row, at: addresses.map(\.last).max())
    var json = TextBuffer()
    json.append("[")
    for (place, local) in addresses.enumerated() {
      json.append(place > 0 ? ",{\"IPAddress\":\"" : "{\"IPAddress\":\"")
      json.append(local.address)
      json.append("\",\"SubnetPrefix\":null,\"AddressType\":\"")
      json.append(local.address.kind)
      json.append("\"}")
    }
    json.append("]")
    setJSON(&row, "IPAddresses", json)
  }

  // MARK: - services.exe

  private func fillProcess(_ row: inout RowBuffer, _ process: ProcessIndex) {
    let facts = ledger[process]
    fillDevice(&row, at: facts.start)
    set(&row, "ActionType", "ProcessCreated")
    set(&row, "ProcessCreationTime", facts.start)
    if let processID = facts.processID, let column = row.schema.index(of: "ProcessId") {
      row.setInteger(column, Int64(processID))
    }
    if let guid = facts.guid {
      var text = TextBuffer()
      text.append(guid)
      set(&row, "ProcessUniqueId", text.bytes)
    }
    setPath(&row, "FileName", "FolderPath", facts.image, isLower: false)
    setPath(
      &row, "InitiatingProcessFileName", "InitiatingProcessFolderPath", facts.parentImage,
      isLower: true)
    let parentID = facts.parent.flatMap { ledger[$0].processID }
    if let parentID, let column = row.schema.index(of: "InitiatingProcessId") {
      row.setInteger(column, Int64(parentID))
    }
    set(&row, "ProcessCommandLine", ledger.string(facts.commandLine))
    set(&row, "ProcessIntegrityLevel", ledger.string(facts.integrityLevel))
    set(&row, "AccountDomain", ledger.string(facts.accountDomain).lowercased())
    set(&row, "AccountName", ledger.string(facts.accountName).lowercased())
    set(&row, "AccountSid", ledger.string(facts.accountSID))
    var json = TextBuffer()
    json.append("{\"InferredFrom\":\"")
    let boot = facts.start.flatMap {
      // The process may have started a little before what its boot is known by.
      ledger.boots.boot(at: FileTime(ticks: $0.ticks &+ ProcessTable.tolerance))
    }
    if facts.guid != nil {
      json.append("ProcessGuid of services.exe")
    } else if let boot {
      json.append(Self.source(of: boot.basis))
    } else {
      json.append("other processes")
    }
    json.append("\",")
    appendInferred(["*"], to: &json)
    json.append("}")
    setJSON(&row, "AdditionalFields", json)
  }

  // MARK: - Cells

  private func appendInferred(_ names: [String], to json: inout TextBuffer) {
    json.append("\"Inferred\":[")
    for (index, name) in names.enumerated() {
      if index > 0 { json.append(",") }
      json.append("\"")
      json.append(text: name)
      json.append("\"")
    }
    json.append("]")
  }

  private func setPath(
    _ row: inout RowBuffer, _ name: String, _ path: String, _ image: StringID, isLower: Bool
  ) {
    let text = ledger.string(image)
    let file = text.split(separator: "\\").last.map(String.init) ?? ""
    set(&row, name, file)
    set(&row, path, isLower ? text.lowercased() : text)
  }

  private func set(_ row: inout RowBuffer, _ name: String, _ value: String) {
    guard let column = row.schema.index(of: name), !value.isEmpty else { return }
    row.setString(column, text: value)
  }

  private func set(_ row: inout RowBuffer, _ name: String, _ value: RawSpan) {
    guard let column = row.schema.index(of: name), !value.isEmpty else { return }
    row.setString(column, value)
  }

  private func set(_ row: inout RowBuffer, _ name: String, _ time: FileTime?) {
    guard let column = row.schema.index(of: name), let ticks = time.flatMap(Ticks.dateTime) else {
      return
    }
    row.setDateTime(column, ticks)
  }

  private func setJSON(_ row: inout RowBuffer, _ name: String, _ json: borrowing TextBuffer) {
    guard let column = row.schema.index(of: name) else { return }
    if row.schema.columns[column].type == .dynamic {
      row.setDynamic(column, json.bytes)
    } else {
      row.setString(column, json.bytes)
    }
  }
}
