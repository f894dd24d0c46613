import ByteIO
import TestSupport
import Testing

@testable import EventTables

/// Random histories of a host: the order of events does not matter, lookups agree with a naive model.
@Suite struct LedgerPropertyTests {
  private static let seeds: [UInt64] = (1...8).map { 7_919 * $0 }
  private let host = "host1.corp.example"

  /// A process as it really was.
  private struct Truth {
    var processID: Int
    var sequence: Int
    var start: FileTime
    var end: FileTime?
    var lastSeen: FileTime
    var parent: Int?
    var boot: Int
  }

  private struct History {
    var events: [StandardEvent] = []
    var processes: [Truth] = []
    var boots: [FileTime] = []
    var ends: [FileTime?] = []
    var clockJumps = 0
  }

  private func image(_ sequence: Int) -> String { #"C:\p\image"# + "\(sequence).exe" }

  /// Processes that start others, with few identifiers, some ends unlogged, starts of the machine, and clocks
  /// that are set.
  private func history(
    _ seed: UInt64, inSysmon: Bool, inSecurity: Bool, jumps: Bool = false
  ) -> History {
    var random = SplitMix64(seed: seed)
    var history = History()
    var now = 0.0
    var running: [Int] = []
    func boot() {
      history.boots.append(second(now))
      history.ends.append(nil)
      history.events.append(
        system(
          "Microsoft-Windows-Kernel-General", 12, at: second(now + 1),
          [("StartTime", second(now).description)]))
      running = []
      now += 20
    }
    boot()
    for sequence in 1...150 {
      now += Double(random.number(in: 10...400)) / 10 + 5
      switch random.below(20) {
      case 0:
        if random.percent(50) {
          history.events.append(system("EventLog", 6006, at: second(now)))
          history.ends[history.ends.count - 1] = second(now)
        }
        now += 700
        boot()
      case 1...6:
        guard let place = running.indices.randomElement(using: &random) else { continue }
        let number = running.remove(at: place)
        guard random.percent(60) else { continue }
        history.processes[number].end = second(now)
        history.processes[number].lastSeen = second(now)
        let process = history.processes[number]
        if inSysmon {
          history.events.append(
            sysmon(
              5, at: second(now),
              [
                ("ProcessGuid", guid(process.start, process.sequence)),
                ("ProcessId", "\(process.processID)"), ("Image", image(process.sequence)),
              ]))
        }
        if inSecurity {
          history.events.append(
            security(
              4689, at: second(now),
              [
                ("ProcessId", "0x" + String(process.processID, radix: 16)),
                ("ProcessName", image(process.sequence)),
              ]))
        }
      case 7 where jumps:
        let jump = Double(random.number(in: -30_000...30_000))
        history.events.append(
          system(
            "Microsoft-Windows-Kernel-General", 1, at: second(now + jump),
            [
              ("OldTime", second(now).description), ("NewTime", second(now + jump).description),
            ]))
        now += jump
        history.clockJumps += 1
      default:
        let processID = 4 * random.number(in: 2...14)
        // Windows gives no identifier that is in use.
        running.removeAll { history.processes[$0].processID == processID }
        let parent = running.randomElement(using: &random)
        let process = Truth(
          processID: processID, sequence: sequence, start: second(now), end: nil,
          lastSeen: second(now), parent: parent, boot: history.boots.count - 1)
        if inSysmon {
          var fields = [
            ("ProcessGuid", guid(process.start, sequence)), ("ProcessId", "\(processID)"),
            ("Image", image(sequence)), ("CommandLine", "image\(sequence) /x"),
            ("User", #"CORP\u\#(sequence % 5)"#),
          ]
          if let parent {
            let its = history.processes[parent]
            fields += [
              ("ParentProcessGuid", guid(its.start, its.sequence)),
              ("ParentProcessId", "\(its.processID)"), ("ParentImage", image(its.sequence)),
            ]
            history.processes[parent].lastSeen = second(now)
          }
          history.events.append(sysmon(1, at: second(now), fields))
        }
        if inSecurity {
          var fields = [
            ("NewProcessId", "0x" + String(processID, radix: 16)),
            ("NewProcessName", image(sequence)), ("CommandLine", "image\(sequence) /x"),
          ]
          if let parent {
            fields.append(
              ("ProcessId", "0x" + String(history.processes[parent].processID, radix: 16)))
          }
          history.events.append(security(4688, at: second(now + 0.3), fields))
        }
        running.append(history.processes.count)
        history.processes.append(process)
      }
    }
    for index in history.events.indices { history.events[index].recordID = UInt64(index + 1) }
    return history
  }

  /// The process that had an identifier at a time, found by looking at all.
  private func expected(_ history: History, _ processID: Int, _ time: FileTime) -> Int? {
    let all = history.processes.filter { $0.processID == processID }
    func until(_ process: Truth) -> UInt64 {
      var until = UInt64.max
      if let end = process.end {
        until = end.ticks
      } else {
        if process.boot + 1 < history.boots.count {
          until = history.boots[process.boot + 1].ticks - 1
        }
        if let end = history.ends[process.boot] { until = min(until, end.ticks) }
      }
      until = max(until, process.lastSeen.ticks)
      for other in all where other.start > process.start {
        until = min(until, other.start.ticks - 1)
      }
      return until
    }
    let covering = all.filter { $0.start <= time && time.ticks <= until($0) }
    if let last = covering.max(by: { $0.start < $1.start }) { return last.sequence }
    func distance(_ process: Truth) -> UInt64 {
      process.start > time ? process.start.ticks - time.ticks : time.ticks - until(process)
    }
    let near = all.filter { distance($0) <= ProcessTable.tolerance }
    return near.min { (distance($0), $0.start) < (distance($1), $1.start) }?.sequence
  }

  @Test(arguments: seeds, [(true, false), (false, true), (true, true)])
  func `lookups by identifier and time agree with a naive model`(
    _ seed: UInt64, _ logs: (Bool, Bool)
  ) throws {
    let history = history(seed, inSysmon: logs.0, inSecurity: logs.1)
    let ledger = try #require(try ledgers(history.events)[host])
    var random = SplitMix64(seed: seed &+ 1)
    // 4688 alone is 0.3 s later than what really was.
    let shift = logs.0 ? 0.0 : 0.3
    var shifted = history
    for index in shifted.processes.indices {
      shifted.processes[index].start.ticks += UInt64(shift * 10_000_000)
      if shifted.processes[index].end == nil {
        shifted.processes[index].lastSeen = shifted.processes[index].start
      }
    }
    if logs.0 { shifted = history }
    var hits = 0
    for process in history.processes {
      for offset in [-3, -1, 0, 0.4, 5, Double(random.below(3_000))] {
        let time = FileTime(
          ticks: UInt64(Int64(process.start.ticks) + Int64(offset * 10_000_000)))
        let answer = ledger.process(processID: UInt32(process.processID), at: time)
        let sequence = expected(shifted, process.processID, time)
        #expect(
          answer.map { ledger.string(ledger[$0].image) } == sequence.map { image($0) },
          "seed \(seed), \(logs), process \(process.processID) at \(time)")
        if answer != nil { hits += 1 }
      }
    }
    #expect(hits > 100)
    if logs == (true, true) { #expect(ledger.processTwins.count == history.processes.count) }
  }

  @Test(arguments: seeds) func `parents are those that really were`(_ seed: UInt64) throws {
    for logs in [(true, false), (false, true)] {
      let history = history(seed, inSysmon: logs.0, inSecurity: logs.1)
      let ledger = try #require(try ledgers(history.events)[host])
      for process in history.processes {
        let index = try #require(
          ledger.process(
            processID: UInt32(process.processID),
            at: FileTime(ticks: process.start.ticks + 4_000_000)))
        let parent = process.parent.map { image(history.processes[$0].sequence) }
        #expect(
          ledger[index].parent.map { ledger.string(ledger[$0].image) } == parent, "seed \(seed)")
      }
    }
  }

  @Test(arguments: seeds)
  func `the order of events, logs and chunks does not matter`(_ seed: UInt64) throws {
    let history = history(seed, inSysmon: true, inSecurity: true, jumps: true)
    #expect(history.events.count > 100)
    let reference = try #require(try ledgers(history.events)[host])
    var random = SplitMix64(seed: seed &+ 2)
    for round in 0..<3 {
      var events = history.events
      events.shuffle(using: &random)
      // The same log twice changes nothing either.
      if round == 2 { events += events.prefix(60) }
      var parts = [[StandardEvent]](repeating: [], count: 6)
      for event in events { parts[random.below(6)].append(event) }
      let observations = try parts.filter { !$0.isEmpty }.flatMap {
        try observe(MemoryByteSource(LogBuilder.log(events: $0)))
      }
      let ledger = try #require(ledgers(observations)[host])
      #expect(ledger.dump == reference.dump, "seed \(seed)")
    }
  }
}
