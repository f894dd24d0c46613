import ByteIO
import EVTX
import TestSupport
import Testing

@testable import EventTables

/// What is remembered of a process's columns from row to row.
@Suite struct ColumnGroupTests {
  private func lines(_ log: [UInt8], keepsPrograms: Bool) throws -> [String] {
    let ledgers = try ledgers(of: log)
    let collector = RowCollector(BuiltIn.mappings) { ledgers[$0] ?? HostLedger(host: $0) }
    var options = DecodeOptions(format: .fields)
    // Of shapes that are not kept nothing is remembered.
    options.keepsPrograms = keepsPrograms
    var decoder = EventDecoder(options)
    try mapped(log, with: collector, &decoder)
    return collector.rows.map(\.line)
  }

  private func ledgers(of log: [UInt8]) throws -> [String: HostLedger] {
    let collector = ObservationCollector()
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    let log = try EventLog(MemoryByteSource(log))
    var locator = log.makeLocator()
    let chunk = LoadedChunk()
    while locator.next(into: chunk) {
      _ = decoder.decode(chunk, context: DecodeContext(), visitor: collector)
    }
    var builder = LedgerBuilder()
    builder.add(collector.take())
    return builder.finish(infers: true)
  }

  @Test func `rows are the same with what is remembered of processes and without`() throws {
    for (key, log) in HostLogs.make(eventCount: 4_000) {
      let remembered = try lines(log, keepsPrograms: true)
      let fresh = try lines(log, keepsPrograms: false)
      #expect(remembered == fresh, "\(key)")
    }
  }

  @Test func `columns of the acting process are a group that other tables share`() throws {
    let log = try #require(
      HostLogs.make(eventCount: 2_000).first { $0.key.channel == .sysmon }?.value)
    var signatures: [UInt64: Set<String>] = [:]
    for event in try shapes(of: log) {
      let mapping = try #require(
        BuiltIn.mappings.mappings(provider: "Microsoft-Windows-Sysmon", event: event.eventID)
          .map { BuiltIn.mappings.mappings[$0] }.first { $0.emission == .always })
      guard
        let program = Binder.bind(mapping, to: event.shape, tables: BuiltIn.mappings.tables)
      else { continue }
      for group in ColumnGrouping.groups(
        of: program, shape: event.shape, schema: BuiltIn.mappings.tables[program.table],
        literals: BuiltIn.mappings.literals)
      {
        #expect(group.places.count > 10)
        signatures[event.eventID, default: []].insert(group.signature)
      }
    }
    let files = try #require(signatures[11])
    #expect(files == signatures[7])
    // DeviceEvents has other columns of the process.
    #expect(files != signatures[22])
  }

  private func shapes(of log: [UInt8]) throws -> [(eventID: UInt64, shape: EventShape)] {
    let collector = ShapeCollector()
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    let log = try EventLog(MemoryByteSource(log))
    var locator = log.makeLocator()
    let chunk = LoadedChunk()
    while locator.next(into: chunk) {
      _ = decoder.decode(chunk, context: DecodeContext(), visitor: collector)
    }
    return collector.shapes.map { ($0.key, $0.value) }
  }

  private final class ShapeCollector: FieldVisitor {
    var shapes: [UInt64: EventShape] = [:]
    func demand(_ head: borrowing EventHead) -> FieldDemand {
      if let eventID = head.eventID, [7, 11, 22].contains(eventID) { shapes[eventID] = head.shape }
      return .none
    }
    func visit(_ record: borrowing FieldRecord) {}
  }
}
