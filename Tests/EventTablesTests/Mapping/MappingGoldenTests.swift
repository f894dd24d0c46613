import ByteIO
import EVTX
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// Rows of made-up events, one event at least for each mapping, kept whole. `UPDATE_GOLDENS=1` rewrites
/// them and fails, so that a human reads the difference.
@Suite struct MappingGoldenTests {
  private static let isUpdating = environmentBytes("UPDATE_GOLDENS").map { $0 == [0x31] } ?? false

  private static var everything: MappingOptions {
    var options = MappingOptions()
    options.extensions = true
    options.auditRequests = true
    return options
  }

  /// The rows of the events and their host, each behind a line that says what it is of.
  private static func print(infers: Bool = true) throws -> [String] {
    let events = try goldenEvents()
    let ledgers = try ledgers(events, infers: infers)
    let collector = RowCollector(BuiltIn.mappings, options: everything) {
      ledgers[$0] ?? HostLedger(host: $0)
    }
    for host in ledgers.keys.sorted() {
      if let ledger = ledgers[host] { collector.map(ledger) }
    }
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    try mapped(LogBuilder.log(events: events), with: collector, &decoder)
    return collector.rows.map { row in
      let source = row.provider == "(host)" ? "(host)" : "\(row.provider) \(row.eventID)"
      return "# \(source) -> \(row.table)\n\(row.line)\n"
    }
  }

  @Test func `events become the rows that the goldens hold`() throws {
    let path = "\(mappingGoldens)/mapping-rows.txt"
    let printed = try Self.print()
    if Self.isUpdating {
      try writeFile(Array(printed.joined().utf8), to: path)
      Issue.record("goldens were rewritten: read the difference")
      return
    }
    let golden = String(decoding: try readFile(path), as: UTF8.self)
    guard golden != printed.joined() else { return }
    let pairs = zip(
      golden.split(separator: "\n"), printed.joined().split(separator: "\n"))
    let first = pairs.first { $0 != $1 }
    Issue.record("golden:  \(first?.0 ?? "shorter")\nprinted: \(first?.1 ?? "shorter")")
  }

  @Test func `every mapping has a row among the goldens`() throws {
    let lines = Set(
      try Self.print().map { $0.prefix { $0 != "\n" }.description }.filter { $0.hasPrefix("#") })
    for mapping in BuiltIn.mappings.mappings {
      let table = BuiltIn.mappings.tables[mapping.table].name
      for event in mapping.events {
        #expect(
          lines.contains("# \(mapping.provider) \(event) -> \(table)"),
          "\(mapping.file): \(mapping.provider) \(event) -> \(table)")
      }
    }
  }

  @Test func `every action of a mapping is an action of a row`() throws {
    let rows = try Self.print()
    for action in Set(BuiltIn.mappings.mappings.compactMap(\.action)) {
      #expect(rows.contains { $0.contains("\"ActionType\":\"\(action)\"") }, "\(action)")
    }
  }

  @Test func `without inference nothing is concluded about processes`() throws {
    for row in try Self.print(infers: false) {
      #expect(!row.contains("-k RPCSS -p"))
      #expect(!row.contains("\"Inferred\":[\"*\"]"))
    }
  }
}
