import ByteIO
import EVTX
import TestSupport
import Testing

@testable import EventTables

/// Rows that need another record: twins, scripts of several pieces, handles, WMI.
@Suite struct LinkedRecordTests {
  private func rows(_ events: [StandardEvent], infers: Bool = true) throws -> [MappedRow] {
    let ledgers = try ledgers(events, infers: infers)
    let collector = RowCollector(BuiltIn.mappings) { ledgers[$0] ?? HostLedger(host: $0) }
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    try mapped(LogBuilder.log(events: events), with: collector, &decoder)
    return collector.rows
  }

  private func script(
    _ id: String, _ number: Int, of total: Int, _ text: String, at seconds: Double
  ) -> StandardEvent {
    system(
      "Microsoft-Windows-PowerShell", 4_104, at: second(seconds),
      [
        ("MessageNumber", "\(number)"), ("MessageTotal", "\(total)"), ("ScriptBlockText", text),
        ("ScriptBlockId", id), ("Path", ""),
      ])
  }

  @Test func `a script of several pieces is one row, in whatever order they were logged`() throws {
    let rows = try rows([
      script("a", 2, of: 3, "two\r\n", at: 1), script("a", 1, of: 3, "one", at: 2),
      script("a", 3, of: 3, "three", at: 3),
    ])
    #expect(rows.count == 1)
    #expect(rows.first?.line.contains("\"ScriptContent\":\"onetwo\\u000d\\u000athree\"") == true)
    #expect(rows.first?.line.contains("\"MessageTotal\":3") == true)
  }

  @Test func `pieces of a script that lacks one are rows of their own`() throws {
    let rows = try rows([
      script("a", 1, of: 3, "one", at: 1), script("a", 3, of: 3, "three", at: 2),
    ])
    #expect(rows.count == 2)
    #expect(rows.last?.line.contains("\"ScriptContent\":\"three\"") == true)
    #expect(rows.last?.line.contains("\"MessageNumber\":3") == true)
  }

  @Test func `a script in one piece is its row`() throws {
    let rows = try rows([script("a", 1, of: 1, "one", at: 1)])
    #expect(
      rows.first?.line.contains("\"ScriptContent\":\"one\",\"ScriptBlockId\":\"a\",\"Source\"")
        == true)
  }

  private func access(_ eventID: UInt16, _ fields: [(String, String)], at seconds: Double)
    -> StandardEvent
  {
    security(
      eventID, at: second(seconds),
      [("HandleId", "0x9d0"), ("ProcessId", "0x1267"), ("ProcessName", "C:\\a.exe")] + fields)
  }

  @Test func `a deleted object is the file that its handle was last opened for to delete it`()
    throws
  {
    func opened(_ path: String, _ mask: String, at seconds: Double) -> StandardEvent {
      access(
        4_663, [("ObjectType", "File"), ("ObjectName", path), ("AccessMask", mask)], at: seconds)
    }
    let rows = try rows([
      opened("C:\\first", "0x10000", at: 1), opened("C:\\second", "0x10000", at: 3),
      opened("C:\\read", "0x1", at: 4), access(4_660, [], at: 5),
    ])
    #expect(rows.count == 1)
    #expect(rows.first?.line.contains("\"FolderPath\":\"C:\\\\second\"") == true)
    #expect(rows.first?.line.contains("\"ActionType\":\"FileDeleted\"") == true)
    #expect(try self.rows([access(4_660, [], at: 5)]).isEmpty)
  }

  @Test func `a WMI binding tells the filter's query and what the consumer runs`() throws {
    let rows = try rows([
      sysmon(19, at: second(1), [("Name", " \"E\""), ("Query", " \"SELECT 1\"")]),
      sysmon(20, at: second(2), [("Name", " \"C\""), ("Destination", " \"c:\\\\x.exe\"")]),
      sysmon(
        21, at: second(3),
        [
          ("Operation", "Created"), ("Consumer", " \"CommandLineEventConsumer.Name=\\\"C\\\"\""),
          ("Filter", " \"__EventFilter.Name=\\\"E\\\"\""),
        ]),
    ])
    #expect(rows.count == 1)
    #expect(rows.first?.line.contains("\"FilterQuery\":\" \\\"SELECT 1\\\"\"") == true)
    #expect(
      rows.first?.line.contains("\"ConsumerDestination\":\" \\\"c:\\\\\\\\x.exe\\\"\"") == true)
  }

  @Test
  func `of two records of one process the one of Sysmon is the row and has the facts of both`()
    throws
  {
    let rows = try rows([
      sysmon(
        1, at: second(1),
        [
          ("ProcessGuid", guid(second(1), 5)), ("ProcessId", "4711"), ("Image", "C:\\a.exe"),
          ("User", "CORP\\alice"),
        ]),
      security(
        4_688, at: second(1.2),
        [
          ("SubjectUserSid", "S-1-5-21-9"), ("SubjectUserName", "alice"),
          ("SubjectDomainName", "CORP"), ("SubjectLogonId", "0x77"), ("NewProcessId", "0x1267"),
          ("NewProcessName", "C:\\a.exe"), ("TokenElevationType", "%%1937"),
        ]),
    ])
    #expect(rows.map(\.eventID) == [1])
    #expect(
      rows.first?.line.contains("\"ProcessTokenElevation\":\"TokenElevationTypeFull\"") == true)
    #expect(rows.first?.line.contains("\"AccountSid\":\"S-1-5-21-9\"") == true)
  }

  @Test func `of two records of one service the one of the Security log is the row`() throws {
    let rows = try rows([
      system(
        "Service Control Manager", 7_045, at: second(1),
        [("ServiceName", "x"), ("ImagePath", "C:\\x.exe")]),
      security(4_697, at: second(1), [("ServiceName", "x"), ("ServiceFileName", "C:\\x.exe")]),
    ])
    #expect(rows.map(\.eventID) == [4_697])
  }
}
