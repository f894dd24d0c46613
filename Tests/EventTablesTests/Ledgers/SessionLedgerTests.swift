import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// Logon sessions.
@Suite struct SessionLedgerTests {
  private let host = "host1.corp.example"

  private func logon(
    _ time: Double, _ logonID: Int, name: String = "alice", sid: String = "S-1-5-21-1-2-3-1001",
    domain: String = "CORP", type: Int = 3, address: String = "10.0.0.9", version: Int = 2
  ) -> StandardEvent {
    var fields = [
      ("SubjectUserSid", "S-1-0-0"), ("SubjectUserName", "-"), ("SubjectDomainName", "-"),
      ("SubjectLogonId", "0x0"), ("TargetUserSid", sid), ("TargetUserName", name),
      ("TargetDomainName", domain), ("TargetLogonId", "0x" + String(logonID, radix: 16)),
      ("LogonType", "\(type)"), ("WorkstationName", "CLIENT7"), ("IpAddress", address),
      ("IpPort", "50123"),
    ]
    if version == 2 { fields.append(("ElevatedToken", "%%1842")) }
    return security(4624, at: second(time), fields)
  }

  private func logoff(_ eventID: UInt16, _ time: Double, _ logonID: Int) -> StandardEvent {
    security(
      eventID, at: second(time),
      [
        ("TargetUserSid", "S-1-5-21-1-2-3-1001"), ("TargetUserName", "alice"),
        ("TargetDomainName", "CORP"), ("TargetLogonId", "0x" + String(logonID, radix: 16)),
        ("LogonType", "3"),
      ])
  }

  private func boot(_ time: Double) -> StandardEvent {
    system(
      "Microsoft-Windows-Kernel-General", 12, at: second(time),
      [
        ("MajorVersion", "10"), ("MinorVersion", "0"), ("BuildVersion", "19041"),
        ("StartTime", second(time).description),
      ])
  }

  @Test(arguments: [0, 2]) func `4624 begins a session and 4634 ends it`(_ version: Int) throws {
    let ledger = try #require(
      try ledgers([logon(10, 0x5000, version: version), logoff(4634, 60, 0x5000)])[host])
    let session = try #require(ledger.session(logonID: 0x5000, at: second(30)))
    #expect(session.start == second(10))
    #expect(session.end == second(60))
    #expect(session.type == 3)
    #expect(session.address?.description == "10.0.0.9")
    #expect(session.port == 50_123)
    #expect(ledger.string(session.workstation) == "CLIENT7")
    #expect(ledger.string(session.account) == "alice")
    #expect(ledger.string(session.domain) == "CORP")
    #expect(ledger.string(session.sid) == "S-1-5-21-1-2-3-1001")
    #expect(session.isElevated == (version == 2))
    #expect(ledger.session(logonID: 0x5000, at: second(9)) != nil)
    #expect(ledger.session(logonID: 0x5000, at: second(5)) == nil)
    #expect(ledger.session(logonID: 0x5000, at: second(61)) != nil)
    #expect(ledger.session(logonID: 0x5000, at: second(70)) == nil)
    #expect(ledger.session(logonID: 0x5001, at: second(30)) == nil)
  }

  @Test func `a session that logged no logon is known by what names it`() throws {
    let ledger = try #require(
      try ledgers([
        security(
          4672, at: second(100),
          [
            ("SubjectUserSid", "S-1-5-21-1-2-3-1001"), ("SubjectUserName", "alice"),
            ("SubjectDomainName", "CORP"), ("SubjectLogonId", "0x6000"),
            ("PrivilegeList", "SeDebugPrivilege"),
          ]),
        logoff(4647, 200, 0x7000),
      ])[host])
    let session = try #require(ledger.session(logonID: 0x6000, at: second(50)))
    #expect(session.hasSpecialPrivileges)
    #expect(session.start == nil)
    #expect(ledger.string(session.account) == "alice")
    #expect(ledger.session(logonID: 0x7000, at: second(150))?.end == second(200))
  }

  @Test func `one identifier in two boots is two sessions`() throws {
    let ledger = try #require(
      try ledgers([
        boot(0), logon(10, 0x5000), boot(1_000), logon(1_010, 0x5000, name: "bob", type: 2),
      ])[host])
    func name(_ time: Double) -> String? {
      ledger.session(logonID: 0x5000, at: second(time)).map { ledger.string($0.account) }
    }
    #expect(name(500) == "alice")
    #expect(name(1_005) == nil)
    #expect(name(2_000) == "bob")
    #expect(ledger.facts.loggedOnUsers.map { ledger.string($0.name) } == ["bob"])
  }

  @Test func `SYSTEM is one session of a boot, whatever its subjects are called`() throws {
    let ledger = try #require(
      try ledgers([
        security(
          4673, at: second(1),
          [
            ("SubjectUserSid", "S-1-5-18"), ("SubjectUserName", "HOST1$"),
            ("SubjectDomainName", "CORP"), ("SubjectLogonId", "0x3e7"), ("ProcessId", "0x200"),
            ("ProcessName", #"C:\Windows\System32\lsass.exe"#),
          ]),
        logon(
          5, 0x3e7, name: "SYSTEM", sid: "S-1-5-18", domain: "NT AUTHORITY", type: 5, address: "-"),
        logon(
          9, 0x3e7, name: "SYSTEM", sid: "S-1-5-18", domain: "NT AUTHORITY", type: 5, address: "-"),
      ])[host])
    #expect(ledger.sessions.entries.count == 1)
    let session = try #require(ledger.session(logonID: 0x3e7, at: second(2)))
    #expect(ledger.string(session.account) == "SYSTEM")
    #expect(session.address == nil)
    let name = try #require(withSpan("S-1-5-18") { ledger.name(ofSID: $0) })
    #expect(ledger.string(name.domain) + ledger.string(name.name) == "NT AUTHORITYSYSTEM")
    #expect(
      ledger.string(try #require(ledger.process(0x200, at: 1)).image)
        == #"C:\Windows\System32\lsass.exe"#)
  }

  @Test func `4627 tells an administrator`() throws {
    func groups(_ membership: String) -> StandardEvent {
      security(
        4627, at: second(10),
        [
          ("TargetUserSid", "S-1-5-21-1-2-3-1001"), ("TargetUserName", "alice"),
          ("TargetDomainName", "CORP"), ("TargetLogonId", "0x5000"), ("LogonType", "3"),
          ("GroupMembership", membership),
        ])
    }
    for (membership, isElevated) in [
      ("%{S-1-5-32-545} %{S-1-5-32-544}", true), ("%{S-1-1-0}", false),
    ] {
      let ledger = try #require(
        try ledgers([logon(10, 0x5000, version: 0), groups(membership)])[host])
      #expect(ledger.session(logonID: 0x5000, at: second(11))?.isElevated == isElevated)
      #expect(ledger.sessions.entries.count == 1)
    }
  }

  @Test func `names and identifiers of accounts are known both ways`() throws {
    let ledger = try #require(
      try ledgers([
        logon(1, 1, name: "alice", domain: "CORP"),
        logon(2, 2, name: "alice", domain: "CORP.EXAMPLE"),
        logon(3, 3, name: "new", sid: "S-1-5-21-9", domain: "CORP"),
        logon(2, 4, name: "old", sid: "S-1-5-21-9", domain: "CORP"),
      ])[host])
    func name(_ sid: String) -> String? {
      withSpan(sid) { ledger.name(ofSID: $0) }.map {
        ledger.string($0.domain) + #"\"# + ledger.string($0.name)
      }
    }
    func sid(_ domain: String, _ name: String) -> String? {
      withSpan(domain) { domain in
        withSpan(name) { ledger.sid(domain: domain, name: $0) }
      }.map { ledger.string($0) }
    }
    #expect(name("S-1-5-21-1-2-3-1001") == #"CORP\alice"#)
    #expect(name("S-1-5-21-9") == #"CORP\new"#)
    #expect(name("S-1-5-19") == #"NT AUTHORITY\LOCAL SERVICE"#)
    #expect(name("S-1-5-21-404") == nil)
    #expect(sid("corp", "ALICE") == "S-1-5-21-1-2-3-1001")
    #expect(sid("corp.example", "alice") == "S-1-5-21-1-2-3-1001")
    #expect(sid("CORP", "old") == "S-1-5-21-9")
    #expect(sid("NT AUTHORITY", "system") == "S-1-5-18")
    #expect(sid("CORP", "carol") == nil)
  }
}
