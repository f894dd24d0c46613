internal import Crypto
internal import Tabular

/// Makes an alert of rows that a rule found.
struct AlertBuilder {
  let rule: Rule
  /// The evaluation: from when to when rows were looked at, and what counted as now.
  let start: Int64?
  let end: Int64

  /// A row of a result and what it came from.
  struct Finding {
    let row: ResultRow
    let evidence: [EvidenceRecord]
    let inferred: [String]
  }

  /// The alert of rows; there are none where a rule fires on their absence.
  ///
  /// - Parameters:
  ///   - findings: the rows and what they came from.
  ///   - totalCount: the rows that the evaluation gave.
  /// - Returns: the alert.
  func alert(of findings: [Finding], totalCount: Int) -> Alert {
    let first = findings.first?.row
    var entities = EntityBuilder()
    for finding in findings { entities.add(rule.entityMappings) { finding.row.text($0) } }
    let finished = entities.finish()
    let evidence = Self.unique(findings.flatMap(\.evidence))
    let (startTime, endTime) = times(findings, evidence)
    let rows = findings.map(\.row.json)
    let override = rule.alertDetails
    func filled(_ format: String?) -> String? {
      guard let format else { return nil }
      return Placeholders.fill(format) { name in
        guard let first, first.schema.index(of: name) != nil else { return nil }
        return first.text(name) ?? ""
      }
    }
    let severity = override.severityColumn.flatMap { first?.text($0) }
      .flatMap { AlertSeverity(name: $0) }
    let tactics = override.tacticsColumn.flatMap { first?.text($0) }.map(Self.list)
    let details = rule.customDetails.compactMap { detail in
      Self.joined(findings.compactMap { $0.row.text(detail.column) })
        .map { (name: detail.name, value: $0) }
    }
    return Alert(
      id: identifier(rows, evidence), ruleID: rule.id, ruleName: rule.name,
      name: filled(override.nameFormat) ?? rule.name, severity: severity ?? rule.severity,
      summary: filled(override.descriptionFormat) ?? rule.summary, tactics: tactics ?? rule.tactics,
      techniques: rule.techniques, startTime: startTime, endTime: endTime,
      compromisedEntity: Self.host(finished, first, evidence), entities: finished,
      properties: properties(first, totalCount: totalCount, lostEntities: entities.lostCount),
      details: details, rows: Array(rows.prefix(Limits.shownRows)), rowCount: rows.count,
      evidence: Array(evidence.prefix(Limits.citedRecords)),
      uncitedCount: max(0, evidence.count - Limits.citedRecords),
      inferred: Self.unique(findings.flatMap(\.inferred)), ruleVersion: rule.version)
  }

  // MARK: - Parts

  /// When it happened: the datetimes of the rows, or where they have none those of the records, as far
  /// back from the last as the rule looks. Older ones, such as a machine's start, are its background.
  private func times(
    _ findings: [Finding], _ evidence: [EvidenceRecord]
  ) -> (start: Int64, end: Int64) {
    var starts: [Int64] = []
    var ends: [Int64] = []
    for finding in findings {
      let times = finding.row.times
      let named = times.filter { $0.column == "StartTime" || $0.column == "EndTime" }
      let taken = (named.isEmpty ? times : named).map(\.ticks)
      guard let last = taken.max() else { continue }
      ends.append(last)
      starts.append(taken.filter { last - $0 <= rule.period }.min() ?? last)
    }
    if let first = starts.min(), let last = ends.max() { return (first, last) }
    guard let last = evidence.last?.timeCreated else { return (start ?? end, end) }
    let recent = evidence.first { last - $0.timeCreated <= rule.period }
    return (recent?.timeCreated ?? last, last)
  }

  /// A GUID of version 8 (RFC 9562) made of a hash.
  private func identifier(_ rows: [String], _ evidence: [EvidenceRecord]) -> String {
    var hash = SHA256()
    func add(_ text: String) {
      hash.update(data: Array(text.utf8))
      hash.update(data: [0])
    }
    add(rule.id)
    for row in rows { add(row) }
    // Not the paths: copies of a log give the same alert.
    for record in evidence {
      add(record.computer.lowercased())
      add(record.channel)
      add(String(record.eventRecordID))
      add(String(record.timeCreated))
    }
    if rows.isEmpty { add(String(end)) }
    return GUIDText.text(of: Array(hash.finalize()))
  }

  private func properties(
    _ row: ResultRow?, totalCount: Int, lostEntities: Int
  ) -> [(name: String, json: String)] {
    var found: [(name: String, json: String)] = [
      ("Query", JSONString.quoted(rule.query)),
      ("Query Period", JSONString.quoted(RuleDuration.text(rule.period))),
      ("Query Frequency", JSONString.quoted(RuleDuration.text(rule.frequency))),
    ]
    if let start {
      found.append(("Query Start Time UTC", JSONString.time(start)))
    }
    found += [
      ("Query End Time UTC", JSONString.time(end)),
      ("Trigger Operator", JSONString.quoted(rule.trigger.comparison.rawValue)),
      ("Trigger Threshold", String(rule.trigger.threshold)),
      ("Search Query Results Overall Count", String(totalCount)),
      ("Analytic Rule Name", JSONString.quoted(rule.name)),
      ("Rule Version", JSONString.quoted(rule.version)),
      ("Rule File", JSONString.quoted(rule.origin.file)),
    ]
    if lostEntities > 0 { found.append(("Entities Left Out", String(lostEntities))) }
    for property in rule.alertDetails.properties {
      if let text = row?.text(property.column) {
        found.append((property.name, JSONString.quoted(text)))
      }
    }
    return found
  }

  private static func host(
    _ entities: [Entity], _ row: ResultRow?, _ evidence: [EvidenceRecord]
  ) -> String {
    if let host = entities.first(where: { $0.type == "host" }),
      let name = host["HostName"] ?? host["NetBiosName"]
    {
      return host["DnsDomain"].map { "\(name).\($0)" } ?? name
    }
    for column in ["DeviceName", "Computer"] {
      if let name = row?.text(column) { return name }
    }
    return evidence.last?.computer ?? ""
  }

  /// The members of a JSON array of texts, or of a list with commas.
  private static func list(_ text: String) -> [String] {
    text.split { ",[]\"".contains($0) }.map { RuleReader.trimmed(String($0)) }
      .filter { !$0.isEmpty }
  }

  /// Each value once, in their order; nil for none.
  private static func joined(_ values: [String]) -> String? {
    let all = unique(values, sorting: false)
    return all.isEmpty ? nil : all.prefix(20).joined(separator: ", ")
  }

  private static func unique<Element: Hashable & Comparable>(
    _ elements: [Element], sorting: Bool = true
  ) -> [Element] {
    var seen: Set<Element> = []
    let once = elements.filter { seen.insert($0).inserted }
    return sorting ? once.sorted() : once
  }
}

/// GUIDs that are made of hashes.
enum GUIDText {
  /// The first 16 bytes as a GUID of version 8 (RFC 9562); there must be so many.
  static func text(of digest: [UInt8]) -> String {
    var bytes = Array(digest.prefix(16))
    bytes[6] = bytes[6] & 0x0f | 0x80
    bytes[8] = bytes[8] & 0x3f | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      let digits = String(byte, radix: 16)
      text += digits.utf8.count == 1 ? "0" + digits : digits
    }
    return text
  }
}
