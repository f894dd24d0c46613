import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// What logs of real machines must give.
@Suite struct RealLogTests {
  private static let dcom = "otrf/covenant_dcom_executeexcel4macro_allowed/workstation6"

  @Test func `DCOM with an Excel macro: port 135 is local, RPCSS and services are there`() throws {
    guard let files = sharedLogs(below: Self.dcom) else { return }
    let ledger = try #require(try ledgers(ofFiles: files)["workstation6.theshire.local"])
    let rpcss = try #require(ledger.process("{d273d0f0-7fae-5f63-1100-000000000400}"))
    #expect(ledger.string(rpcss.commandLine) == "svchost.exe -k RPCSS -p")
    #expect(rpcss.inferred == [.commandLine, .parent])
    #expect(rpcss.processID == 996)
    #expect(
      ledger.process(processID: 996, at: try time("2020-09-17 21:46:06"))
        == ledger.index("{d273d0f0-7fae-5f63-1100-000000000400}"))
    let services = try #require(ledger.synthesized.first.map { ledger[$0] })
    #expect(ledger.synthesized.count == 1)
    #expect(ledger.string(services.image) == #"C:\Windows\System32\services.exe"#)
    #expect(services.processID == 728)
    #expect(services.start?.description == "2020-09-17T15:24:29.0000000Z")
    let excel = try #require(ledger.process("{d273d0f0-d91d-5f63-6b05-000000000400}"))
    #expect(excel.hasSysmonCreation && excel.hasSecurityCreation)
    #expect(ledger.string(excel.accountSID).hasSuffix("-1104"))
    let start = try #require(excel.start)
    let session = try #require(ledger.session(logonID: 0x153_ec2b, at: start))
    #expect(session.address?.description == "172.18.39.5")
    #expect(session.type == 3)
    #expect(ledger.processTwins.count == 14)
    #expect(ledger.connectionTwins.count == 28)
    #expect(ledger.clock.windows.allSatisfy { $0.skew == 0 })
  }

  @Test func `without inference nothing is concluded`() throws {
    guard let files = sharedLogs(below: Self.dcom) else { return }
    let ledger = try #require(
      try ledgers(ofFiles: files, infers: false)["workstation6.theshire.local"])
    #expect(ledger.synthesized.isEmpty)
    for number in ledger.processes.rows.indices {
      #expect(ledger[ProcessIndex(number: UInt32(number))].inferred.isEmpty)
    }
    let rpcss = try #require(ledger.process("{d273d0f0-7fae-5f63-1100-000000000400}"))
    #expect(rpcss.commandLine.isNone)
    #expect(rpcss.parent == nil)
  }

  /// The inbound connections of a folder's logs: the local and the remote side, and the basis.
  private func inbound(_ files: [String]) throws -> [(ends: ConnectionEnds, answer: Orientation)] {
    let observations = try files.flatMap { try observe(MemoryByteSource(readFile($0))) }
    let all = ledgers(observations)
    var result: [(ends: ConnectionEnds, answer: Orientation)] = []
    for (name, seen) in observations.flatMap(\.hosts) {
      let ledger = try #require(all[name])
      for connection in seen.connections where connection.flags.contains(.isInbound) {
        let isSecurity = connection.flags.contains(.isSecurity)
        let process =
          isSecurity
          ? ledger.process(processID: connection.process, at: connection.time)
          : ledger.process(guid: seen.references[Int(connection.process)].guid)
        #expect(process != nil)
        let ends = ConnectionEnds(
          source: seen.address(of: connection.source >> 16),
          sourcePort: UInt16(truncatingIfNeeded: connection.source),
          destination: seen.address(of: connection.destination >> 16),
          destinationPort: UInt16(truncatingIfNeeded: connection.destination),
          protocolNumber: connection.protocolNumber, isInbound: true,
          sourceIsHost: connection.flags.contains(.sourceIsHost),
          destinationIsHost: connection.flags.contains(.destinationIsHost),
          isSecurity: isSecurity, process: process, time: connection.time)
        result.append((ends, ledger.orient(ends)))
      }
    }
    return result
  }

  @Test func `logs of 2019 have this machine as the source of inbound connections`() throws {
    guard let files = sharedLogs(below: "attack-samples") else { return }
    let old = files.filter {
      $0.contains("docmexec_mmc") || $0.contains("ShellWindows") || $0.contains("4661")
    }
    let connections = try inbound(old)
    #expect(old.count == 3)
    #expect(connections.count == 18)
    for (ends, answer) in connections {
      #expect(answer.isSourceLocal, "\(ends.source) \(ends.destination) \(answer)")
    }
    #expect(Set(connections.map(\.answer.basis)).isSuperset(of: [.hostName, .group, .listener]))
  }

  @Test func `logs of 2020 have this machine as the destination`() throws {
    guard let files = sharedLogs(below: "otrf"), let other = sharedLogs(below: "attack-samples")
    else { return }
    let new = files + other.filter { $0.contains("wmi_remote_registry_sysmon") }
    let connections = try inbound(new)
    #expect(connections.count > 20)
    for (ends, answer) in connections {
      #expect(!answer.isSourceLocal, "\(ends.source) \(ends.destination) \(answer)")
    }
  }

  @Test func `a clock that is set back three hours after a start does not make two boots`() throws {
    guard let files = sharedLogs(below: "museum/EventLogs/Server2022") else { return }
    let ledger = try #require(try ledgers(ofFiles: files)["win-fudu2ckjoe8"])
    #expect(ledger.facts.version == HostFacts.Version(major: 10, minor: 0, build: 20_348))
    #expect(
      ledger.boots.boots.contains {
        $0.isAdjusted && $0.start.description.hasPrefix("2023-10-18T02:44:25")
      })
    #expect(!ledger.boots.boots.contains { $0.start.description.hasPrefix("2023-10-18T05:44:25") })
    #expect(ledger.boots.boots.count == 3)
  }

  @Test func `a clock that jumped eight hours is no later start of services`() throws {
    guard let files = sharedLogs(below: "attack-samples/Lateral Movement") else { return }
    let ledger = try #require(try ledgers(ofFiles: files)["iewin7"])
    for boot in ledger.boots.boots { print("boot", boot) }
    for process in ledger.synthesized { print("services", ledger[process]) }
    for number in ledger.processes.rows.indices {
      let row = ledger.processes.rows[number]
      guard let reference = row.guid.startSecond, row.start != 0 else { continue }
      #expect(row.hasSysmonCreation || row.start == reference.ticks)
    }
  }

  @Test func `every shared log gives the same ledgers in any order of its chunks`() throws {
    guard let files = sharedLogs(below: "") else { return }
    var random = SplitMix64(seed: 20_261_124)
    var observations: [Observations] = []
    for file in files {
      do throws(any Error) {
        observations += try observe(MemoryByteSource(readFile(file)))
      } catch {
        print("no log: \(file): \(error)")
      }
    }
    let reference = ledgers(observations)
    #expect(reference.count > 20)
    observations.shuffle(using: &random)
    let shuffled = ledgers(observations + observations)
    #expect(shuffled.keys.sorted() == reference.keys.sorted())
    for (name, ledger) in reference {
      let (lines, others) = (ledger.dump, shuffled[name]?.dump ?? [])
      let place = zip(lines, others).enumerated().first { $1.0 != $1.1 }
      #expect(lines.count == others.count, "\(name)")
      #expect(place == nil, "\(name)")
    }
  }

  private func time(_ text: String) throws -> FileTime {
    try #require(withSpan(text) { LedgerText.time($0) })
  }
}
