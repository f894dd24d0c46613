import Detection
import EventTables
import Tabular
import Testing

/// Every rule of the pack: that it fires, and that what is nearly the same does not.
@Suite struct BuiltInRuleTests {
  private func alerts(_ file: String, _ tables: MadeTables) -> [Alert] {
    let rules = builtIn(file)
    #expect(rules.count == 1)
    let result = hunting(rules, over: tables)
    #expect(result.problems.isEmpty)
    return result.alerts
  }

  @Test func `the pack has no problems, and every rule says what a reader needs`() {
    #expect(RuleSet.builtIn.problems.isEmpty)
    #expect(RuleSet.builtIn.rules.count == 13)
    let check = RuleCheck(over: MadeTables())
    for rule in RuleSet.builtIn.rules {
      #expect(check.problems(of: rule).isEmpty, "\(rule.name)")
      #expect(!rule.references.isEmpty && !rule.falsePositives.isEmpty && !rule.summary.isEmpty)
      #expect(!rule.entityMappings.isEmpty && rule.grouping == .alertPerResult)
      #expect(rule.techniques.count == 1)
    }
    #expect(Set(RuleSet.builtIn.rules.map(\.id)).count == 13)
  }

  // MARK: - H1

  private func sessionCase(logonAddress: String = "10.0.0.5", parent: String = Lines.dcomLaunch)
    -> MadeTables
  {
    var tables = MadeTables()
    tables.logon(at: 0, from: logonAddress)
    tables.process(at: 1, id: 700, Lines.excel, parent: parent, parentID: 600)
    tables.process(at: 2, id: 701, "cmd.exe /c whoami", parent: Lines.excel, parentID: 700)
    tables.process(at: 2.5, id: 702, "conhost.exe 0xffffffff", parent: Lines.excel, parentID: 700)
    return tables
  }

  @Test
  func `a COM server in a remote logon session is shown with address, account and first effect`()
    throws
  {
    let found = alerts("dcom-logon-session", sessionCase())
    let alert = try #require(found.first)
    #expect(found.count == 1 && alert.severity == .high)
    #expect(alert.detail("SourceAddress") == "10.0.0.5")
    #expect(alert.detail("Account") == #"corp\mallory"#)
    #expect(alert.detail("FirstEffect") == "cmd.exe /c whoami")
    #expect(alert.name == "EXCEL.EXE started through DCOM from 10.0.0.5")
    #expect(alert.compromisedEntity == "srv1.corp.example")
    // The logon, the server and its child.
    #expect(Set(alert.evidence.map(\.channel)) == ["DeviceLogonEvents", "DeviceProcessEvents"])
    #expect(
      alert.evidence.contains { $0.channel == "DeviceProcessEvents" && $0.eventRecordID == 1 })
  }

  @Test func `a server of a local session, of another parent or of kin is no movement over DCOM`() {
    #expect(alerts("dcom-logon-session", sessionCase(logonAddress: "127.0.0.1")).isEmpty)
    #expect(
      alerts("dcom-logon-session", sessionCase(parent: "svchost.exe -k netsvcs")).isEmpty)
    var kin = MadeTables()
    kin.logon(at: 0, from: "10.0.0.5")
    kin.process(at: 1, id: 700, "wmiprvse.exe -Embedding", parent: Lines.dcomLaunch, parentID: 600)
    kin.process(at: 1, id: 701, "WinrsHost.exe -Embedding", parent: Lines.dcomLaunch, parentID: 600)
    #expect(alerts("dcom-logon-session", kin).isEmpty)
  }

  @Test func `a logon after the server, or of another machine, is not taken for its own`() {
    var tables = MadeTables()
    tables.logon(at: 60, from: "10.0.0.5")
    tables.logon(at: 0, from: "10.0.0.5", device: "srv2")
    tables.process(at: 1, id: 700, Lines.excel, parent: Lines.dcomLaunch, parentID: 600)
    #expect(alerts("dcom-logon-session", tables).isEmpty)
  }

  // MARK: - H2

  @Test func `a COM server of a user in session 0 is shown`() {
    var tables = MadeTables()
    tables.process(at: 1, id: 700, Lines.mmc, parent: Lines.dcomLaunch, parentID: 600)
    let found = alerts("dcom-session-zero", tables)
    #expect(found.map(\.severity) == [.medium])
    #expect(found.first?.detail("ComServer") == "mmc.exe")
  }

  @Test func `servers of services, of sessions with a user, and of virtual accounts are not`() {
    var tables = MadeTables()
    tables.process(
      at: 1, id: 700, Lines.mmc, parent: Lines.dcomLaunch, parentID: 600,
      account: "nt authority\\system", sid: "S-1-5-18", integrity: "System")
    tables.process(at: 2, id: 701, Lines.mmc, parent: Lines.dcomLaunch, parentID: 600, session: 1)
    tables.process(
      at: 3, id: 702, Lines.mmc, parent: Lines.dcomLaunch, parentID: 600,
      account: "iis apppool\\www", sid: "S-1-5-82-1-2-3-4")
    tables.process(at: 4, id: 703, Lines.mmc, parent: "explorer.exe", parentID: 600)
    #expect(alerts("dcom-session-zero", tables).isEmpty)
  }

  // MARK: - The published ideas

  @Test func `a call to the endpoint mapper and a server within seconds belong together`() throws {
    var tables = MadeTables()
    tables.connection(at: 10, local: 135, from: "10.0.0.5", program: Lines.rpcss)
    tables.process(at: 12, id: 700, Lines.excel, parent: Lines.dcomLaunch, parentID: 600)
    tables.process(at: 13, id: 701, "cmd.exe", parent: Lines.excel, parentID: 700)
    let found = alerts("dcom-endpoint-mapper", tables)
    #expect(found.count == 1)
    #expect(found.first?.detail("SourceAddress") == "10.0.0.5")
    #expect(found.first?.detail("FirstEffect") == "cmd.exe")
  }

  @Test func `a clock that is two seconds off does not matter, a minute does`() {
    var early = MadeTables()
    early.connection(at: 21.5, local: 135, from: "10.0.0.5", program: Lines.rpcss)
    early.process(at: 20, id: 700, Lines.excel, parent: Lines.dcomLaunch, parentID: 600)
    #expect(alerts("dcom-endpoint-mapper", early).count == 1)
    var late = MadeTables()
    late.connection(at: 20, local: 135, from: "10.0.0.5", program: Lines.rpcss)
    late.process(at: 80, id: 700, Lines.excel, parent: Lines.dcomLaunch, parentID: 600)
    #expect(alerts("dcom-endpoint-mapper", late).isEmpty)
  }

  @Test func `the first five minutes of a machine, local calls and users' sessions are left out`() {
    var start = MadeTables()
    start.process(
      at: 0, id: 4, "services.exe", parent: "wininit.exe", parentID: 3,
      account: "nt authority\\system", sid: "S-1-5-18")
    start.connection(at: 100, local: 135, from: "10.0.0.5", program: Lines.rpcss)
    start.process(at: 101, id: 700, Lines.excel, parent: Lines.dcomLaunch, parentID: 600)
    #expect(alerts("dcom-endpoint-mapper", start).isEmpty)
    var local = MadeTables()
    local.connection(at: 100, local: 135, from: "10.0.0.20", program: Lines.rpcss)
    local.connection(at: 100, local: 135, from: "10.0.0.5", program: Lines.rpcss, device: "srv2")
    local.process(at: 101, id: 700, Lines.excel, parent: Lines.dcomLaunch, parentID: 600)
    #expect(alerts("dcom-endpoint-mapper", local).isEmpty)
    var user = MadeTables()
    user.connection(at: 100, local: 135, from: "10.0.0.5", program: Lines.rpcss)
    user.process(at: 101, id: 700, Lines.excel, parent: Lines.dcomLaunch, parentID: 600, session: 2)
    #expect(alerts("dcom-endpoint-mapper", user).isEmpty)
  }

  @Test
  func `MMC as a COM server is found whatever the case of its path and the options of svchost`() {
    for parent in [
      #"C:\WINDOWS\system32\svchost.exe -k DcomLaunch"#,
      #"c:\windows\system32\svchost.exe -k DcomLaunch -p -s PlugPlay"#,
    ] {
      var tables = MadeTables()
      tables.process(
        at: 1, id: 700, #"C:\WINDOWS\System32\mmc.exe -Embedding"#, parent: parent, parentID: 600)
      #expect(alerts("dcom-mmc", tables).map(\.severity) == [.medium])
    }
  }

  @Test func `MMC in a user's session is low, MMC with a child high, MMC from Explorer nothing`() {
    var local = MadeTables()
    local.process(at: 1, id: 700, Lines.mmc, parent: Lines.dcomLaunch, parentID: 600, session: 1)
    #expect(alerts("dcom-mmc", local).map(\.severity) == [.low])
    local.process(at: 3, id: 701, "cmd.exe", parent: Lines.mmc, parentID: 700, session: 1)
    #expect(alerts("dcom-mmc", local).map(\.severity) == [.high])
    var explorer = MadeTables()
    explorer.process(
      at: 1, id: 700, "mmc.exe compmgmt.msc", parent: "explorer.exe", parentID: 50, session: 1)
    #expect(alerts("dcom-mmc", explorer).isEmpty)
  }

  // MARK: - H4, H6

  @Test
  func `a connection between dynamic ports that Explorer accepts is shown, with what follows`() {
    var tables = MadeTables()
    tables.connection(
      at: 10, local: 49_158, from: "10.0.0.5", program: "explorer.exe", programID: 300)
    #expect(alerts("dcom-object-connection", tables).map(\.severity) == [.medium])
    tables.process(at: 10.2, id: 701, "cmd.exe", parent: "explorer.exe", parentID: 300, session: 1)
    let found = alerts("dcom-object-connection", tables)
    #expect(found.map(\.severity) == [.high])
    #expect(found.first?.detail("FirstEffect") == "cmd.exe")
  }

  @Test func `services, fixed ports, outgoing and local connections are none to an object`() {
    var tables = MadeTables()
    tables.connection(at: 1, local: 49_158, from: "10.0.0.5", program: Lines.rpcss)
    tables.connection(at: 2, local: 445, from: "10.0.0.5", program: "explorer.exe")
    tables.connection(at: 3, local: 49_158, from: "127.0.0.1", program: "explorer.exe")
    tables.connection(
      at: 4, "ConnectionSuccess", local: 49_158, from: "10.0.0.5", program: "explorer.exe")
    tables.connection(at: 5, local: 49_158, from: "10.0.0.5", port: 443, program: "explorer.exe")
    #expect(alerts("dcom-object-connection", tables).isEmpty)
  }

  @Test func `a shell under a COM server is high, and medium where somebody works`() {
    var tables = MadeTables()
    tables.process(at: 1, id: 701, "powershell.exe -enc x", parent: Lines.excel, parentID: 700)
    tables.process(at: 2, id: 702, "cmd.exe", parent: Lines.excel, parentID: 710, session: 1)
    tables.process(at: 3, id: 703, "splwow64.exe", parent: Lines.excel, parentID: 700)
    tables.process(
      at: 4, id: 704, "cmd.exe", parent: #"C:\Office16\EXCEL.EXE book.xlsx"#, parentID: 720)
    #expect(alerts("dcom-server-shell", tables).map(\.severity) == [.high, .medium])
  }

  @Test
  func `the shape of impacket's commands counts under COM servers, not under WMI or services`() {
    var tables = MadeTables()
    tables.process(at: 1, id: 701, Lines.impacket, parent: Lines.mmc, parentID: 700)
    tables.process(at: 2, id: 702, Lines.impacket, parent: "WmiPrvSE.exe", parentID: 710)
    tables.process(at: 3, id: 703, Lines.impacket, parent: "services.exe", parentID: 720)
    tables.process(
      at: 4, id: 704, #"cmd.exe /c dir 1> \\server\share\list.txt 2>&1"#, parent: Lines.mmc,
      parentID: 700)
    #expect(alerts("dcom-command-shapes", tables).count == 1)
  }

  @Test func `ShellBrowserWindow served by rundll32 counts in session 0 alone`() {
    let line =
      "rundll32.exe shell32.dll,SHCreateLocalServerRunDll {c08afd90-f2a1-11d1-8455-00a0c91f3880} -Embedding"
    var tables = MadeTables()
    tables.process(at: 1, id: 701, line, parent: Lines.dcomLaunch, parentID: 600, session: 1)
    #expect(alerts("dcom-command-shapes", tables).isEmpty)
    tables.process(at: 2, id: 702, line, parent: Lines.dcomLaunch, parentID: 600)
    #expect(alerts("dcom-command-shapes", tables).count == 1)
  }
}
