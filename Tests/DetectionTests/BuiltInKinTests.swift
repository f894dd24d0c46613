import Detection
import EventTables
import Tabular
import Testing

/// The rules of the pack on denied attempts, planted libraries, the machine it begins on, and on kin.
@Suite struct BuiltInKinTests {
  private func alerts(_ file: String, _ tables: MadeTables) -> [Alert] {
    let result = hunting(builtIn(file), over: tables)
    #expect(result.problems.isEmpty)
    return result.alerts
  }

  // MARK: - H5

  private func denied(scope: String) -> MadeTables {
    var tables = MadeTables()
    for second in [1.0, 2.0] {
      tables.add(
        "DeviceEvents",
        [
          "Timestamp": .dateTime(MadeTables.ticks(second)), "DeviceName": .string("srv1"),
          "ActionType": .string("DcomActivationDenied"), "AccountName": .string("mallory"),
          "AccountDomain": .string("corp"), "RemoteIP": .string("10.0.0.5"),
          "AdditionalFields": .dynamic(
            #"{"Scope":"\#(scope)","Access":"Activation","CLSID":"{49B2791A-B1AE-4C90-9B8E-E860BA07F889}","AppID":"{7E0423CD-1119-0928-900C-E6D4A52A0715}"}"#
          ),
        ])
    }
    return tables
  }

  @Test func `denied activations from another machine are low, and one alert an hour`() {
    let found = alerts("dcom-denied", denied(scope: "Remote"))
    #expect(found.map(\.severity) == [.low])
    #expect(found.first?.detail("Attempts") == "2")
    #expect(found.first?.detail("Classes")?.contains("MMC20.Application") == true)
    #expect(alerts("dcom-denied", denied(scope: "Local")).isEmpty)
  }

  @Test func `a caller whose authentication level is too low is named`() {
    var tables = MadeTables()
    let data =
      ["corp", "mallory", "S-1-5-21-1", "10.0.0.5", "6"].enumerated()
      .map { "<Data Name=\"param\($0 + 1)\">\($1)</Data>" }.joined()
    tables.add(
      "Event",
      [
        "TimeGenerated": .dateTime(MadeTables.start), "EventLog": .string("System"),
        "EventID": .integer(10_036), "Source": .string("Microsoft-Windows-DistributedCOM"),
        "Computer": .string("SRV1"), "EventData": .string("<EventData>\(data)</EventData>"),
      ])
    let found = alerts("dcom-denied", tables)
    #expect(found.first?.detail("SourceAddress") == "10.0.0.5")
    #expect(found.first?.detail("Account") == #"corp\mallory"#)
  }

  // MARK: - H7

  private func loaded(_ file: String, in folder: String, by program: String) -> MadeTables {
    var tables = MadeTables()
    tables.add(
      "DeviceImageLoadEvents",
      [
        "Timestamp": .dateTime(MadeTables.start), "DeviceName": .string("srv1"),
        "FileName": .string(file), "FolderPath": .string(folder + "\\" + file),
        "InitiatingProcessFileName": .string(String(program.prefix { $0 != " " })),
        "InitiatingProcessCommandLine": .string(program),
      ])
    return tables
  }

  @Test func `iertutil.dll beside Internet Explorer is planted, in System32 it is Windows' own`() {
    let folder = #"C:\Program Files\Internet Explorer"#
    #expect(
      alerts("dcom-payload-library", loaded("iertutil.dll", in: folder, by: "iexplore.exe")).count
        == 1)
    #expect(
      alerts(
        "dcom-payload-library",
        loaded("iertutil.dll", in: #"C:\Windows\System32"#, by: "iexplore.exe")
      ).isEmpty)
    var written = MadeTables()
    written.add(
      "DeviceFileEvents",
      [
        "Timestamp": .dateTime(MadeTables.start), "DeviceName": .string("srv1"),
        "FileName": .string("iertutil.dll"), "FolderPath": .string(folder + #"\iertutil.dll"#),
        "InitiatingProcessFileName": .string("System"),
      ])
    #expect(alerts("dcom-payload-library", written).map(\.severity) == [.high])
  }

  @Test func `an add-in that Excel loads counts when Excel is a COM server`() {
    let folder = #"C:\Users\Public"#
    let server = "excel.exe /automation -Embedding"
    #expect(alerts("dcom-payload-library", loaded("a.xll", in: folder, by: server)).count == 1)
    #expect(
      alerts("dcom-payload-library", loaded("a.xll", in: folder, by: "excel.exe b.xlsx")).isEmpty)
    #expect(
      alerts("dcom-payload-library", loaded("mso.dll", in: #"C:\Office16"#, by: server)).isEmpty)
  }

  // MARK: - H8

  @Test
  func `a script host that calls the endpoint mapper and then an object is shown with its target`()
  {
    var tables = MadeTables()
    for (second, port) in [(1.0, Int64(135)), (1.4, 49_700)] {
      tables.connection(
        at: second, "ConnectionSuccess", local: 50_000, from: "10.0.0.30", port: port,
        program: "powershell.exe")
    }
    let found = alerts("dcom-source-connection", tables)
    #expect(found.map(\.severity) == [.medium])
    #expect(found.first?.detail("TargetAddress") == "10.0.0.30")
    #expect(found.first?.detail("SourceAddress") == "10.0.0.20")
  }

  @Test func `services, other ports and other machines make no call of an object`() {
    var tables = MadeTables()
    for (remote, port, program) in [
      ("10.0.0.30", Int64(135), "svchost.exe"), ("10.0.0.30", 49_700, "svchost.exe"),
      ("10.0.0.31", 135, "powershell.exe"), ("10.0.0.32", 49_700, "powershell.exe"),
      ("10.0.0.33", 135, "powershell.exe"), ("10.0.0.33", 5_985, "powershell.exe"),
    ] {
      tables.connection(
        at: 1, "ConnectionSuccess", local: 50_000, from: remote, port: port, program: program)
    }
    #expect(alerts("dcom-source-connection", tables).isEmpty)
  }

  private func script(_ text: String) -> MadeTables {
    var tables = MadeTables()
    let quoted = text.replacing("\"", with: "\\\"")
    tables.add(
      "DeviceEvents",
      [
        "Timestamp": .dateTime(MadeTables.start), "DeviceName": .string("ws5"),
        "ActionType": .string("AmsiScriptContent"), "AccountName": .string("mallory"),
        "InitiatingProcessCommandLine": .string("powershell.exe"),
        "AdditionalFields": .dynamic("{\"ScriptContent\":\"\(quoted)\"}"),
      ])
    return tables
  }

  @Test func `a type that a script asks of another machine is shown with the machine`() {
    let found = alerts(
      "dcom-source-script",
      script(#"$c = [Type]::GetTypeFromProgID("MMC20.Application", "10.0.0.20"); $c"#))
    #expect(found.map(\.severity) == [.medium])
    #expect(found.first?.detail("TargetName") == "10.0.0.20")
    #expect(
      alerts("dcom-source-script", script(#"[Type]::GetTypeFromProgID("Excel.Application")"#))
        .isEmpty)
    #expect(
      alerts(
        "dcom-source-script", script(#"[Type]::GetTypeFromProgID("Excel.Application", $true)"#)
      ).isEmpty)
  }

  // MARK: - Kin

  @Test func `WinRM and WMI are named for what they are`() {
    var tables = MadeTables()
    tables.logon(at: 0, from: "10.0.0.5")
    tables.process(at: 1, id: 701, "cmd.exe", parent: "wsmprovhost.exe -Embedding", parentID: 700)
    tables.process(at: 2, id: 702, Lines.impacket, parent: "WmiPrvSE.exe -Embedding", parentID: 710)
    let winrm = alerts("winrm-process", tables)
    #expect(winrm.map(\.techniques) == [["T1021.006"]])
    #expect(winrm.first?.detail("SourceAddress") == "10.0.0.5")
    let wmi = alerts("wmi-process", tables)
    #expect(wmi.map(\.techniques) == [["T1047"]])
    #expect(wmi.map(\.severity) == [.high])
    let all = hunting(RuleSet.builtIn.rules, over: tables).alerts
    #expect(!all.contains { $0.techniques.contains("T1021.003") })
  }

  @Test func `what WMI starts for itself is nothing`() {
    var tables = MadeTables()
    tables.process(
      at: 1, id: 701, "cscript.exe", parent: "WmiPrvSE.exe", parentID: 700,
      account: "nt authority\\system", sid: "S-1-5-18", logon: 999, integrity: "System")
    #expect(alerts("wmi-process", tables).isEmpty)
  }
}
