import ByteIO
import Tabular
import TestSupport

@testable import KQL

/// A query with the answer that Microsoft's engine gave, and the comparison of kql_check.py.
struct RecordedQueryAnswer {
  let query: String
  let place: String
  let isError: Bool
  let isRandom: Bool
  let columns: [(name: String, kind: String)]
  let rows: [JSONValue]

  /// The answers of `kql/oracle.jsonl` beside the checkout; empty where it is absent.
  static func all() -> [RecordedQueryAnswer] {
    guard let bytes = try? readFile(SharedQueries.project + "/../shared/kql/oracle.jsonl") else {
      return []
    }
    return bytes.split(separator: UInt8(ascii: "\n")).enumerated().compactMap { index, line in
      // Python writes numbers that JSON does not have.
      var spelt = String(decoding: line, as: UTF8.self)
      for word in ["NaN", "Infinity", "-Infinity"] {
        for before in [", ", "["] {
          spelt = spelt.replacing("\(before)\(word)", with: "\(before)\"\(word)\"")
        }
      }
      let text = Array(spelt.utf8)
      guard let json = try? JSONValue(parsing: text.rawSpan), let query = json["query"]?.string
      else { return nil }
      return RecordedQueryAnswer(
        query: query, place: "oracle.jsonl:\(index + 1)", isError: json["error"] == .bool(true),
        isRandom: json["nondeterministic"] == .bool(true),
        columns: (json["columns"]?.array ?? []).map {
          ($0.array?[0].string ?? "", $0.array?[1].string ?? "")
        }, rows: json["rows"]?.array ?? [])
    }
  }

  private static let kinds: [ScalarType: String] = [
    .bool: "Bool", .int: "Int", .long: "Int", .real: "Real", .decimal: "Real",
    .datetime: "DateTime", .timespan: "TimeSpan", .string: "String", .guid: "Guid",
    .dynamic: "Dynamic",
  ]

  /// What differs; nil when nothing does.
  func difference(from result: QueryResult) -> String? {
    let own = result.schema.columns.map { ($0.name, Self.kinds[$0.type] ?? "?") }
    guard own.map(\.0) == columns.map(\.name) else {
      return "columns \(own.map(\.0)), expected \(columns.map(\.name))"
    }
    if result.count > 0 || !rows.isEmpty {
      for (mine, theirs) in zip(own, columns)
      where theirs.kind != "Unknown" && mine.1 != theirs.kind {
        return "type of \(mine.0) is \(mine.1), expected \(theirs.kind)"
      }
    }
    if isRandom { return nil }
    var buffer = TextBuffer()
    var writer = KustoWriter(schema: result.schema)
    writer.begin(&buffer)
    for batch in result.batches { writer.append(batch, to: &buffer) }
    writer.end(&buffer)
    let text = Array(buffer.string.utf8)
    guard let json = try? JSONValue(parsing: text.rawSpan),
      let written = json["Tables"]?.array?.first?["Rows"]?.array
    else { return "the answer is no JSON" }
    let used = zip(own, columns).map { $1.kind == "Unknown" ? $0.1 : $1.kind }
    let mine = written.map { Self.canonical($0, used) }
    let theirs = rows.map { Self.canonical($0, used) }
    if mine == theirs { return nil }
    // The order of rows counts only where the last operator sorts, and ties are free there.
    let keys = sortKeys()
    func keyed(_ rows: [[String]]) -> [[String]] { rows.map { row in keys.map { row[$0] } } }
    if mine.map({ "\($0)" }).sorted() == theirs.map({ "\($0)" }).sorted(),
      keyed(mine) == keyed(theirs)
    {
      return nil
    }
    return "rows \(mine.prefix(3)), expected \(theirs.prefix(3))"
  }

  /// The places of the columns that the last operator sorts by; none when it does not.
  private func sortKeys() -> [Int] {
    guard let last = query.split(separator: "|").last else { return [] }
    let words = last.split { $0 == " " || $0 == "\n" || $0 == "," }.map(String.init)
    guard let first = words.first, ["sort", "order", "top"].contains(first),
      let by = words.firstIndex(of: "by")
    else { return [] }
    let names = words[(by + 1)...].filter {
      !["asc", "desc", "nulls", "first", "last"].contains($0)
    }
    let places = names.compactMap { name in columns.firstIndex { $0.name == name } }
    return places.count == names.count ? places : []
  }

  private static func canonical(_ row: JSONValue, _ kinds: [String]) -> [String] {
    zip(row.array ?? [], kinds).map { canonical($0, kind: $1) }
  }

  private static func canonical(_ value: JSONValue, kind: String) -> String {
    if case .null = value { return "null" }
    switch kind {
    case "Real":
      let number: Double =
        switch value {
        case .number(.integer(let number)): Double(number)
        case .number(.real(let number)): number
        case .string(let text): Double(text) ?? .nan
        default: .nan
        }
      return rounded(number)
    case "DateTime", "TimeSpan":
      let text = Array((value.string ?? "").utf8)
      let ticks =
        kind == "DateTime"
        ? Ticks.parseDateTime(text.rawSpan, from: 0, to: text.count)
        : Ticks.parseTimeSpan(text.rawSpan, from: 0, to: text.count)
      return ticks.map { "\($0)" } ?? "\(value)"
    case "Bool":
      return value == .bool(true) || value == .number(.integer(1)) ? "true" : "false"
    case "Dynamic":
      if case .string(let text) = value {
        let bytes = Array(text.utf8)
        if let json = try? JSONValue(parsing: bytes.rawSpan) { return deep(json) }
      }
      return deep(value)
    default: return "\(value)".lowercased()
    }
  }

  private static func deep(_ value: JSONValue) -> String {
    switch value {
    case .object(let members):
      let parts = members.map { "\($0.name):\(deep($0.value))" }.sorted()
      return "{\(parts.joined(separator: ","))}"
    case .array(let elements): return "[\(elements.map(deep).joined(separator: ","))]"
    case .number(.integer(let number)): return rounded(Double(number))
    case .number(.real(let number)): return rounded(number)
    case .string(let text): return "'\(text)'"
    case .bool(let flag): return "\(flag)"
    case .null: return "null"
    }
  }

  /// Ten digits, as kql_check.py compares.
  private static func rounded(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return "\(number == 0 ? 0 : number)" }
    var scale = 1.0
    var magnitude = number.magnitude
    while magnitude >= 1e10 { (magnitude, scale) = (magnitude / 10, scale / 10) }
    while magnitude < 1e9 { (magnitude, scale) = (magnitude * 10, scale * 10) }
    return "\(magnitude.rounded() * (number < 0 ? -1 : 1))/\(scale)"
  }
}
