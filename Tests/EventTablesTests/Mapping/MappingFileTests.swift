import ByteIO
import EVTX
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// A user's own mapping files: what they can do, and what is said when they are wrong.
@Suite struct MappingFileTests {
  private func problems(_ text: String) -> [String] {
    do throws(MappingError) {
      _ = try MappingSet(own: [MappingFile(name: "own.json", text: Array(text.utf8))])
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  /// A file with one mapping of some columns.
  private func file(_ columns: String, _ more: String = "") -> String {
    """
    { "provider": "P", "include": ["device"], "mappings": [
      { "event": 1, "table": "DeviceEvents", "action": "A"\(more),
        "columns": {
          \(columns) } } ] }
    """
  }

  @Test func `every problem is reported with file, line, column and reason`() {
    #expect(
      problems(file("\"FileNam\": \"X\",\n\"FileName\": \"basenam(X)\",\n\"FolderPath\": \"$x\""))
        == [
          "own.json:4:7: DeviceEvents has no column \"FileNam\"",
          "own.json:5:14: there is no function \"basenam\"",
          "own.json:6:16: nothing defines $x",
        ])
  }

  @Test(arguments: [
    ("\"FileName\": \"basename()\"", "basename takes 1 arguments, found 0"),
    ("\"FileName\": \"basename(X, X)\"", "basename takes 1 arguments, found 2"),
    ("\"FileName\": \"hash(X, X)\"", "argument 2 of hash must be a text in quotes"),
    ("\"FileName\": \"proc(X)\"", "expected a text, found a process"),
    ("\"ProcessId\": \"X == 'a'\"", "expected an integer, found a truth value"),
    ("\"FileName\": \"proc(X).nothing\"", "a process has no \"nothing\""),
    ("\"FileName\": \"X.image\"", "a text has no \"image\""),
    ("\"FileName\": \"lookup('None', X)\"", "must be the name of a lookup in quotes"),
    ("\"FileName\": \"X Y\"", "expected the end, found \"Y\""),
    ("\"FileName\": \"(X\"", "expected \")\", found the end"),
    ("\"FileName\": \"'a\"", "expected \"'\", found the end"),
    ("\"FileName\": \"X ~ Y\"", "\"~\" has no meaning here"),
    ("\"FileName\": \"System.Nothing\"", "expected a field of System"),
    ("\"FileName\": \"99999999999999999999\"", "is no number of 64 bits"),
    ("\"FileName\": \"\"", "expected a value, found the end"),
    ("\"FileName\": \"raw('x')\"", "argument 1 of raw must be a field"),
    ("\"FileName\": 5", "expected a text, found a number"),
    ("\"AdditionalFields\": \"{ A, A }\"", "the member \"A\" is there already"),
    ("\"AdditionalFields\": \"{ Source: X }\"", "the member \"Source\" is there already"),
    ("\"AdditionalFields\": \"dnsAnswers(X)\"", "AdditionalFields must be an object"),
    ("\"_BilledSize\": \"1\"", "DeviceEvents._BilledSize is real, which nothing fills"),
    ("\"ActionType\": \"'B'\"", "\"action\" says already what ActionType is"),
  ])
  func `a wrong expression is refused with the reason`(column: String, reason: String) {
    let found = problems(file(column))
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.contains(reason) == true, "\(found)")
    #expect(found.first?.hasPrefix("own.json:4:") == true, "\(found)")
  }

  @Test(arguments: [
    ("[]", "expected an object, found an array"),
    ("{", "expected a string in quotes"),
    ("{} x", "expected the end of the file"),
    ("{\"provider\": \"P\", \"provider\": \"Q\"}", "the name \"provider\" comes twice"),
    ("{\"providr\": \"P\"}", "a mapping file has no \"providr\""),
    ("{\"mappings\": [{\"event\": 1, \"none\": \"x\"}]}", "expected \"provider\""),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"table\": \"DeviceEvents\", \"action\": \"A\"}]}",
      "expected \"event\""
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 70000, \"none\": \"x\"}]}",
      "expected an event identifier, 0 to 65535"
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 1}]}",
      "expected either \"table\", or \"none\""
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 1, \"table\": \"T\"}]}",
      "there is no table \"T\""
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 1, \"table\": \"DeviceEvents\"}]}",
      "expected \"action\""
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 1, \"table\": \"DeviceEvents\", "
        + "\"action\": \"A\", \"emit\": \"x\"}]}", "\"emit\" is \"x\""
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 1, \"table\": \"DeviceEvents\", "
        + "\"action\": \"A\", \"merge\": \"x\"}]}", "\"merge\" is \"x\""
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 1, \"table\": \"DeviceEvents\", "
        + "\"action\": \"A\", \"include\": [\"x\"]}]}", "there is no include \"x\""
    ),
    (
      "{\"provider\": \"P\", \"mappings\": [{\"event\": 1, \"table\": \"DeviceEvents\", "
        + "\"action\": \"A\", \"let\": {\"a\": \"$b\", \"b\": \"$a\"}}]}", "is defined by itself"
    ),
    (
      "{\"includes\": {\"a\": {\"include\": [\"a\"]}}, \"provider\": \"P\", \"mappings\": "
        + "[{\"event\": 1, \"table\": \"DeviceEvents\", \"action\": \"A\", \"include\": [\"a\"]}]}",
      "includes are nested deeper than 16"
    ),
    (
      "{\"includes\": {\"a\": {\"columns\": {\"Nothing\": \"X\"}}}, \"provider\": \"P\", "
        + "\"mappings\": [{\"event\": 1, \"table\": \"DeviceEvents\", \"action\": \"A\", "
        + "\"include\": [\"a\"]}]}", "no table has a column \"Nothing\""
    ),
    ("{\"provider\": \"\u{1}\"}", "must not hold controls"),
  ])
  func `a wrong file is refused with the reason`(text: String, reason: String) {
    let found = problems(text)
    #expect(found.first?.contains(reason) == true, "\(found)")
    #expect(found.first?.hasPrefix("own.json:1:") == true, "\(found)")
  }

  @Test func `nesting without end is refused`() {
    let deep = String(repeating: "(", count: 100_000)
    #expect(problems(file("\"FileName\": \"\(deep)\"")).first?.contains("nested deeper") == true)
    let arrays = String(repeating: "[", count: 100_000)
    #expect(problems("{\"mappings\": \(arrays)").first?.contains("nest") == true)
  }

  @Test func `every prefix of a file is refused or fine, and never traps`() throws {
    let text = Array(file("\"FileName\": \"if(X == 'a', basename(X), [Y Z])\"").utf8)
    for length in 0..<text.count {
      do throws(MappingError) {
        _ = try MappingSet(
          files: [MappingFile(name: "x", text: Array(text[..<length]))],
          tables: TableCatalog.builtIn.tables.map(\.schema))
        Issue.record("a prefix of \(length) bytes is no file")
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
  }

  private func rows(own: String, _ events: [StandardEvent]) throws -> [String] {
    let mappings = try MappingSet(own: [MappingFile(name: "own.json", text: Array(own.utf8))])
    return try EventTablesTests.rows(events, mappings: mappings).map(\.line)
  }

  private let processEnd = StandardEvent(
    provider: "Microsoft-Windows-Sysmon", eventID: 25,
    channel: "Microsoft-Windows-Sysmon/Operational",
    data: [("Image", .string("C:\\A.exe")), ("Type", .string("x"))])

  @Test func `a user's file adds mappings for events that have none`() throws {
    let event = StandardEvent(
      provider: "Example-App", eventID: 9, data: [("File", .string("C:\\x\\y.txt"))])
    let lines = try rows(
      own: """
        { "provider": "Example-App", "include": ["device"], "mappings": [
          { "event": 9, "table": "DeviceFileEvents", "action": "FileModified",
            "columns": { "FileName": "basename(File)", "FolderPath": "File" } } ] }
        """, [event])
    #expect(lines.count == 1)
    #expect(lines.first?.contains("\"FileName\":\"y.txt\"") == true)
    #expect(lines.first?.contains("\"DeviceName\":\"workstation5.corp.example\"") == true)
  }

  @Test func `a user's mapping takes the place of ours for the same event and table`() throws {
    #expect(try EventTablesTests.rows([processEnd]).isEmpty)
    let lines = try rows(
      own: """
        { "provider": "Microsoft-Windows-Sysmon", "mappings": [
          { "event": 25, "table": "DeviceEvents", "action": "Mine",
            "columns": { "FolderPath": "Image" } } ] }
        """, [processEnd])
    #expect(lines.count == 1)
    #expect(lines.first?.contains("\"ActionType\":\"Mine\"") == true)
    #expect(lines.first?.contains("DeviceName") == false)
  }

  @Test func `a user's file silences an event with none`() throws {
    let load = StandardEvent(
      provider: "Microsoft-Windows-Sysmon", eventID: 2,
      data: [("TargetFilename", .string("C:\\a"))])
    #expect(try EventTablesTests.rows([load]).count == 1)
    let lines = try rows(
      own: """
        { "provider": "Microsoft-Windows-Sysmon", "mappings": [ { "event": 2, "none": "noise" } ] }
        """, [load])
    #expect(lines.isEmpty)
  }

  @Test func `a user's include takes the place of ours where their own mappings use it`() throws {
    let lines = try rows(
      own: """
        { "provider": "Microsoft-Windows-Sysmon",
          "includes": { "device": { "columns": { "DeviceName": "'mine'" } } },
          "include": ["device"],
          "mappings": [ { "event": 25, "table": "DeviceEvents", "action": "Mine" } ] }
        """, [processEnd])
    #expect(lines.first?.contains("\"DeviceName\":\"mine\"") == true)
  }
}
