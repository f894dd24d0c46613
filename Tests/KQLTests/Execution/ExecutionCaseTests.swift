import ByteIO
import Tabular
import TestSupport
import Testing

@testable import KQL

/// Tables without rows.
struct SmallTables: TableSource {
  func schema(of table: String) -> TableSchema? { NamedTables.small.schema(of: table) }
  var tableNames: [String] { NamedTables.small.tableNames }
  func table(named name: String) -> Table? { nil }
}

/// Queries with their answers: `Cases/FAMILY/*.kql`.
///
/// A file is the query, whose first line is a comment naming the page of the documentation or the recorded answer
/// it comes from, then a line `----`, then the columns with their types and a line of JSON for each row, or the
/// problem. `UPDATE_GOLDENS=1` rewrites the latter and fails, so that a human reads the difference.
@Suite struct ExecutionCaseTests {
  static let folder = SharedQueries.project + "/Tests/KQLTests/Execution/Cases"
  static let isUpdating = environmentBytes("UPDATE_GOLDENS").map { $0 == [0x31] } ?? false

  /// 2024-01-15T04:30:00Z.
  static let now: Int64 = 638_408_898_000_000_000

  static func outcome(
    _ query: String, batchRows: Int?, tracksLineage: Bool = false, isOptimizing: Bool = true
  ) -> String {
    let engine = Engine(
      source: SmallTables(), now: now, limits: QueryLimits(memoryBytes: 64 << 20, rows: 100_000),
      batchRows: batchRows, tracksLineage: tracksLineage, isOptimizing: isOptimizing)
    do throws(QueryError) {
      let result = try engine.run(query)
      let columns = result.schema.columns.map { "\($0.name):\($0.type.rawValue)" }
      var text = columns.joined(separator: ", ") + "\n"
      for batch in result.batches {
        for row in 0..<batch.count {
          let cells = batch.columns.map { column in
            var buffer = TextBuffer()
            column.withCell(row) { buffer.appendJSON($0) }
            return buffer.string
          }
          text += "[" + cells.joined(separator: ", ") + "]\n"
        }
      }
      return text + result.notices.map { "note: \($0)\n" }.joined()
    } catch {
      return "\(error)\n"
    }
  }

  @Test func `each case gives its answer, whatever the size of batches`() throws {
    let paths = try filesBelow(Self.folder, suffix: ".kql")
    #expect(paths.count > 60)
    for path in paths {
      let text = String(decoding: try readFile(path), as: UTF8.self)
      let divider = text.firstRange(of: "\n----\n")
      let query = divider.map { String(text[..<$0.lowerBound]) } ?? text
      let expected = divider.map { String(text[$0.upperBound...]) } ?? ""
      #expect(query.hasPrefix("// "), "\(path)")
      let outcome = Self.outcome(query, batchRows: nil)
      if Self.isUpdating, outcome != expected {
        try writeFile(Array("\(query)\n----\n\(outcome)".utf8), to: path)
      } else {
        #expect(outcome == expected, "\(path)")
      }
      #expect(
        Self.outcome(query, batchRows: nil, isOptimizing: false) == outcome,
        "\(path) without the optimiser")
      for rows in [1, 7, 4_096] {
        #expect(Self.outcome(query, batchRows: rows) == outcome, "\(path) with batches of \(rows)")
      }
    }
    if Self.isUpdating { Issue.record("cases were rewritten: read the difference") }
  }

  @Test func `a query that needs more memory than it may ends with an error that says so`() {
    let engine = Engine(
      source: SmallTables(), now: Self.now,
      limits: QueryLimits(memoryBytes: 1 << 20, rows: 1 << 40))
    let query = "range x from 1 to 100000000 step 1 | summarize make_list(x)"
    do throws(QueryError) {
      _ = try engine.run(query)
      Issue.record("expected an error")
    } catch {
      #expect(error.code == .resources)
    }
  }

  @Test func `a join that gives more rows than it may ends with an error that says so`() {
    let engine = Engine(
      source: SmallTables(), now: Self.now,
      limits: QueryLimits(memoryBytes: 1 << 30, rows: 1_000_000))
    let query = """
      let T = range x from 1 to 5000 step 1 | extend k = 1; T | join kind=inner T on k
      """
    do throws(QueryError) {
      _ = try engine.run(query)
      Issue.record("expected an error")
    } catch {
      #expect(error.code == .resources)
    }
  }

  @Test func `answers are the same each time`() {
    let query = """
      range x from 1 to 2000 step 1 | extend k = tostring(x % 97) | summarize count(), make_set(x % 5) by k
      """
    let first = Self.outcome(query, batchRows: nil)
    #expect(Self.outcome(query, batchRows: nil) == first)
    #expect(first.hasPrefix("k:string, count_:long, set_:dynamic\n[\"1\", 21"))
  }
}
