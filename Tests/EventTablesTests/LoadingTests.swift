import ByteIO
import EVTX
import Evidence
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// Rows that are kept in memory for queries.
@Suite struct LoadingTests {
  private static let samples =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Samples/dcom-case"
  private static let dcom =
    "otrf/covenant_dcom_executeexcel4macro_allowed"

  private func load(
    _ requests: [ScanRequest], _ path: EvidencePath, threads: Int = 1, memoryBytes: Int = .max,
    ignoresPredicates: Bool = false
  ) throws -> LogTables {
    var options = TableOptions(tables: [])
    options.threadCount = threads
    return try TableRun([.path(path)], options: options).load(
      requests, delegate: RunTranscript(), memoryBytes: memoryBytes,
      ignoresPredicates: ignoresPredicates)
  }

  private func whole(_ table: String, _ predicates: [ColumnPredicate] = []) throws -> ScanRequest {
    let schema = try #require(TableCatalog.builtIn[table]?.schema)
    return ScanRequest(
      table: table, columns: Array(schema.columns.indices), predicates: predicates)
  }

  private func lines(_ tables: LogTables, _ name: String) -> [String] {
    guard let table = tables.table(named: name) else { return [] }
    let writer = JSONLinesWriter(schema: table.schema)
    var text = TextBuffer()
    for batch in table.batches { writer.append(batch, to: &text) }
    return text.string.split(separator: "\n").map(String.init)
  }

  /// Rows as `convert` prints them, without the empty texts that columns do not tell from nulls.
  private func converted(_ table: String, _ path: EvidencePath) throws -> [String] {
    try tableRows([table], in: path).map { line in
      var line = line
      while let empty = line.firstRange(of: #/"[A-Za-z_0-9]+":"",?/#) { line.removeSubrange(empty) }
      return line.replacing(",}", with: "}")
    }
  }

  @Test(arguments: TableRun.filledTables.sorted())
  func `all rows of a table are those that conversion gives`(table: String) throws {
    let path = EvidencePath(Self.samples)
    let tables = try load([whole(table)], path)
    #expect(try lines(tables, table) == converted(table, path))
  }

  @Test(arguments: [2, 8])
  func `the rows are the same at any number of threads`(threads: Int) throws {
    let path = EvidencePath(Self.samples)
    let requests = try TableRun.filledTables.sorted().map { try whole($0) }
    let one = try load(requests, path)
    let many = try load(requests, path, threads: threads)
    for name in TableRun.filledTables {
      #expect(lines(one, name) == lines(many, name))
      let count = one.table(named: name)?.count ?? 0
      for row in 0..<count {
        #expect(one.records(of: name, row: row) == many.records(of: name, row: row))
        #expect(one.inferred(of: name, row: row) == many.inferred(of: name, row: row))
      }
    }
  }
}
