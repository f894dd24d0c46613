import ByteIO
import Detection
import EventTables
import Tabular
import Testing

@Suite struct AlertTests {
  private func alert(_ query: String, _ fields: String, now: Int64? = nil) throws -> Alert {
    let set = rules(
      """
      id: 0b4f7a52-6a35-4a0e-9a37-6c6f67737011
      name: Rule
      description: What it is.
      severity: Medium
      queryFrequency: 1h
      queryPeriod: 1h
      relevantTechniques: [T1021.003]
      \(fields)
      query: |
        \(query)
      """)
    #expect(set.problems.map(\.message) == [])
    return try #require(hunting(set.rules, over: MadeTables()).alerts.first)
  }

  private func json(_ alert: Alert) throws -> JSONValue {
    var buffer = TextBuffer(capacity: 64)
    alert.appendJSONLine(to: &buffer)
    return try JSONValue(parsing: buffer.bytes)
  }

  private static let mappings = """
    entityMappings:
      - {entityType: Host, fieldMappings: [{identifier: FullName, columnName: Host}]}
      - {entityType: Account, fieldMappings: [{identifier: FullName, columnName: User}]}
      - {entityType: IP, fieldMappings: [{identifier: Address, columnName: From}]}
      - {entityType: File, fieldMappings: [{identifier: Name, columnName: File}]}
      - {entityType: Process, fieldMappings: [{identifier: CommandLine, columnName: Line}, {identifier: ProcessId, columnName: Id}]}
    """

  @Test func `entities are typed, split and refer to each other`() throws {
    let found = try alert(
      #"print Host = "srv1.corp.example", User = "CORP\\mallory", From = "10.0.0.5", File = "mmc.exe", Line = "mmc.exe -Embedding", Id = 700"#,
      Self.mappings)
    let entities = try #require(try json(found)["Entities"]?.array)
    func text(_ index: Int, _ name: String) -> String? { entities[index][name]?.string }
    #expect(
      entities.compactMap { $0["Type"]?.string } == ["host", "account", "ip", "file", "process"])
    #expect(entities.compactMap { $0["$id"]?.string } == ["1", "2", "3", "4", "5"])
    #expect(text(0, "HostName") == "srv1" && text(0, "DnsDomain") == "corp.example")
    #expect(text(1, "Name") == "mallory" && text(1, "NTDomain") == "CORP")
    #expect(text(2, "Address") == "10.0.0.5" && text(2, "AddressScope") == "corp.example")
    #expect(text(4, "ProcessId") == "700")
    #expect(entities[4]["Host"]?["$ref"]?.string == "1")
    #expect(entities[4]["Account"]?["$ref"]?.string == "2")
    #expect(entities[4]["ImageFile"]?["$ref"]?.string == "4")
    #expect(found.compromisedEntity == "srv1.corp.example")
  }

  @Test(arguments: [
    ("mallory@corp.example", "UPNSuffix", "corp.example"),
    ("S-1-5-21-1-2-3-500", "Sid", "S-1-5-21-1-2-3-500"),
    (#"CORP\\administrator"#, "Name", "administrator"), ("bob", "Name", "bob"),
  ])
  func `accounts are written in several ways`(text: String, field: String, value: String) throws {
    let found = try alert(
      #"print Host = "", User = "\#(text)", From = "", File = "", Line = "", Id = long(null)"#,
      Self.mappings)
    #expect(found.entities.map(\.type) == ["account"])
    #expect(found.entities.first?[field] == value)
  }

  @Test func `names that every machine has are kept and flagged`() throws {
    let found = try alert(
      #"print Host = "", User = "NT AUTHORITY\\SYSTEM", From = "", File = "", Line = "", Id = 1"#,
      Self.mappings)
    #expect(try json(found)["Entities"]?.array?.first?["IsGenericName"] == .bool(true))
  }

  @Test func `name, description, severity and tactics may come from the row`() throws {
    let found = try alert(
      #"print Who = "mallory", Level = "High", T = dynamic(["Execution","Impact"]), N = 5"#,
      """
      alertDetailsOverride:
        alertDisplayNameFormat: "{{Who}} did {{N}} of {{Nothing}}"
        alertDescriptionFormat: "By {{ Who }}."
        alertSeverityColumnName: Level
        alertTacticsColumnName: T
      customDetails: {Person: Who, Number: N}
      """)
    #expect(found.name == "mallory did 5 of {{Nothing}}")
    #expect(found.summary == "By mallory.")
    #expect(found.severity == .high && found.tactics == ["Execution", "Impact"])
    #expect(found.details.map(\.value) == ["mallory", "5"])
    let shown = try json(found)["ExtendedProperties"]?["Custom Details"]
    #expect(shown?["Person"]?.string == "mallory")
  }

  @Test func `an alert has SecurityAlert's names, and the row as it is`() throws {
    let found = try alert(
      #"print A = "x\n<y>", B = datetime(2024-01-15T10:00:00.1234567Z), C = dynamic({"k":[1]}), D = ""  "#,
      "")
    let line = try json(found)
    #expect(line["AlertType"]?.string == "0b4f7a52-6a35-4a0e-9a37-6c6f67737011")
    #expect(line["AlertName"]?.string == "Rule" && line["AlertSeverity"]?.string == "Medium")
    #expect(line["Techniques"]?.array == [.string("T1021.003")])
    #expect(line["StartTime"]?.string == "2024-01-15T10:00:00.1234567Z")
    #expect(line["Row"]?["A"]?.string == "x\n<y>")
    #expect(line["Row"]?["C"]?["k"]?.array?.count == 1)
    #expect(line["Row"]?["D"] == nil)
    #expect(line["Evidence"]?.array == [] && line["Inferred"]?.array == [])
  }

  @Test func `the identifier depends on the rule, the row and the records alone`() throws {
    let one = try alert(#"print A = 1"#, "")
    #expect(try alert(#"print A = 1"#, "").id == one.id)
    #expect(try alert(#"print A = 2"#, "").id != one.id)
    #expect(one.id.utf8.count == 36)
  }

  @Test func `a line for Timesketch has message, datetime and timestamp_desc`() throws {
    let found = try alert("print B = datetime(2024-01-15T10:00:00.1234567Z)", "")
    var buffer = TextBuffer(capacity: 64)
    found.appendTimesketchLine(to: &buffer)
    let line = try JSONValue(parsing: buffer.bytes)
    #expect(line["message"]?.string == "[Medium] Rule")
    #expect(line["datetime"]?.string == "2024-01-15T10:00:00.123456+00:00")
    #expect(line["timestamp"]?.integer == 1_705_312_800_123_456)
    #expect(line["timestamp_desc"]?.string == "Alert Start Time")
  }
}

@Suite struct CorrelationTests {
  private func found(_ build: (inout MadeTables) -> Void) -> ([Alert], [Incident]) {
    var tables = MadeTables()
    build(&tables)
    var alerts = hunting(RuleSet.builtIn.rules, over: tables).alerts
    let incidents = Correlator.correlate(&alerts)
    return (alerts, incidents)
  }

  private static func movement(
    _ tables: inout MadeTables, at second: Double, from address: String, logon: Int64, id: Int64,
    device: String = "srv1"
  ) {
    tables.logon(at: second, id: logon, from: address, device: device)
    tables.process(
      at: second + 1, id: id, Lines.mmc, parent: Lines.dcomLaunch, parentID: 600, logon: logon,
      device: device)
    tables.process(
      at: second + 2, id: id + 1, Lines.impacket, parent: Lines.mmc, parentID: id, logon: logon,
      device: device)
  }

  @Test func `all alerts of one movement are one incident with a sentence`() throws {
    let (alerts, incidents) = found {
      Self.movement(&$0, at: 0, from: "10.0.0.5", logon: 5_000, id: 700)
    }
    #expect(alerts.count >= 4)
    let incident = try #require(incidents.first)
    #expect(incidents.count == 1 && incident.alertIDs.count == alerts.count)
    #expect(incident.confidence == .high && incident.severity == .high)
    #expect(incident.sourceAddress == "10.0.0.5" && incident.comServer == "mmc.exe")
    #expect(
      incident.summary.hasPrefix(
        #"Between 2024-01-15T10:00:00 and 2024-01-15T10:00:02 UTC, corp\mallory from 10.0.0.5 reached mmc.exe on srv1.corp.example by DCOM lateral movement (T1021.003); first effect: "#
      ))
    #expect(alerts.allSatisfy { $0.incidentID == incident.id })
  }

  @Test func `other hosts, other sources and other hours are other incidents`() {
    let (_, incidents) = found {
      Self.movement(&$0, at: 0, from: "10.0.0.5", logon: 5_000, id: 700)
      Self.movement(&$0, at: 1, from: "10.0.0.5", logon: 5_000, id: 700, device: "srv2")
      Self.movement(&$0, at: 7_200, from: "10.0.0.5", logon: 5_001, id: 800)
    }
    #expect(incidents.count == 3)
  }

  @Test func `what the source shows joins what the target shows`() {
    let (alerts, incidents) = found {
      Self.movement(&$0, at: 1, from: "10.0.0.20", logon: 5_000, id: 700)
      for port in [Int64(135), 49_700] {
        $0.connection(
          at: 0.5, "ConnectionSuccess", local: 50_000, from: "10.0.0.30", port: port,
          program: "powershell.exe", device: "ws5")
      }
    }
    #expect(alerts.contains { $0.compromisedEntity == "ws5.corp.example" })
    #expect(incidents.count == 1)
    #expect(incidents.first?.targetHost == "srv1.corp.example")
  }
}
