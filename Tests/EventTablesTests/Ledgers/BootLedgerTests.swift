import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// Boots, clocks, and what is concluded from them.
@Suite struct BootLedgerTests {
  private let host = "host1.corp.example"
  private let kernel = "Microsoft-Windows-Kernel-General"

  private func start(_ time: Double) -> StandardEvent {
    system(
      kernel, 12, at: second(time + 2),
      [
        ("MajorVersion", "6"), ("MinorVersion", "1"), ("BuildVersion", "7601"),
        ("StartTime", second(time).description),
      ])
  }

  private func boots(_ events: [StandardEvent]) throws -> [Boot] {
    try #require(try ledgers(events)[host]).boots.boots
  }

  @Test func `signs of one start within ten minutes are one boot, which begins at the best`() throws
  {
    let found = try boots([
      start(0), system("EventLog", 6009, at: second(20), [("Param1", "6.01.,7601,,Free,17514")]),
      system("EventLog", 6005, at: second(20)), security(4608, at: second(12), []),
    ])
    #expect(found.map(\.start) == [second(0)])
    #expect(found.map(\.basis) == [.kernel])
  }

  @Test func `two starts within ten minutes are two boots`() throws {
    let found = try boots([start(0), system("EventLog", 6005, at: second(20)), start(60)])
    #expect(found.map(\.start) == [second(0), second(60)])
  }

  @Test func `without the kernel the log service and the Security log tell of a start`() throws {
    #expect(
      try boots([system("EventLog", 6005, at: second(20)), security(4608, at: second(12), [])]).map(
        \.start)
        == [second(12)])
  }

  @Test(arguments: [(6006, "EventLog"), (13, "Microsoft-Windows-Kernel-General")])
  func `a boot ends when it is shut down`(_ eventID: Int, _ provider: String) throws {
    let found = try boots([
      start(0), system(provider, UInt16(eventID), at: second(500)), start(1_000),
    ])
    #expect(found.map(\.end) == [second(500), nil])
  }

  @Test func `identifiers of early processes tell of a start`() throws {
    func reference(_ image: String, _ started: Double, _ sequence: Int) -> StandardEvent {
      sysmon(
        13, at: second(5_000),
        [
          ("ProcessGuid", guid(second(started), sequence)), ("ProcessId", "\(sequence)"),
          ("Image", image),
        ])
    }
    let found = try boots([
      reference("System", 0, 4), reference(#"C:\Windows\System32\services.exe"#, 8, 6),
      reference(#"C:\WINDOWS\system32\lsass.exe"#, 8, 7),
      // Others of these names start at any time.
      reference(#"C:\Temp\lsass.exe"#, 3_000, 8),
      reference(#"C:\Windows\System32\svchost.exe"#, 3_500, 9),
    ])
    #expect(found.map(\.start) == [second(0)])
    #expect(found.map(\.basis) == [.systemProcess])
  }

  @Test(arguments: [false, true])
  func `the clock that is set back after a start takes the start along`(_ isSecurity: Bool) throws {
    let change =
      isSecurity
      ? security(
        4616, at: second(-28_740),
        [
          ("PreviousTime", second(60).description), ("NewTime", second(-28_740).description),
        ])
      : system(
        kernel, 1, at: second(-28_740),
        [("NewTime", second(-28_740).description), ("OldTime", second(60).description)])
    let found = try boots([
      start(0), change, system("EventLog", 6005, at: second(-28_735)),
    ])
    #expect(found.map(\.start) == [second(-28_800)])
    #expect(found.map(\.isAdjusted) == [true])
  }

  @Test func `a small or late change of the clock moves no start`() throws {
    func change(_ old: Double, _ new: Double) -> StandardEvent {
      system(
        kernel, 1, at: second(new),
        [("NewTime", second(new).description), ("OldTime", second(old).description)])
    }
    #expect(
      try boots([start(0), change(30, 31), change(5_000, 1_000)]).map(\.start) == [second(0)])
  }

  @Test func `each boot has one services, concluded where nothing tells of it`() throws {
    let ledger = try #require(
      try ledgers([
        start(0), start(10_000), start(20_000),
        sysmon(
          1, at: second(20_006),
          [
            ("ProcessGuid", guid(second(20_006), 5)), ("ProcessId", "612"),
            ("Image", #"C:\Windows\System32\services.exe"#),
          ]),
        sysmon(
          7, at: second(10_500),
          [
            ("ProcessGuid", guid(second(10_007), 5)), ("ProcessId", "608"),
            ("Image", #"C:\Windows\System32\services.exe"#),
          ]),
      ])[host])
    #expect(ledger.boots.boots.count == 3)
    let due = ledger.synthesized.map { ledger[$0] }
    #expect(due.map(\.start) == [second(0), second(10_007)])
    #expect(due.map(\.inferred) == [[.process, .start, .parent], [.parent]])
    #expect(due.map(\.processID) == [nil, 608])
    #expect(
      due.map { ledger.string($0.image) }
        == [String](repeating: #"C:\Windows\System32\services.exe"#, count: 2))
    #expect(due.map { ledger.string($0.parentImage) }.allSatisfy { $0.hasSuffix("wininit.exe") })
  }

  @Test func `the version of Windows is that of the last boot`() throws {
    let ledger = try #require(
      try ledgers([
        system(
          "EventLog", 6009, at: second(50),
          [("Param1", "10.00."), ("Param2", "19041"), ("Param3", "")]), start(0),
      ])[host])
    #expect(ledger.facts.version == HostFacts.Version(major: 10, minor: 0, build: 19_041))
    let one = try #require(
      try ledgers([
        system("EventLog", 6009, at: second(50), [("Param1", "6.03.,9600,,Free,16384")])
      ])[host])
    #expect(one.facts.version == HostFacts.Version(major: 6, minor: 3, build: 9_600))
  }

  private func connection(_ created: Double, lag: Double) -> StandardEvent {
    sysmon(
      3, at: second(created - lag), created: second(created),
      [
        ("ProcessGuid", guid(second(-5_000), 1)), ("ProcessId", "9"), ("Image", #"C:\a.exe"#),
        ("Protocol", "tcp"), ("Initiated", "true"), ("SourceIp", "10.0.0.1"),
        ("SourcePort", "50000"), ("DestinationIp", "10.0.0.2"), ("DestinationPort", "80"),
      ])
  }

  @Test func `the clock of connections is corrected where it is early`() throws {
    let early = (0..<40).map { connection(Double($0) * 10, lag: $0 % 7 == 0 ? 30 : 11.2) }
    let right = (0..<40).map { connection(20_000 + Double($0) * 10, lag: 1.2) }
    let ledger = try #require(try ledgers(early + right)[host])
    #expect(ledger.clock.skew(at: second(100)) == 105_000_000)
    #expect(ledger.clock.skew(at: second(20_100)) == 0)
    let time = ledger.clock.eventTime(
      utcTime: second(88.8), timeCreated: second(100), isFromTrace: true)
    #expect(time == EventTime(time: second(99.3), isTimeCreated: false))
    #expect(
      ledger.clock.eventTime(
        utcTime: second(88.8), timeCreated: second(100), isFromTrace: false
      ).time == second(88.8))
    #expect(
      ledger.clock.eventTime(
        utcTime: second(20_000), timeCreated: second(20_100), isFromTrace: true)
        == EventTime(time: second(20_100), isTimeCreated: true))
    #expect(
      ledger.clock.eventTime(utcTime: nil, timeCreated: second(7), isFromTrace: false)
        == EventTime(time: second(7), isTimeCreated: true))
  }

  @Test func `up to two seconds, or of few events, no clock is corrected`() throws {
    let usual = try #require(
      try ledgers((0..<40).map { connection(Double($0), lag: 2.6) })[host])
    #expect(usual.clock.skew(at: second(10)) == 0)
    let few = try #require(try ledgers((0..<4).map { connection(Double($0), lag: 20) })[host])
    #expect(few.clock.skew(at: second(2)) == 0)
  }
}
