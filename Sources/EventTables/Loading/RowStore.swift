internal import ByteIO
internal import Evidence
internal import Tabular

/// Rows that a worker keeps, by the places of the tables in the plan.
///
/// Used by the worker's thread alone until the run has ended.
final class KeptRows {
  /// The number of the worker.
  let number: Int
  var parts: [TablePart]
  var records: [[RowRecord]]
  var origins: [RowOrigin] = []
  var inferences: [RowInference] = []
  /// Records whose twins keep the row.
  var twins: [TwinKey: RowRecord] = [:]
  /// Rows to which such a record belongs.
  var pairs: [(table: Int, row: Int, twin: TwinKey)] = []

  init(number: Int, _ plan: RowPlan) {
    self.number = number
    parts = plan.tables.map { schema in
      let demand = plan.demands[schema.name]
      return TablePart(
        schema: schema, keeping: demand?.columns ?? Array(schema.columns.indices))
    }
    records = plan.tables.map { _ in [] }
  }

  /// Bytes of memory held. O(columns).
  var byteCount: Int {
    let rows = records.reduce(0) { $0 + $1.count }
    return parts.reduce(rows * MemoryLayout<RowRecord>.stride) { $0 + $1.byteCount }
      + 128 * (twins.count + pairs.count)
  }
}

/// A computer and a channel as events name them.
struct RowOrigin: Hashable, Sendable {
  let computer: String
  let channel: String
}

/// Which rows a chunk gave, by the places of the tables.
final class RowsPayload: ChunkPayload {
  let pieces: [TablePiece]
  let repeatedCount: Int

  init(pieces: [TablePiece], repeatedCount: Int) {
    self.pieces = pieces
    self.repeatedCount = repeatedCount
  }

  /// The rows themselves do not wait: they stay with their worker.
  var byteCount: Int { 0 }
}

/// What all workers of a run keep, and how many bytes that is.
final class RowStore: Sendable {
  private struct State {
    var byteCount = 0
    var kept: [KeptRows] = []
  }

  private let state = Monitor(State())

  /// Where a further worker keeps its rows.
  func makeRows(_ plan: RowPlan) -> KeptRows {
    state.withLock { state in
      let rows = KeptRows(number: state.kept.count, plan)
      state.kept.append(rows)
      return rows
    }
  }

  /// Bytes that all workers hold.
  var byteCount: Int { state.withLock { $0.byteCount } }

  /// Notes that a worker holds so many bytes more.
  func note(_ byteCount: Int) { state.withLock { $0.byteCount += byteCount } }

  /// The rows of all workers, by their numbers, once the run has ended.
  func takeAll() -> [KeptRows] {
    state.withLock { state in
      defer { state.kept = [] }
      return state.kept
    }
  }
}
