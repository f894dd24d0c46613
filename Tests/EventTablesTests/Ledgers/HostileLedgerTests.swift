import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// What forged logs must not do: trap, take forever, or take all memory.
@Suite struct HostileLedgerTests {
  private let host = "host1.corp.example"

  private static let values = [
    "", "-", "0", "1", "4", "0x0", "0x3e7", "0xffffffffffffffff", "18446744073709551615",
    "99999999999999999999999999", "-1", "4294967295", "4294967296", "65535", "65536", "135",
    "true", "false", "tcp", "udp", "6", "17", "255", "%%14592", "%%14593", "%%1937",
    "{00000000-0000-0000-0000-000000000000}", "{ffffffff-ffff-ffff-ffff-ffffffffffff}",
    "{b3c27d3f-d903-5f63-6405-000000000400}", "{b3c27d3f-d903-5f63}", "{}",
    "1601-01-01 00:00:00.000", "30827-12-31 23:59:59.999", "9999-12-31 23:59:59.9999999",
    "2024-05-14 08:30:00.000", "2024-02-30 08:30:00.000", "0000-00-00 00:00:00.000",
    "System", "<unknown process>", #"C:\Windows\System32\svchost.exe"#,
    #"C:\Windows\System32\services.exe"#, #"C:\Windows\System32\lsass.exe"#,
    #"\device\harddiskvolume1\windows\system32\svchost.exe"#, #"\device\harddiskvolume"#, #"\"#,
    #"\\"#, #"CORP\alice"#, #"a\b\c"#, "S-1-5-18", "S-1-0-0", "S-1-16-12288", "127.0.0.1", "::1",
    "255.255.255.255", "0.0.0.0", "ff02::c", "fe80::1%4", "10.0.0.1", "mmc.exe -Embedding",
    "type: 5 x;::ffff:1.2.3.4;;;", "10.00.,19041,,", "4294967296.4294967296.4294967296",
    "\u{0}\u{1}\u{7f}", "\u{1f600}", String(repeating: "x", count: 300),
  ]

  private func anyEvent(_ random: inout SplitMix64) -> StandardEvent {
    let times: [FileTime] = [
      FileTime(ticks: 0), FileTime(ticks: 1), FileTime(ticks: .max), FileTime(ticks: .max - 1),
      FileTime(ticks: 1 << 63), second(Double(random.below(3_000))),
      second(Double(random.below(30))), second(0),
    ]
    let time = random.pick(times)
    var fields: [(String, String)] = []
    for (_, name) in SourceField.names where random.percent(70) {
      fields.append((name, random.pick(Self.values)))
    }
    let id = UInt64(random.next() >> UInt64(random.below(64)))
    let sysmonIDs: [UInt16] = [1, 3, 5, 7, 8, 10, 11, 13, 22, 29]
    let securityIDs: [UInt16] = [
      4608, 4616, 4624, 4627, 4634, 4647, 4648, 4672, 4673, 4688, 4689, 4697, 4720, 5154, 5156,
      5158,
    ]
    switch random.below(5) {
    case 0, 1:
      return sysmon(random.pick(sysmonIDs), at: second(0), created: time, recordID: id, fields)
    case 2, 3: return security(random.pick(securityIDs), at: time, recordID: id, fields)
    default:
      let sources: [(String, UInt16)] = [
        ("EventLog", 6005), ("EventLog", 6006), ("EventLog", 6008), ("EventLog", 6009),
        ("Microsoft-Windows-Kernel-General", 1), ("Microsoft-Windows-Kernel-General", 12),
        ("Microsoft-Windows-Kernel-General", 13), ("Service Control Manager", 7045),
      ]
      let source = random.pick(sources)
      return system(source.0, source.1, at: time, recordID: id, fields)
    }
  }

  @Test(arguments: (1...12).map { UInt64($0) &* 0x9e37_79b9 })
  func `any values give a ledger, the same in any order`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let events = (0..<250).map { _ in anyEvent(&random) }
    let ledger = try #require(try ledgers(events)[host])
    let reference = ledger.dump
    let shuffled = try ledgers(events.shuffled(using: &random))[host]
    #expect(shuffled?.dump == reference, "seed \(seed)")
    for _ in 0..<500 {
      let time = FileTime(ticks: random.next() >> UInt64(random.below(64)))
      let id = UInt32(truncatingIfNeeded: random.next() >> UInt64(random.below(64)))
      if let process = ledger.process(processID: id, at: time) { _ = ledger[process] }
      _ = ledger.session(logonID: UInt64(id), at: time)
      _ = ledger.clock.eventTime(utcTime: time, timeCreated: second(0), isFromTrace: true)
      _ = ledger.clock.eventTime(utcTime: second(0), timeCreated: time, isFromTrace: true)
      _ = ledger.boots.boot(at: time)
      _ = ledger.boots.limit(after: time)
    }
    _ = try ledgers(events, infers: false)
  }

  @Test func `ten thousand processes with one identifier are told apart, quickly`() throws {
    var seen = HostObservations()
    for number in 0..<10_000 {
      let time = second(Double(number) / 100)
      let record = RecordIdentity(recordID: UInt64(number), time: time)
      let image = withSpan("C:\\\(number % 7).exe") { seen.intern($0) }
      if number % 2 == 0 {
        var creation = SysmonCreation(time: time, record: record)
        creation.processID = 8
        creation.image = image
        creation.reference = UInt32(
          seen.referenceNumber(of: ProcessGUID(high: 1, low: UInt64(number) + 1)))
        seen.sysmonCreations.append(creation)
      } else {
        var creation = SecurityCreation(record: record, processID: 8)
        creation.image = image
        seen.securityCreations.append(creation)
      }
      seen.exits.append(
        ProcessExit(time: second(Double(number) / 90), processID: 8, image: image))
      seen.sight(
        8, image, first: second(Double(number)).ticks, last: second(Double(number)).ticks)
      seen.logons.append(LogonObservation(kind: .logon, record: record, logonID: 5))
    }
    let clock = ContinuousClock()
    let start = clock.now
    let ledger = try #require(
      ledgers([Observations(hosts: [(name: "h", observations: seen)])])["h"])
    for number in 0..<10_000 { _ = ledger.process(processID: 8, at: second(Double(number))) }
    #expect(clock.now - start < .seconds(20))
    #expect(ledger.processes.rows.count >= 5_000)
    #expect(ledger.sessions.entries.count == 10_000)
    let lives = ledger.processes.lives
    for (one, other) in zip(lives, lives.dropFirst()) where one.from != other.from {
      #expect(one.until < other.from)
    }
  }

  @Test func `ten thousand connections with one pair of ends are paired one by one`() throws {
    var seen = HostObservations()
    for number in 0..<20_000 {
      seen.connections.append(
        ConnectionObservation(
          source: 1 << 16, destination: 2 << 16, time: second(Double(number) / 1_000),
          record: RecordIdentity(recordID: UInt64(number), time: second(Double(number) / 1_000)),
          process: number % 2 == 0
            ? UInt32(seen.referenceNumber(of: ProcessGUID(high: 1, low: 1))) : 7,
          protocolNumber: 17, flags: number % 2 == 0 ? [] : .isSecurity))
    }
    let ledger = try #require(
      ledgers([Observations(hosts: [(name: "h", observations: seen)])])["h"])
    #expect(ledger.connectionTwins.count == 10_000)
  }

  @Test func `hosts beyond the limit are counted and left out`() {
    var builder = LedgerBuilder()
    for number in 0..<LedgerLimits.hosts + 10 {
      var seen = HostObservations()
      seen.exits.append(ProcessExit(time: second(0), processID: 4, image: .none))
      builder.add(Observations(hosts: [(name: "h\(number)", observations: seen)]))
    }
    #expect(builder.lostEventCount == 10)
  }

  @Test func `an event of a host with an endless name is counted and left out`() throws {
    let name = String(repeating: "h", count: LedgerLimits.hostNameByteCount + 1)
    let observations = try observe(
      MemoryByteSource(
        LogBuilder.log(events: [
          security(4608, at: second(0), computer: name, []), security(4608, at: second(0), []),
        ])))
    #expect(observations.map(\.lostEventCount) == [1])
    #expect(observations.flatMap(\.hosts).map(\.name) == [host])
  }

  @Test func `events that say nothing to a ledger are not rendered`() throws {
    let observations = try observe(
      MemoryByteSource(
        LogBuilder.log(events: [
          security(4670, at: second(0), [("ObjectName", "x")]),
          system("Service Control Manager", 7036, at: second(0)),
          StandardEvent(provider: "Other", eventID: 4688, data: [("NewProcessId", .string("0x4"))]),
        ])))
    #expect(observations.allSatisfy { $0.isEmpty })
  }
}
