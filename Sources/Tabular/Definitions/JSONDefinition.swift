internal import ByteIO

/// An array of `{"name": .., "description": .., "columns": [{"name": .., "type": ..}, ..]}`.
func jsonDefinition(_ tables: [TableDefinition]) -> String {
  let objects = tables.map { table in
    let columns = table.schema.columns.map {
      "    {\"name\": \(jsonText($0.name)), \"type\": \"\($0.type.rawValue)\"}"
    }
    return "{\n  \"name\": \(jsonText(table.schema.name)),\n  \"description\": "
      + "\(jsonText(table.summary)),\n  \"columns\": [\n" + columns.joined(separator: ",\n")
      + "\n  ]\n}"
  }
  return "[" + objects.joined(separator: ",\n") + "]\n"
}

/// A JSON Schema of one line; of several tables one in `$defs` each.
///
/// Source: json-schema.org, draft 2020-12.
func jsonSchemaDefinition(_ tables: [TableDefinition]) -> String {
  let head = "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
  if tables.count == 1 {
    return head + tables.map { jsonSchemaMembers($0, indent: "  ") }.joined() + "}\n"
  }
  let definitions = tables.map { table in
    "    \(jsonText(table.schema.name)): {\n" + jsonSchemaMembers(table, indent: "      ") + "    }"
  }
  return head + "  \"$defs\": {\n" + definitions.joined(separator: ",\n") + "\n  }\n}\n"
}

private func jsonSchemaMembers(_ table: TableDefinition, indent: String) -> String {
  let properties = table.schema.columns.map {
    "\(indent)  \(jsonText($0.name)): \(jsonSchemaType($0.type))"
  }
  return "\(indent)\"title\": \(jsonText(table.schema.name)),\n"
    + "\(indent)\"description\": \(jsonText(table.summary)),\n\(indent)\"type\": \"object\",\n"
    + "\(indent)\"properties\": {\n" + properties.joined(separator: ",\n")
    + "\n\(indent)},\n\(indent)\"additionalProperties\": false\n"
}

private func jsonSchemaType(_ type: ScalarType) -> String {
  switch type {
  case .bool: #"{"type": "boolean"}"#
  case .int: #"{"type": "integer", "minimum": -2147483648, "maximum": 2147483647}"#
  case .long:
    #"{"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807}"#
  case .real:
    #"{"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]}"#
  case .decimal:
    #"{"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$"}"#
  case .datetime:
    #"{"type": "string", "format": "date-time", "#
      + #""pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{7}Z$"}"#
  case .timespan:
    #"{"type": "string", "#
      + #""pattern": "^-?([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{7})?$"}"#
  case .string: #"{"type": "string"}"#
  case .guid:
    #"{"type": "string", "#
      + #""pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}"#
  case .dynamic: "true"
  }
}

/// A JSON string in quotes.
private func jsonText(_ text: String) -> String {
  var buffer = TextBuffer()
  buffer.appendJSONString([UInt8](text.utf8).rawSpan)
  return buffer.string
}
