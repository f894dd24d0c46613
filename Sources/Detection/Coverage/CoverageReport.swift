internal import ByteIO
public import EventTables
internal import Tabular

/// What detections could see of each host, so that no alert is never mistaken for nothing happened.
public struct CoverageReport: Sendable {
  /// What was looked for on a host.
  private struct Source: Sendable {
    let name: String
    let channel: String
    /// Nil for the channel as a whole.
    let eventID: UInt64?
  }

  private static let sources = [
    Source(
      name: "Sysmon 1 (processes)", channel: "Microsoft-Windows-Sysmon/Operational", eventID: 1),
    Source(
      name: "Sysmon 3 (connections)", channel: "Microsoft-Windows-Sysmon/Operational", eventID: 3),
    Source(name: "Security 4624 (logons)", channel: "Security", eventID: 4624),
    Source(name: "Security 4688 (processes)", channel: "Security", eventID: 4688),
    Source(name: "Security 5156 (connections)", channel: "Security", eventID: 5156),
    Source(name: "System", channel: "System", eventID: nil),
    Source(
      name: "PowerShell 4104 (scripts)", channel: "Microsoft-Windows-PowerShell/Operational",
      eventID: 4104),
  ]
  /// The events that say that a log was cleared.
  private static let clearings: [(channel: String, eventID: UInt64, what: String)] = [
    ("Security", 1102, "the Security log"), ("System", 104, "a log"),
  ]

  private let coverage: [SourceCoverage]
  private let hosts: [String]

  /// A report on what logs hold.
  public init(_ coverage: [SourceCoverage]) {
    self.coverage = coverage
    hosts = Set(coverage.map(\.host)).sorted()
  }

  /// The hosts that the logs are of.
  public var hostCount: Int { hosts.count }

  private func channel(_ name: String, of host: String) -> SourceCoverage? {
    let wanted = name.lowercased()
    return coverage.first { $0.host == host && $0.channel.lowercased() == wanted }
  }

  // MARK: - For people

  /// Lines for people: for each of at most so many hosts what was seen, what was not, gaps and clearings.
  public func lines(hostLimit: Int) -> [String] {
    guard !hosts.isEmpty else { return [] }
    var lines = ["what the logs show, and what they cannot:"]
    for host in hosts.prefix(hostLimit) {
      lines.append("  \(host)")
      for source in Self.sources { lines.append("    " + line(source, of: host)) }
      lines += notes(of: host).map { "    " + $0 }
    }
    if hosts.count > hostLimit {
      lines.append("  \(hosts.count - hostLimit) more hosts; --coverage FILE lists all")
    }
    return lines
  }

  private func line(_ source: Source, of host: String) -> String {
    let name = source.name + String(repeating: " ", count: max(1, 29 - source.name.count))
    guard let channel = channel(source.channel, of: host) else { return name + "no log" }
    let count: UInt64
    let first: FileTime?
    let last: FileTime?
    if let id = source.eventID {
      let kind = channel.kinds.first { $0.eventID == id }
      (count, first, last) = (kind?.count ?? 0, kind?.first, kind?.last)
    } else {
      (count, first, last) = (channel.eventCount, channel.first, channel.last)
    }
    guard count > 0, let first, let last else {
      return name + "none among \(channel.eventCount) events"
    }
    return name + "\(Self.short(first)) to \(Self.short(last)), \(count)"
  }

  private func notes(of host: String) -> [String] {
    var notes: [String] = []
    for channel in coverage where channel.host == host && !channel.kinds.isEmpty {
      if let silence = channel.silence, Self.isLong(silence) {
        notes.append(
          "\(channel.channel): silent from \(Self.short(silence.start)) to "
            + Self.short(silence.end))
      }
      if channel.missingRecordCount > 0 {
        notes.append(
          "\(channel.channel): \(channel.missingRecordCount) record numbers are missing")
      }
    }
    for clearing in Self.clearings {
      guard let channel = channel(clearing.channel, of: host),
        let kind = channel.kinds.first(where: { $0.eventID == clearing.eventID }), kind.count > 0,
        let last = kind.last
      else { continue }
      notes.append(
        "\(clearing.what) was cleared (\(clearing.eventID)) \(kind.count) times, last at "
          + Self.short(last))
    }
    return notes
  }

  /// Whether nobody should take it for a night: more than a day.
  private static func isLong(_ span: SourceCoverage.Span) -> Bool {
    span.end.ticks - span.start.ticks > FileTime.ticksPerDay
  }

  private static func short(_ time: FileTime) -> String {
    guard let ticks = Ticks.dateTime(time) else { return "?" }
    return String(JSONString.timeText(ticks).prefix(19))
  }

  // MARK: - For programs

  /// One JSON object a line for each host and source.
  public var jsonLines: [String] {
    hosts.flatMap { host in
      let named = Self.sources.map { source in
        json(host, source.channel, source.eventID, channel(source.channel, of: host))
      }
      let cleared = Self.clearings.map { clearing in
        json(host, clearing.channel, clearing.eventID, channel(clearing.channel, of: host))
      }
      return named + cleared
    }
  }

  private func json(
    _ host: String, _ name: String, _ eventID: UInt64?, _ channel: SourceCoverage?
  ) -> String {
    var object = JSONObject()
    object.add("Host", JSONString.quoted(host))
    object.add("Channel", JSONString.quoted(channel?.channel ?? name))
    if let eventID { object.add("EventID", String(eventID)) }
    object.add("HasLog", channel == nil ? "false" : "true")
    let kind = eventID.flatMap { id in channel?.kinds.first { $0.eventID == id } }
    let count = eventID == nil ? channel?.eventCount : kind?.count
    object.add("Count", String(count ?? 0))
    let first = eventID == nil ? channel?.first : kind?.first
    let last = eventID == nil ? channel?.last : kind?.last
    if let ticks = first.flatMap(Ticks.dateTime) { object.add("First", JSONString.time(ticks)) }
    if let ticks = last.flatMap(Ticks.dateTime) { object.add("Last", JSONString.time(ticks)) }
    if eventID == nil || kind != nil, let channel {
      object.add("MissingRecords", String(channel.missingRecordCount))
      if let silence = channel.silence, let start = Ticks.dateTime(silence.start),
        let end = Ticks.dateTime(silence.end)
      {
        object.add("SilentFrom", JSONString.time(start))
        object.add("SilentTo", JSONString.time(end))
      }
    }
    return object.text + "\n"
  }
}
