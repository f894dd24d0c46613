import Testing

@testable import KQL

/// The text of `--explain`.
@Suite struct PlanPrinterTests {
  @Test func `a plan names its variables, operations, columns and what it asks of tables`() throws {
    let query = """
      let recent = ago(1d);
      let T = materialize(Logons | where Time > recent and User in ("a", "b"));
      let n = toscalar(T | count);
      Processes
      | where Name has "cmd" and Id < 100
      | project Host, Load, Lower = tolower(Host)
      | join kind=inner T on Host
      | where Host in ((T | project Host))
      | summarize count(), max(Load) / 2 by Lower
      | where count_ > n
      """
    let bound = try Binder.bind(query, tables: NamedTables.small)
    #expect(
      PlanPrinter.text(of: bound) == """
        $0 (recent): datetime = ago(timespan(1.00:00:00))
        $1: long = first cell of
          summarize count() -> (Count: long)
            materialize #1
              where ((#0 Time > $0) and (#2 User in ("a", "b")))
                table Logons -> (Time: datetime, Host: string, User: string, Id: string)
                  reads Time, Host, User where User in ("a", "b")
        where (#1 count_ > $1)
          summarize count(), max(#1 Load) by #2 Lower giving (#2 max_Load / 2) -> (Lower: string, count_: long, Column1: real)
            where (#0 Host in ((table)))
              join inner on #0 Host == #1 Host -> (Host: string, Load: real, Lower: string, Time: datetime, Host1: string, User: string, Id: string)
                project 2 columns, Lower = tolower(#1 Host) -> (Host: string, Load: real, Lower: string)
                  where ((#2 Name has "cmd") and (#3 Id < 100))
                    table Processes -> (Time: datetime, Host: string, Name: string, Id: long, Exit: int, Load: real, Signed: bool, Key: guid, Spent: timespan, Data: dynamic)
                      reads Host, Name, Id, Load where Name holds ("cmd") and Id between ( .. 100)
                same as #1
              with
                project 1 column -> (Host: string)
                  same as #1

        """)
  }
}
