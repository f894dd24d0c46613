internal import Tabular

/// What of a rule says how its alerts look.
extension RuleReader {
  mutating func entityMappings(_ fields: RuleNode) -> [EntityMapping] {
    let nodes = list(fields, "entityMappings")
    if nodes.count > 10, let first = fields["entityMappings"] {
      warn("entityMappings: expected at most 10, found \(nodes.count)", first.position)
    }
    if let other = fields["sentinelEntitiesMappings"], !other.isNull {
      warn("sentinelEntitiesMappings: has no effect here", other.position)
    }
    var mappings: [EntityMapping] = []
    for node in nodes {
      guard let type = text(node, "entityType") else {
        warn("entityType: is missing", node.position)
        continue
      }
      guard let kind = EntityKind(name: type.text) else {
        let names = EntityKind.allCases.map(\.rawValue)
        let hint = nearestName(to: type.text, among: names).map { "; did you mean \($0)?" } ?? ""
        warn("entityType: there is no kind of entity \(type.text)\(hint)", type.start)
        continue
      }
      var mapped: [EntityMapping.Field] = []
      for field in list(node, "fieldMappings") {
        guard let identifier = text(field, "identifier"), let column = text(field, "columnName")
        else {
          warn("fieldMappings: expected identifier and columnName", field.position)
          continue
        }
        if !kind.identifiers.contains(identifier.text) {
          warn("identifier: \(kind.rawValue) has no \(identifier.text)", identifier.start)
        }
        mapped.append(
          EntityMapping.Field(
            identifier: identifier.text, column: Self.trimmed(column.text)))
      }
      if mapped.isEmpty { warn("fieldMappings: is empty", node.position) }
      mappings.append(EntityMapping(type: kind.rawValue, fields: mapped))
    }
    return mappings
  }

  mutating func customDetails(_ fields: RuleNode) -> [CustomDetail] {
    guard let node = fields["customDetails"], !node.isNull else { return [] }
    guard let entries = node.mapping else {
      report("customDetails: expected keys with columns, found \(node.kind)", node.position)
      return []
    }
    if entries.count > 20 {
      warn("customDetails: expected at most 20, found \(entries.count)", node.position)
    }
    var details: [CustomDetail] = []
    for entry in entries {
      guard let column = entry.value.scalar else {
        report("customDetails: expected a column, found \(entry.value.kind)", entry.position)
        continue
      }
      if entry.key.unicodeScalars.count > 20 {
        warn("customDetails: the name \(entry.key) is longer than 20 characters", entry.position)
      }
      details.append(CustomDetail(name: entry.key, column: Self.trimmed(column.text)))
    }
    return details
  }

  mutating func alertDetails(_ fields: RuleNode) -> AlertDetails {
    var details = AlertDetails()
    guard let node = fields["alertDetailsOverride"], !node.isNull else { return details }
    guard node.mapping != nil else {
      report("alertDetailsOverride: expected keys with values, found \(node.kind)", node.position)
      return details
    }
    details.nameFormat = format(node, "alertDisplayNameFormat")
    details.descriptionFormat = format(node, "alertDescriptionFormat")
    details.tacticsColumn = text(node, "alertTacticsColumnName").map { Self.trimmed($0.text) }
    details.severityColumn = text(node, "alertSeverityColumnName").map { Self.trimmed($0.text) }
    for item in list(node, "alertDynamicProperties") {
      guard let name = text(item, "alertProperty"), let column = text(item, "value") else {
        warn("alertDynamicProperties: expected alertProperty and value", item.position)
        continue
      }
      details.properties.append(CustomDetail(name: name.text, column: Self.trimmed(column.text)))
    }
    return details
  }

  private mutating func format(_ node: RuleNode, _ key: String) -> String? {
    guard let found = text(node, key) else { return nil }
    let count = Placeholders.columns(of: found.text).count
    if count > 3 { warn("\(key): expected at most 3 columns, found \(count)", found.start) }
    return found.text
  }

  /// Says which fields of a rule nobody knows.
  mutating func reportUnknown(_ fields: RuleNode) {
    for entry in fields.mapping ?? [] where !Self.knownFields.contains(entry.key) {
      let hint =
        nearestName(to: entry.key, among: Self.knownFields.sorted())
        .map { "; did you mean \($0)?" } ?? ""
      warn("\(entry.key): there is no such field\(hint)", entry.position)
    }
  }

  /// The fields that rule files have; those without effect here among them.
  private static let knownFields: Set<String> = [
    "id", "name", "displayName", "description", "kind", "severity", "status", "query",
    "queryFrequency", "queryPeriod", "triggerOperator", "triggerThreshold", "tactics",
    "relevantTechniques", "techniques", "subTechniques", "requiredDataConnectors",
    "entityMappings", "sentinelEntitiesMappings", "customDetails", "alertDetailsOverride",
    "eventGroupingSettings", "suppressionDuration", "suppressionEnabled", "incidentConfiguration",
    "version", "templateVersion", "alertRuleTemplateName", "metadata", "tags", "enabled",
    "references", "falsePositives", "tests", "previousNames", "author", "alertRuleTemplate",
    "description-detailed", "descriptionDetailed", "dataTypes",
  ]

  /// Without space at the ends, which quoted column names sometimes have.
  static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    return String(rest)
  }
}
