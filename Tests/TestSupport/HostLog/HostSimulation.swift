public import ByteIO

/// What a simulation does, and how often.
public struct HostSimulationOptions: Sendable {
  /// The same seed gives the same logs, byte for byte.
  public var seed: UInt64 = 1
  /// NetBIOS names of the machines.
  public var hostNames = ["WORKSTATION5", "FILESERVER1"]
  /// Their domain.
  public var dnsDomain = "corp.example"
  /// When the first machine is switched on.
  public var start = FileTime(ticks: 133_600_536_000_000_000)
  /// Mean milliseconds between two actions of all machines.
  public var meanGap = 400
  /// How often each kind of action happens, in comparison with the others.
  public var weights: [HostAction: Int] = [
    .startProcess: 40, .connect: 25, .createFile: 15, .setRegistryValue: 15, .loadImage: 10,
    .networkLogon: 8, .interactiveLogon: 2, .useCredentials: 2, .refusedLogon: 1,
    .serviceState: 5, .installService: 1, .createAccount: 1, .adjustClock: 1,
  ]
  /// Hours between two starts of a machine.
  public var hoursUp = 12
  /// Whether clocks are set back by seconds now and then.
  public var setsClocksBack = false
  /// The logs that are kept.
  public var channels = Set(HostChannel.allCases)

  /// Two machines, all logs.
  public init() {}
}

/// A kind of action in a simulation.
public enum HostAction: String, CaseIterable, Hashable, Sendable {
  /// A process starts, and ends later.
  case startProcess
  /// A process resolves a name and connects, to the internet or to another of the machines.
  case connect
  /// A process writes a file.
  case createFile
  /// A process sets a registry value.
  case setRegistryValue
  /// A process loads an image.
  case loadImage
  /// A user logs on over the network, and off later.
  case networkLogon
  /// A user logs on at the console.
  case interactiveLogon
  /// A process uses another account's password.
  case useCredentials
  /// A wrong password.
  case refusedLogon
  /// A service starts or stops.
  case serviceState
  /// A service is installed.
  case installService
  /// A local account is made.
  case createAccount
  /// The time service moves the clock forward by milliseconds.
  case adjustClock
}

/// Machines that work side by side, endlessly: call ``step()`` as long as events are wanted.
public final class HostSimulation {
  /// The machines.
  public let hosts: [SimulatedHost]
  /// The time of the last action.
  public private(set) var now: FileTime

  private let options: HostSimulationOptions
  var random: SplitMix64
  /// The actions, each as often as it weighs.
  private let actions: [HostAction]
  /// What is due at a later time, the earliest last.
  private var agenda: [Appointment] = []
  private var nextBoot: [FileTime]

  private struct Appointment {
    var time: FileTime
    var host: Int
    var task: Task
  }

  private enum Task {
    case endProcess(SimulatedProcess)
    case logOff(LogonSession)
  }

  /// Machines that are switched on one after the other.
  public init(_ options: HostSimulationOptions, output: @escaping SimulatedHost.Output) {
    precondition(!options.hostNames.isEmpty)
    self.options = options
    now = options.start
    random = SplitMix64(seed: options.seed)
    // In the order of the cases: a dictionary's own order changes from run to run.
    actions = HostAction.allCases.flatMap { action in
      [HostAction](repeating: action, count: options.weights[action] ?? 0)
    }
    var hosts: [SimulatedHost] = []
    for (index, name) in options.hostNames.enumerated() {
      let host = SimulatedHost(
        name: name, dnsDomain: options.dnsDomain,
        address: "10.20.\(index / 200).\(10 + index % 200)", now: options.start,
        seed: random.next(), output: output)
      host.channels = options.channels
      hosts.append(host)
    }
    self.hosts = hosts
    nextBoot = hosts.map { _ in options.start }
  }
}

// MARK: - Running

extension HostSimulation {
  /// Does one action on one machine, after what was due before.
  public func step() {
    now.ticks += UInt64(random.number(in: 1...2 * options.meanGap)) * 10_000
    while let next = agenda.last, next.time <= now {
      agenda.removeLast()
      perform(next)
    }
    let index = random.below(hosts.count)
    let host = hosts[index]
    host.wait(until: now)
    if now >= nextBoot[index] {
      restart(index)
      return
    }
    host.flush(until: host.now)
    guard !actions.isEmpty else { return }
    perform(random.pick(actions), on: index)
    if options.setsClocksBack, random.below(2_000) == 0, let process = host.wellKnown?.netsvcs {
      host.setClock(
        to: FileTime(ticks: host.now.ticks - UInt64(random.number(in: 1...30)) * 10_000_000),
        by: process)
    }
  }

  /// Writes the events that are still delayed.
  public func finish() {
    for host in hosts { host.flush() }
  }

  private func perform(_ appointment: Appointment) {
    let host = hosts[appointment.host]
    host.wait(until: appointment.time)
    switch appointment.task {
    case .endProcess(let process): host.endProcess(process)
    case .logOff(let session): host.logOff(session)
    }
  }

  /// Enters a task for a later time.
  private func plan(_ task: Task, on host: Int, inMilliseconds delay: Int) {
    let time = FileTime(ticks: now.ticks + UInt64(delay) * 10_000)
    // Binary search for the place among later ones, which come first.
    var low = 0
    var high = agenda.count
    while low < high {
      let middle = (low + high) / 2
      if agenda[middle].time > time { low = middle + 1 } else { high = middle }
    }
    agenda.insert(Appointment(time: time, host: host, task: task), at: low)
  }

  /// Switches a machine off, if it is on, and on.
  private func restart(_ index: Int) {
    let host = hosts[index]
    if host.wellKnown != nil {
      host.shutDown()
      host.wait(milliseconds: random.number(in: 20_000...60_000))
    }
    host.boot()
    let session = host.logOn(Self.users[index % Self.users.count], type: 2)
    startShell(in: session, on: host)
    let hours = UInt64(options.hoursUp) * 36_000_000_000
    nextBoot[index] = FileTime(ticks: host.now.ticks + hours + UInt64(random.below(36_000_000_000)))
  }

  private func startShell(in session: LogonSession, on host: SimulatedHost) {
    guard let winlogon = host.wellKnown?.winlogon else { return }
    let userinit = host.startProcess(
      .userinit, commandLine: "C:\\Windows\\system32\\userinit.exe", parent: winlogon,
      session: session)
    host.startProcess(
      .explorer, commandLine: "C:\\Windows\\Explorer.EXE", parent: userinit, session: session)
    host.endProcess(userinit)
  }
}

// MARK: - Actions

extension HostSimulation {
  private func perform(_ action: HostAction, on index: Int) {
    let host = hosts[index]
    guard let known = host.wellKnown else { return }
    switch action {
    case .startProcess: startProcess(on: index, known)
    case .connect: connect(from: index, known)
    case .createFile:
      guard let process = anyProcess(of: host) else { return }
      let directory = random.pick(Self.directories)
      host.createFile("\(directory)\\~tmp\(random.below(100_000)).tmp", by: process)
    case .setRegistryValue:
      guard let process = anyProcess(of: host) else { return }
      host.setRegistryValue(
        random.pick(Self.registryValues), "DWORD (0x0000000\(random.below(10)))", by: process)
    case .loadImage:
      guard let process = anyProcess(of: host) else { return }
      host.loadImage(random.pick(Self.images), into: process)
    case .networkLogon:
      let peer = hosts[random.below(hosts.count)]
      let source = SimulatedHost.LogonSource(
        address: peer.address, port: peer.endpoint().port, workstation: peer.name)
      let isElevated = random.percent(20)
      let session = host.logOn(
        random.pick(Self.users), type: 3, from: source, isElevated: isElevated)
      plan(.logOff(session), on: index, inMilliseconds: random.number(in: 10...600_000))
    case .interactiveLogon:
      guard host.sessions.count(where: { $0.type == 2 }) < 3 else { return }
      let session = host.logOn(random.pick(Self.users), type: 2)
      startShell(in: session, on: host)
      plan(.logOff(session), on: index, inMilliseconds: random.number(in: 600_000...6_000_000))
    case .useCredentials:
      guard let process = anyProcess(of: host) else { return }
      host.useCredentials(
        of: random.pick(Self.users), for: random.pick(hosts).computer, by: process)
    case .refusedLogon:
      let peer = random.pick(hosts)
      host.refuseLogon(
        random.pick(Self.users),
        from: SimulatedHost.LogonSource(
          address: peer.address, port: peer.endpoint().port, workstation: peer.name))
    case .serviceState:
      let service = random.pick(Self.services)
      host.setServiceState(service.0, shortName: service.1, isRunning: random.percent(50))
    case .installService:
      let number = random.below(1_000)
      host.installService(
        "ExampleSvc\(number)", imagePath: "C:\\Program Files\\Example\\svc\(number).exe",
        by: known.system)
    case .createAccount:
      let relativeID = UInt32(1_001 + random.below(50_000))
      let account = Account(
        "helpdesk\(relativeID)", domain: host.name,
        sid: SID(authority: 5, [21, 1_004_336_348, 1_177_238_915, 682_003_330, relativeID]))
      host.createAccount(account, by: known.system)
    case .adjustClock:
      host.setClock(
        to: FileTime(ticks: host.now.ticks + UInt64(random.below(500_000))), by: known.netsvcs)
    }
  }

  private func anyProcess(of host: SimulatedHost) -> SimulatedProcess? {
    let all = host.transient.count + host.permanent.count
    guard all > 0 else { return nil }
    let index = random.below(all)
    return index < host.transient.count
      ? host.transient[index] : host.permanent[index - host.transient.count]
  }

  private func startProcess(on index: Int, _ known: SimulatedHost.WellKnown) {
    let host = hosts[index]
    // A user's process has the shell as its parent, or another of that session; a service's, its own.
    let shells = host.transient.filter { $0.program.fileName == "explorer.exe" }
    let parent: SimulatedProcess
    let kind: ProgramKind
    if let shell = shells.isEmpty ? nil : random.pick(shells), random.percent(60) {
      parent = shell
      kind = .user
    } else if random.percent(40),
      let cmd = host.transient.last(where: { $0.program.fileName == "cmd.exe" })
    {
      parent = cmd
      kind = .console
    } else {
      parent =
        random.percent(50) ? known.dcomLaunch : random.percent(50) ? known.netsvcs : known.services
      kind = .service
    }
    let choice = random.pick(Self.programs[kind] ?? [])
    let process = host.startProcess(
      choice.program, commandLine: choice.commandLine, parent: parent, session: parent.session)
    for image in Self.images where random.percent(12) { host.loadImage(image, into: process) }
    // Shells and browsers stay for an hour, tools for seconds.
    let most = choice.isLong ? 3_600_000 : 20_000
    plan(.endProcess(process), on: index, inMilliseconds: random.number(in: 15...most))
  }

  private func connect(from index: Int, _ known: SimulatedHost.WellKnown) {
    let host = hosts[index]
    guard let process = anyProcess(of: host) else { return }
    let other = random.below(hosts.count)
    if other != index, random.percent(30), let peer = hosts[other].wellKnown {
      let target = hosts[other]
      target.wait(until: host.now)
      let port: UInt16 = random.pick([135, 445])
      let local = host.connect(
        process, to: Endpoint(address: target.address, port: port, hostName: target.computer))
      target.accept(port == 135 ? peer.rpcss : peer.kernel, from: local, port: port)
    } else {
      let site = random.below(200)
      let address = site < 100 ? "192.0.2.\(site + 1)" : "198.51.100.\(site - 99)"
      host.resolve("www\(site).example.com", result: address, by: process)
      host.connect(process, to: Endpoint(address: address, port: 443))
    }
  }
}
