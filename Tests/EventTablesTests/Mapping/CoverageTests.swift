import ByteIO
import EVTX
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// What `schema --coverage` tells.
@Suite struct CoverageTests {
  private let coverage = BuiltIn.mappings.coverage()

  private func sources(_ table: String, _ column: String) -> [String]? {
    coverage.first { $0.table == table && $0.column.name == column }?.sources
  }

  @Test func `a column is listed with the events that can fill it`() {
    #expect(
      sources("DeviceProcessEvents", "ProcessCommandLine")?.sorted()
        == ["(host)", "Microsoft-Windows-Security-Auditing 4688", "Microsoft-Windows-Sysmon 1"])
    #expect(sources("DeviceRegistryEvents", "PreviousRegistryValueData")?.isEmpty == false)
    #expect(sources("DeviceInfo", "OSBuild") == ["(host)"])
  }

  @Test func `what no Windows log can fill is listed without a source`() {
    for (table, column) in [
      ("DeviceProcessEvents", "AccountUpn"), ("DeviceProcessEvents", "AccountObjectId"),
      ("DeviceProcessEvents", "FileSize"), ("DeviceProcessEvents", "MachineGroup"),
      ("DeviceFileEvents", "SensitivityLabel"), ("DeviceInfo", "ExposureLevel"),
      ("DeviceNetworkEvents", "InitiatingProcessVersionInfoInternalFileName"),
    ] {
      #expect(sources(table, column)?.isEmpty == true, "\(table).\(column)")
    }
  }

  @Test func `kinds of rows that are off count when they are asked for`() {
    var options = MappingOptions()
    options.extensions = true
    let all = BuiltIn.mappings.coverage(options: options)
    #expect(!coverage.contains { $0.table == "IdentityLogonEvents" })
    #expect(all.contains { $0.table == "IdentityLogonEvents" })
  }

  @Test func `an event is wanted for the tables that it gives rows of, and for no others`() {
    let set = BuiltIn.mappings
    func wants(_ event: UInt64, _ tables: Set<String>) -> Bool {
      set.wantsEvent(provider: "Microsoft-Windows-Sysmon", eventID: event, tables: tables)
    }
    #expect(wants(7, ["DeviceFileCertificateInfo"]))
    #expect(wants(7, ["DeviceImageLoadEvents"]))
    #expect(!wants(7, ["DeviceProcessEvents"]))
    #expect(!wants(4, Set(set.tables.map(\.name))))
    #expect(!set.wantsEvent(provider: "Other", eventID: 7, tables: ["DeviceImageLoadEvents"]))
  }

  @Test func `every function and member is in the documentation`() throws {
    let project = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let page = String(decoding: try readFile("\(project)/docs/mappings.md"), as: UTF8.self)
    for name in Function.named.keys { #expect(page.contains("`\(name)("), "\(name)") }
    for member in Member.allCases where member.owner == .process || member.rawValue.first == "l" {
      #expect(page.contains(member.rawValue), "\(member)")
    }
    for key in ["provider", "lookups", "includes", "emit", "merge", "none", "when"] {
      #expect(page.contains("`\(key)`"), "\(key)")
    }
  }

  @Test func `without inference no column is concluded but the side of a connection`() throws {
    var options = MappingOptions()
    options.infers = false
    options.extensions = true
    let events = try goldenEvents()
    let ledgers = try ledgers(events, infers: false)
    let collector = RowCollector(BuiltIn.mappings, options: options) {
      ledgers[$0] ?? HostLedger(host: $0)
    }
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    try mapped(LogBuilder.log(events: events), with: collector, &decoder)
    for row in collector.rows where row.line.contains("\"Inferred\"") {
      #expect(row.table == "DeviceNetworkEvents" || row.line.contains("Firewall"), "\(row.line)")
      #expect(row.line.contains("\"LocalIP\""), "\(row.line)")
    }
  }
}
