internal import Crypto

/// The alerts of one movement from one machine to another.
public struct Incident: Sendable {
  /// How sure it is.
  public enum Confidence: String, Sendable {
    case low = "Low"
    case medium = "Medium"
    case high = "High"
  }

  /// Made of the alerts' identifiers.
  public let id: String
  /// From 1 on, in the order of their times.
  public let number: Int
  /// A line that names it.
  public let title: String
  /// What happened, in sentences for a report.
  public let summary: String
  /// The highest of its alerts.
  public let severity: AlertSeverity
  /// How sure it is.
  public let confidence: Confidence
  /// The address it came from, empty when unknown.
  public let sourceAddress: String
  /// The account, empty when unknown.
  public let account: String
  /// The host it happened on.
  public let targetHost: String
  /// The COM server or other program that was reached.
  public let comServer: String
  /// The first thing it did.
  public let firstEffect: String
  /// When it began, in ticks of 100 ns since 0001-01-01.
  public let startTime: Int64
  /// When it ended.
  public let endTime: Int64
  /// MITRE ATT&CK techniques.
  public let techniques: [String]
  /// Its alerts, by time.
  public let alertIDs: [String]
  /// The names of the rules that saw it.
  public let ruleNames: [String]
  /// Records that its alerts cite.
  public let recordCount: Int

  /// An incident of alerts that belong together, by time.
  init(_ alerts: [Alert], number: Int) {
    let movements = alerts.map { Movement($0) }
    // What was seen on the machine that was reached tells more than what was seen at its source.
    let targets = zip(alerts, movements).filter { $0.1.target.isEmpty }
    func first(_ value: (Movement) -> String) -> String {
      (targets.map(\.1) + movements).lazy.map(value).first { !$0.isEmpty } ?? ""
    }
    sourceAddress = first(\.source)
    account = first(\.account)
    comServer = first(\.server)
    firstEffect = first(\.effect)
    targetHost =
      targets.map(\.0.compromisedEntity).first { !$0.isEmpty } ?? first(\.target)
    startTime = alerts.map(\.startTime).min() ?? 0
    endTime = alerts.map(\.endTime).max() ?? 0
    severity = alerts.map(\.severity).max() ?? .informational
    var techniques: [String] = []
    var names: [String] = []
    for alert in alerts {
      for technique in alert.techniques where !techniques.contains(technique) {
        techniques.append(technique)
      }
      if !names.contains(alert.ruleName) { names.append(alert.ruleName) }
    }
    self.techniques = techniques
    ruleNames = names
    alertIDs = alerts.map(\.id)
    recordCount = Set(alerts.flatMap(\.evidence).map(RecordPlace.init)).count
    let sources = Set(alerts.map(\.ruleID)).count
    if severity >= .high || (severity >= .medium && sources > 1) {
      confidence = .high
    } else {
      confidence = severity >= .medium || sources > 1 ? .medium : .low
    }
    self.number = number
    var hash = SHA256()
    for id in alertIDs { hash.update(data: Array(id.utf8)) }
    id = GUIDText.text(of: Array(hash.finalize()))
    let way = Self.way(techniques)
    let host = targetHost.isEmpty ? "a host" : targetHost
    title =
      "\(way) to \(host)" + (sourceAddress.isEmpty ? "" : " from \(sourceAddress)")
    summary =
      Self.sentence(
        way: way, techniques: techniques, host: host, source: sourceAddress, account: account,
        server: comServer, effect: firstEffect, start: startTime, end: endTime)
      + " Confidence: \(confidence.rawValue.lowercased()); "
      + "\(alerts.count) \(alerts.count == 1 ? "alert" : "alerts") of "
      + "\(names.count) \(names.count == 1 ? "rule" : "rules"), "
      + "\(recordCount) \(recordCount == 1 ? "record" : "records")."
  }

  /// A record, whatever table it is cited for.
  private struct RecordPlace: Hashable {
    let computer, channel: String
    let number: UInt64
    let time: Int64

    init(_ record: EvidenceRecord) {
      computer = record.computer
      channel = record.channel
      number = record.eventRecordID
      time = record.timeCreated
    }
  }

  private static func way(_ techniques: [String]) -> String {
    if techniques.contains("T1021.003") { return "DCOM lateral movement" }
    if techniques.contains("T1021.006") { return "WinRM lateral movement" }
    if techniques.contains("T1047") { return "WMI execution" }
    return "Activity" + (techniques.first.map { " (\($0))" } ?? "")
  }

  private static func sentence(
    way: String, techniques: [String], host: String, source: String, account: String,
    server: String, effect: String, start: Int64, end: Int64
  ) -> String {
    let from = String(JSONString.timeText(start).prefix(19))
    let to = String(JSONString.timeText(end).prefix(19))
    var text = from == to ? "At \(from) UTC" : "Between \(from) and \(to) UTC"
    text += ", \(account.isEmpty ? "an unknown account" : account)"
    text += source.isEmpty ? " (source address unknown)" : " from \(source)"
    text += " reached " + (server.isEmpty ? "" : "\(server) on ") + host
    let named = techniques.isEmpty ? "" : " (\(techniques.joined(separator: ", ")))"
    text += " by " + way + named
    if !effect.isEmpty { text += "; first effect: \(effect)" }
    return text + "."
  }

  /// The incident as a line of JSON with SecurityIncident's column names, and ours behind them.
  public var jsonLine: String {
    var object = JSONObject()
    object.add("TimeGenerated", JSONString.time(endTime))
    object.add("IncidentName", JSONString.quoted(id))
    object.add("IncidentNumber", String(number))
    object.add("Title", JSONString.quoted(title))
    object.add("Description", JSONString.quoted(summary))
    object.add("Severity", JSONString.quoted(severity.name))
    object.add("Status", "\"New\"")
    object.add("FirstActivityTime", JSONString.time(startTime))
    object.add("LastActivityTime", JSONString.time(endTime))
    object.add("AlertIds", JSONString.array(alertIDs))
    object.add("Type", "\"SecurityIncident\"")
    object.add("Confidence", JSONString.quoted(confidence.rawValue))
    object.add("Techniques", JSONString.array(techniques))
    object.add("SourceAddress", JSONString.quoted(sourceAddress))
    object.add("Account", JSONString.quoted(account))
    object.add("TargetHost", JSONString.quoted(targetHost))
    object.add("ComServer", JSONString.quoted(comServer))
    object.add("FirstEffect", JSONString.quoted(firstEffect))
    object.add("Rules", JSONString.array(ruleNames))
    object.add("RecordCount", String(recordCount))
    return object.text + "\n"
  }
}
