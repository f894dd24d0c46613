internal import ByteIO

/// Lateral movement over DCOM (MITRE ATT&CK T1021.003) between two machines, with ordinary activity
/// before and after.
///
/// Alice copies a script to the server's Windows\Temp. Her PowerShell on WORKSTATION5 asks FILESERVER1 for MMC20.Application. The server's RPCSS
/// takes the activation at port 135, DcomLaunch starts mmc.exe under the network logon, mmc.exe takes
/// the object's calls at a high port and runs the payload. The workstation sees the other ends of
/// the same connections.
enum DCOMCase {
  static let alice = HostSimulation.users[0]

  /// The six logs.
  static func files() -> [SampleFile] {
    var builders: [HostLogs.Key: LogBuilder] = [:]
    // The logs are older than the case: Security and Sysmon begin where they were rolled over.
    for host in ["WORKSTATION5", "FILESERVER1"] {
      for (channel, first) in [
        (HostChannel.sysmon, 61_204), (.security, 208_113), (.system, 4_410),
      ] {
        var options = LogOptions()
        options.firstRecordID = UInt64(host == "FILESERVER1" ? first + 9_000 : first)
        options.isDirty = true
        builders[HostLogs.Key(host: host, channel: channel)] = LogBuilder(options)
      }
    }
    play { host, channel, event in
      builders[HostLogs.Key(host: host.name, channel: channel)]?.add(event)
    }
    return ["WORKSTATION5", "FILESERVER1"].flatMap { host in
      HostChannel.allCases.compactMap { channel in
        guard var builder = builders[HostLogs.Key(host: host, channel: channel)] else { return nil }
        let name =
          channel == .sysmon ? "Microsoft-Windows-Sysmon%4Operational" : channel.rawValue
        return SampleFile(
          "dcom-case/\(host)/\(name).evtx",
          "\(host == "FILESERVER1" ? "target" : "source") of a DCOM lateral movement, \(name)",
          log: builder.finish())
      }
    }
  }

  /// 2024-05-14, a time of day in UTC.
  private static func time(_ hour: UInt64, _ minute: UInt64, _ second: UInt64 = 0) -> FileTime {
    // 2024-05-14T00:00:00Z.
    let midnight: UInt64 = 133_601_184_000_000_000
    return FileTime(ticks: midnight + (hour * 3_600 + minute * 60 + second) * 10_000_000)
  }

  private static func play(output: @escaping SimulatedHost.Output) {
    let workstation = SimulatedHost(
      name: "WORKSTATION5", dnsDomain: "corp.example", address: "10.20.0.10", now: time(6, 2),
      seed: 5, output: output)
    let server = SimulatedHost(
      name: "FILESERVER1", dnsDomain: "corp.example", address: "10.20.0.11", now: time(4, 15),
      seed: 11, output: output)
    for host in [workstation, server] {
      // Only the System log reaches back to the morning's start.
      host.channels = [.system]
      host.boot()
      host.channels = Set(HostChannel.allCases)
    }
    workstation.wait(until: time(8, 24))
    let session = workstation.logOn(alice, type: 2)
    guard let winlogon = workstation.wellKnown?.winlogon else { return }
    let userinit = workstation.startProcess(
      .userinit, commandLine: "C:\\Windows\\system32\\userinit.exe", parent: winlogon,
      session: session)
    let shell = workstation.startProcess(
      .explorer, commandLine: "C:\\Windows\\Explorer.EXE", parent: userinit, session: session)
    workstation.wait(milliseconds: 4_200)
    workstation.endProcess(userinit)

    makeNoise(workstation, server, shell: shell, from: time(8, 25), rounds: 4)
    move(from: workstation, to: server, shell: shell)
    makeNoise(workstation, server, shell: shell, from: time(8, 33), rounds: 3)
    for host in [workstation, server] { host.flush() }
  }

  /// The case itself.
  private static func move(
    from workstation: SimulatedHost, to server: SimulatedHost, shell: SimulatedProcess
  ) {
    guard let known = server.wellKnown, let client = workstation.wellKnown?.kernel else { return }
    // The script goes over by file share, a little before.
    workstation.wait(until: time(8, 30, 12))
    let share = Endpoint(address: server.address, port: 445, hostName: server.computer)
    let copy = workstation.connect(client, to: share)
    server.wait(until: FileTime(ticks: workstation.now.ticks + 3_000))
    server.accept(known.kernel, from: copy, port: 445)
    let copying = server.logOn(
      alice, type: 3,
      from: SimulatedHost.LogonSource(
        address: copy.address, port: copy.port, workstation: workstation.name),
      isElevated: true)
    server.createFile("C:\\Windows\\Temp\\inv.ps1", by: known.kernel)

    workstation.wait(until: time(8, 30, 41))
    let powershell = workstation.startProcess(
      .powershell,
      commandLine: "\"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe\" -NoProfile "
        + "-Command \"$c=[activator]::CreateInstance([type]::GetTypeFromProgID("
        + "'MMC20.Application','FILESERVER1'));$c.Document.ActiveView.ExecuteShellCommand("
        + "'cmd.exe',$null,'/c powershell -nop -w hidden -f C:\\Windows\\Temp\\inv.ps1','7')\"",
      parent: shell, session: shell.session)
    workstation.wait(milliseconds: 900)
    workstation.resolve("fileserver1.corp.example", result: server.address, by: powershell)

    // The activation, at the endpoint mapper.
    let mapper = Endpoint(address: server.address, port: 135, hostName: server.computer)
    let activation = workstation.connect(powershell, to: mapper)
    server.wait(until: FileTime(ticks: workstation.now.ticks + 3_000))
    server.accept(known.rpcss, from: activation, port: 135)
    let logon = server.logOn(
      alice, type: 3,
      from: SimulatedHost.LogonSource(
        address: activation.address, port: activation.port, workstation: workstation.name),
      isElevated: true)
    server.wait(milliseconds: 240)
    let mmc = server.startProcess(
      .mmc, commandLine: "C:\\Windows\\system32\\mmc.exe -Embedding", parent: known.dcomLaunch,
      session: logon)
    server.loadImage(
      Program("C:\\Windows\\System32\\mmcndmgr.dll", "MMC Node Manager DLL"), into: mmc)

    // The object's calls, at the port of the new process.
    workstation.wait(until: FileTime(ticks: server.now.ticks + 400_000))
    let object = Endpoint(address: server.address, port: 49_741, hostName: server.computer)
    let calls = workstation.connect(powershell, to: object)
    server.wait(until: FileTime(ticks: workstation.now.ticks + 3_000))
    server.accept(mmc, from: calls, port: object.port)
    server.wait(milliseconds: 480)
    runPayload(on: server, under: mmc, session: logon)
    workstation.wait(until: FileTime(ticks: server.now.ticks + 8_000_000))
    workstation.endProcess(powershell)
    server.wait(milliseconds: 12_000)
    server.endProcess(mmc)
    server.logOff(logon)
    server.logOff(copying)
  }

  private static func runPayload(
    on server: SimulatedHost, under mmc: SimulatedProcess, session: LogonSession
  ) {
    let cmd = server.startProcess(
      .cmd,
      commandLine: "\"C:\\Windows\\System32\\cmd.exe\" /c powershell -nop -w hidden "
        + "-f C:\\Windows\\Temp\\inv.ps1", parent: mmc, session: session)
    let conhost = server.startProcess(
      .conhost, commandLine: "\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1",
      parent: cmd, session: session)
    server.wait(milliseconds: 60)
    let powershell = server.startProcess(
      .powershell, commandLine: "powershell  -nop -w hidden -f C:\\Windows\\Temp\\inv.ps1",
      parent: cmd, session: session)
    server.wait(milliseconds: 700)
    for line in [
      "\"C:\\Windows\\system32\\whoami.exe\" /all", "\"C:\\Windows\\system32\\net.exe\" user",
    ] {
      let tool = server.startProcess(
        line.contains("whoami") ? .whoami : .net, commandLine: line, parent: powershell,
        session: session)
      server.wait(milliseconds: 90)
      server.endProcess(tool)
    }
    server.createFile("C:\\Windows\\Temp\\inv.txt", by: powershell)
    server.connect(powershell, to: Endpoint(address: "203.0.113.50", port: 443))
    server.wait(milliseconds: 2_400)
    for process in [powershell, conhost, cmd] { server.endProcess(process) }
  }
}
