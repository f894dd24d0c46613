import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// Which side of a connection is this machine, names of addresses, and twins.
@Suite struct NetworkLedgerTests {
  private let host = "host1.corp.example"

  private func connection3(
    _ time: Double, _ source: String, _ destination: String, isInbound: Bool = true,
    image: String = #"C:\Windows\System32\svchost.exe"#, processID: Int = 996,
    names: (String, String) = ("-", "-"), protocolName: String = "tcp"
  ) -> StandardEvent {
    let from = split(source)
    let to = split(destination)
    return sysmon(
      3, at: second(time),
      [
        ("ProcessGuid", guid(second(-5_000), processID)), ("ProcessId", "\(processID)"),
        ("Image", image), ("Protocol", protocolName), ("Initiated", isInbound ? "false" : "true"),
        ("SourceIp", from.0), ("SourceHostname", names.0), ("SourcePort", from.1),
        ("DestinationIp", to.0), ("DestinationHostname", names.1), ("DestinationPort", to.1),
      ])
  }

  private func connection5156(
    _ time: Double, _ source: String, _ destination: String, isInbound: Bool = true,
    processID: Int = 996,
    application: String = #"\device\harddiskvolume2\windows\system32\svchost.exe"#,
    protocolNumber: Int = 6
  ) -> StandardEvent {
    let from = split(source)
    let to = split(destination)
    return security(
      5156, at: second(time),
      [
        ("ProcessID", "\(processID)"), ("Application", application),
        ("Direction", isInbound ? "%%14592" : "%%14593"), ("SourceAddress", from.0),
        ("SourcePort", from.1), ("DestAddress", to.0), ("DestPort", to.1),
        ("Protocol", "\(protocolNumber)"), ("FilterRTID", "66123"), ("LayerName", "%%14610"),
      ])
  }

  private func listener(_ eventID: UInt16, _ port: Int, _ processID: Int = 996) -> StandardEvent {
    security(
      eventID, at: second(0),
      [
        ("ProcessId", "\(processID)"),
        ("Application", #"\device\harddiskvolume2\windows\system32\svchost.exe"#),
        ("SourceAddress", "0.0.0.0"), ("SourcePort", "\(port)"), ("Protocol", "6"),
      ])
  }

  private func split(_ endpoint: String) -> (String, String) {
    let place = endpoint.lastIndex(of: ":") ?? endpoint.endIndex
    return (String(endpoint[..<place]), String(endpoint[place...].dropFirst()))
  }

  private func ends(
    _ source: String, _ destination: String, protocolNumber: UInt8 = 6, isInbound: Bool = true,
    isSecurity: Bool = false, names: (Bool, Bool) = (false, false), time: FileTime = second(1)
  ) throws -> ConnectionEnds {
    let from = split(source)
    let to = split(destination)
    return ConnectionEnds(
      source: try #require(withSpan(from.0) { IPAddress($0) }),
      sourcePort: try #require(UInt16(from.1)),
      destination: try #require(withSpan(to.0) { IPAddress($0) }),
      destinationPort: try #require(UInt16(to.1)), protocolNumber: protocolNumber,
      isInbound: isInbound, sourceIsHost: names.0, destinationIsHost: names.1,
      isSecurity: isSecurity, process: nil, time: time)
  }

  private func local(_ isSource: Bool, _ basis: Orientation.Basis) -> Orientation {
    Orientation(isSourceLocal: isSource, basis: basis)
  }

  @Test func `what this machine begins has it as the source`() throws {
    let ledger = HostLedger(host: "h")
    let answer = ledger.orient(try ends("8.8.8.8:53", "10.0.0.1:5000", isInbound: false))
    #expect(answer == local(true, .outbound))
    #expect(answer.confidence == .high)
  }

  @Test func `names decide before addresses, addresses before ports`() throws {
    let ledger = try #require(
      try ledgers([
        connection3(0, "10.0.0.1:50000", "8.8.8.8:443", isInbound: false), listener(5154, 135),
      ])[host])
    func orient(_ ends: ConnectionEnds) -> Orientation { ledger.orient(ends) }
    #expect(
      orient(try ends("10.0.0.1:445", "10.0.0.9:50000", names: (false, true)))
        == local(false, .hostName))
    #expect(orient(try ends("10.0.0.9:445", "10.0.0.1:50000")) == local(false, .localAddress))
    #expect(orient(try ends("10.0.0.1:60000", "10.0.0.9:135")) == local(true, .localAddress))
    #expect(orient(try ends("10.0.0.7:135", "10.0.0.9:135")).basis == .fallback)
    #expect(orient(try ends("10.0.0.7:4000", "10.0.0.9:135")) == local(false, .listener))
    #expect(orient(try ends("10.0.0.7:135", "10.0.0.9:4000")) == local(true, .listener))
    #expect(orient(try ends("10.0.0.7:999", "10.0.0.9:60000")) == local(true, .lowPort))
    #expect(orient(try ends("::1:49619", "::1:5985")) == local(false, .lowPort))
  }

  @Test(
    arguments: [
      ("127.0.0.1:49604", "239.255.255.250:1900", false), ("ff02::c:3702", "::1:53317", true),
      ("10.0.0.9:137", "10.0.0.255:137", false), ("10.0.0.9:68", "255.255.255.255:67", false),
    ])
  func `a group's address is where this machine received it`(
    _ source: String, _ destination: String, _ isSource: Bool
  ) throws {
    #expect(
      HostLedger(host: "h").orient(try ends(source, destination, protocolNumber: 17))
        == local(isSource, .group))
  }

  @Test func `events of a log are written as those that are certain`() throws {
    let ledger = try #require(
      try ledgers([
        connection5156(0, "10.0.0.1:50000", "8.8.8.8:443", isInbound: false),
        connection5156(1, "10.0.0.1:49155", "10.0.0.9:50001"),
        connection5156(2, "10.0.0.1:49155", "10.0.0.9:50002"),
      ])[host])
    #expect(
      ledger.orient(try ends("fe80::1:49155", "fe80::2:55875", isSecurity: true))
        == local(true, .convention))
  }

  @Test func `a process's port has many others`() throws {
    let ledger = try #require(
      try ledgers(
        (1...4).map { connection3(Double($0), "10.0.0.\($0):5000\($0)", "10.0.0.99:49700") })[host])
    var one = try ends("10.0.0.3:50009", "10.0.0.99:49700")
    one.process = ledger.index(guid(second(-5_000), 996))
    #expect(ledger.orient(one) == local(false, .processPort))
    one.process = nil
    #expect(ledger.orient(one).basis == .fallback)
  }

  @Test func `the last resort is the way of the time`() throws {
    let ledger = HostLedger(host: "h")
    let old = FileTime(ticks: NetworkModel.newSysmon.ticks - 1)
    let (one, other) = ("10.0.0.7:50000", "10.0.0.9:50001")
    #expect(ledger.orient(try ends(one, other, time: old)) == local(true, .fallback))
    #expect(ledger.orient(try ends(one, other)) == local(false, .fallback))
    #expect(ledger.orient(try ends(one, other, isSecurity: true)) == local(false, .fallback))
    #expect(ledger.orient(try ends(one, other, protocolNumber: 17)) == local(true, .fallback))
    let seven = try #require(
      try ledgers([
        system("EventLog", 6009, at: second(0), [("Param1", "6.01.,7601,SP1,Free,17514")])
      ])[host])
    #expect(seven.orient(try ends(one, other, isSecurity: true)) == local(true, .fallback))
  }

  @Test func `listeners and own addresses are listed`() throws {
    let ledger = try #require(
      try ledgers([
        listener(5154, 135), listener(5154, 135), listener(5158, 500), listener(5158, 50_000),
        connection3(0, "10.0.0.1:50000", "8.8.8.8:443", isInbound: false),
        connection3(
          1, "10.0.0.2:135", "10.0.0.9:50000", names: ("HOST1.corp.example", "CLIENT")),
      ])[host])
    #expect(ledger.network.listeners.map(\.port) == [135, 500])
    #expect(
      ledger.network.localAddresses.keys.sorted().map(\.description) == ["10.0.0.1", "10.0.0.2"])
  }

  @Test func `one connection in both logs is one row, and each record counts once`() throws {
    let ledger = try #require(
      try ledgers([
        connection3(0, "0:0:0:0:0:0:0:1:50000", "0:0:0:0:0:0:0:1:135"),
        connection5156(1.5, "::1:50000", "::1:135"),
        // The source the other way round.
        connection3(10, "10.0.0.1:135", "10.0.0.9:50000"),
        connection5156(9, "10.0.0.9:50000", "10.0.0.1:135"),
        // The other direction, another time, another port, another protocol, a second one.
        connection3(20, "10.0.0.1:135", "10.0.0.9:50001"),
        connection5156(20, "10.0.0.1:135", "10.0.0.9:50001", isInbound: false),
        connection5156(22.1, "10.0.0.1:135", "10.0.0.9:50001"),
        connection5156(20, "10.0.0.1:135", "10.0.0.9:50002"),
        connection5156(20, "10.0.0.1:135", "10.0.0.9:50001", protocolNumber: 17),
        connection5156(10.5, "10.0.0.9:50000", "10.0.0.1:135"),
      ])[host])
    #expect(ledger.connectionTwins.count == 2)
    let pair = try #require(
      ledger.connectionTwins.pair(
        ofPoorer: RecordIdentity(recordID: 2, time: second(1.5))))
    #expect(pair.richer == RecordIdentity(recordID: 1, time: second(0)))
    #expect(pair.filterID == 66_123)
    #expect(
      ledger.connectionTwins.pair(ofPoorer: RecordIdentity(recordID: 10, time: second(10.5)))
        == nil)
  }

  @Test func `4697 and 7045 of one service are one row`() throws {
    func installed(_ isSecurity: Bool, _ time: Double, _ name: String) -> StandardEvent {
      isSecurity
        ? security(4697, at: second(time), [("ServiceName", name), ("ServiceFileName", "x")])
        : system(
          "Service Control Manager", 7045, at: second(time),
          [("ServiceName", name), ("ImagePath", "x")])
    }
    let ledger = try #require(
      try ledgers([
        installed(true, 0, "one"), installed(false, 1, "one"), installed(true, 10, "one"),
        installed(false, 15, "one"), installed(false, 0, "two"),
      ])[host])
    #expect(ledger.serviceTwins.count == 1)
    #expect(
      ledger.serviceTwins.pair(ofPoorer: RecordIdentity(recordID: 2, time: second(1)))?.richer
        .recordID == 1)
  }

  @Test func `an address has the name that was last resolved to it`() throws {
    func query(_ time: Double, _ name: String, _ results: String) -> StandardEvent {
      sysmon(
        22, at: second(time),
        [
          ("ProcessGuid", guid(second(-5_000), 1)), ("ProcessId", "9"), ("QueryName", name),
          ("QueryStatus", "0"), ("QueryResults", results), ("Image", #"C:\a.exe"#),
        ])
    }
    let ledger = try #require(
      try ledgers([
        query(0, "www.example.com", "type:  5 edge.example.net;::ffff:192.0.2.7;2001:db8::1;"),
        query(10, "cdn.example.org", "::ffff:192.0.2.7;"), query(20, "-", "192.0.2.9;"),
        query(30, "none.example.org", ""),
      ])[host])
    func name(_ address: String, _ time: Double) -> String? {
      withSpan(address) { IPAddress($0) }.flatMap { ledger.dnsName(of: $0, at: second(time)) }
        .map { ledger.string($0) }
    }
    #expect(name("192.0.2.7", 5) == "www.example.com")
    #expect(name("192.0.2.7", 15) == "cdn.example.org")
    #expect(name("192.0.2.7", -1) == nil)
    #expect(name("2001:db8::1", 15) == "www.example.com")
    #expect(name("192.0.2.9", 30) == nil)
  }

  @Test func `the letters of volumes are learned from paths seen both ways`() throws {
    let ledger = try #require(
      try ledgers([
        connection5156(
          0, "10.0.0.1:50000", "8.8.8.8:443", processID: 7,
          application: #"\device\harddiskvolume7\tools\x.exe"#),
        connection3(0, "10.0.0.1:50000", "8.8.8.8:443", image: #"D:\Tools\X.exe"#, processID: 7),
      ])[host])
    func drive(_ path: String) -> String? {
      withSpan(path) { ledger.volumes.drive(of: $0) }.map {
        String(UnicodeScalar($0.letter)) + ":" + path.dropFirst($0.pathStart)
      }
    }
    #expect(drive(#"\Device\HarddiskVolume7\a\b.exe"#) == #"D:\a\b.exe"#)
    #expect(drive(#"\device\harddiskvolume2\a\b.exe"#) == #"C:\a\b.exe"#)
    #expect(drive(#"C:\a\b.exe"#) == nil)
    #expect(drive(#"\device\harddiskvolume\a"#) == nil)
    #expect(drive(#"\device\harddiskvolume99999999999\a"#) == nil)
    #expect(drive(#"\device\mup\server\share"#) == nil)
  }

  @Test func `the owner of port 135 is RPCSS, the starter of servers is DcomLaunch`() throws {
    func child(_ command: String, parent: Int) -> StandardEvent {
      security(
        4688, at: second(50),
        [
          ("SubjectUserSid", "S-1-5-18"), ("SubjectUserName", "H$"), ("NewProcessId", "0x1234"),
          ("NewProcessName", #"C:\Windows\System32\mmc.exe"#), ("ProcessId", "\(parent)"),
          ("CommandLine", command),
          ("ParentProcessName", #"C:\Windows\System32\svchost.exe"#),
        ])
    }
    let events = [
      connection3(0, "10.0.0.9:50000", "10.0.0.1:135"),
      child(#"C:\Windows\system32\mmc.exe -Embedding"#, parent: 800),
    ]
    let ledger = try #require(try ledgers(events)[host])
    let rpcss = try #require(ledger.process(996, at: 10))
    #expect(ledger.string(rpcss.commandLine) == "svchost.exe -k RPCSS -p")
    #expect(rpcss.inferred.contains(.commandLine))
    let launcher = try #require(ledger.process(800, at: 50))
    #expect(ledger.string(launcher.commandLine) == "svchost.exe -k DcomLaunch -p")
    #expect(launcher.inferred.contains(.commandLine))
    let bare = try #require(try ledgers(events, infers: false)[host])
    #expect(try #require(bare.process(996, at: 10)).commandLine.isNone)
    #expect(try #require(bare.process(800, at: 50)).commandLine.isNone)
    // A listener is as good; others than svchost.exe are left alone, and evidence stays.
    let listening = try #require(try ledgers([listener(5154, 135, 55)])[host])
    #expect(
      listening.string(try #require(listening.process(55, at: 0)).commandLine)
        == "svchost.exe -k RPCSS -p")
    let other = try #require(
      try ledgers([connection3(0, "10.0.0.9:50000", "10.0.0.1:135", image: #"C:\evil.exe"#)])[host])
    #expect(try #require(other.process(996, at: 10)).commandLine.isNone)
  }
}
