/// Makes a rule of a node of a file, and says everything that is wrong with it.
struct RuleReader {
  let file: String
  let lines: SourceLines
  /// Values that an ARM template names, for `[variables('NAME')]`.
  var variables: [String: String] = [:]
  private(set) var problems: [DetectionError] = []
  private var ruleID: String?

  init(file: String, lines: SourceLines) {
    self.file = file
    self.lines = lines
  }

  /// The rule of a node; nil when something keeps it from being run.
  mutating func rule(_ node: RuleNode, form: RuleForm) -> Rule? {
    ruleID = nil
    let before = problems.count
    let fields = form.fields(of: node)
    let id = identifier(node, fields)
    ruleID = id
    let kind = kind(node, fields)
    guard let query = text(fields, "query"), !query.text.allSatisfy(\.isWhitespace) else {
      if fields["query"] != nil || kind == "Scheduled" || kind == "NRT" {
        report("query: expected KQL, found nothing", fields["query"]?.position ?? node.position)
      } else {
        report("a rule of kind \(kind) has no query to run", node.position)
      }
      return nil
    }
    let name = (text(fields, "name") ?? text(fields, "displayName"))?.text ?? ""
    if name.isEmpty { report("name: expected a name, found nothing", node.position) }
    var rule = Rule(
      id: id ?? "", name: name, query: query.text,
      origin: RuleOrigin(file: file, position: node.position, query: query, lines: lines))
    rule.kind = kind
    rule.summary = Self.summary(text(fields, "description")?.text ?? "")
    rule.severity = severity(fields, kind)
    rule.tactics = texts(fields, "tactics")
    rule.techniques = techniques(fields)
    schedule(fields, &rule)
    rule.entityMappings = entityMappings(fields)
    rule.customDetails = customDetails(fields)
    rule.alertDetails = alertDetails(fields)
    rule.grouping = grouping(fields)
    rule.suppression = suppression(fields)
    rule.version = (text(fields, "version") ?? text(fields, "templateVersion"))?.text ?? ""
    rule.references = texts(fields, "references")
    rule.falsePositives = texts(fields, "falsePositives")
    rule.connectors = connectors(fields)
    if form == .flat { reportUnknown(fields) }
    if rule.id.isEmpty { report("id: expected an identifier, found nothing", node.position) }
    let isBroken = problems[before...].contains { $0.weight == .error }
    return isBroken ? nil : rule
  }

  // MARK: - Parts

  private mutating func identifier(_ node: RuleNode, _ fields: RuleNode) -> String? {
    if let id = text(fields, "id")?.text, Self.guid(in: id) == id.lowercased() {
      return id.lowercased()
    }
    // ARM templates put it at the end of a path or into an expression.
    let names = [
      node["name"], node["id"], fields["alertRuleTemplateName"], node[anyCase: "contentId"],
    ]
    for name in names {
      guard let text = name?.scalar?.text, let id = Self.guid(in: resolved(text)) else { continue }
      return id
    }
    if let id = text(fields, "id"), !id.text.isEmpty {
      warn("id: expected a GUID, found \(id.text)", id.start)
      return id.text
    }
    return nil
  }

  private mutating func kind(_ node: RuleNode, _ fields: RuleNode) -> String {
    if let kind = node["kind"]?.scalar ?? fields["kind"]?.scalar {
      let known = [
        "Scheduled", "NRT", "Hunting", "MicrosoftSecurityIncidentCreation", "Fusion",
        "MLBehaviorAnalytics", "ThreatIntelligence", "Anomaly",
      ]
      if let found = known.first(where: { $0.lowercased() == kind.text.lowercased() }) {
        return found
      }
      // In ARM exports, kind may name the form of the resource.
      warn("kind: expected Scheduled or NRT, found \(kind.text)", kind.start)
      return "Scheduled"
    }
    // A hunting query has no schedule.
    return fields["queryFrequency"] == nil ? "Hunting" : "Scheduled"
  }

  private mutating func severity(_ fields: RuleNode, _ kind: String) -> AlertSeverity {
    guard let found = text(fields, "severity") else {
      if kind == "Scheduled" || kind == "NRT" {
        warn("severity: is missing; Medium is taken", fields.position)
        return .medium
      }
      return .informational
    }
    if let severity = AlertSeverity(name: found.text) { return severity }
    report(
      "severity: expected Informational, Low, Medium or High, found \(found.text)", found.start)
    return .medium
  }

  private mutating func techniques(_ fields: RuleNode) -> [String] {
    let main = texts(fields, "relevantTechniques") + texts(fields, "techniques")
    let sub = texts(fields, "subTechniques")
    // What a subtechnique names is not named twice.
    var all: [String] = []
    for technique in main where !sub.contains(where: { $0.hasPrefix(technique + ".") }) {
      if !all.contains(technique) { all.append(technique) }
    }
    return all + sub.filter { !all.contains($0) }
  }

  private mutating func schedule(_ fields: RuleNode, _ rule: inout Rule) {
    if rule.kind == "NRT" {
      // Near-real-time rules look at the last minute, every minute.
      rule.frequency = Rule.ticksPerHour / 60
      rule.period = rule.frequency
    }
    if let frequency = duration(fields, "queryFrequency") { rule.frequency = frequency }
    if let period = duration(fields, "queryPeriod") { rule.period = period }
    if rule.kind == "Scheduled" {
      for name in ["queryFrequency", "queryPeriod"] where fields[name] == nil {
        warn("\(name): is missing; 1h is taken", fields.position)
      }
    }
    let shortest = Rule.ticksPerHour / 12
    let longest = 14 * 24 * Rule.ticksPerHour
    for (name, ticks) in [("queryFrequency", rule.frequency), ("queryPeriod", rule.period)] {
      guard let node = fields[name], !(shortest...longest).contains(ticks) else { continue }
      warn("\(name): expected 5m to 14d, found \(RuleDuration.text(ticks))", node.position)
    }
    if rule.period < rule.frequency, let node = fields["queryPeriod"] {
      warn("queryPeriod: is shorter than queryFrequency: events go unseen", node.position)
    }
    if let found = text(fields, "triggerOperator") {
      switch found.text.lowercased() {
      case "gt", "greaterthan": rule.trigger.comparison = .greaterThan
      case "lt", "lessthan": rule.trigger.comparison = .lessThan
      case "eq", "equal": rule.trigger.comparison = .equal
      case "ne", "notequal": rule.trigger.comparison = .notEqual
      default:
        report("triggerOperator: expected gt, lt, eq or ne, found \(found.text)", found.start)
      }
    }
    if let found = text(fields, "triggerThreshold") {
      if let threshold = Int(found.text), (0...10_000).contains(threshold) {
        rule.trigger.threshold = threshold
      } else {
        report("triggerThreshold: expected 0 to 10000, found \(found.text)", found.start)
      }
    }
  }

  private mutating func grouping(_ fields: RuleNode) -> EventGrouping? {
    guard let settings = fields["eventGroupingSettings"], !settings.isNull,
      let found = text(settings, "aggregationKind")
    else { return nil }
    let kinds: [EventGrouping] = [.singleAlert, .alertPerResult]
    if let kind = kinds.first(where: { $0.rawValue.lowercased() == found.text.lowercased() }) {
      return kind
    }
    report(
      "aggregationKind: expected SingleAlert or AlertPerResult, found \(found.text)", found.start)
    return nil
  }

  private mutating func suppression(_ fields: RuleNode) -> Int64? {
    guard let enabled = text(fields, "suppressionEnabled"), enabled.text.lowercased() == "true"
    else { return nil }
    return duration(fields, "suppressionDuration") ?? 5 * Rule.ticksPerHour
  }

  private mutating func connectors(_ fields: RuleNode) -> [String] {
    list(fields, "requiredDataConnectors").compactMap { text($0, "connectorId")?.text }
  }

  // MARK: - Values

  /// The text of a field; nil when it is missing or null. Another kind is reported.
  mutating func text(_ node: RuleNode, _ key: String) -> ScalarText? {
    guard let value = node[key], !value.isNull else { return nil }
    guard var found = value.scalar else {
      report("\(key): expected a text, found \(value.kind)", value.position)
      return nil
    }
    if found.text.hasPrefix("[") { found.text = resolved(found.text) }
    return found
  }

  /// The items of a list; nothing when it is missing or null. Another kind is reported.
  mutating func list(_ node: RuleNode, _ key: String) -> [RuleNode] {
    guard let value = node[key], !value.isNull else { return [] }
    guard let items = value.sequence else {
      report("\(key): expected a list, found \(value.kind)", value.position)
      return []
    }
    return items
  }

  /// The texts of a list, each once.
  mutating func texts(_ node: RuleNode, _ key: String) -> [String] {
    // One text alone is taken for a list of it.
    if let alone = node[key]?.scalar { return [alone.text] }
    var found: [String] = []
    for item in list(node, key) {
      guard let text = item.scalar?.text else {
        report("\(key): expected a text, found \(item.kind)", item.position)
        continue
      }
      if !found.contains(text) { found.append(text) }
    }
    return found
  }

  private mutating func duration(_ node: RuleNode, _ key: String) -> Int64? {
    guard let found = text(node, key) else { return nil }
    if let ticks = RuleDuration.ticks(found.text) { return ticks }
    report("\(key): expected a span such as 1h or PT1H, found \(found.text)", found.start)
    return nil
  }

  /// The value of `[variables('NAME')]`, and a text with a doubled bracket as it is meant.
  private func resolved(_ text: String) -> String {
    if text.hasPrefix("[[") { return String(text.dropFirst()) }
    let prefix = "[variables('"
    guard text.hasPrefix(prefix), text.hasSuffix("')]") else { return text }
    return variables[String(text.dropFirst(prefix.count).dropLast(3))] ?? text
  }

  /// The first GUID inside of a text, in lower case.
  static func guid(in text: String) -> String? {
    let bytes = [UInt8](text.utf8)
    guard bytes.count >= 36 else { return nil }
    for start in 0...(bytes.count - 36) {
      let isGUID = (0..<36).allSatisfy { index in
        let byte = bytes[start + index]
        switch index {
        case 8, 13, 18, 23: return byte == UInt8(ascii: "-")
        default: return (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        }
      }
      if isGUID {
        return String(decoding: bytes[start..<(start + 36)], as: UTF8.self).lowercased()
      }
    }
    return nil
  }

  /// A description without the quotes that many rules have around it, and without space at its ends.
  private static func summary(_ text: String) -> String {
    var rest = Substring(text)
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    if rest.count > 1, rest.first == "'", rest.last == "'" { rest = rest.dropFirst().dropLast() }
    return String(rest)
  }

  // MARK: - Problems

  mutating func report(_ message: String, _ position: FilePosition) {
    problems.append(
      DetectionError(.field, message, file: file, at: position, ruleID: ruleID))
  }

  mutating func warn(_ message: String, _ position: FilePosition) {
    problems.append(
      DetectionError(.field, message, weight: .warning, file: file, at: position, ruleID: ruleID))
  }
}
