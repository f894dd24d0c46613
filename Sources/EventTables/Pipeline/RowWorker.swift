internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// The second pass over a chunk: rows of its events.
final class RowWorker: ChunkWorker {
  private var decoder: EventDecoder
  private let visitor: RowVisitor

  init(_ plan: RowPlan, sink: any RowSink) {
    decoder = EventDecoder(plan.options.decoding)
    visitor = RowVisitor(plan, sink: sink)
  }

  func decode(
    _ chunk: LoadedChunk, of source: LogSource, context: DecodeContext, into product: ChunkProduct
  ) -> ChunkReport {
    visitor.begin(source)
    let report = decoder.decode(chunk, context: context, visitor: visitor)
    product.payload = visitor.take()
    return report
  }
}

/// What the second pass knows before it begins.
struct RowPlan: Sendable {
  var options: TableOptions
  var mappings: MappingSet
  /// The tables of rows, in the order of their names, with the columns that say where a row came from.
  var tables: [TableSchema]
  /// By table, what is asked of its rows; of those that are not named all is wanted.
  var demands: [String: RowDemand] = [:]
  /// The hosts whose rows are wanted, in the order of their names.
  var hosts: [String]
  /// Their places.
  var hostPlaces: [String: Int]
  var ledgers: [String: HostLedger]
  var duplicates: DuplicateFilter
  /// The numbers of the logs of the first pass by their paths.
  var logNumbers: [String: Int]
  /// Whether the rows of hosts and tables are kept apart, for files; else they stay in one sequence.
  var separatesTables: Bool
}

/// Rows as lines, in the order of their events.
struct RowBlock: ~Copyable {
  /// Places in the plan's hosts and tables; -1 for all in one sequence.
  let host: Int
  let table: Int
  var lines = TextBuffer(capacity: 4_096)
  var rowCounts: [Int]

  init(host: Int, table: Int, tableCount: Int) {
    self.host = host
    self.table = table
    rowCounts = Array(repeating: 0, count: tableCount)
  }
}

/// The rows of a chunk.
final class RowPayload: ChunkPayload {
  /// One block for each host and table, or one for all.
  private(set) var blocks: [RowBlockBox] = []
  /// Events whose rows another log gives.
  var repeatedCount = 0
  private var places: [Int: Int] = [:]
  private let tableCount: Int

  init(tableCount: Int) { self.tableCount = tableCount }

  var byteCount: Int { blocks.reduce(0) { $0 + $1.block.lines.count } }

  /// The block of a host and a table.
  func block(host: Int, table: Int) -> RowBlockBox {
    let key = (host + 1) * (tableCount + 1) + table + 1
    if let place = places[key] { return blocks[place] }
    let box = RowBlockBox(RowBlock(host: host, table: table, tableCount: tableCount))
    places[key] = blocks.count
    blocks.append(box)
    return box
  }
}

/// A block that an array can hold.
final class RowBlockBox {
  var block: RowBlock
  init(_ block: consuming RowBlock) { self.block = block }
}
