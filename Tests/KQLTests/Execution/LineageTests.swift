import ByteIO
import Tabular
import TestSupport
import Testing

@testable import KQL

/// Two small tables: rows 0-5 of Numbers (k, n), 0-2 of Names (k, name).
private struct NumberTables: TableSource {
  private let tables: [String: Table]

  init(batchRows: Int) throws {
    var all: [String: Table] = [:]
    for (name, query) in [
      ("Numbers", "datatable(k:string, n:long)['a',1, 'b',2, 'a',3, 'c',4, 'b',5, 'a',6]"),
      ("Names", "datatable(k:string, name:string)['a','alpha', 'b','beta', 'd','delta']"),
      (
        "Bags",
        "datatable(k:string, list:dynamic)['a',dynamic([1,2]), 'b',dynamic([]), 'c',dynamic([3])]"
      ),
    ] {
      let result = try Engine(source: SmallTables(), now: 0).run(query)
      let whole = Batch.concatenating(result.batches)
      let batches = stride(from: 0, to: whole.count, by: batchRows).map {
        whole.slice($0..<min($0 + batchRows, whole.count))
      }
      let schema = TableSchema(name: name, columns: result.schema.columns)
      all[name] = Table(schema: schema, batches: batches)
    }
    tables = all
  }

  func schema(of table: String) -> TableSchema? { tables[table]?.schema }
  var tableNames: [String] { tables.keys.sorted() }
  func table(named name: String) -> Table? { tables[name] }
}

/// Each row of an answer tells which rows of tables it came from.
@Suite struct LineageTests {
  /// `first cell: Table row row, Table row` for each row of the answer.
  private func lineage(_ query: String, batchRows: Int = 4) throws -> [String] {
    let engine = Engine(
      source: try NumberTables(batchRows: batchRows), now: 0, limits: QueryLimits(),
      batchRows: batchRows, tracksLineage: true)
    let result = try engine.run(query)
    let lineage = try #require(result.lineage)
    var lines: [String] = []
    for batch in result.batches {
      for row in 0..<batch.count {
        var tables: [String: [Int]] = [:]
        for source in lineage.sources(ofRow: lines.count) {
          tables[source.table, default: []].append(source.row)
        }
        let parts = tables.sorted { $0.key < $1.key }.map { name, rows in
          "\(name) " + rows.map { String($0) }.joined(separator: " ")
        }
        var cell = TextBuffer()
        batch.columns[0].withCell(row) { cell.appendJSON($0) }
        lines.append(cell.string + ": " + parts.joined(separator: ", "))
      }
    }
    return lines
  }

  @Test(arguments: [1, 2, 4, 100])
  func `filters, projections, sorts and take keep the row`(batchRows: Int) throws {
    #expect(
      try lineage(
        "Numbers | where n > 2 | extend m = n * 2 | sort by n desc | take 2 | project m",
        batchRows: batchRows) == ["12: Numbers 5", "10: Numbers 4"])
  }

  @Test(arguments: [1, 2, 4, 100])
  func `a group came from all its rows`(batchRows: Int) throws {
    #expect(
      try lineage("Numbers | summarize sum(n) by k", batchRows: batchRows) == [
        "\"a\": Numbers 0 2 5", "\"b\": Numbers 1 4", "\"c\": Numbers 3",
      ])
    #expect(
      try lineage("Numbers | summarize count()", batchRows: batchRows) == [
        "6: Numbers 0 1 2 3 4 5"
      ])
    #expect(
      try lineage("Numbers | distinct k", batchRows: batchRows) == [
        "\"a\": Numbers 0 2 5", "\"b\": Numbers 1 4", "\"c\": Numbers 3",
      ])
  }

  @Test(arguments: [1, 2, 4, 100])
  func `a joined row came from both sides`(batchRows: Int) throws {
    #expect(
      try lineage(
        "Numbers | join kind=inner Names on k | project name", batchRows: batchRows
      ).sorted() == [
        "\"alpha\": Names 0, Numbers 0", "\"alpha\": Names 0, Numbers 2",
        "\"alpha\": Names 0, Numbers 5", "\"beta\": Names 1, Numbers 1",
        "\"beta\": Names 1, Numbers 4",
      ])
    #expect(
      try lineage(
        "Names | join kind=leftouter (Numbers | summarize s = sum(n) by k) on k | project name",
        batchRows: batchRows
      ).sorted() == [
        "\"alpha\": Names 0, Numbers 0 2 5", "\"beta\": Names 1, Numbers 1 4",
        "\"delta\": Names 2",
      ])
    #expect(
      try lineage("Names | join kind=leftsemi Numbers on k | project name", batchRows: batchRows)
        .sorted() == ["\"alpha\": Names 0", "\"beta\": Names 1"])
    #expect(
      try lineage("Names | where k in ((Numbers | project k)) | project name").sorted() == [
        "\"alpha\": Names 0", "\"beta\": Names 1",
      ])
  }

  @Test(arguments: [1, 2, 4, 100])
  func `unions, expansions and partitions keep the row`(batchRows: Int) throws {
    #expect(
      try lineage(
        "union (Numbers | where n == 4 | project k), (Names | where name == 'delta' | project k)",
        batchRows: batchRows) == ["\"c\": Numbers 3", "\"d\": Names 2"])
    #expect(
      try lineage("Bags | mv-expand list | project tolong(list)", batchRows: batchRows) == [
        "1: Bags 0", "2: Bags 0", "3: Bags 2",
      ])
    #expect(
      try lineage(
        "Bags | mv-apply x = list to typeof(long) on (summarize s = sum(x)) | project s",
        batchRows: batchRows) == ["3: Bags 0", "0: Bags 1", "3: Bags 2"])
    #expect(
      try lineage("Numbers | partition by k (top 1 by n | project n)", batchRows: batchRows)
        .sorted() == ["4: Numbers 3", "5: Numbers 4", "6: Numbers 5"])
  }

  @Test func `rows of no table came from none`() throws {
    #expect(try lineage("print x = 1") == ["1: "])
    #expect(
      try lineage("datatable(k:string)['a'] | join kind=inner Names on k | project name") == [
        "\"alpha\": Names 0"
      ])
  }

  @Test func `a table that is read twice has one number for each row`() throws {
    #expect(
      try lineage(
        "let T = materialize(Numbers | where k == 'b'); T | join kind=inner T on n | project n")
        == ["2: Numbers 1", "5: Numbers 4"])
  }

  @Test func `bags that become columns keep the row, a pivot came from all`() throws {
    #expect(
      try lineage(
        "Names | extend b = bag_pack('x', name) | project b | evaluate bag_unpack(b) | project x")
        == ["\"alpha\": Names 0", "\"beta\": Names 1", "\"delta\": Names 2"])
    #expect(
      try lineage("Numbers | where k != 'c' | evaluate pivot(k, sum(n)) | project a")
        == ["10: Numbers 0 1 2 4 5"])
  }

  @Test func `without asking there is no lineage`() throws {
    let result = try Engine(source: try NumberTables(batchRows: 4), now: 0).run("Numbers")
    #expect(result.lineage == nil)
    #expect(result.count == 6)
  }

  @Test func `every case gives the same answer when rows are followed`() throws {
    for path in try filesBelow(ExecutionCaseTests.folder, suffix: ".kql") {
      let text = String(decoding: try readFile(path), as: UTF8.self)
      let query = text.firstRange(of: "\n----\n").map { String(text[..<$0.lowerBound]) } ?? text
      #expect(
        ExecutionCaseTests.outcome(query, batchRows: 7, tracksLineage: true)
          == ExecutionCaseTests.outcome(query, batchRows: 7), "\(path)")
    }
  }

  @Test func `a query's requests are known before any table is read`() throws {
    let source = try NumberTables(batchRows: 4)
    let query = """
      let least = 3; let T = toscalar(Names | count);
      Numbers | where n >= least and k in ('a', 'b') and n < T | project n
      """
    let requests = try Engine.scanRequests(of: query, tables: source, now: nil)
    #expect(requests.map(\.table).sorted() == ["Names", "Numbers"])
    let numbers = try #require(requests.first { $0.table == "Numbers" })
    #expect(numbers.columns == [0, 1])
    #expect(
      numbers.predicates == [
        ColumnPredicate(column: 1, test: .isBetween(.integer(3), nil)),
        ColumnPredicate(column: 0, test: .isOneOf([.string("a"), .string("b")])),
      ])
  }

  @Test func `conditions on the time of the run are known once it is`() throws {
    let source = NamedSource()
    let query = "Processes | where Time > ago(1d) | project Host"
    let unknown = try Engine.scanRequests(of: query, tables: source, now: nil)
    #expect(unknown.map(\.predicates) == [[]])
    let known = try Engine.scanRequests(of: query, tables: source, now: 864_000_000_000 * 3)
    #expect(
      known.map(\.predicates) == [
        [ColumnPredicate(column: 0, test: .isBetween(.dateTime(864_000_000_000 * 2), nil))]
      ])
  }

  private struct NamedSource: TableProvider {
    func schema(of table: String) -> TableSchema? { NamedTables.small.schema(of: table) }
    var tableNames: [String] { NamedTables.small.tableNames }
  }
}
