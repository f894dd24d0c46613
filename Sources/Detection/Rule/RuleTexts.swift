public import Tabular

/// Rules as texts, for people and programs.
public enum RuleTexts {
  /// A row for each rule.
  public static func table(_ rules: [Rule]) -> Table {
    let columns = ["Severity", "Name", "Techniques", "Kind", "Id", "File"]
    var builder = TableBuilder(
      schema: TableSchema(name: "Rules", columns: columns.map { ColumnSchema($0, .string) }))
    for rule in rules {
      builder.append([
        .string(rule.severity.name), .string(rule.name),
        .string(rule.techniques.joined(separator: ", ")), .string(rule.kind), .string(rule.id),
        .string(rule.origin.file),
      ])
    }
    return builder.finish()
  }

  /// A rule as a JSON object on a line.
  public static func jsonLine(_ rule: Rule) -> String {
    var object = JSONObject()
    object.add("id", JSONString.quoted(rule.id))
    object.add("name", JSONString.quoted(rule.name))
    object.add("description", JSONString.quoted(rule.summary))
    object.add("kind", JSONString.quoted(rule.kind))
    object.add("severity", JSONString.quoted(rule.severity.name))
    object.add("tactics", JSONString.array(rule.tactics))
    object.add("techniques", JSONString.array(rule.techniques))
    object.add("queryFrequency", JSONString.quoted(RuleDuration.text(rule.frequency)))
    object.add("queryPeriod", JSONString.quoted(RuleDuration.text(rule.period)))
    object.add("triggerOperator", JSONString.quoted(rule.trigger.comparison.rawValue))
    object.add("triggerThreshold", String(rule.trigger.threshold))
    if let grouping = rule.grouping {
      object.add("aggregationKind", JSONString.quoted(grouping.rawValue))
    }
    object.add("version", JSONString.quoted(rule.version))
    object.add("references", JSONString.array(rule.references))
    object.add("falsePositives", JSONString.array(rule.falsePositives))
    object.add("file", JSONString.quoted(rule.origin.file))
    object.add("query", JSONString.quoted(rule.query))
    return object.text + "\n"
  }

  /// A rule as a page for people.
  public static func text(_ rule: Rule) -> String {
    var lines = ["\(rule.name)", String(repeating: "-", count: rule.name.count)]
    lines.append("id          \(rule.id)")
    lines.append("severity    \(rule.severity.name)")
    if !rule.tactics.isEmpty { lines.append("tactics     " + rule.tactics.joined(separator: ", ")) }
    if !rule.techniques.isEmpty {
      lines.append("techniques  " + rule.techniques.joined(separator: ", "))
    }
    if rule.kind != "Hunting" {
      lines.append(
        "schedule    every \(RuleDuration.text(rule.frequency)) over the last "
          + "\(RuleDuration.text(rule.period)); alert when the number of rows is "
          + "\(rule.trigger.comparison.rawValue) \(rule.trigger.threshold)")
    }
    lines.append("file        \(rule.origin.file)")
    lines += ["", rule.summary]
    if !rule.falsePositives.isEmpty {
      lines += ["", "Harmless things it finds:"] + rule.falsePositives.map { "  - \($0)" }
    }
    if !rule.references.isEmpty {
      lines += ["", "References:"] + rule.references.map { "  - \($0)" }
    }
    lines += ["", "Query:"]
    lines += rule.query.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
