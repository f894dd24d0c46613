import ByteIO
import EVTX
import TestSupport

@testable import EventTables

/// What a log's chunks say, each on its own.
func observe(_ log: some ByteSource) throws -> [Observations] {
  var decoder = EventDecoder(DecodeOptions(format: .fields))
  let log = try EventLog(log)
  var locator = log.makeLocator()
  let chunk = LoadedChunk()
  let collector = ObservationCollector()
  var result: [Observations] = []
  while locator.next(into: chunk) {
    _ = decoder.decode(chunk, context: DecodeContext(), visitor: collector)
    result.append(collector.take())
  }
  return result
}

/// The ledgers of some observations.
func ledgers(_ observations: [Observations], infers: Bool = true) -> [String: HostLedger] {
  var builder = LedgerBuilder()
  for one in observations { builder.add(one) }
  return builder.finish(infers: infers)
}

/// The ledgers of some events.
func ledgers(_ events: [StandardEvent], infers: Bool = true) throws -> [String: HostLedger] {
  ledgers(try observe(MemoryByteSource(LogBuilder.log(events: events))), infers: infers)
}

/// A time so many seconds after an arbitrary one.
func second(_ seconds: Double) -> FileTime {
  FileTime(ticks: UInt64(Int64(FileTime.sample.ticks) + Int64(seconds * 10_000_000)))
}

/// `2024-05-14 08:30:00.000`.
func sysmonText(_ time: FileTime) -> String {
  var text = time.description
  text.removeLast(5)
  return text.replacing("T", with: " ")
}

/// Sysmon's identifier of a process that started at a time.
func guid(_ start: FileTime, _ sequence: Int) -> String {
  let unix =
    start.ticks / FileTime.ticksPerSecond - UInt64(FileTime.unixEpochDays) * 86_400
  func hex(_ value: UInt64, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
  return "{b3c27d3f-\(hex(unix & 0xffff, 4))-\(hex(unix >> 16, 4))-"
    + "\(hex(UInt64(sequence) & 0xffff, 4))-000000000400}"
}

let sysmonChannel = "Microsoft-Windows-Sysmon/Operational"

/// An event of Sysmon with fields as texts.
func sysmon(
  _ eventID: UInt16, at time: FileTime, created: FileTime? = nil, recordID: UInt64? = nil,
  computer: String = "HOST1.corp.example", _ fields: [(String, String)]
) -> StandardEvent {
  StandardEvent(
    provider: "Microsoft-Windows-Sysmon", eventID: eventID, channel: sysmonChannel,
    computer: computer, time: created ?? time, recordID: recordID,
    data: [("UtcTime", .string(sysmonText(time)))] + fields.map { ($0.0, .string($0.1)) })
}

/// An event of the Security log with fields as texts.
func security(
  _ eventID: UInt16, at time: FileTime, recordID: UInt64? = nil,
  computer: String = "HOST1.corp.example", _ fields: [(String, String)]
) -> StandardEvent {
  StandardEvent(
    provider: "Microsoft-Windows-Security-Auditing", eventID: eventID, channel: "Security",
    computer: computer, time: time, recordID: recordID,
    data: fields.map { ($0.0, .string($0.1)) })
}

/// An event of the System log with fields as texts.
func system(
  _ provider: String, _ eventID: UInt16, at time: FileTime, recordID: UInt64? = nil,
  computer: String = "HOST1.corp.example", _ fields: [(String, String)] = []
) -> StandardEvent {
  StandardEvent(
    provider: provider, eventID: eventID, channel: "System", computer: computer, time: time,
    recordID: recordID, data: fields.map { ($0.0, .string($0.1)) })
}

extension HostLedger {
  func process(_ guidText: String) -> ProcessFacts? {
    guard let guid = withSpan(guidText, { ProcessGUID($0) }) else { return nil }
    return process(guid: guid).map { self[$0] }
  }

  func process(_ processID: UInt32, at seconds: Double) -> ProcessFacts? {
    process(processID: processID, at: second(seconds)).map { self[$0] }
  }

  func index(_ guidText: String) -> ProcessIndex? {
    withSpan(guidText, { ProcessGUID($0) }).flatMap { process(guid: $0) }
  }

  /// All that the ledger says, as text that does not depend on the numbers of texts.
  var dump: [String] {
    var lines: [String] = []
    func account(_ facts: ProcessFacts) -> String {
      "\(string(facts.accountDomain))\\\(string(facts.accountName))/\(string(facts.accountSID))"
    }
    for number in processes.rows.indices {
      let facts = processes[ProcessIndex(number: UInt32(number))]
      lines.append(
        "process \(number) \(facts.processID ?? 0) \(facts.guid.map { "\($0)" } ?? "-") "
          + "\(facts.start?.ticks ?? 0) \(facts.end?.ticks ?? 0) \(string(facts.image)) "
          + "|\(string(facts.commandLine))|\(account(facts))|\(string(facts.integrityLevel)) "
          + "\(facts.logonID ?? 0) \(facts.sessionID ?? 0) \(facts.tokenElevation) "
          + "parent \(facts.parent?.number ?? .max) \(string(facts.parentImage)) "
          + "inferred \(facts.inferred.rawValue) \(facts.hasSysmonCreation) "
          + "\(facts.hasSecurityCreation) \(string(facts.details.hashes))")
    }
    for life in processes.lives { lines.append("life \(life)") }
    for entry in sessions.entries {
      let one = entry.session
      lines.append(
        "session \(entry.from) \(entry.until) \(one.logonID) \(String(describing: one.start)) "
          + "\(String(describing: one.end)) \(one.type ?? 0) \(String(describing: one.address)) "
          + "\(string(one.account)) \(string(one.domain)) \(string(one.sid)) "
          + "\(string(one.workstation)) \(one.isElevated) \(one.hasSpecialPrivileges)")
    }
    for boot in boots.boots { lines.append("boot \(boot)") }
    for window in clock.windows { lines.append("window \(window)") }
    for address in network.localAddresses.keys.sorted() { lines.append("local \(address)") }
    for port in network.listenerPorts.sorted() { lines.append("port \(port)") }
    for entry in dns.entries { lines.append("dns \(entry.address) \(string(entry.name))") }
    for sid in accounts.namesOfSID.keys.map({ string($0) }).sorted() {
      let name: AccountName? = withSpan(sid) { self.name(ofSID: $0) }
      lines.append("sid \(sid) \(name.map { string($0.domain) + "\\" + string($0.name) } ?? "")")
    }
    for (volume, letter) in volumes.letters.sorted(by: { $0.key < $1.key }) {
      lines.append("volume \(volume) \(letter)")
    }
    lines.append("synthesized \(synthesized.map(\.number))")
    lines.append("twins \(processTwins.count) \(connectionTwins.count) \(serviceTwins.count)")
    return lines
  }
}

/// Logs of real machines, in the folder `shared` beside the project; nil, said aloud, when it is absent.
func sharedLogs(below folder: String, _ test: String = #function) -> [String]? {
  let project = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
  guard let files = try? filesBelow("\(project)/../shared/evtx/\(folder)", suffix: ".evtx"),
    !files.isEmpty
  else {
    print("SKIPPED \(test): no ../shared/evtx/\(folder)")
    return nil
  }
  return files.sorted()
}

/// The ledgers of all logs in a folder of real logs.
func ledgers(ofFiles files: [String], infers: Bool = true) throws -> [String: HostLedger] {
  ledgers(try files.flatMap { try observe(MemoryByteSource(readFile($0))) }, infers: infers)
}
