import Tabular
import Testing

@testable import KQL

/// What a query asks of its tables: columns and conditions.
@Suite struct ScanPlannerTests {
  /// `table: columns | conditions` for each scan, sorted.
  private func requests(_ query: String) throws -> [String] {
    let bound = try Binder.bind(query, tables: NamedTables.small)
    return ScanPlanner.requests(of: bound) { $0.constant?.value }.map { _, request in
      let schema = NamedTables.small.schema(of: request.table)
      let columns = request.columns.map { schema?.columns[$0].name ?? "?" }.joined(separator: " ")
      let tests = request.predicates.map { "\(schema?.columns[$0.column].name ?? "?") \($0.test)" }
      return "\(request.table): \(columns)" + tests.sorted().map { " | " + $0 }.joined()
    }.sorted()
  }

  @Test func `a scan reads the columns that are used, and gets the conditions on them`() throws {
    let found = try requests(
      "Processes | where Name =~ \"cmd.exe\" and Id in (1, 2) | project Host")
    #expect(
      found == [
        "Processes: Host Name Id | Id isOneOf([Tabular.Value.integer(1), Tabular.Value.integer(2)])"
          + " | Name isOneOfIgnoringCase([\"cmd.exe\"])"
      ])
  }

  @Test func `conditions pass renamed columns, sorts and unions`() throws {
    let found = try requests(
      "union (Processes | project H = Host), (Logons | project H = Host) | sort by H | where H == \"a\""
    )
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.hasSuffix("Host isOneOf([Tabular.Value.string(\"a\")])") })
  }

  @Test func `conditions on computed columns stay where they are`() throws {
    let found = try requests(
      "Processes | extend Host = tolower(Host) | where Host == \"a\" | project Host")
    #expect(found == ["Processes: Host"])
  }

  @Test func `conditions do not pass functions that look at other rows`() throws {
    let found = try requests(
      "Processes | sort by Time asc | extend p = prev(Name) | where Host == \"a\" | project p")
    #expect(found == ["Processes: Time Host Name"])
    let filtered = try requests(
      "Processes | sort by Time asc | where prev(Id) == 1 | where Host == \"a\" | project Name")
    #expect(filtered == ["Processes: Time Host Name Id"])
  }

  @Test func `conditions do not pass take and top`() throws {
    #expect(
      try requests("Logons | take 5 | where Host == \"a\" | project User") == ["Logons: Host User"])
    #expect(
      try requests("Logons | top 5 by Time | where Host == \"a\" | project User")
        == ["Logons: Time Host User"])
  }

  @Test func `an inner join hands conditions to both sides, an outer one to its own`() throws {
    let inner = try requests(
      """
      Processes | join kind=inner Logons on Host
      | where Name == "a" and User == "b" | project Name, User
      """)
    #expect(inner.allSatisfy { $0.contains("isOneOf") })
    let outer = try requests(
      """
      Processes | join kind=leftouter Logons on Host
      | where Name == "a" and User == "b" | project Name, User
      """)
    #expect(outer[0] == "Logons: Host User")
    #expect(outer[1].contains("Name isOneOf"))
    // innerunique keeps one left row of each key: which one must not depend on a condition behind.
    let unique = try requests(
      "Processes | join Logons on Host | where Name == \"a\" and User == \"b\" | project Name, User"
    )
    #expect(unique[0].contains("User isOneOf"))
    #expect(unique[1] == "Processes: Host Name")
  }

  @Test func `a table with two users is asked for what both need, without conditions`() throws {
    let found = try requests(
      """
      let T = Processes;
      union (T | where Id == 1 | project Name), (T | where Id == 2 | project Host)
      """)
    #expect(found == ["Processes: Host Name Id"])
  }

  @Test func `a shared table is one node, scanned once`() throws {
    let found = try requests(
      "let T = materialize(Processes | where Id == 1); union (T | project Name), (T | project Host)"
    )
    #expect(
      found == ["Processes: Host Name Id | Id isOneOf([Tabular.Value.integer(1)])"])
  }

  @Test func `conditions on keys pass a summary, others do not`() throws {
    let found = try requests(
      "Processes | summarize n = count() by Host | where Host == \"a\" and n > 1")
    #expect(found == ["Processes: Host | Host isOneOf([Tabular.Value.string(\"a\")])"])
  }

  @Test func `star and pack_all need all columns`() throws {
    #expect(try requests("Logons | search \"x\" | project User") == ["Logons: Time Host User Id"])
    #expect(try requests("Logons | project b = pack_all()") == ["Logons: Time Host User Id"])
    #expect(
      try requests("Logons | summarize arg_max(Time, *) by Host | project User")
        == ["Logons: Time Host User Id"])
  }

  @Test func `values of either side and of either condition become one test`() throws {
    let found = try requests(
      "Processes | where (Id == 1 or Id == 2) and 5 < Exit and Time between (datetime(2024-01-01) .. datetime(2024-01-02)) | project Id"
    )
    #expect(found.count == 1)
    #expect(found[0].contains("Id isOneOf([Tabular.Value.integer(1), Tabular.Value.integer(2)])"))
    #expect(found[0].contains("Exit isBetween(Optional(Tabular.Value.integer(5)), nil)"))
    #expect(found[0].contains("Time isBetween(Optional"))
  }

  @Test func `values of another type than the column give no test`() throws {
    let found = try requests(
      "Processes | where Id == 1.0 and Exit in (1, 2.5) and Id between (1 .. 2.5) and Exit > 1.5 | count"
    )
    #expect(found == ["Processes: Id Exit"])
  }

  @Test func `negations, reals and dynamics give no test`() throws {
    let found = try requests(
      "Processes | where Name != \"a\" and Load == 1.5 and Data.x == 1 and not(Id == 1) | count")
    #expect(found == ["Processes: Name Id Load Data"])
  }
}
