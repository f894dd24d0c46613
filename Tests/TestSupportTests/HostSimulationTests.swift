import ByteIO
import TestSupport
import Testing

/// The facts of one simulation, taken from the events before they are written.
private final class Witness {
  struct Entry {
    var host: String
    var channel: HostChannel
    var event: StandardEvent
    var values: [EventValue] { event.data?.values ?? [] }
  }

  var entries: [Entry] = []

  init(_ options: HostSimulationOptions, steps: Int) {
    let simulation = HostSimulation(options) { [unowned self] host, channel, event in
      entries.append(Entry(host: host.name, channel: channel, event: event))
    }
    for _ in 0..<steps { simulation.step() }
    simulation.finish()
  }

  func events(_ channel: HostChannel, _ eventID: UInt16) -> [Entry] {
    entries.filter { $0.channel == channel && $0.event.eventID == eventID }
  }
}

extension EventValue {
  fileprivate var guid: GUID? { if case .guid(let guid) = self { guid } else { nil } }
  fileprivate var text: String? {
    switch self {
    case .string(let text), .terminatedString(let text): text
    default: nil
    }
  }
  fileprivate var number: UInt64? {
    switch self {
    case .uint16(let number): UInt64(number)
    case .uint32(let number): UInt64(number)
    case .hexInt64(let number), .uint64(let number): number
    default: nil
    }
  }
}

@Suite struct HostSimulationTests {
  private static func options() -> HostSimulationOptions {
    var options = HostSimulationOptions()
    options.seed = 42
    options.hoursUp = 1
    return options
  }

  @Test func `the same seed gives the same logs and another seed others`() {
    var options = Self.options()
    let one = HostLogs.make(options, eventCount: 500)
    let isSame = one == HostLogs.make(options, eventCount: 500)
    #expect(isSame)
    options.seed = 43
    let isOther = one != HostLogs.make(options, eventCount: 500)
    #expect(isOther)
  }

  @Test func `a log is the same whether the others are kept or not`() {
    var options = Self.options()
    let all = Witness(options, steps: 2_000)
    options.channels = [.sysmon]
    let alone = Witness(options, steps: 2_000)
    func lines(_ witness: Witness) -> [String] {
      witness.entries.filter { $0.channel == .sysmon && $0.host == "FILESERVER1" }.map {
        "\($0.event.time) \($0.event.eventID) \($0.values.compactMap(\.guid))"
      }
    }
    #expect(lines(all).count > 1_000)
    #expect(lines(all) == lines(alone))
  }

  @Test func `times never run backwards in a log`() {
    let witness = Witness(Self.options(), steps: 20_000)
    var last: [HostLogs.Key: FileTime] = [:]
    for entry in witness.entries {
      let key = HostLogs.Key(host: entry.host, channel: entry.channel)
      #expect(entry.event.time >= last[key] ?? FileTime(ticks: 0))
      last[key] = entry.event.time
    }
    #expect(last.count == 6)
  }

  @Test func `times run backwards where a clock is set`() {
    var options = Self.options()
    options.setsClocksBack = true
    let witness = Witness(options, steps: 20_000)
    #expect(!witness.events(.system, 1).isEmpty)
    #expect(!witness.events(.security, 4616).isEmpty)
    let times = witness.entries.filter { $0.host == "WORKSTATION5" }.map(\.event.time)
    #expect(zip(times, times.dropFirst()).contains { $0 > $1 })
  }

  @Test func `parents are alive, numbers are free and ends match starts`() {
    let witness = Witness(Self.options(), steps: 20_000)
    var alive: [String: [UInt64: GUID]] = [:]
    var seen = Set<GUID>()
    var reused = 0
    var everUsed = Set<UInt64>()
    for entry in witness.entries {
      let values = entry.values
      switch (entry.channel, entry.event.eventID) {
      case (.system, 12): alive[entry.host] = [:]
      case (.sysmon, 1):
        guard let guid = values[2].guid, let number = values[3].number,
          let parent = values[18].guid, let parentNumber = values[19].number
        else { return }
        #expect(seen.insert(guid).inserted)
        #expect(alive[entry.host]?[number] == nil)
        if parentNumber != 4 { #expect(alive[entry.host]?[parentNumber] == parent) }
        alive[entry.host, default: [:]][number] = guid
        if !everUsed.insert(number).inserted { reused += 1 }
      case (.sysmon, 5):
        guard let guid = values[2].guid, let number = values[3].number else { return }
        #expect(alive[entry.host]?[number] == guid)
        alive[entry.host]?[number] = nil
      case (.sysmon, 7), (.sysmon, 11), (.sysmon, 22):
        guard let guid = values[2].guid, let number = values[3].number else { return }
        if number != 4 { #expect(alive[entry.host]?[number] == guid) }
      default: break
      }
    }
    #expect(seen.count > 1_000)
    #expect(reused > 100)
    #expect(witness.events(.system, 12).count > 2)
  }

  @Test func `Sysmon and Security tell of the same processes`() {
    let witness = Witness(Self.options(), steps: 5_000)
    let sysmon = witness.events(.sysmon, 1).map {
      "\($0.host) \($0.values[3].number ?? 0) \($0.values[10].text ?? "")"
    }
    let security = witness.events(.security, 4688).map {
      "\($0.host) \($0.values[4].number ?? 0) \($0.values[8].text ?? "")"
    }
    #expect(sysmon == security)
  }

  @Test func `logoffs end logons and processes belong to open sessions`() {
    let witness = Witness(Self.options(), steps: 20_000)
    var open: [String: Set<UInt64>] = [:]
    for entry in witness.entries {
      let values = entry.values
      switch (entry.channel, entry.event.eventID) {
      case (.system, 12): open[entry.host] = [0x3e7, 0x3e5, 0x3e4]
      case (.security, 4624):
        if let id = values[7].number { #expect(open[entry.host]?.insert(id).inserted == true) }
      case (.security, 4634):
        if let id = values[3].number { #expect(open[entry.host]?.remove(id) != nil) }
      case (.sysmon, 1):
        if let id = values[14].number { #expect(open[entry.host]?.contains(id) == true) }
      default: break
      }
    }
    #expect(witness.events(.security, 4634).count > 100)
  }

  @Test func `both ends of a connection between the machines are logged`() {
    let witness = Witness(Self.options(), steps: 5_000)
    let inbound = witness.events(.security, 5156).filter { $0.values[2].text == "%%14592" }
    let outbound = Set(
      witness.events(.security, 5156).filter { $0.values[2].text == "%%14593" }
        .map { entry in entry.values[3...6].map { $0.text ?? "" }.joined(separator: " ") })
    #expect(!inbound.isEmpty)
    for entry in inbound {
      #expect(outbound.contains(entry.values[3...6].map { $0.text ?? "" }.joined(separator: " ")))
    }
  }
}
