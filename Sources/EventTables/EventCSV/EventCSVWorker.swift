internal import ByteIO
public import EVTX
public import Evidence
internal import Tabular

/// Turns the events of chunks into rows of CSV with EvtxECmd's columns, for Timeline Explorer and SOF-ELK.
public final class EventCSVWorker: ChunkWorker {
  private var decoder: EventDecoder
  private let visitor: EventCSVVisitor

  /// A worker; `raw` leaves cells as they are that a spreadsheet would take for formulas.
  public init(_ options: DecodeOptions, raw: Bool) {
    var options = options
    options.format = .fields
    decoder = EventDecoder(options)
    visitor = EventCSVVisitor(raw: raw)
  }

  /// Decodes a chunk into lines.
  public func decode(
    _ chunk: LoadedChunk, of source: LogSource, context: DecodeContext, into product: ChunkProduct
  ) -> ChunkReport {
    visitor.begin(source.displayPath)
    let report = decoder.decode(chunk, context: context, visitor: visitor)
    visitor.take { product.output.append($0) }
    return report
  }

  /// The line with the names of the columns.
  public static var header: [UInt8] {
    var text = TextBuffer()
    CSVWriter(schema: EventCSVRow.schema).appendHeader(to: &text)
    var bytes: [UInt8] = []
    bytes.append(copying: text.bytes)
    return bytes
  }
}

/// Writes each event as a line.
private final class EventCSVVisitor: FieldVisitor {
  private let writer: CSVWriter
  private var row = RowBuffer(schema: EventCSVRow.schema)
  private var maker = EventCSVRow()
  private var lines = TextBuffer(capacity: 1 << 16)

  init(raw: Bool) { writer = CSVWriter(schema: EventCSVRow.schema, raw: raw) }

  func begin(_ path: String) { maker.sourceFile = [UInt8](path.utf8) }

  func demand(_ head: borrowing EventHead) -> FieldDemand { .fields }

  func visit(_ record: borrowing FieldRecord) {
    row.removeAll()
    maker.fill(&row, record)
    writer.append(row, to: &lines)
  }

  func take(_ body: (RawSpan) -> Void) {
    lines.withBytes(body)
    lines.removeAll(keeping: 4 << 20)
  }
}
