import ByteIO
import EVTX
import Evidence
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// Rows of Event, SecurityEvent and WindowsEvent: SENTINEL_TABLES of the shared documents.
@Suite struct LogTableTests {
  /// The rows of a table for some events, as JSON-lines without `Type`.
  private func rows(_ table: String, _ events: [StandardEvent]) throws -> [String] {
    let folder = TemporaryFolder()
    folder.writeFile("log.evtx", LogBuilder.log(events: events))
    return try tableRows([table], in: EvidencePath(folder.path))
  }

  private static let time = FileTime(
    year: 2026, month: 6, day: 16, hour: 17, minute: 34, second: 2, fraction: 8_870_742)

  private var processCreation: StandardEvent {
    var event = StandardEvent(
      provider: "Microsoft-Windows-Sysmon", eventID: 1,
      channel: "Microsoft-Windows-Sysmon/Operational", computer: "WS5.corp.example",
      data: [
        ("RuleName", .string("-")), ("UtcTime", .string("2026-06-16 17:34:01.113")),
        ("ProcessGuid", .guid(GUID("22d8bf06-7f61-6a31-b302-000000001500"))),
        ("CommandLine", .string("cmd /c \"a < b & c > d\"")), ("Empty", .string("")),
      ])
    event.time = Self.time ?? .sample
    event.task = 1
    event.userSID = SID("S-1-5-18")
    return event
  }

  @Test func `a value of the payload never takes the place of what System says`() throws {
    // Security 1108 tells of an event that could not be processed: its EventID is in the payload.
    let event = StandardEvent(
      provider: "Microsoft-Windows-Eventlog", eventID: 1108, channel: "Security",
      data: [("EventID", .uint32(4647)), ("Computer", .string("elsewhere"))])
    let row = try #require(try rows("SecurityEvent", [event]).first)
    #expect(row.contains("\"EventID\":1108"))
    #expect(!row.contains("\"Computer\":\"elsewhere\""))
    // The values are in the payload as a whole.
    #expect(row.contains(#"<Data Name=\"EventID\">4647</Data>"#))
  }

  @Test func `Event holds the payload on one line in the agent's element`() throws {
    let row = try #require(try rows("Event", [processCreation]).first)
    let data = try #require(row.between("\"EventData\":\"", "\",\"EventID\""))
    #expect(
      data.hasPrefix(
        #"<DataItem Type=\"System.XmlData\" time=\"2026-06-16T17:34:02.8870742Z\" sourceHealthServiceId=\""#
      ))
    #expect(
      data.hasSuffix(
        #"\"><EventData xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">"#
          + #"<Data Name=\"RuleName\">-</Data><Data Name=\"UtcTime\">2026-06-16 17:34:01.113</Data>"#
          + #"<Data Name=\"ProcessGuid\">{22d8bf06-7f61-6a31-b302-000000001500}</Data>"#
          + #"<Data Name=\"CommandLine\">cmd /c \"a &lt; b &amp; c &gt; d\"</Data>"#
          + #"<Data Name=\"Empty\"></Data></EventData></DataItem>"#))
  }

  @Test func `Event has the values, the message and the names of level and account`() throws {
    let row = try #require(try rows("Event", [processCreation]).first)
    #expect(
      row.contains(#""ParameterXml":"<Param>-</Param><Param>2026-06-16 17:34:01.113</Param>"#))
    #expect(
      row.contains(
        #""RenderedDescription":"Process Create:\u000d\u000aRuleName: -\u000d\u000aUtcTime: "#))
    #expect(
      row.contains(
        #""EventLevel":4,"EventLevelName":"Information","EventLog":"Microsoft-Windows-Sysmon/Operational""#
      ))
    #expect(row.contains(#""Source":"Microsoft-Windows-Sysmon""#))
    #expect(row.contains(#""TimeGenerated":"2026-06-16T17:34:02.8870742Z""#))
    #expect(row.contains(#""UserName":"NT AUTHORITY\\SYSTEM""#))
  }

  private var logon: StandardEvent {
    var event = StandardEvent(
      provider: "Microsoft-Windows-Security-Auditing", eventID: 4624, channel: "Security",
      computer: "CH1",
      data: [
        ("SubjectUserSid", .string("S-1-5-18")), ("SubjectUserName", .string("CH1-XXXX$")),
        ("SubjectDomainName", .string("WORKGROUP")), ("SubjectLogonId", .hexInt64(0x3e7)),
        ("TargetUserName", .string("timadmin")), ("TargetDomainName", .string("CH1-XXXX")),
        ("TargetLogonId", .hexInt64(0x1fc0ed)), ("LogonType", .uint32(10)),
        ("LogonProcessName", .string("User32 ")),
        ("LogonGuid", .guid(.zero)),
        ("TransmittedServices", .string("-")), ("LmPackageName", .string("-")),
        ("KeyLength", .uint32(0)), ("ProcessId", .hexInt64(0x54c)),
        ("ProcessName", .string(#"C:\Windows\System32\svchost.exe"#)),
        ("IpPort", .string("0")), ("ImpersonationLevel", .string("%%1833")),
        ("ElevatedToken", .string("%%1842")),
      ])
    event.task = 12_544
    event.keywords = 0x8020_0000_0000_0000
    event.level = 0
    return event
  }

  @Test func `SecurityEvent reproduces the published row of a logon`() throws {
    let row = try #require(try rows("SecurityEvent", [logon]).first)
    for part in [
      #""Account":"CH1-XXXX\\timadmin""#, #""AccountType":"User""#,
      #""EventSourceName":"Microsoft-Windows-Security-Auditing""#, #""Channel":"Security""#,
      #""Task":12544"#, #""Level":"8""#, #""EventID":4624"#,
      #""Activity":"4624 - An account was successfully logged on.""#,
      #""ElevatedToken":"%%1842""#, #""IpPort":"0""#,
      #""KeyLength":0"#, #""LmPackageName":"-""#,
      #""LogonGuid":"00000000-0000-0000-0000-000000000000""#, #""LogonProcessName":"User32 ""#,
      #""LogonType":10"#, #""LogonTypeName":"10 - RemoteInteractive""#,
      #""Process":"svchost.exe""#, #""ProcessId":"0x54c""#,
      #""ProcessName":"C:\\Windows\\System32\\svchost.exe""#,
      #""SubjectAccount":"WORKGROUP\\CH1-XXXX$""#, #""SubjectLogonId":"0x3e7""#,
      #""TargetAccount":"CH1-XXXX\\timadmin""#, #""TargetLogonId":"0x1fc0ed""#,
      #""TransmittedServices":"-""#, #""SourceSystem":"OpsManager""#,
    ] {
      #expect(row.contains(part), "\(part) is not in \(row)")
    }
    // The published row has ImpersonationLevel, but Microsoft's list of columns does not: the value is
    // kept with the payload.
    #expect(row.contains(#"<Data Name=\"ImpersonationLevel\">%%1833</Data>"#))
  }

  @Test func `SecurityEvent keeps the payload of events whose values have no column`() throws {
    let event = StandardEvent(
      provider: "Microsoft-Windows-Security-Auditing", eventID: 5156, channel: "Security",
      computer: "WS5",
      data: [("ProcessID", .uint64(980)), ("Application", .string("\\device\\a&b.exe"))])
    let row = try #require(try rows("SecurityEvent", [event]).first)
    #expect(
      row.contains(
        #""EventData":"<EventData xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">"#
          + #"\u000d\u000a  <Data Name=\"ProcessID\">980</Data>"#
          + #"\u000d\u000a  <Data Name=\"Application\">\\device\\a&amp;b.exe</Data>\u000d\u000a</EventData>""#
      ))
  }

  @Test func `an account of a process is its subject, and one that ends in $ a machine`() throws {
    let event = StandardEvent(
      provider: "Microsoft-Windows-Security-Auditing", eventID: 4688, channel: "Security",
      computer: "WS5",
      data: [
        ("SubjectUserName", .string("WS5$")), ("SubjectDomainName", .string("CORP")),
        ("NewProcessName", .string(#"C:\a\b.exe"#)), ("TargetUserName", .string("bob")),
        ("TargetDomainName", .string("CORP")),
      ])
    let row = try #require(try rows("SecurityEvent", [event]).first)
    #expect(row.contains(#""Account":"CORP\\WS5$","AccountType":"Machine""#))
    #expect(row.contains(#""Process":"b.exe""#))
    #expect(row.contains(#""TargetAccount":"CORP\\bob""#))
  }

  @Test func `WindowsEvent has the payload as an object of texts`() throws {
    let row = try #require(try rows("WindowsEvent", [logon]).first)
    #expect(
      row.contains(#""EventData":{"SubjectUserSid":"S-1-5-18","SubjectUserName":"CH1-XXXX$""#))
    #expect(row.contains(#""LogonType":"10""#))
    #expect(row.contains(#""Keywords":"0x8020000000000000""#))
  }

  @Test func `each channel goes to its table`() throws {
    let events = [processCreation, logon]
    #expect(try rows("Event", events).count == 1)
    #expect(try rows("SecurityEvent", events).count == 1)
    #expect(try rows("WindowsEvent", events).count == 2)
  }
}
