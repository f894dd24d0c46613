import ByteIO
import Tabular
import TestSupport
import Testing

@testable import KQL

/// Files and watchlists that the source of tables gives.
private struct GivenFiles: TableSource {
  var failure: TabularError?

  func schema(of table: String) -> TableSchema? { nil }
  var tableNames: [String] { [] }
  func table(named name: String) -> Table? { nil }

  /// One row that says how the file is to be read.
  func table(of file: ExternalFile) throws(TabularError) -> Table? {
    if let failure { throw failure }
    guard file.location.hasPrefix("https://given/") else { return nil }
    var builder = TableBuilder(schema: TableSchema(name: "f", columns: file.columns))
    builder.append([.string("\(file.layout)"), .integer(Int64(file.location.utf8.count))])
    return builder.finish()
  }

  /// One row with the name of the list.
  func watchlist(named name: String) throws(TabularError) -> Table? {
    if let failure { throw failure }
    guard name.hasPrefix("given") else { return nil }
    let columns = [ColumnSchema("SearchKey", .string), ColumnSchema("Own", .string)]
    var builder = TableBuilder(schema: TableSchema(name: name, columns: columns))
    builder.append([.string("key"), .string(name)])
    return builder.finish()
  }
}

@Suite struct FileTests {
  private func answer(_ query: String, _ source: GivenFiles = GivenFiles()) throws -> [String] {
    let result = try Engine(source: source, now: 0).run(query)
    let writer = JSONLinesWriter(schema: result.schema)
    var text = TextBuffer()
    for batch in result.batches { writer.append(batch, to: &text) }
    return text.string.split(separator: "\n").map(String.init)
      + result.notices.map { "note: \($0)" }
  }

  @Test(arguments: [
    (
      "'https://given/a.csv'] with (ignoreFirstRecord=true)",
      "fields(separator: 44, hasHeader: true)"
    ),
    ("'https://given/a.tsv'", "fields(separator: 9, hasHeader: false)"),
    ("'https://given/a.csv?x=.json'", "fields(separator: 44, hasHeader: false)"),
    ("'https://given/a.json.gz'", "jsonLines"),
    ("'https://given/a'] with (format='txt', ignoreFirstRecord=True)", "lines(hasHeader: true)"),
    ("h@'https://given/a.txt;token'] with (format=multijson)", "jsonLines"),
  ])
  func `externaldata says how a file is read`(location: String, layout: String) throws {
    let closing = location.contains("]") ? "" : "]"
    let rows = try answer("externaldata(a:string, b:long)[\(location)\(closing)")
    #expect(rows.count == 1)
    #expect(try #require(rows.first).contains(layout))
  }

  @Test func `several locations are one table, and one that is not given is said`() throws {
    let rows = try answer(
      "externaldata(a:string, b:long)['https://given/1', 'https://other', 'https://given/22'] | project b"
    )
    #expect(
      rows == [
        "{\"b\":15}", "{\"b\":16}",
        "note: https://other is not given: externaldata counts as empty",
      ])
  }

  @Test func `a format that is not read is refused`() throws {
    #expect {
      try answer("externaldata(a:string, b:long)['https://given/1'] with (format='parquet')")
    } throws: { error in
      (error as? QueryError)?.code == .unsupported
    }
  }

  @Test func `each watchlist has its own rows, in whatever order they are used`() throws {
    let rows = try answer(
      """
      let first = _GetWatchlist('given1'); let second = _GetWatchlist('given2');
      second | join kind=inner first on SearchKey | project Own, Own1
      """)
    #expect(rows == ["{\"Own\":\"given2\",\"Own1\":\"given1\"}"])
  }

  @Test func `a watchlist that is not given is empty, beside one that is`() throws {
    let rows = try answer(
      "union (_GetWatchlist('given') | project SearchKey), (_GetWatchlist('other') | project SearchKey)"
    )
    #expect(rows.first == "{\"SearchKey\":\"key\"}")
    #expect(rows.count == 2 && rows[1].contains("other"))
  }

  @Test func `a file that cannot be read ends the query`() throws {
    for (code, expected) in [
      (TabularError.Code.readFailed, QueryError.Code.badUse), (.memory, .resources),
    ] {
      let source = GivenFiles(failure: TabularError(code, byteOffset: 0, message: "why"))
      for query in ["externaldata(a:string)['https://given/1']", "_GetWatchlist('given')"] {
        #expect {
          try answer(query, source)
        } throws: { error in
          (error as? QueryError)?.code == expected && "\(error)".contains("why")
        }
      }
    }
  }
}
