internal import ByteIO
internal import EVTX
internal import Tabular

extension RowMapper {
  /// Appends an object; the outermost one ends with where it comes from and what was concluded.
  mutating func appendObject(
    first: Int, count: Int, _ program: Program, _ record: borrowing FieldRecord,
    isOutermost: Bool = false
  ) {
    json.append(0x7b)
    var isFirst = true
    for index in first..<first + count {
      let item = program.items[index]
      guard let name = item.name else {
        for field in program.payload {
          let text = record[field.index]
          if FieldText.isAbsent(text) { continue }
          appendComma(&isFirst)
          json.appendJSONString(field.name.rawSpan)
          json.append(0x3a)
          json.appendJSONString(text)
        }
        continue
      }
      let value = evaluator.evaluate(item.node, program, record)
      let mark = json.count
      let wasFirst = isFirst
      appendComma(&isFirst)
      evaluator.texts.quote(name, record, into: &json)
      json.append(0x3a)
      guard appendValue(item.node, isJSON: item.isJSON, value, program, record) else {
        json.truncate(to: mark)
        isFirst = wasFirst
        continue
      }
    }
    if isOutermost {
      appendComma(&isFirst)
      appendSource(program, record)
    }
    json.append(0x7d)
  }

  mutating func appendComma(_ isFirst: inout Bool) {
    if !isFirst { json.append(0x2c) }
    isFirst = false
  }

  /// Appends a value; false when there is none.
  mutating func appendValue(
    _ node: Int, isJSON: Bool, _ value: Value, _ program: Program, _ record: borrowing FieldRecord
  ) -> Bool {
    if case .object(let first, let count) = program.nodes[node] {
      appendObject(first: first, count: count, program, record)
      return true
    }
    switch value {
    case .text(let text):
      if text.isEmpty { return false }
      if isJSON {
        evaluator.texts.copy(text, record, into: &json)
      } else {
        evaluator.texts.quote(text, record, into: &json)
      }
    case .integer(let number): json.appendDecimal(number)
    case .bool(let value): value ? json.append("true") : json.append("false")
    case .time(let ticks):
      json.append(0x22)
      json.appendDateTime(ticks)
      json.append(0x22)
    case .nothing, .process, .session: return false
    }
    return true
  }

  /// Appends `"Source":{..}` and, where there are any, `"Inferred":[..]`.
  mutating func appendSource(_ program: Program, _ record: borrowing FieldRecord) {
    json.append("\"Source\":{\"Provider\":")
    json.appendJSONString(record[.provider])
    json.append(",\"Channel\":")
    json.appendJSONString(record[.channel])
    json.append(",\"EventID\":")
    json.appendDecimal(record.eventID ?? 0)
    json.append(",\"RecordID\":")
    json.appendDecimal(record.eventRecordID)
    if let sourceFile {
      json.append(",\"File\":")
      let name = Array(sourceFile.utf8)
      json.appendJSONString(name.rawSpan)
    }
    json.append(0x7d)
    guard !inferredPlaces.isEmpty else { return }
    json.append(",\"Inferred\":[")
    for (index, place) in inferredPlaces.enumerated() {
      if index > 0 { json.append(0x2c) }
      evaluator.texts.quote(program.columns[place].name, record, into: &json)
    }
    json.append(0x5d)
  }
}
