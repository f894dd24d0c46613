public import ByteIO

/// A Windows machine that logs what happens to it in Sysmon, Security and System.
///
/// Each operation (a process starts, a user logs on) writes all the events that Windows would, with
/// the same identifiers in all of them. ``now`` never runs backwards unless the clock is set.
public final class SimulatedHost {
  /// Takes the events as they happen, in the order of their times.
  public typealias Output = (SimulatedHost, HostChannel, StandardEvent) -> Void

  /// NetBIOS name.
  public let name: String
  /// Fully qualified name: the Computer of all events.
  public let computer: String
  /// NetBIOS name of the domain.
  public let domain: String
  /// IPv4 address.
  public let address: String
  /// Seconds since 1970 that a process started, in its Sysmon GUID, follow this machine part.
  let machine: UInt64

  /// The time of the next event.
  public var now: FileTime
  /// Decides what is left open.
  public var random: SplitMix64
  /// Which logs are kept; others cost nothing.
  public var channels = Set(HostChannel.allCases)
  /// How much later than the connection Sysmon's event 3 comes, in milliseconds.
  public var networkLag = 100...2_500

  // State of the current boot.
  /// When the machine started.
  public internal(set) var bootTime: FileTime
  var permanent: [SimulatedProcess] = []
  /// Processes that end before the machine does.
  public internal(set) var transient: [SimulatedProcess] = []
  /// Open sessions of users.
  public internal(set) var sessions: [LogonSession] = []
  var usedProcessIDs = Set<UInt32>()
  var lastProcessID: UInt32 = 300
  var processSequence: UInt64 = 0
  var lastLogonID: UInt64 = 0x1_2000
  var lastPort = 49_700
  var wellKnown: WellKnown?
  /// Reserved at the start: Sysmon reports processes that are older than its own.
  var sysmonID: UInt32 = 0

  var times = TimeText()
  private let output: Output
  private let systemTemplate: TemplateDescription
  private var sourceTemplates: [String: TemplateDescription] = [:]
  /// Events of a later time, the earliest last.
  private var delayed: [(channel: HostChannel, event: StandardEvent)] = []

  /// The processes and sessions that every operation needs.
  struct WellKnown {
    var system: LogonSession
    var localService: LogonSession
    var networkService: LogonSession
    var kernel: SimulatedProcess
    var wininit: SimulatedProcess
    var services: SimulatedProcess
    var lsass: SimulatedProcess
    var winlogon: SimulatedProcess
    var dcomLaunch: SimulatedProcess
    var rpcss: SimulatedProcess
    var netsvcs: SimulatedProcess
    var dnscache: SimulatedProcess
    var sysmon: SimulatedProcess
  }

  /// A machine that is off. Call ``boot(isLogged:)`` first.
  public init(
    name: String, dnsDomain: String, address: String, now: FileTime, seed: UInt64,
    output: @escaping Output
  ) {
    self.name = name
    self.domain = dnsDomain.prefix { $0 != "." }.uppercased()
    self.address = address
    self.now = now
    self.output = output
    computer = "\(name).\(dnsDomain)"
    bootTime = now
    random = SplitMix64(seed: seed)
    machine = random.next() >> 32
    systemTemplate = StandardTemplates.system(computer: computer)
  }
}

// MARK: - Writing events

extension SimulatedHost {
  /// Moves the clock on by less than two milliseconds.
  func tick() { now.ticks += UInt64(random.number(in: 400...18_000)) }

  /// Moves the clock to a time, unless it is past that already.
  public func wait(until time: FileTime) { now = max(now, time) }

  /// Moves the clock on.
  public func wait(milliseconds: Int) { now.ticks += UInt64(milliseconds) * 10_000 }

  /// Writes an event with the current time. The values are made only when the log is kept.
  func log(
    _ schema: EventSchema, processID: UInt32, userSID: SID? = nil, delay milliseconds: Int = 0,
    _ values: @autoclosure () -> [EventValue]
  ) {
    // Drawn for logs that are not kept too: the same seed tells the same story in each of them.
    let thread = UInt32(random.below(2_000))
    if milliseconds == 0 { tick() }
    guard channels.contains(schema.channel) else { return }
    let values = values()
    assert(values.count == schema.valueCount, "\(schema.eventID): \(values.count) values")
    var event = StandardEvent(
      eventID: schema.eventID, systemTemplate: template(of: schema),
      data: TemplateInstance(schema.dataTemplate, values))
    event.provider = schema.provider
    event.providerGUID = schema.providerGUID
    event.qualifiers = schema.qualifiers
    event.version = schema.version
    event.level = schema.level
    event.task = schema.task
    event.keywords = schema.keywords
    event.channel = schema.channel.rawValue
    event.processID = processID
    event.threadID = processID == 0 ? 0 : 100 + thread * 4
    event.userSID = userSID
    if schema.layout == .classic { event.dataForm = .withHeader }
    if milliseconds > 0 {
      event.time = FileTime(ticks: now.ticks + UInt64(milliseconds) * 10_000)
      let place = delayed.firstIndex { $0.event.time <= event.time } ?? delayed.count
      delayed.insert((schema.channel, event), at: place)
    } else {
      event.time = now
      flush(until: now)
      output(self, schema.channel, event)
    }
  }

  /// Writes an event of Sysmon.
  func logSysmon(
    _ schema: EventSchema, delay milliseconds: Int = 0, _ values: @autoclosure () -> [EventValue]
  ) {
    log(
      schema, processID: sysmonID, userSID: .system, delay: milliseconds,
      values())
  }

  /// Writes the delayed events up to a time; all by default.
  public func flush(until time: FileTime = FileTime(ticks: .max)) {
    while let next = delayed.last, next.event.time <= time {
      delayed.removeLast()
      output(self, next.channel, next.event)
    }
  }

  /// Sets the clock, and with it the times of the events that are still to come.
  func moveClock(to time: FileTime) {
    flush(until: now)
    let old = now.ticks
    now = time
    for index in delayed.indices {
      delayed[index].event.time.ticks = delayed[index].event.time.ticks - old + time.ticks
    }
  }

  /// The current time as Sysmon's UtcTime, a little before the event's own.
  func utcTime() -> EventValue { .terminatedString(times.text(now)) }

  private func template(of schema: EventSchema) -> TemplateDescription {
    guard let source = schema.eventSourceName else { return systemTemplate }
    if let known = sourceTemplates[source] { return known }
    let made = StandardTemplates.system(computer: computer, eventSourceName: source)
    sourceTemplates[source] = made
    return made
  }

  /// The values that begin most Security events: who did it.
  func subject(_ session: LogonSession) -> [EventValue] {
    // SYSTEM acts under the machine's name.
    let isSystem = session.account.sid == .system
    return [
      .sid(session.account.sid), .string(isSystem ? name + "$" : session.account.name),
      .string(isSystem ? domain : session.account.domain), .hexInt64(session.logonID),
    ]
  }

  /// The values of nobody as a subject.
  var nobody: [EventValue] { [.sid(.null), .string("-"), .string("-"), .hexInt64(0)] }

  /// A GUID in Sysmon's form: machine, second, number.
  func sysmonGUID(_ time: FileTime, _ number: UInt64) -> GUID {
    let seconds = time.ticks / FileTime.ticksPerSecond - UInt64(FileTime.unixEpochDays) * 86_400
    return GUID(low: machine | seconds << 32, high: number)
  }
}
