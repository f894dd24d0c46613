import ByteIO
import EVTX
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// Every function of the mapping language, as an analyst may use it.
@Suite struct FunctionTests {
  /// What an expression comes to for an event with these fields: the row's text, nil where it is null.
  private func value(
    _ expression: String, _ fields: [(String, String)] = [], column: String = "FolderPath",
    ledger: HostLedger = HostLedger(host: "host1.corp.example")
  ) throws -> String? {
    let escaped = expression.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let file = """
      { "provider": "P", "lookups": { "Colours": { "1": "red", "2": "green" } },
        "mappings": [ { "event": 1, "table": "DeviceEvents", "action": "A",
          "columns": { "\(column)": "\(escaped)" } } ] }
      """
    let mappings: MappingSet
    do throws(MappingError) {
      mappings = try MappingSet(
        files: [MappingFile(name: "test.json", text: Array(file.utf8))],
        tables: TableCatalog.builtIn.tables.map(\.schema))
    } catch {
      Issue.record("\(error)")
      return nil
    }
    let collector = RowCollector(mappings) { _ in ledger }
    var decoder = EventDecoder(DecodeOptions(format: .fields))
    let event = StandardEvent(
      provider: "P", eventID: 1, computer: "HOST1.corp.example",
      data: fields.map { ($0.0, .string($0.1)) })
    try mapped(LogBuilder.log(events: [event]), with: collector, &decoder)
    let row = try #require(collector.rows.first)
    let json = try parsed(row.line)
    switch json[column] ?? .null {
    case .null: return nil
    case .string(let text): return text
    case .bool(let value): return "\(value)"
    case .number(.integer(let number)): return "\(number)"
    default: return row.line
    }
  }

  private func parsed(_ line: String) throws -> JSONValue {
    let bytes = Array(line.utf8)
    return try JSONValue(parsing: bytes.rawSpan)
  }

  private func check(
    _ cases: [(expression: String, field: String, expected: String?)], column: String = "FolderPath"
  ) throws {
    for (expression, field, expected) in cases {
      #expect(
        try value(expression, [("X", field)], column: column) == expected,
        "\(expression) of \"\(field)\"")
    }
  }

  @Test func `a field that is empty or a dash is nothing, unless it is raw`() throws {
    try check([
      ("X", "a", "a"), ("X", "-", nil), ("X", "", nil), ("Y", "a", nil), ("raw(X)", "-", "-"),
      ("raw(X)", "", nil), ("[X]", "a", "a"),
    ])
  }

  @Test func `choices take the first that is there`() throws {
    try check([
      ("coalesce(Y, X, 'z')", "a", "a"), ("coalesce(X, 'z')", "-", "z"),
      ("if(X == 'a', 'yes', 'no')", "a", "yes"), ("if(X == 'a', 'yes', 'no')", "b", "no"),
      ("if(X == 'a', 'yes')", "b", nil), ("if(Y == 'a', 'yes', 'no')", "b", "no"),
      ("lookup('Colours', X)", "2", "green"), ("lookup('Colours', X)", "3", nil),
      ("concluded(X)", "a", "a"),
    ])
  }

  @Test func `conditions with something missing are missing`() throws {
    try check(
      [
        ("X == 'a'", "a", "true"), ("X != 'a'", "a", "false"), ("X =~ 'A'", "a", "true"),
        ("X == 'A'", "a", "false"), ("Y == 'a'", "a", nil), ("not Y == 'a'", "a", nil),
        ("X == 'a' or Y == 'b'", "a", "true"), ("X == 'b' or Y == 'b'", "a", nil),
        ("X == 'b' and Y == 'b'", "a", "false"), ("X in ('b', 'a')", "a", "true"),
        ("X in (1, 2)", "0x2", "true"), ("X in (1, 2)", "3", "false"),
        ("not (X == 'a')", "b", "true"), ("bits(X, 0x6)", "0x2", "true"),
        ("bits(X, 0x6)", "0x1", "false"), ("contains(X, 'bc')", "abcd", "true"),
        ("startsWith(X, 'bc')", "abcd", "false"), ("isIP(X)", "::1", "true"),
        ("isIP(X)", "LOCAL", "false"), ("X == true", "TRUE", "true"), ("true", "", "true"),
      ], column: "IsProcessRemoteSession")
  }

  @Test func `texts are cut and put together`() throws {
    try check([
      ("lower(X)", "ÄBc", "äbc"), ("lower(X)", "abc", "abc"), ("concat(X, '/', X)", "a", "a/a"),
      ("concat(X, Y)", "a", nil), ("after(X, ':')", "a:b:c", "c"),
      ("before(X, ':')", "a:b:c", "a:b"),
      ("between(X, '(', ')')", "f(a)(b)", "a"), ("between(X, '(', ')')", "f(a", nil),
      ("line(X, 'Host = ')", "A = 1\r\nHost = b c\r\nD = 2", "b c"), ("line(X, 'q')", "a", nil),
    ])
  }

  @Test func `numbers are decimal or hexadecimal`() throws {
    try check(
      [
        ("hexToLong(X)", "0x1f", "31"), ("hexToLong(X)", "31", "31"), ("X", "0x1F", "31"),
        ("X", "abc", nil), ("X", "0x", nil), ("X", "0xffffffffffffffff", nil),
        ("X", "99999999999999999999", nil), ("7", "", "7"),
      ], column: "LogonId")
    // A column that holds 32 bits takes no more.
    try check([("X", "2147483648", nil), ("X", "65535", "65535")], column: "RemotePort")
  }

  @Test func `times are read in the forms that logs have`() throws {
    try check(
      [
        ("X", "2024-05-14 08:30:00.123", "2024-05-14T08:30:00.1230000Z"),
        ("X", "2024-05-14T08:30:00.1234567Z", "2024-05-14T08:30:00.1234567Z"),
        ("X", "yesterday", nil),
        (
          "guidTime(X)", "{b3c27d3f-20cc-6643-0011-000000000400}",
          "2024-05-14T08:29:00.0000000Z"
        ), ("guidTime(X)", "{00000000}", nil),
        ("utcTime(X)", "2024-05-14 08:30:00.000", "2024-05-14T08:30:00.0000000Z"),
      ], column: "ProcessCreationTime")
  }

  @Test func `a UtcTime that is far from the record's time gives way to it`() throws {
    #expect(
      try value("utcTime(X)", [("X", "2001-01-01 00:00:00.000")], column: "ProcessCreationTime")
        == FileTime.sample.description)
  }

  @Test func `paths, programs and streams`() throws {
    try check([
      ("basename(X)", "C:\\a\\b.exe", "b.exe"), ("basename(X)", "b.exe", "b.exe"),
      ("basename(X)", "C:\\a\\", nil), ("dosPath(X)", "\\??\\C:\\a", "C:\\a"),
      ("dosPath(X)", "\\Device\\HarddiskVolume2\\a", "C:\\a"),
      ("dosPath(X)", "\\device\\mup\\a", "\\device\\mup\\a"), ("dosPath(X)", "C:\\a", "C:\\a"),
      ("exe(X)", "\"C:\\Program Files\\a.exe\" -x", "C:\\Program Files\\a.exe"),
      ("exe(X)", "C:\\Program Files\\a.exe -x", "C:\\Program Files\\a.exe"),
      ("exe(X)", "C:\\a.EXE", "C:\\a.EXE"), ("exe(X)", "cmd /c b.exe", "cmd /c b.exe"),
      ("exe(X)", "cmd /c dir", "cmd"),
      ("exe(X)", "system32\\drivers\\x.sys", "system32\\drivers\\x.sys"),
      ("hash(X, 'MD5')", "SHA1=AA,MD5=BB", "bb"), ("hash(X, 'SHA1')", "SHA1=AA,MD5=BB", "aa"),
      ("hash(X, 'SHA256')", "SHA1=AA", nil), ("hash(X, 'MD5')", "MD5=", nil),
      ("zone(X, 'HostUrl')", "[ZoneTransfer] ZoneId=3 HostUrl=https://a/ b=c", "https://a/"),
      ("zone(X, 'HostUrl')", "[ZoneTransfer]\r\nHostUrl=https://a/\r\n", "https://a/"),
      (
        "firstFile(X)", "containerfile:_C:\\a.zip; file:_C:\\a.zip->b.exe; file:_C:\\c", "C:\\a.zip"
      ),
      ("firstFile(X)", "regkey:_x", nil),
      ("streamName(X)", "C:\\a.txt:Zone.Identifier", "Zone.Identifier"),
      ("streamName(X)", "C:\\a.txt", nil), ("withoutStream(X)", "C:\\a.txt:z", "C:\\a.txt"),
      ("withoutStream(X)", "C:\\a.txt", "C:\\a.txt"),
    ])
  }

  @Test func `keys of the registry have the long names of their hives`() throws {
    try check([
      ("hive(X)", "HKLM\\SOFTWARE", "HKEY_LOCAL_MACHINE\\SOFTWARE"),
      ("hive(X)", "HKU", "HKEY_USERS"),
      ("hive(X)", "HKLMX\\a", "HKLMX\\a"),
      ("hive(X)", "\\REGISTRY\\MACHINE\\SAM", "HKEY_LOCAL_MACHINE\\SAM"),
      ("keyPart(X)", "HKLM\\a\\b", "HKLM\\a"), ("valuePart(X)", "HKLM\\a\\b", "b"),
      ("valuePart(X)", "HKLM\\a\\(Default)", nil), ("regData(X)", "DWORD (0x0000000a)", "10"),
      ("regData(X)", "QWORD (0x00000001-0x00000002)", "4294967298"), ("regData(X)", "text", "text"),
      ("regData(X)", "Binary Data", nil), ("regData(X)", "(Empty)", nil),
      ("regData(X)", "DWORD (0xzz)", "DWORD (0xzz)"), ("regType(X)", "DWORD (0x0000000a)", "Dword"),
      ("regType(X)", "QWORD (0x00000001-0x00000002)", "Qword"), ("regType(X)", "text", "String"),
      ("regType(X)", "Binary Data", "Binary"), ("regType(X)", "(Empty)", nil),
    ])
  }

  @Test func `accounts are a domain and a name`() throws {
    try check([
      ("userPart(X)", "CORP\\alice", "alice"), ("userPart(X)", "alice", "alice"),
      ("domainPart(X)", "CORP\\alice", "CORP"), ("domainPart(X)", "alice", nil),
      ("userPart(X)", "CORP\\", nil),
    ])
    let ledgers = try ledgers([
      security(
        4_624, at: second(0),
        [
          ("TargetUserSid", "S-1-5-21-1-1104"), ("TargetUserName", "alice"),
          ("TargetDomainName", "CORP"), ("TargetLogonId", "0x77"), ("LogonType", "10"),
          ("IpAddress", "10.0.0.7"), ("WorkstationName", "LAPTOP7"), ("ElevatedToken", "%%1842"),
        ])
    ])
    let ledger = try #require(ledgers["host1.corp.example"])
    func with(_ expression: String, _ field: String, column: String = "FolderPath") throws
      -> String?
    {
      try value(expression, [("X", field)], column: column, ledger: ledger)
    }
    #expect(try with("sidOf(X)", "corp\\ALICE") == "S-1-5-21-1-1104")
    #expect(try with("sidOf(X)", "corp\\nobody") == nil)
    #expect(try with("nameOfSID(X)", "S-1-5-21-1-1104") == "alice")
    #expect(try with("domainOfSID(X)", "S-1-5-21-1-1104") == "CORP")
    #expect(try with("session(hexToLong(X)).ip", "0x77") == "10.0.0.7")
    #expect(try with("session(hexToLong(X)).workstation", "0x77") == "LAPTOP7")
    #expect(try with("session(hexToLong(X)).account", "0x77") == "alice")
    #expect(try with("session(hexToLong(X)).domain", "0x77") == "CORP")
    #expect(try with("session(hexToLong(X)).sid", "0x77") == "S-1-5-21-1-1104")
    #expect(try with("session(hexToLong(X)).logonType", "0x77", column: "LogonId") == "10")
    #expect(
      try with("session(hexToLong(X)).isAdmin", "0x77", column: "IsProcessRemoteSession") == "true")
    #expect(try with("session(hexToLong(X)).ip", "0x78") == nil)
  }

  @Test func `addresses have one form, whatever the log writes`() throws {
    try check([
      ("normIP(X)", "0:0:0:0:0:0:0:1", "::1"), ("normIP(X)", "::1", "::1"),
      ("normIP(X)", "::ffff:10.0.0.1", "10.0.0.1"), ("normIP(X)", "FE80::7%4", "fe80::7"),
      ("normIP(X)", "2001:0DB8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
      ("normIP(X)", "1:0:0:2:0:0:0:3", "1:0:0:2::3"),
      ("normIP(X)", "1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"),
      ("normIP(X)", "::", "::"), ("normIP(X)", "1::", "1::"), ("normIP(X)", "10.0.0.256", nil),
      ("normIP(X)", "LOCAL", nil), ("normIP(X)", "1:2:3", nil), ("normIP(X)", "1::2::3", nil),
      ("normIP(X)", ":::::::", nil), ("normIP(X)", "1.2.3", nil),
    ])
    try check([
      ("ipType(X)", "127.0.0.1", "Loopback"), ("ipType(X)", "::1", "Loopback"),
      ("ipType(X)", "10.1.2.3", "Private"), ("ipType(X)", "172.31.0.1", "Private"),
      ("ipType(X)", "172.32.0.1", "Public"), ("ipType(X)", "169.254.1.1", "LinkLocal"),
      ("ipType(X)", "fe80::1", "LinkLocal"), ("ipType(X)", "224.0.0.251", "Multicast"),
      ("ipType(X)", "ff02::1", "Multicast"), ("ipType(X)", "255.255.255.255", "Broadcast"),
      ("ipType(X)", "8.8.8.8", "Public"), ("ipType(X)", "2001:0:1::1", "Teredo"),
      ("ipType(X)", "2606:4700::1", "Public"), ("ipType(X)", "fd00::1", "Private"),
      ("ipType(X)", "0.0.0.0", "Reserved"), ("ipType(X)", "x", nil),
    ])
  }

  @Test func `answers of DNS queries are an array`() throws {
    let row = try value(
      "{ A: dnsAnswers(X) }", [("X", "type:  5 a\"b.example;::ffff:10.0.0.9; ;1.2.3.4;")],
      column: "AdditionalFields")
    #expect(row?.contains("\"A\":[\"a\\\"b.example\",\"10.0.0.9\",\"1.2.3.4\"]") == true)
  }

  @Test func `a device's identifier is the digest of its name, as Defender's have 40 digits`()
    throws
  {
    let identifier = try value("deviceId(System.Computer)")
    #expect(identifier == digest("host1.corp.example"))
    #expect(identifier?.utf8.count == 40)
    #expect(digest("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
    #expect(digest("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
  }

  private func digest(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return String(decoding: SHA1.hexadecimal(bytes.rawSpan), as: UTF8.self)
  }

  @Test func `processes are found by identifier and by number`() throws {
    let process = guid(second(-10), 3)
    let ledgers = try ledgers([
      sysmon(
        1, at: second(-10),
        [
          ("ProcessGuid", process), ("ProcessId", "4711"), ("Image", "C:\\a\\B.exe"),
          ("CommandLine", "b -x"), ("User", "CORP\\alice"), ("LogonId", "0x77"),
          ("TerminalSessionId", "2"), ("IntegrityLevel", "High"), ("Hashes", "MD5=AB"),
          ("Company", "C"), ("ParentProcessGuid", guid(second(-20), 1)),
          ("ParentProcessId", "100"), ("ParentImage", "C:\\P.exe"), ("ParentCommandLine", "p"),
        ])
    ])
    let ledger = try #require(ledgers["host1.corp.example"])
    func with(_ expression: String, _ field: String, column: String = "FolderPath") throws
      -> String?
    {
      try value(expression, [("X", field)], column: column, ledger: ledger)
    }
    #expect(try with("proc(X).commandLine", process) == "b -x")
    #expect(try with("proc(X).image", process) == "C:\\a\\B.exe")
    #expect(try with("proc(X).account", process) == "alice")
    #expect(try with("proc(X).domain", process) == "CORP")
    #expect(try with("proc(X).integrity", process) == "High")
    #expect(try with("hash(proc(X).hashes, 'MD5')", process) == "ab")
    #expect(try with("proc(X).company", process) == "C")
    #expect(try with("proc(X).guid", process) == process)
    #expect(try with("proc(X).parent.image", process) == "C:\\P.exe")
    #expect(try with("proc(X).parent.commandLine", process) == "p")
    #expect(try with("proc(X).parent.id", process, column: "LogonId") == "100")
    #expect(try with("proc(X).sessionID", process, column: "LogonId") == "2")
    #expect(try with("proc(X).logonID", process, column: "LogonId") == "119")
    #expect(try with("procByPID(hexToLong(X)).commandLine", "0x1267") == "b -x")
    #expect(try with("procByPID(X).commandLine", "1") == nil)
    #expect(try with("proc(X).commandLine", "{}") == nil)
  }
}
