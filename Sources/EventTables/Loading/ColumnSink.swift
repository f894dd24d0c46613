internal import ByteIO
internal import EVTX
internal import Evidence
internal import Tabular

/// Keeps rows in columns, for a query. One for each worker.
final class ColumnSink: RowSink {
  let form = TextForm.plain
  private let plan: RowPlan
  private let store: RowStore
  private let kept: KeptRows
  private let demands: [RowDemand?]
  /// By table, the kinds of pairs whose poorer records would be rows of it.
  private let merges: [[Mapping.Merge]]
  private var log = -1
  /// Rows of each table before the chunk at hand.
  private var starts: [Int]
  private var originNumbers: [EventOrigin: Int] = [:]
  private var inferenceNumbers: [InferenceKey: Int32] = [:]
  private var reportedByteCount = 0

  private struct InferenceKey: Hashable {
    var table: Int
    var columns: [Int]
  }

  init(_ plan: RowPlan, _ store: RowStore) {
    self.plan = plan
    self.store = store
    demands = plan.tables.map { plan.demands[$0.name] }
    kept = store.makeRows(plan)
    merges = plan.tables.map { schema in
      let mappings = plan.mappings.mappings
      let own = mappings.filter { plan.mappings.tables[$0.table].name == schema.name }
      return Set(own.compactMap(\.merge)).sorted { $0.rawValue < $1.rawValue }
    }
    starts = plan.tables.map { _ in 0 }
  }

  func begin(log: Int, path: String) { self.log = log }

  func number(of origin: EventOrigin) -> Int {
    if let known = originNumbers[origin] { return known }
    let new = kept.origins.count
    originNumbers[origin] = new
    kept.origins.append(RowOrigin(computer: origin.computer, channel: origin.channel))
    return new
  }

  func append(
    _ row: inout RowBuffer, table: Int, host: Int, _ source: RowSource?, _ facts: RowFacts
  ) {
    if let demand = demands[table], !demand.admits(row) { return }
    var record = RowRecord()
    if let source {
      record = self.record(source)
      if !facts.inferredColumns.isEmpty { record.inference = inference(facts, table) }
      for merge in merges[table] {
        guard let twin = plan.twin(of: source, host: host, merge) else { continue }
        kept.pairs.append((table: table, row: kept.records[table].count, twin: twin))
      }
    } else {
      record.inference = inference(ofLedgerRow: row)
    }
    kept.parts[table].append(row)
    kept.records[table].append(record)
  }

  func note(poorerTwin source: RowSource, host: Int, _ merge: Mapping.Merge) {
    let key = TwinKey(
      host: host, merge: merge,
      identity: RecordIdentity(recordID: source.recordID, time: FileTime(ticks: source.time)))
    kept.twins[key] = record(source)
  }

  func take(repeatedCount: Int) -> any ChunkPayload {
    let ends = kept.records.map(\.count)
    defer { starts = ends }
    let byteCount = kept.byteCount
    store.note(byteCount - reportedByteCount)
    reportedByteCount = byteCount
    return RowsPayload(
      pieces: zip(starts, ends).map { TablePiece(part: kept.number, rows: $0..<$1) },
      repeatedCount: repeatedCount)
  }

  private func record(_ source: RowSource) -> RowRecord {
    RowRecord(
      log: Int32(truncatingIfNeeded: log), origin: Int32(truncatingIfNeeded: source.origin),
      recordID: source.recordID, fileOffset: source.fileOffset, time: source.time)
  }

  private func inference(_ facts: RowFacts, _ table: Int) -> Int32 {
    let key = InferenceKey(table: table, columns: facts.inferredColumns)
    if let known = inferenceNumbers[key] { return known }
    let columns = plan.tables[table].columns
    let new = add(
      RowInference(columns: facts.inferredColumns.map { columns[$0].name }, source: nil))
    inferenceNumbers[key] = new
    return new
  }

  /// What AdditionalFields of a row says that no event gave.
  private func inference(ofLedgerRow row: borrowing RowBuffer) -> Int32 {
    guard let column = row.schema.index(of: "AdditionalFields"), row.isSet(column) else {
      return -1
    }
    let json: JSONValue?
    do throws(JSONError) { json = try JSONValue(parsing: row.bytes(column)) } catch { json = nil }
    guard let names = json?["Inferred"]?.array else { return -1 }
    return add(
      RowInference(
        columns: names.compactMap(\.string), source: json?["InferredFrom"]?.string))
  }

  private func add(_ inference: RowInference) -> Int32 {
    kept.inferences.append(inference)
    return Int32(truncatingIfNeeded: kept.inferences.count - 1)
  }
}

extension RowPlan {
  /// The record that gives further facts to the row of another one.
  func twin(of source: RowSource, host: Int, _ merge: Mapping.Merge) -> TwinKey? {
    guard let ledger = ledgers[hosts[host]] else { return nil }
    let twins = ledger.twins(merge)
    guard twins.count > 0 else { return nil }
    let identity = RecordIdentity(recordID: source.recordID, time: FileTime(ticks: source.time))
    return twins.pair(ofRicher: identity).map {
      TwinKey(host: host, merge: merge, identity: $0.poorer)
    }
  }
}
