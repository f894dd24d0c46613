import ByteIO
import EVTX
import TestSupport
import Testing

@testable import EventTables

/// Rows of real logs, with the ledgers of the same logs.
@Suite struct MappedRealLogTests {
  /// The rows of all logs in a folder, those of the hosts first.
  static func rows(below folder: String) throws -> [MappedRow]? {
    guard let files = sharedLogs(below: folder) else { return nil }
    let ledgers = try ledgers(ofFiles: files)
    let collector = RowCollector(BuiltIn.mappings) { ledgers[$0] ?? HostLedger(host: $0) }
    for host in ledgers.keys.sorted() {
      if let ledger = ledgers[host] { collector.map(ledger) }
    }
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    for file in files { try mapped(readFile(file), with: collector, &decoder) }
    return collector.rows
  }

  @Test func `lateral movement over DCOM has what its detection needs`() throws {
    guard let rows = try Self.rows(below: "otrf/covenant_dcom_executeexcel4macro_allowed") else {
      return
    }
    let network = rows.filter { $0.table == "DeviceNetworkEvents" }
    #expect(
      network.contains {
        $0.line.contains("\"RemoteIP\":\"172.18.39.5\"") && $0.line.contains("\"LocalPort\":135")
          && $0.line.contains("\"InitiatingProcessCommandLine\":\"svchost.exe -k RPCSS -p\"")
          && $0.line.contains("\"Inferred\":[\"InitiatingProcessCommandLine\"")
      })
    let processes = rows.filter { $0.table == "DeviceProcessEvents" }
    #expect(processes.first?.line.contains("\"FileName\":\"services.exe\"") == true)
  }

  @Test func `all shared logs give rows that are valid, with ledgers or without`() throws {
    guard let files = sharedLogs(below: "") else { return }
    var lines: [Int] = []
    for usesLedgers in [false, true] {
      let ledgers = usesLedgers ? try ledgers(ofFiles: files) : [:]
      let collector = RowCollector(BuiltIn.mappings) { ledgers[$0] ?? HostLedger(host: $0) }
      var decoder = EventDecoder(DecodeOptions(format: .fields))
      for file in files { try mapped(readFile(file), with: collector, &decoder) }
      if usesLedgers { try HostileEventTests.valid(collector.rows, "shared logs") }
      lines.append(collector.rows.count)
      #expect(collector.rows.count > 5_000)
    }
    // What ledgers know joins records; it does not make more of them.
    #expect(lines[1] <= lines[0])
  }
}
