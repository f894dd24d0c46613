import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// Processes: identifiers, lives, parents, twins.
@Suite struct ProcessLedgerTests {
  private let host = "host1.corp.example"

  private func create(
    _ start: Double, _ processID: Int, _ image: String, command: String = "", sequence: Int = 1,
    parent: (guid: String, id: Int, image: String, command: String)? = nil,
    user: String = #"CORP\alice"#
  ) -> StandardEvent {
    let parent = parent ?? (guid(second(-5_000), 900), 700, #"C:\Windows\explorer.exe"#, "explorer")
    return sysmon(
      1, at: second(start),
      [
        ("ProcessGuid", guid(second(start), sequence)), ("ProcessId", "\(processID)"),
        ("Image", image), ("FileVersion", "1.2"), ("Description", "A tool"),
        ("Product", "Tools"), ("Company", "Example"), ("OriginalFileName", "tool.exe"),
        ("CommandLine", command), ("User", user), ("LogonId", "0x51"),
        ("TerminalSessionId", "1"), ("IntegrityLevel", "High"), ("Hashes", "SHA1=AA,MD5=BB"),
        ("ParentProcessGuid", parent.guid), ("ParentProcessId", "\(parent.id)"),
        ("ParentImage", parent.image), ("ParentCommandLine", parent.command),
        ("ParentUser", user),
      ])
  }

  private func create4688(
    _ time: Double, _ processID: Int, _ image: String, command: String? = nil, parentID: Int = 700,
    parentName: String? = nil, target: (sid: String, name: String)? = nil
  ) -> StandardEvent {
    var fields = [
      ("SubjectUserSid", "S-1-5-18"), ("SubjectUserName", "HOST1$"),
      ("SubjectDomainName", "CORP"), ("SubjectLogonId", "0x3e7"),
      ("NewProcessId", "0x" + String(processID, radix: 16)), ("NewProcessName", image),
      ("TokenElevationType", "%%1937"), ("ProcessId", "0x" + String(parentID, radix: 16)),
    ]
    if let command { fields.append(("CommandLine", command)) }
    if let target {
      fields += [
        ("TargetUserSid", target.sid), ("TargetUserName", target.name),
        ("TargetDomainName", "CORP"), ("TargetLogonId", "0x77"),
      ]
    }
    if let parentName {
      fields += [("ParentProcessName", parentName), ("MandatoryLabel", "S-1-16-8192")]
    }
    return security(4688, at: second(time), fields)
  }

  private func exit4689(_ time: Double, _ processID: Int, _ image: String) -> StandardEvent {
    security(
      4689, at: second(time),
      [
        ("SubjectUserSid", "S-1-5-18"), ("SubjectUserName", "HOST1$"), ("Status", "0x0"),
        ("ProcessId", "0x" + String(processID, radix: 16)), ("ProcessName", image),
      ])
  }

  private func end5(_ time: Double, _ start: Double, _ processID: Int, sequence: Int = 1)
    -> StandardEvent
  {
    sysmon(
      5, at: second(time),
      [
        ("ProcessGuid", guid(second(start), sequence)), ("ProcessId", "\(processID)"),
        ("Image", "?"),
      ])
  }

  @Test func `Sysmon 1 gives all facts, and its parent those of the parent`() throws {
    let ledger = try #require(
      try ledgers([create(10, 4_711, #"C:\a\tool.exe"#, command: "tool -x")])[host])
    let process = try #require(ledger.process(guid(second(10), 1)))
    #expect(process.processID == 4_711)
    #expect(process.start == second(10))
    #expect(ledger.string(process.image) == #"C:\a\tool.exe"#)
    #expect(ledger.string(process.commandLine) == "tool -x")
    #expect(ledger.string(process.accountDomain) == "CORP")
    #expect(ledger.string(process.accountName) == "alice")
    #expect(process.logonID == 0x51)
    #expect(process.sessionID == 1)
    #expect(ledger.string(process.integrityLevel) == "High")
    #expect(ledger.string(process.details.hashes) == "SHA1=AA,MD5=BB")
    #expect(ledger.string(process.details.company) == "Example")
    #expect(ledger.string(process.details.product) == "Tools")
    #expect(ledger.string(process.details.fileVersion) == "1.2")
    #expect(ledger.string(process.details.originalFileName) == "tool.exe")
    #expect(ledger.string(process.details.description) == "A tool")
    let parent = ledger[try #require(process.parent)]
    #expect(parent.processID == 700)
    #expect(ledger.string(parent.commandLine) == "explorer")
    #expect(ledger.string(parent.accountName) == "alice")
    #expect(ledger.string(process.parentImage) == #"C:\Windows\explorer.exe"#)
    #expect(!parent.hasSysmonCreation)
    #expect(parent.start == second(-5_000))
  }

  @Test func `a grandparent is two steps up`() throws {
    let first = (guid(second(0), 1), 100, #"C:\a\one.exe"#, "one")
    let middle = (guid(second(10), 2), 200, #"C:\a\two.exe"#, "two")
    let ledger = try #require(
      try ledgers([
        create(20, 300, #"C:\a\three.exe"#, sequence: 3, parent: middle),
        create(10, 200, #"C:\a\two.exe"#, sequence: 2, parent: first),
      ])[host])
    let process = try #require(ledger.process(guid(second(20), 3)))
    let parent = try #require(process.parent)
    let grandparent = try #require(ledger[parent].parent)
    #expect(ledger[grandparent].processID == 100)
    #expect(ledger.string(ledger[grandparent].image) == #"C:\a\one.exe"#)
  }

  @Test(arguments: [3, 7, 11, 12, 13, 17, 18, 22, 23, 26, 29] as [UInt16])
  func `any event of Sysmon tells the image of its process`(_ eventID: UInt16) throws {
    let ledger = try #require(
      try ledgers([
        sysmon(
          eventID, at: second(3),
          [
            ("ProcessGuid", guid(second(0), 7)), ("ProcessId", "1200"),
            ("Image", #"C:\Windows\System32\lsass.exe"#), ("User", #"NT AUTHORITY\SYSTEM"#),
          ])
      ])[host])
    let process = try #require(ledger.process(guid(second(0), 7)))
    #expect(ledger.string(process.image) == #"C:\Windows\System32\lsass.exe"#)
    #expect(process.start == second(0))
    #expect(ledger.string(process.accountSID) == "S-1-5-18")
    #expect(ledger.process(1_200, at: 2)?.guid == process.guid)
  }

  @Test(arguments: [("GUID", 10), ("Guid", 8)] as [(String, UInt16)])
  func `both processes of events 8 and 10 are known`(_ suffix: String, _ eventID: UInt16) throws {
    let ledger = try #require(
      try ledgers([
        sysmon(
          eventID, at: second(3),
          [
            ("SourceProcess\(suffix)", guid(second(0), 1)), ("SourceProcessId", "10"),
            ("SourceImage", #"C:\a.exe"#), ("TargetProcess\(suffix)", guid(second(1), 2)),
            ("TargetProcessId", "20"), ("TargetImage", #"C:\b.exe"#),
          ])
      ])[host])
    #expect(ledger.string(try #require(ledger.process(10, at: 3)).image) == #"C:\a.exe"#)
    #expect(ledger.string(try #require(ledger.process(20, at: 3)).image) == #"C:\b.exe"#)
  }

  @Test func `a name is better than an unknown process`() throws {
    func access(_ time: Double, _ image: String) -> StandardEvent {
      sysmon(
        13, at: second(time),
        [("ProcessGuid", guid(second(0), 1)), ("ProcessId", "4"), ("Image", image)])
    }
    let ledger = try #require(
      try ledgers([access(1, "<unknown process>"), access(2, "System"), access(3, "")])[host])
    #expect(ledger.string(try #require(ledger.process(guid(second(0), 1))).image) == "System")
  }

  @Test func `an identifier is reused: each time has its process`() throws {
    let ledger = try #require(
      try ledgers([
        create(0, 50, #"C:\one.exe"#, sequence: 1), end5(100, 0, 50, sequence: 1),
        create(200, 50, #"C:\two.exe"#, sequence: 2),
        create(300, 50, #"C:\three.exe"#, sequence: 3),
      ])[host])
    func image(_ time: Double) -> String? {
      ledger.process(50, at: time).map { ledger.string($0.image) }
    }
    #expect(image(50) == #"C:\one.exe"#)
    #expect(image(101) == #"C:\one.exe"#)
    #expect(image(150) == nil)
    #expect(image(250) == #"C:\two.exe"#)
    #expect(image(299.5) == #"C:\two.exe"#)
    #expect(image(10_000) == #"C:\three.exe"#)
    #expect(image(-50) == nil)
  }

  @Test func `a process ends with the boot`() throws {
    let ledger = try #require(
      try ledgers([
        create(0, 50, #"C:\one.exe"#),
        system("EventLog", 6006, at: second(500)),
        system(
          "Microsoft-Windows-Kernel-General", 12, at: second(600),
          [("StartTime", second(600).description)]),
        system("EventLog", 6005, at: second(615)),
      ])[host])
    #expect(ledger.process(50, at: 400) != nil)
    #expect(ledger.process(50, at: 700) == nil)
    #expect(ledger.boots.boots.map(\.start) == [second(600)])
  }

  @Test func `4688 and 4689 alone give lives, accounts and parents`() throws {
    let ledger = try #require(
      try ledgers([
        create4688(0, 700, #"C:\Windows\explorer.exe"#, command: "explorer"),
        create4688(
          10, 900, #"C:\a\tool.exe"#, command: "tool -y", parentID: 700,
          parentName: #"C:\Windows\explorer.exe"#, target: ("S-1-5-21-1-2-3-1001", "alice")),
        exit4689(60, 900, #"C:\a\tool.exe"#),
      ])[host])
    let process = try #require(ledger.process(900, at: 20))
    #expect(ledger.string(process.commandLine) == "tool -y")
    #expect(ledger.string(process.accountName) == "alice")
    #expect(ledger.string(process.accountSID) == "S-1-5-21-1-2-3-1001")
    #expect(process.logonID == 0x77)
    #expect(process.tokenElevation == .full)
    #expect(ledger.string(process.integrityLevel) == "Medium")
    #expect(process.end == second(60))
    #expect(ledger.process(900, at: 70) == nil)
    let parent = ledger[try #require(process.parent)]
    #expect(ledger.string(parent.commandLine) == "explorer")
    #expect(ledger.string(parent.accountName) == "HOST1$")
  }

  @Test func `a creator that was never created is known by its image`() throws {
    let ledger = try #require(
      try ledgers([
        create4688(
          10, 900, #"C:\a\tool.exe"#, parentID: 800, parentName: #"C:\Windows\System32\cmd.exe"#)
      ])[host])
    let process = try #require(ledger.process(900, at: 20))
    let parent = ledger[try #require(process.parent)]
    #expect(ledger.string(parent.image) == #"C:\Windows\System32\cmd.exe"#)
    #expect(parent.start == nil)
  }

  @Test func `a creator with another image than the last process is another process`() throws {
    let ledger = try #require(
      try ledgers([
        create4688(0, 800, #"C:\old.exe"#),
        create4688(
          100, 900, #"C:\a\tool.exe"#, parentID: 800, parentName: #"C:\new.exe"#),
      ])[host])
    let child = try #require(ledger.process(900, at: 101))
    let parent = ledger[try #require(child.parent)]
    #expect(ledger.string(parent.image) == #"C:\new.exe"#)
    #expect(ledger.string(try #require(ledger.process(800, at: 50)).image) == #"C:\old.exe"#)
    #expect(ledger.string(try #require(ledger.process(800, at: 150)).image) == #"C:\new.exe"#)
  }

  @Test func `Sysmon 1 and 4688 of one process are one, which has the facts of both`() throws {
    let ledger = try #require(
      try ledgers([
        create(10, 900, #"C:\a\Tool.exe"#, command: "tool"),
        create4688(
          11.5, 900, #"C:\a\tool.exe"#, command: "tool",
          target: ("S-1-5-21-1-2-3-1001", "ALICE")),
      ])[host])
    let process = try #require(ledger.process(guid(second(10), 1)))
    #expect(process.hasSysmonCreation && process.hasSecurityCreation)
    #expect(process.tokenElevation == .full)
    #expect(ledger.string(process.accountSID) == "S-1-5-21-1-2-3-1001")
    #expect(ledger.processTwins.count == 1)
    let security = RecordIdentity(recordID: 2, time: second(11.5))
    #expect(ledger.processTwins.pair(ofPoorer: security)?.richer.recordID == 1)
    let sysmon = RecordIdentity(recordID: 1, time: second(10))
    #expect(ledger.processTwins.pair(ofRicher: sysmon)?.poorer == security)
    #expect(ledger.processTwins.pair(ofRicher: security) == nil)
  }

  @Test(
    arguments: [
      (12.5, 900, #"C:\a\tool.exe"#), (10.5, 901, #"C:\a\tool.exe"#),
      (10.5, 900, #"C:\a\other.exe"#),
    ])
  func `another time, identifier or name is another process`(
    _ time: Double, _ processID: Int, _ image: String
  ) throws {
    let ledger = try #require(
      try ledgers([create(10, 900, #"C:\a\tool.exe"#), create4688(time, processID, image)])[host])
    #expect(ledger.processTwins.count == 0)
    #expect(ledger.processes.rows.count { $0.hasSecurityCreation } == 1)
  }

  @Test func `4688 without a target does not give its creator's account to the process`() throws {
    let ledger = try #require(
      try ledgers([create(10, 900, #"C:\a\tool.exe"#), create4688(10, 900, #"C:\a\tool.exe"#)])[
        host])
    let process = try #require(ledger.process(900, at: 11))
    #expect(process.hasSecurityCreation)
    #expect(ledger.string(process.accountName) == "alice")
    #expect(process.accountSID.isNone)
  }

  @Test func `an identifier made before the clock was set back tells no start`() throws {
    let ledger = try #require(
      try ledgers([
        sysmon(
          10, at: second(0),
          [
            ("SourceProcessGUID", guid(second(28_800), 1)), ("SourceProcessId", "600"),
            ("SourceImage", #"C:\Windows\System32\services.exe"#),
            ("TargetProcessGUID", guid(second(-20), 2)), ("TargetProcessId", "604"),
            ("TargetImage", #"C:\Windows\System32\lsass.exe"#),
          ])
      ])[host])
    #expect(ledger.boots.boots.map(\.start) == [second(-20)])
    let services = try #require(ledger.process(guid(second(28_800), 1)))
    #expect(services.start == second(-20))
    #expect(services.inferred.contains(.start))
    #expect(ledger.process(600, at: 5)?.guid == services.guid)
  }

  @Test func `a process with itself for a parent has none`() throws {
    let own = (guid(second(10), 1), 900, #"C:\a.exe"#, "a")
    let ledger = try #require(try ledgers([create(10, 900, #"C:\a.exe"#, parent: own)])[host])
    #expect(try #require(ledger.process(900, at: 11)).parent == nil)
  }

  @Test func `each host has processes of its own`() throws {
    var other = create(10, 900, #"C:\b.exe"#)
    other.systemTemplate = StandardTemplates.system(computer: "HOST2")
    let all = try ledgers([create(10, 900, #"C:\a.exe"#), other])
    #expect(all.keys.sorted() == ["host1.corp.example", "host2"])
    let ledger = try #require(all["host2"])
    #expect(ledger.string(try #require(ledger.process(900, at: 11)).image) == #"C:\b.exe"#)
  }
}
