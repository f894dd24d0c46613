internal import ByteIO

extension DCOMCase {
  /// Ordinary minutes of both machines: tools, services, file shares, DCOM servers of Windows' own.
  static func makeNoise(
    _ workstation: SimulatedHost, _ server: SimulatedHost, shell: SimulatedProcess,
    from start: FileTime, rounds: Int
  ) {
    for round in 0..<rounds {
      let time = FileTime(ticks: start.ticks + UInt64(round) * 550_000_000)
      workstation.wait(until: time)
      server.wait(until: time)
      visitShare(from: workstation, to: server)
      work(on: workstation, shell: shell, round: round)
      keepHouse(on: round % 2 == 0 ? server : workstation, round: round)
    }
  }

  /// Alice's machine reads a file of the share: an ordinary network logon.
  private static func visitShare(from workstation: SimulatedHost, to server: SimulatedHost) {
    guard let client = workstation.wellKnown?.kernel, let known = server.wellKnown else { return }
    let share = Endpoint(address: server.address, port: 445, hostName: server.computer)
    let local = workstation.connect(client, to: share)
    server.wait(until: FileTime(ticks: workstation.now.ticks + 2_000))
    server.accept(known.kernel, from: local, port: 445)
    let logon = server.logOn(
      alice, type: 3,
      from: SimulatedHost.LogonSource(
        address: local.address, port: local.port, workstation: workstation.name))
    server.wait(milliseconds: 11_300)
    server.logOff(logon)
  }

  private static func work(on host: SimulatedHost, shell: SimulatedProcess, round: Int) {
    let choices = HostSimulation.programs[.user] ?? []
    let choice = choices[(round + 2) % choices.count]
    host.wait(milliseconds: 6_400)
    let process = host.startProcess(
      choice.program, commandLine: choice.commandLine, parent: shell, session: shell.session)
    host.wait(milliseconds: 350)
    if choice.program.fileName != "notepad.exe" {
      host.resolve("www.example.com", result: "192.0.2.80", by: process)
      host.connect(process, to: Endpoint(address: "192.0.2.80", port: 443))
    }
    host.wait(milliseconds: 9_000)
    host.endProcess(process)
  }

  private static func keepHouse(on host: SimulatedHost, round: Int) {
    guard let known = host.wellKnown else { return }
    let choices = HostSimulation.programs[.service] ?? []
    let choice = choices[(round + 1) % choices.count]
    host.wait(milliseconds: 4_100)
    let process = host.startProcess(
      choice.program, commandLine: choice.commandLine, parent: known.dcomLaunch,
      session: known.system)
    host.setRegistryValue(
      "HKLM\\System\\CurrentControlSet\\Services\\bam\\State\\UserSettings\\Version",
      "DWORD (0x00000001)", by: known.services)
    let service = HostSimulation.services[round % HostSimulation.services.count]
    host.setServiceState(service.0, shortName: service.1, isRunning: round % 2 == 0)
    host.wait(milliseconds: 7_300)
    host.endProcess(process)
  }
}
