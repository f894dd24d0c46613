import ByteIO
import EVTX
import Tabular
import TestSupport

@testable import EventTables

/// A row as JSON-lines, and its table.
struct MappedRow: Equatable {
  var table: String
  var line: String
  var eventID: UInt64
  var provider: String
}

/// Maps every event of a log.
final class RowCollector: FieldVisitor {
  private let mappings: MappingSet
  private var mapper: RowMapper
  private var writers: [String: WriterBox] = [:]
  private let ledger: (String) -> HostLedger
  var rows: [MappedRow] = []

  private final class WriterBox {
    let writer: JSONLinesWriter
    init(_ schema: TableSchema) { writer = JSONLinesWriter(schema: schema) }
  }

  init(
    _ mappings: MappingSet, tables: Set<String>? = nil, options: MappingOptions = MappingOptions(),
    ledger: @escaping (String) -> HostLedger = { HostLedger(host: $0) }
  ) {
    self.mappings = mappings
    self.ledger = ledger
    mapper = RowMapper(
      mappings, tables: tables ?? Set(mappings.tables.map(\.name)), options: options)
  }

  func demand(_ head: borrowing EventHead) -> FieldDemand { mapper.wants(head) ? .fields : .none }

  func visit(_ record: borrowing FieldRecord) {
    let eventID = record.eventID ?? 0
    let provider = FieldText.string(record[.provider])
    let host = HostLedger.hostKey(record[.computer])
    mapper.map(record, ledger: ledger(host)) { table, row in
      add(table, row, eventID, provider)
    }
  }

  /// Makes the rows of a host.
  func map(_ ledger: HostLedger) {
    mapper.mapLedger(ledger) { table, row in add(table, row, 0, "(host)") }
  }

  private func add(_ table: Int, _ row: borrowing RowBuffer, _ eventID: UInt64, _ provider: String)
  {
    let name = mappings.tables[table].name
    let writer = writers[name] ?? WriterBox(row.schema)
    writers[name] = writer
    var text = TextBuffer()
    writer.writer.append(row, to: &text)
    rows.append(
      MappedRow(
        table: name, line: String(text.string.dropLast()), eventID: eventID, provider: provider))
  }
}

/// Maps the events of a log in memory.
///
/// A mapper is for one decoder, whose shapes have numbers of their own.
func mapped(
  _ log: [UInt8], with collector: RowCollector, _ decoder: inout EventDecoder
) throws {
  let log = try EventLog(MemoryByteSource(log))
  var locator = log.makeLocator()
  let chunk = LoadedChunk()
  while locator.next(into: chunk) {
    _ = decoder.decode(chunk, context: DecodeContext(), visitor: collector)
  }
}

/// The built-in mappings, read once.
enum BuiltIn {
  static let mappings: MappingSet = {
    do throws(MappingError) { return try MappingSet() } catch { fatalError("\(error)") }
  }()
}

/// The rows of events with the built-in mappings.
func rows(
  _ events: [StandardEvent], mappings: MappingSet = BuiltIn.mappings,
  options: MappingOptions = MappingOptions()
) throws -> [MappedRow] {
  let collector = RowCollector(mappings, options: options)
  var decoder = EventDecoder(DecodeOptions(format: .fields))
  try mapped(LogBuilder.log(events: events), with: collector, &decoder)
  return collector.rows
}
