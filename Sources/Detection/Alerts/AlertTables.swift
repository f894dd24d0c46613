public import ByteIO
public import Tabular

/// Alerts as tables, for people and spreadsheets.
public enum AlertTables {
  /// All that alerts hold, a row each: what is a list or an object is JSON.
  public static func full(_ alerts: [Alert]) -> Table {
    let columns: [ColumnSchema] = [
      ColumnSchema("StartTime", .datetime), ColumnSchema("EndTime", .datetime),
      ColumnSchema("AlertSeverity", .string), ColumnSchema("AlertName", .string),
      ColumnSchema("CompromisedEntity", .string), ColumnSchema("Tactics", .string),
      ColumnSchema("Techniques", .string), ColumnSchema("Description", .string),
      ColumnSchema("Entities", .dynamic), ColumnSchema("Row", .dynamic),
      ColumnSchema("Evidence", .dynamic), ColumnSchema("Inferred", .dynamic),
      ColumnSchema("SystemAlertId", .string), ColumnSchema("AlertType", .string),
      ColumnSchema("IncidentId", .string),
    ]
    var builder = TableBuilder(schema: TableSchema(name: "SecurityAlert", columns: columns))
    for alert in alerts {
      builder.append([
        .dateTime(alert.startTime), .dateTime(alert.endTime), .string(alert.severity.name),
        .string(alert.name), .string(alert.compromisedEntity),
        .string(alert.tactics.joined(separator: ", ")),
        .string(alert.techniques.joined(separator: ", ")), .string(alert.summary),
        .dynamic(alert.entitiesJSON), .dynamic(alert.rows.first ?? "{}"),
        .dynamic(alert.evidenceJSON),
        .dynamic("[" + alert.inferred.joined(separator: ",") + "]"), .string(alert.id),
        .string(alert.ruleID), .string(alert.incidentID ?? ""),
      ])
    }
    return builder.finish()
  }

  /// What matters at a glance.
  public static func short(_ alerts: [Alert]) -> Table {
    let columns: [ColumnSchema] = [
      ColumnSchema("Time", .string), ColumnSchema("Severity", .string),
      ColumnSchema("Host", .string), ColumnSchema("Alert", .string), ColumnSchema("From", .string),
      ColumnSchema("What", .string), ColumnSchema("Records", .long),
    ]
    var builder = TableBuilder(schema: TableSchema(name: "Alerts", columns: columns))
    for alert in alerts {
      builder.append([
        .string(String(JSONString.timeText(alert.startTime).prefix(19))),
        .string(alert.severity.name), .string(alert.compromisedEntity), .string(alert.name),
        .string(Movement(alert).source), .string(what(alert)),
        .integer(Int64(alert.evidence.count + alert.uncitedCount)),
      ])
    }
    return builder.finish()
  }

  /// The command line or the other thing that an alert is about.
  private static func what(_ alert: Alert) -> String {
    if let effect = alert.detail("FirstEffect") { return effect }
    for (type, field) in [("process", "CommandLine"), ("file", "Name"), ("account", "Name")] {
      if let text = alert.entities.first(where: { $0.type == type })?[field] { return text }
    }
    return ""
  }
}

extension Alert {
  /// Appends the alert as a line of JSON for Timesketch.
  ///
  /// Source: Timesketch, "Create a timeline from JSON/JSONL/CSV file": message, datetime and
  /// timestamp_desc are required, timestamp counts microseconds from 1970.
  public func appendTimesketchLine(to output: inout TextBuffer) {
    var object = JSONObject()
    let host = compromisedEntity.isEmpty ? "" : " on \(compromisedEntity)"
    let source = Movement(self).source
    let from = source.isEmpty ? "" : " from \(source)"
    object.add("message", JSONString.quoted("[\(severity.name)] \(name)\(host)\(from)"))
    // Microseconds are all that Timesketch keeps.
    let text = JSONString.timeText(startTime)
    object.add("datetime", JSONString.quoted(text.prefix(26) + "+00:00"))
    object.add("timestamp", String((startTime - Ticks.unixEpoch) / 10))
    object.add("timestamp_desc", "\"Alert Start Time\"")
    object.add("data_type", "\"logspoor:alert\"")
    object.add("alert_id", JSONString.quoted(id))
    object.add("rule_id", JSONString.quoted(ruleID))
    object.add("rule_name", JSONString.quoted(ruleName))
    object.add("severity", JSONString.quoted(severity.name))
    object.add("description", JSONString.quoted(summary))
    object.add("hostname", JSONString.quoted(compromisedEntity))
    object.add("source_ip", JSONString.quoted(source))
    object.add("tag", JSONString.array(techniques))
    object.add("end_time", JSONString.time(endTime))
    if let incidentID { object.add("incident_id", JSONString.quoted(incidentID)) }
    object.add("row", JSONString.quoted(rows.first ?? "{}"))
    object.add("evidence", JSONString.quoted(evidenceJSON))
    output.append(text: object.text)
    output.append(0x0a)
  }
}
