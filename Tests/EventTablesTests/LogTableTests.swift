import ByteIO
import EVTX
import TestSupport
import Testing

@testable import EventTables
@testable import Tabular

/// Rows of Event, SecurityEvent and WindowsEvent, as docs/SENTINEL_TABLES of the shared documents has them.
@Suite struct LogTableTests {
  /// Makes rows of the events of a log with one mapper each.
  private final class Collector: FieldVisitor {
    var rows: [String] = []
    let make: (borrowing FieldRecord, PayloadPlan) -> String
    init(_ make: @escaping (borrowing FieldRecord, PayloadPlan) -> String) { self.make = make }
    func demand(_ head: borrowing EventHead) -> FieldDemand { .fieldsAndXML }
    func visit(_ record: borrowing FieldRecord) {
      rows.append(make(record, PayloadPlan(record.shape, titles: .embedded)))
    }
  }

  private struct NoNames: AccountNames {
    func append(nameOf sid: RawSpan, to text: inout TextBuffer) { text.append(sid) }
  }

  private func schema(_ name: String) throws -> TableSchema {
    try #require(TableCatalog.builtIn[name]).schema
  }

  private func line(_ row: borrowing RowBuffer) -> String {
    var text = TextBuffer()
    JSONLinesWriter(schema: row.schema).append(row, to: &text)
    return text.string
  }

  private func rows(
    _ log: [UInt8], _ make: @escaping (borrowing FieldRecord, PayloadPlan) -> String
  ) throws -> [String] {
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    let log = try EventLog(MemoryByteSource(log))
    var locator = log.makeLocator()
    let chunk = LoadedChunk()
    let collector = Collector(make)
    while locator.next(into: chunk) {
      _ = decoder.decode(chunk, context: DecodeContext(), visitor: collector)
    }
    return collector.rows
  }
}
