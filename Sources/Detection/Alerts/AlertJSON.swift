public import ByteIO

extension Alert {
  /// Appends the alert as a line of JSON with SecurityAlert's column names, and ours behind them.
  public func appendJSONLine(to output: inout TextBuffer) {
    output.append(text: jsonObject)
    output.append(0x0a)
  }

  /// The alert as a JSON object.
  var jsonObject: String {
    var object = JSONObject()
    object.add("TimeGenerated", JSONString.time(endTime))
    object.add("SystemAlertId", JSONString.quoted(id))
    object.add("AlertType", JSONString.quoted(ruleID))
    object.add("AlertName", JSONString.quoted(name))
    object.add("DisplayName", JSONString.quoted(name))
    object.add("AlertSeverity", JSONString.quoted(severity.name))
    object.add("Description", JSONString.quoted(summary))
    object.add("Tactics", JSONString.array(tactics))
    object.add("Techniques", JSONString.array(techniques))
    object.add("SubTechniques", JSONString.array(techniques.filter { $0.contains(".") }))
    object.add("StartTime", JSONString.time(startTime))
    object.add("EndTime", JSONString.time(endTime))
    object.add("CompromisedEntity", JSONString.quoted(compromisedEntity))
    object.add("Entities", entitiesJSON)
    object.add("ExtendedProperties", propertiesJSON)
    object.add("ProviderName", "\"logspoor\"")
    object.add("ProductName", "\"logspoor\"")
    object.add("Status", "\"New\"")
    object.add("Type", "\"SecurityAlert\"")
    if let incidentID { object.add("IncidentId", JSONString.quoted(incidentID)) }
    object.add("Row", rows.first ?? "{}")
    if rowCount > 1 {
      object.add("RowCount", String(rowCount))
      object.add("Rows", "[" + rows.joined(separator: ",") + "]")
    }
    object.add("Evidence", evidenceJSON)
    if uncitedCount > 0 { object.add("EvidenceLeftOut", String(uncitedCount)) }
    object.add("Inferred", "[" + inferred.joined(separator: ",") + "]")
    return object.text
  }

  /// `Entities`: numbered, so that they can refer to each other.
  var entitiesJSON: String {
    let objects = entities.enumerated().map { index, entity in
      var object = JSONObject()
      object.add("$id", JSONString.quoted(String(index + 1)))
      for field in entity.fields {
        switch field.value {
        case .text(let text): object.add(field.name, JSONString.quoted(text))
        case .bool(let value): object.add(field.name, value ? "true" : "false")
        case .reference(let number): object.add(field.name, "{\"$ref\":\"\(number)\"}")
        }
      }
      object.add("Type", JSONString.quoted(entity.type))
      return object.text
    }
    return "[" + objects.joined(separator: ",") + "]"
  }

  /// `Evidence`: the records.
  var evidenceJSON: String {
    let objects = evidence.map { record in
      var object = JSONObject()
      object.add("SourceFile", JSONString.quoted(record.sourceFile))
      object.add("Channel", JSONString.quoted(record.channel))
      object.add("Computer", JSONString.quoted(record.computer))
      object.add("EventRecordID", String(record.eventRecordID))
      object.add("RecordOffset", String(record.recordOffset))
      object.add("TimeCreated", JSONString.time(record.timeCreated))
      object.add("Table", JSONString.quoted(record.table))
      return object.text
    }
    return "[" + objects.joined(separator: ",") + "]"
  }

  /// `ExtendedProperties`: how the rule was run, and what it shows.
  private var propertiesJSON: String {
    var object = JSONObject()
    for property in properties { object.add(property.name, property.json) }
    if !details.isEmpty {
      var shown = JSONObject()
      for detail in details { shown.add(detail.name, JSONString.quoted(detail.value)) }
      object.add("Custom Details", shown.text)
    }
    return object.text
  }
}

/// A JSON object under construction.
struct JSONObject {
  private var members = ""

  /// Adds a member whose value is JSON already.
  mutating func add(_ name: String, _ json: String) {
    if !members.isEmpty { members += "," }
    members += JSONString.quoted(name) + ":" + json
  }

  /// The object.
  var text: String { "{" + members + "}" }
}
