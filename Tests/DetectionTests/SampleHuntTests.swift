import ByteIO
import Detection
import EVTX
import EventTables
import Evidence
import Tabular
import TestSupport
import Testing

/// The movement of Samples/dcom-case: what rules must find there was written down by hand, from the
/// story of the sample and the words of the rules.
@Suite struct SampleHuntTests {
  private static let project =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private final class Quiet: TableRunDelegate {
    func run(didMeet problem: EvidenceError) {}
    func run(didMeet error: EVTXError, in source: LogSource) {}
    func run(willOpen image: ImageInfo) throws(EvidenceError) {}
    func run(willRead source: LogSource) throws(EvidenceError) {}
    func run(didLose message: String) {}
    func run(didRead report: ChunkReport, of source: LogSource, pass: Int) -> Bool { true }
  }

  private func hunt(
    _ rules: [Rule], _ schedule: HuntSchedule, infers: Bool? = nil, threads: Int = 2
  ) throws -> HuntResult {
    var options = HuntOptions()
    options.schedule = schedule
    let hunt = Hunt(rules, over: MadeTables(), options: options)
    var tables = TableOptions(tables: [])
    tables.infers = infers ?? (schedule == .whole)
    tables.threadCount = threads
    let path = EvidencePath(Self.project + "/Samples/dcom-case")
    let logs = try TableRun([.path(path)], options: tables).load(
      hunt.requests, delegate: Quiet())
    var result = hunt.run(over: logs, newestEvent: logs.newestEvent.flatMap(Ticks.dateTime))
    result.problems = hunt.problems + result.problems
    return result
  }

  /// The two published rules, as they are; nothing where the folder beside the checkout is absent.
  private func published(_ file: String) -> [Rule] {
    var set = RuleSet()
    set.add(path: EvidencePath(Self.project + "/../shared/rules/" + file))
    let isThere = !set.rules.isEmpty
    if !isThere { print("skip: no folder ../shared with the published rules") }
    return set.rules
  }

  /// A row of the table of expectations.
  private struct Expected: Equatable {
    var host: String
    var source: String
    var server: String
    var effect: String
    var start: String
    /// Numbers of the Sysmon records that must be cited, and no others.
    var records: [UInt64]
  }

  private func summary(_ alert: Alert) throws -> Expected {
    let row = try JSONValue(parsing: Array((alert.rows.first ?? "").utf8).rawSpan)
    return Expected(
      host: alert.compromisedEntity, source: row["RemoteIP"]?.string ?? "",
      server: row["DCOMCmdLine"]?.string ?? "",
      effect: row["set_ProcessCommandLine"]?.array?.first?.string ?? "",
      start: row["TimestampNetwEventExact"]?.string ?? "",
      records: alert.evidence.map(\.eventRecordID).sorted())
  }

  @Test func `the published rule of FalconForce finds the movement once over everything`() throws {
    let rules = published("DCOMLateralMovement.yaml")
    guard !rules.isEmpty else { return }
    let result = try hunt(rules, .whole)
    #expect(result.problems.isEmpty)
    // WORKSTATION5 (10.20.0.10) calls port 135 of FILESERVER1, which starts MMC, which runs a command:
    // Sysmon 3 number 70227, Sysmon 1 numbers 70216 and 70218.
    let expected = [
      Expected(
        host: "fileserver1.corp.example", source: "10.20.0.10",
        server: #"C:\Windows\system32\mmc.exe -Embedding"#,
        effect:
          #""C:\Windows\System32\cmd.exe" /c powershell -nop -w hidden -f C:\Windows\Temp\inv.ps1"#,
        start: "2024-05-14T08:30:41.9030000Z", records: [70_216, 70_218, 70_227])
    ]
    #expect(try result.alerts.map(summary) == expected)
    let inferred = result.alerts.first?.inferred.joined() ?? ""
    // The command line of the endpoint mapper and the start of the machine are in no record.
    #expect(inferred.contains("InitiatingProcessCommandLine"))
    #expect(inferred.contains("services.exe"))
  }

  @Test
  func `in a replay it finds nothing, as Sentinel would not have: what it needs was not logged`()
    throws
  {
    let rules = published("DCOMLateralMovement.yaml")
    guard !rules.isEmpty else { return }
    let result = try hunt(rules, .replay)
    #expect(result.problems.isEmpty && result.alerts.isEmpty)
    #expect(result.evaluationCount > 0)
    // The machine was started hours before: with all that is concluded, the window of an hour that the
    // rule sees still has no start of the machine in it.
    #expect(try hunt(rules, .replay, infers: true).alerts.isEmpty)
  }

  @Test(arguments: [HuntSchedule.whole, .replay])
  func `the published rule of Sentinel compares paths exactly, and so finds nothing`(
    schedule: HuntSchedule
  ) throws {
    let rules = published("LateralMovementViaDCOM.yaml")
    guard !rules.isEmpty else { return }
    let result = try hunt(rules, schedule)
    #expect(result.problems.isEmpty && result.alerts.isEmpty && result.evaluationCount > 0)
  }

  @Test func `what both published rules need to fire in a replay is found when it is there`() throws
  {
    let falcon = published("DCOMLateralMovement.yaml")
    guard !falcon.isEmpty else { return }
    var tables = MadeTables()
    tables.process(at: 0, id: 4, "services.exe", parent: "wininit.exe", parentID: 3)
    tables.connection(at: 1_200, local: 135, from: "10.0.0.5", program: Lines.rpcss)
    tables.process(at: 1_201, id: 700, Lines.mmc, parent: Lines.dcomLaunch, parentID: 600)
    tables.add(
      "DeviceProcessEvents",
      [
        "Timestamp": .dateTime(MadeTables.ticks(1_202)), "DeviceId": .string("srv1"),
        "DeviceName": .string("srv1"), "FileName": .string("cmd.exe"),
        "ProcessCommandLine": .string("cmd.exe /c whoami"), "InitiatingProcessId": .integer(700),
        "InitiatingProcessFileName": .string("mmc.exe"), "InitiatingProcessParentId": .integer(600),
        "InitiatingProcessParentFileName": .string("svchost.exe"),
      ])
    #expect(hunting(falcon, over: tables).alerts.count == 1)
    #expect(hunting(falcon, over: tables, schedule: .replay).alerts.count == 1)
    // The same an hour after the start of the machine: the join with the start gives null, and `where`
    // drops it.
    let sentinel = published("LateralMovementViaDCOM.yaml")
    var event = MadeTables()
    let names = [
      "CommandLine", "ProcessGuid", "Image", "Description", "CurrentDirectory", "User", "LogonGuid",
      "ParentProcessGuid", "ParentImage", "ParentCommandLine", "ParentUser",
    ]
    func data(_ values: [String: String]) -> String {
      "<EventData>"
        + names.map { "<Data Name=\"\($0)\">\(values[$0] ?? "x")</Data>" }.joined()
        + "</EventData>"
    }
    event.add(
      "Event",
      [
        "TimeGenerated": .dateTime(MadeTables.start), "EventID": .integer(1),
        "EventLog": .string("Microsoft-Windows-Sysmon/Operational"), "Computer": .string("SRV1"),
        "EventData": .string(
          data([
            "CommandLine": #"C:\Windows\System32\mmc.exe -Embedding"#, "User": #"CORP\mallory"#,
            "ParentCommandLine": #"C:\Windows\System32\svchost.exe -k DcomLaunch"#,
          ])),
      ])
    for schedule in HuntSchedule.allCases {
      #expect(hunting(sentinel, over: event, schedule: schedule).alerts.count == 1)
    }
  }

  @Test func `the built-in pack tells the movement as one incident`() throws {
    var result = try hunt(RuleSet.builtIn.rules, .whole)
    #expect(result.problems.isEmpty)
    let incidents = Correlator.correlate(&result.alerts)
    let incident = try #require(incidents.first)
    #expect(incidents.count == 1)
    #expect(incident.sourceAddress == "10.20.0.10" && incident.account == #"corp\alice"#)
    #expect(incident.targetHost == "fileserver1.corp.example" && incident.comServer == "mmc.exe")
    #expect(incident.firstEffect.hasSuffix(#"-f C:\Windows\Temp\inv.ps1"#))
    #expect(incident.confidence == .high)
    #expect(
      Set(result.alerts.map(\.ruleName)).isSuperset(of: [
        "COM server started in a remote logon session", "COM server of a user started in session 0",
        "COM server started after a call to the endpoint mapper", "MMC started as a COM server",
        "COM server started a shell", "RPC connection to an object in a running program",
        "Script host called COM objects of another machine",
      ]))
  }

  @Test func `what the logs show of each host is said, and what they do not`() throws {
    let path = EvidencePath(Self.project + "/Samples/dcom-case")
    let run = try TableRun([.path(path)], options: TableOptions(tables: []))
    #expect(run.sourceCoverage().isEmpty)
    _ = try run.load([], delegate: Quiet())
    let report = CoverageReport(run.sourceCoverage())
    #expect(report.hostCount == 2)
    let lines = report.lines(hostLimit: 10)
    #expect(lines[1] == "  fileserver1.corp.example")
    #expect(
      lines.contains(
        "    Sysmon 1 (processes)         2024-05-14T08:25:15 to 2024-05-14T08:35:05, 10"))
    #expect(lines.contains("    PowerShell 4104 (scripts)    no log"))
    #expect(report.lines(hostLimit: 1).last == "  1 more hosts; --coverage FILE lists all")
    // Seven sources and two kinds of clearing for each host.
    #expect(report.jsonLines.count == 18)
    let first = try JSONValue(parsing: Array(report.jsonLines[0].utf8).rawSpan)
    #expect(first["Count"]?.integer == 10 && first["EventID"]?.integer == 1)
  }

  @Test func `alerts are the same at any number of threads`() throws {
    func text(_ threads: Int) throws -> String {
      let result = try hunt(RuleSet.builtIn.rules, .whole, threads: threads)
      var buffer = TextBuffer(capacity: 1 << 16)
      for alert in result.alerts { alert.appendJSONLine(to: &buffer) }
      return buffer.string
    }
    let first = try text(1)
    #expect(!first.isEmpty)
    for threads in [2, 8] { #expect(try text(threads) == first) }
  }
}
