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
  var host: Int
  var table: Int
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
  private let pool: BlockPool

  init(tableCount: Int, pool: BlockPool) {
    self.tableCount = tableCount
    self.pool = pool
    last = Array(repeating: nil, count: tableCount + 1)
  }

  var byteCount: Int { blocks.reduce(0) { $0 + $1.block.lines.count } }

  /// Gives the memory of all blocks back once their rows were written.
  func recycle() {
    pool.put(blocks)
    blocks = []
    places = [:]
    last = Array(repeating: nil, count: tableCount + 1)
  }

  /// The block of each table that was asked for last, behind that for all.
  private var last: [RowBlockBox?]

  /// The block of a host and a table.
  func block(host: Int, table: Int) -> RowBlockBox {
    if let known = last[table + 1], known.host == host { return known }
    let found = find(host: host, table: table)
    last[table + 1] = found
    return found
  }

  private func find(host: Int, table: Int) -> RowBlockBox {
    let key = (host + 1) * (tableCount + 1) + table + 1
    if let place = places[key] { return blocks[place] }
    let box = pool.take(host: host, table: table, tableCount: tableCount)
    places[key] = blocks.count
    blocks.append(box)
    return box
  }
}

/// Blocks whose rows were written, with their memory: a worker needs as much for each chunk, and to have it
/// from the system anew costs a tenth of making the rows.
final class BlockPool: Sendable {
  /// Blocks that wait.
  private static let limit = 64
  /// Bytes of a block that are worth keeping.
  private static let byteLimit = 4 << 20

  private let boxes = Monitor<[RowBlockBox]>([])

  /// An empty block.
  func take(host: Int, table: Int, tableCount: Int) -> RowBlockBox {
    guard let box = boxes.withLock({ $0.popLast() }) else {
      return RowBlockBox(RowBlock(host: host, table: table, tableCount: tableCount))
    }
    box.begin(host: host, table: table, tableCount: tableCount)
    return box
  }

  /// Takes back blocks that nobody uses any more.
  func put(_ used: [RowBlockBox]) {
    boxes.withLock { boxes in
      for box in used
      where boxes.count < Self.limit && box.block.lines.allocatedByteCount <= Self.byteLimit {
        boxes.append(box)
      }
    }
  }
}

/// A block that an array can hold.
final class RowBlockBox {
  private(set) var host: Int
  var block: RowBlock
  init(_ block: consuming RowBlock) {
    host = block.host
    self.block = block
  }

  /// Empties it for other rows.
  func begin(host: Int, table: Int, tableCount: Int) {
    self.host = host
    block.host = host
    block.table = table
    block.lines.removeAll()
    block.rowCounts = Array(repeating: 0, count: tableCount)
  }

  /// Adds a row of a table that `append` writes.
  func add(table: Int, _ append: (inout TextBuffer) -> Void) {
    append(&block.lines)
    block.rowCounts[table] += 1
  }
}
