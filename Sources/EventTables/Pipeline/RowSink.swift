internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// Where the rows of a worker go.
protocol RowSink: AnyObject {
  /// How it wants the texts of rows.
  var form: TextForm { get }
  /// A chunk of a log begins, by the number and the path of the log.
  func begin(log: Int, path: String)
  /// The number by which the sink knows a computer and channel.
  func number(of origin: EventOrigin) -> Int
  /// A row of a table and a host, by their places in the plan; `source` is nil for one that no event gives.
  func append(
    _ row: inout RowBuffer, table: Int, host: Int, _ source: RowSource?, _ facts: RowFacts)
  /// An event gave no row because its twin does.
  func note(poorerTwin source: RowSource, host: Int, _ merge: Mapping.Merge)
  /// What the chunk gave.
  func take(repeatedCount: Int) -> any ChunkPayload
}

/// The record that a row was made of.
struct RowSource {
  /// The number of its computer and channel: see ``RowSink/number(of:)``.
  var origin = 0
  var channel: [UInt8] = []
  var recordID: UInt64 = 0
  var fileOffset: Int64 = 0
  var key: UInt64 = 0
  var time: UInt64 = 0
}

/// Writes rows as lines.
final class LineSink: RowSink {
  let form: TextForm
  private let plan: RowPlan
  private let writers: [TableWriter]
  private let pool = BlockPool()
  private var payload: RowPayload
  private var file: [UInt8] = []

  init(_ plan: RowPlan) {
    self.plan = plan
    let format = plan.options.rowFormat
    form = format == .jsonLines ? .json : .plain
    writers = plan.tables.map { TableWriter($0, format) }
    payload = RowPayload(tableCount: plan.tables.count, pool: pool)
  }

  func begin(log: Int, path: String) { file = [UInt8](path.utf8) }

  func number(of origin: EventOrigin) -> Int { 0 }

  func append(
    _ row: inout RowBuffer, table: Int, host: Int, _ source: RowSource?, _ facts: RowFacts
  ) {
    let box =
      plan.separatesTables
      ? payload.block(host: host, table: table) : payload.block(host: -1, table: -1)
    box.add(table: table) { writers[table].append(&row, from: source, of: file, to: &$0) }
  }

  func note(poorerTwin source: RowSource, host: Int, _ merge: Mapping.Merge) {}

  func take(repeatedCount: Int) -> any ChunkPayload { takeRows(repeatedCount: repeatedCount) }

  /// The rows since the last time.
  func takeRows(repeatedCount: Int = 0) -> RowPayload {
    defer { payload = RowPayload(tableCount: plan.tables.count, pool: pool) }
    payload.repeatedCount = repeatedCount
    return payload
  }
}
