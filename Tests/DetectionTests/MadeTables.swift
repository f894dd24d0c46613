import Detection
import EventTables
import Tabular

/// Tables written by hand. Each row is made of one record, whose number is the row's place from 1.
struct MadeTables: EvidenceTables {
  private var rows: [String: [[Value]]] = [:]
  private var finished: [String: Table] = [:]

  /// 2024-01-15T10:00:00Z, from which times of rows count.
  static let start = Ticks.unixEpoch + 1_705_312_800 * Ticks.perSecond

  /// The ticks of a time, in seconds from the start.
  static func ticks(_ seconds: Double) -> Int64 {
    start + Int64((seconds * Double(Ticks.perSecond)).rounded())
  }

  /// Adds a row. Columns that are not named are null or empty.
  mutating func add(_ table: String, _ values: [String: Value]) {
    guard let schema = schema(of: table) else { preconditionFailure("no table \(table)") }
    precondition(values.keys.allSatisfy { schema.index(of: $0) != nil }, "\(values.keys)")
    rows[table, default: []].append(
      schema.columns.map { column in
        values[column.name] ?? (column.type == .string ? .string("") : .null)
      })
    var builder = TableBuilder(schema: schema)
    for row in rows[table] ?? [] { builder.append(row) }
    finished[table] = builder.finish()
  }

  func schema(of table: String) -> TableSchema? { TableCatalog.builtIn[table]?.schema }

  var tableNames: [String] { TableCatalog.builtIn.tables.map(\.schema.name) }

  func table(named name: String) -> Table? { finished[name] }

  func evidence(of table: String, row: Int) -> [EvidenceRecord] {
    [
      EvidenceRecord(
        sourceFile: "made.evtx", channel: table, computer: "SRV1", eventRecordID: UInt64(row) + 1,
        recordOffset: 0, timeCreated: time(of: table, row: row), table: table)
    ]
  }

  private func time(of table: String, row: Int) -> Int64 {
    guard let found = finished[table],
      let column = found.schema.index(of: "Timestamp") ?? found.schema.index(of: "TimeGenerated"),
      case .dateTime(let ticks) = found.value(row: row, column: column)
    else { return Self.start }
    return ticks
  }
}

// MARK: - Rows of the Device tables

extension MadeTables {
  /// A process that was started.
  mutating func process(
    at seconds: Double, id: Int64, _ commandLine: String, parent: String, parentID: Int64,
    account: String = "corp\\mallory", sid: String = "S-1-5-21-1-2-3-1104", logon: Int64 = 0x9_1234,
    session: Int64? = 0, integrity: String = "High", device: String = "srv1"
  ) {
    let parts = account.split(separator: "\\").map(String.init)
    add(
      "DeviceProcessEvents",
      [
        "Timestamp": .dateTime(Self.ticks(seconds)),
        "TimeGenerated": .dateTime(Self.ticks(seconds)),
        "DeviceId": .string(device), "DeviceName": .string("\(device).corp.example"),
        "ActionType": .string("ProcessCreated"), "FileName": .string(Self.program(commandLine)),
        "ProcessId": .integer(id), "ProcessCommandLine": .string(commandLine),
        "ProcessIntegrityLevel": .string(integrity),
        "AccountDomain": .string(parts.count > 1 ? parts[0] : ""),
        "AccountName": .string(parts.last ?? ""), "AccountSid": .string(sid),
        "LogonId": .integer(logon),
        "CreatedProcessSessionId": session.map { .integer($0) } ?? .null,
        "InitiatingProcessFileName": .string(Self.program(parent)),
        "InitiatingProcessCommandLine": .string(parent), "InitiatingProcessId": .integer(parentID),
      ])
  }

  /// A logon.
  mutating func logon(
    at seconds: Double, id: Int64 = 0x9_1234, from address: String, type: String = "Network",
    account: String = "mallory", device: String = "srv1"
  ) {
    add(
      "DeviceLogonEvents",
      [
        "Timestamp": .dateTime(Self.ticks(seconds)),
        "TimeGenerated": .dateTime(Self.ticks(seconds)),
        "DeviceId": .string(device), "DeviceName": .string("\(device).corp.example"),
        "ActionType": .string("LogonSuccess"), "LogonType": .string(type),
        "AccountDomain": .string("corp"), "AccountName": .string(account), "LogonId": .integer(id),
        "RemoteIP": .string(address),
        "RemoteIPType": .string(address.hasPrefix("127.") ? "Loopback" : "Private"),
        "RemoteDeviceName": .string("WS5"),
      ])
  }

  /// A connection.
  mutating func connection(
    at seconds: Double, _ action: String = "InboundConnectionAccepted", local: Int64,
    from remote: String,
    port: Int64 = 50_123, program: String, programID: Int64 = 900, account: String = "mallory",
    device: String = "srv1"
  ) {
    add(
      "DeviceNetworkEvents",
      [
        "Timestamp": .dateTime(Self.ticks(seconds)),
        "TimeGenerated": .dateTime(Self.ticks(seconds)),
        "DeviceId": .string(device), "DeviceName": .string("\(device).corp.example"),
        "ActionType": .string(action), "LocalIP": .string("10.0.0.20"),
        "LocalPort": .integer(local),
        "RemoteIP": .string(remote), "RemotePort": .integer(port),
        "RemoteIPType": .string(remote.hasPrefix("127.") ? "Loopback" : "Private"),
        "InitiatingProcessFileName": .string(Self.program(program)),
        "InitiatingProcessCommandLine": .string(program),
        "InitiatingProcessId": .integer(programID),
        "InitiatingProcessAccountName": .string(account),
      ])
  }

  /// The file name of a command line without spaces in its path.
  private static func program(_ commandLine: String) -> String {
    let path = commandLine.prefix { $0 != " " }
    return path.split(separator: "\\").last.map(String.init) ?? ""
  }
}

/// Command lines that rows share.
enum Lines {
  static let dcomLaunch = #"C:\Windows\system32\svchost.exe -k DcomLaunch -p"#
  static let rpcss = #"C:\Windows\system32\svchost.exe -k RPCSS -p"#
  static let mmc = #"C:\Windows\system32\mmc.exe -Embedding"#
  static let excel = #"C:\Office16\EXCEL.EXE /automation -Embedding"#
  static let impacket = #"cmd.exe /Q /c whoami 1> \\127.0.0.1\ADMIN$\__1556656511.61 2>&1"#
}

/// Runs rules over tables.
func hunting(
  _ rules: [Rule], over tables: MadeTables, schedule: HuntSchedule = .whole
) -> HuntResult {
  var options = HuntOptions()
  options.schedule = schedule
  let hunt = Hunt(rules, over: tables, options: options)
  var result = hunt.run(over: tables)
  result.problems = hunt.problems + result.problems
  return result
}

/// A rule of the built-in pack, by the name of its file.
func builtIn(_ file: String) -> [Rule] {
  RuleSet.builtIn.rules.filter { $0.origin.file == "builtin/\(file).yaml" }
}

/// The rules of a YAML text.
func rules(_ yaml: String) -> RuleSet {
  var set = RuleSet()
  set.add(Array(yaml.utf8), file: "rules.yaml")
  return set
}
