import ByteIO
import Glibc
import KQL
import Tabular

/// Two small tables with every type, nulls and texts of several scripts.
private struct FuzzTables: TableSource {
  private let tables: [String: Table]

  init() {
    let answers = ["T", "U"].map { name in (name, Self.table(name)) }
    tables = Dictionary(uniqueKeysWithValues: answers)
  }

  private static func table(_ name: String) -> Table {
    let rows =
      name == "T"
      ? """
      1, "a", 1.5, true, datetime(2024-01-15), 1h, dynamic([1, "x", {"k": null}]),
      2, "B c", real(nan), false, datetime(2024-01-15 10:00), -1d, dynamic({"a": {"b": [1.5]}}),
      long(null), "", real(null), bool(null), datetime(null), time(null), dynamic(null),
      -9223372036854775807, "päth 😀", -0.0, true, datetime(9999-12-31), 1tick, dynamic("t")
      """ : "2, \"a\", 2.5, false, datetime(2020-02-29), 3s, dynamic({})"
    let query = """
      datatable(i:long, s:string, r:real, b:bool, t:datetime, d:timespan, j:dynamic)[\(rows)]
      """
    do throws(QueryError) {
      let result = try Engine(source: NoTables(), now: 0).run(query)
      return Table(
        schema: TableSchema(name: name, columns: result.schema.columns), batches: result.batches)
    } catch {
      fail("the table \(name): \(error)")
    }
  }

  var tableNames: [String] { ["T", "U"] }
  func schema(of table: String) -> TableSchema? { tables[table]?.schema }
  func table(named name: String) -> Table? { tables[name] }
}

private struct NoTables: TableSource {
  var tableNames: [String] { [] }
  func schema(of table: String) -> TableSchema? { nil }
  func table(named name: String) -> Table? { nil }
}

/// Ends the run: libFuzzer keeps the input.
func fail(_ message: String) -> Never {
  let text = [UInt8]("FINDING: \(message)\n".utf8)
  _ = unsafe Glibc.write(2, text, text.count)
  abort()
}

/// The answer, or the problem, as a text.
private func answer(_ query: String, tracksLineage: Bool) -> String {
  let engine = Engine(
    source: tables, now: 638_408_898_000_000_000,
    limits: QueryLimits(memoryBytes: 32 << 20, rows: 100_000), tracksLineage: tracksLineage)
  do throws(QueryError) {
    let result = try engine.run(query)
    var text = result.schema.columns.map { "\($0.name):\($0.type.rawValue)" }.joined(separator: ",")
    var row = 0
    for batch in result.batches {
      for place in 0..<batch.count {
        var buffer = TextBuffer()
        for column in batch.columns { column.withCell(place) { buffer.appendJSON($0) } }
        text += "\n" + buffer.string
        _ = result.lineage?.sources(ofRow: row)
        row += 1
      }
    }
    return text
  } catch {
    // The problem has a place in the query, which the message shows.
    guard error.line > 0, error.column > 0, !error.message.isEmpty else {
      fail("a problem without place: \(error)")
    }
    return error.code == .resources ? "resources" : "\(error)"
  }
}

private let tables = FuzzTables()

/// Called by libFuzzer for each input, which is a query.
///
/// Besides not trapping: following rows changes nothing, but for what reaches a limit.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  let query = String(decoding: input, as: UTF8.self)
  let plain = answer(query, tracksLineage: false)
  let followed = answer(query, tracksLineage: true)
  if plain != followed, plain != "resources", followed != "resources" {
    fail("following rows changes the answer:\n\(plain)\n\(followed)")
  }
  return 0
}
