import ByteIO
import TestSupport
import Testing

@testable import KQL

/// Queries that ask for more than there is: they end with an error, and soon.
@Suite struct HostileBindingTests {
  private func code(_ query: String) throws -> QueryError.Code? {
    let failure = Monitor<QueryError.Code?>(nil)
    try onSmallStack {
      do throws(QueryError) {
        _ = try Binder.bind(query, tables: NamedTables.small)
      } catch {
        failure.withLock { $0 = error.code }
      }
    }
    return failure.withLock { $0 }
  }

  @Test func `functions that call others twice do not double without bound`() throws {
    var query = "let f0 = (x:long) { x + 1 };\n"
    for index in 1...60 {
      query += "let f\(index) = (x:long) { f\(index - 1)(x) + f\(index - 1)(x) };\n"
    }
    #expect(try code(query + "Processes | extend y = f60(Id)") == .limit)
  }

  @Test func `arguments that are used twice do not double without bound`() throws {
    let query = "let f = (x:long) { x + x };\nProcesses | extend y = "
    let nested = String(repeating: "f(", count: 60) + "Id" + String(repeating: ")", count: 60)
    #expect(try code(query + nested) == .limit)
  }

  @Test func `values that use others twice are computed once each`() throws {
    var query = "let v0 = 1;\n"
    for index in 1...500 { query += "let v\(index) = v\(index - 1) + v\(index - 1);\n" }
    #expect(try code(query + "print v500") == nil)
  }

  @Test func `tables that use others twice are bound once each`() throws {
    var query = "let t0 = Processes;\n"
    for index in 1...200 { query += "let t\(index) = union t\(index - 1), t\(index - 1);\n" }
    #expect(try code(query + "t200") == nil)
    #expect(try code(query + "t200") == nil)
  }

  @Test func `a chain of calls ends at the limit of depth`() throws {
    var query = "let f0 = () { 1 };\n"
    for index in 1...1_500 { query += "let f\(index) = () { f\(index - 1)() };\n" }
    #expect(try code(query + "print f1500()") == .limit)
  }

  @Test func `a function does not know itself`() throws {
    #expect(try code("let f = (x:long) { f(x) };\nprint f(1)") == .unknownName)
    #expect(try code("let T = (x:long) { T(x) };\nT(1)") == .unknownName)
  }

  @Test func `operators behind each other end at a limit`() throws {
    #expect(try code("Processes" + String(repeating: " | where Id > 1", count: 450)) == nil)
    #expect(try code("Processes" + String(repeating: " | count", count: 20_000)) == .limit)
  }

  @Test func `tables inside conditions inside tables end at the limit of operators`() throws {
    var query = "let t0 = Processes | project Id;\n"
    for index in 1...1_500 {
      query += "let t\(index) = Processes | where Id in (t\(index - 1)) | project Id;\n"
    }
    #expect(try code(query + "t1500") == .limit)
  }

  @Test func `calls, operators and expressions inside each other end on a small stack`() throws {
    for depth in [3, 6, 9, 20] {
      var query = "let f0 = (T:(Id:long)) { T };\n"
      for index in 1..<32 {
        query +=
          "let f\(index) = (T:(Id:long)) { "
          + String(repeating: "T | mv-apply x = dynamic([1]) on (", count: depth)
          + "join (f\(index - 1)(T)) on Id" + String(repeating: ")", count: depth) + " };\n"
      }
      #expect(try code(query + "f31(Processes)") == .limit)
    }
  }

  @Test func `aggregates of nothing are errors`() throws {
    #expect(try code("Processes | summarize take_any()") == .badUse)
    #expect(try code("Processes | summarize arg_max()") == .badUse)
    #expect(try code("Processes | project Host | summarize take_any(*) by Host") == .badUse)
  }

  @Test func `joins that double their columns end at a limit`() throws {
    var query = "let t0 = Processes;\n"
    for index in 1...40 {
      query += "let t\(index) = t\(index - 1) | join (t\(index - 1)) on Id;\n"
    }
    #expect(try code(query + "t40") == .limit)
  }

  @Test func `deep expressions bind on a small stack`() throws {
    let sum = "print x = 1" + String(repeating: " + 1", count: 250)
    #expect(try code(sum) == nil)
    let calls =
      "Processes | extend y = " + String(repeating: "tostring(", count: 60) + "Id"
      + String(repeating: ")", count: 60)
    #expect(try code(calls) == nil)
    let tables =
      String(repeating: "union (", count: 30) + "Processes" + String(repeating: ")", count: 30)
    #expect(try code(tables) == nil)
  }

  @Test func `many problems are listed up to a limit`() throws {
    let query =
      "Processes | extend " + (0..<500).map { "c\($0) = missing\($0)" }.joined(separator: ", ")
    do throws(QueryError) {
      _ = try Binder.bind(query, tables: NamedTables.small)
      Issue.record("the query was bound")
    } catch {
      #expect(error.further.count + 1 == Limits.problemsListed)
    }
  }

  @Test func `parts of published queries, cut and glued, end`() {
    var dice = SplitMix64(seed: 20_261_124)
    print("seed 20261124")
    let queries = PublishedBindingTests.rules.map(\.query).filter { $0.utf8.count < 3_000 }
    guard !queries.isEmpty else {
      print("skipped: ../shared/kql/rules.jsonl is not beside the checkout")
      return
    }
    for _ in 0..<600 {
      var bytes = Array(queries[Int(dice.next() % UInt64(queries.count))].utf8)
      let other = Array(queries[Int(dice.next() % UInt64(queries.count))].utf8)
      for _ in 0..<3 {
        let start = Int(dice.next() % UInt64(bytes.count))
        let length = Int(dice.next() % 40)
        let from = Int(dice.next() % UInt64(other.count))
        bytes.replaceSubrange(
          start..<min(bytes.count, start + length),
          with: other[from..<min(other.count, from + length)])
      }
      do throws(QueryError) {
        let query = try Parser.query(bytes)
        let bound = try Binder.bind(
          query, text: QueryText(bytes), tables: NamedTables.microsoft)
        #expect(!PlanPrinter.text(of: bound).isEmpty)
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }
}
