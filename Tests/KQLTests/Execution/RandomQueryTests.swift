import ByteIO
import Tabular
import TestSupport
import Testing

@testable import KQL

/// Small tables with every type, nulls, and texts of several scripts.
struct RandomTables: TableSource {
  private let tables: [String: Table]

  init() throws {
    let header = "datatable(i:long, s:string, r:real, b:bool, t:datetime, d:timespan, j:dynamic)"
    let rows = """
      1, "a", 1.5, true, datetime(2024-01-15), 1h, dynamic([1, "x", {"k": null}]),
      2, "B c", real(nan), false, datetime(2024-01-15 10:00), -1d, dynamic({"a": {"b": [1.5]}}),
      long(null), "", real(null), bool(null), datetime(null), time(null), dynamic(null),
      7, "päth = 3", -0.0, true, datetime(9999-12-31), 1tick, dynamic("t"),
      2, "a", 2.5, false, datetime(2024-01-14), 1h, dynamic([])
      """
    let few = """
      2, "a", 1.5, true, datetime(2024-01-15), 3s, dynamic({}),
      9, "z", real(null), false, datetime(null), 1h, dynamic([2]),
      2, "b", 0.0, true, datetime(2020-02-29), -1d, dynamic({"a": 1})
      """
    var tables: [String: Table] = [:]
    for (name, values) in [("T", rows), ("U", few)] {
      let result = try Engine(source: SmallTables(), now: 0).run("\(header)[\(values)]")
      tables[name] = Table(
        schema: TableSchema(name: name, columns: result.schema.columns), batches: result.batches)
    }
    self.tables = tables
  }

  var tableNames: [String] { ["T", "U"] }
  func schema(of table: String) -> TableSchema? { tables[table]?.schema }
  func table(named name: String) -> Table? { tables[name] }
}

@Suite struct RandomQueryTests {
  @Test func `the size of batches and the following of rows change no answer`() throws {
    // LOGSPOOR_QUERY_SEED repeats a run, LOGSPOOR_QUERY_SECONDS makes it longer.
    let seed = Self.number("LOGSPOOR_QUERY_SEED") ?? UInt64.random(in: 0...UInt64.max)
    let seconds = Self.number("LOGSPOOR_QUERY_SECONDS") ?? 10
    print("seed \(seed)")
    let source = try RandomTables()
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    var answered = 0
    while clock.now - start < .seconds(Int64(clamping: seconds)) {
      var random = RandomQuery(seed: seed &+ UInt64(count))
      let query = random.make()
      let outcome = Self.outcome(query, source, batchRows: nil, tracksLineage: false)
      count += 1
      if outcome.contains("\n[") { answered += 1 }
      for (rows, tracks) in [(1, false), (7, true), (4_096, false), (nil, true)] {
        let other = Self.outcome(query, source, batchRows: rows, tracksLineage: tracks)
        #expect(
          other == outcome,
          "seed \(seed &+ UInt64(count) &- 1), batches of \(rows ?? 0), lineage \(tracks):\n\(query)"
        )
      }
    }
    // Queries that are refused or give nothing test little.
    #expect(answered * 4 > count, "\(answered) of \(count) queries give rows")
    print("\(count) queries, \(answered) with rows")
  }

  private static func number(_ name: String) -> UInt64? {
    environmentBytes(name).flatMap { UInt64(String(decoding: $0, as: UTF8.self)) }
  }

  private static func outcome(
    _ query: String, _ source: RandomTables, batchRows: Int?, tracksLineage: Bool
  ) -> String {
    let engine = Engine(
      source: source, now: ExecutionCaseTests.now,
      limits: QueryLimits(memoryBytes: 64 << 20, rows: 100_000), batchRows: batchRows,
      tracksLineage: tracksLineage)
    do throws(QueryError) {
      let result = try engine.run(query)
      var text = result.schema.columns.map { "\($0.name):\($0.type.rawValue)" }
        .joined(separator: ", ")
      var row = 0
      for batch in result.batches {
        for place in 0..<batch.count {
          let cells = batch.columns.map { column in
            var buffer = TextBuffer()
            column.withCell(place) { buffer.appendJSON($0) }
            return buffer.string
          }
          text += "\n[" + cells.joined(separator: ", ") + "]"
          _ = result.lineage?.sources(ofRow: row)
          row += 1
        }
      }
      return text
    } catch {
      return "\(error)"
    }
  }
}
