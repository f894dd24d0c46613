import ByteIO
import Tabular
import TestSupport
import Testing

@testable import KQL

/// Published queries beside the checkout against the columns that Microsoft's binder and engine give.
@Suite struct PublishedBindingTests {
  struct Published: Sendable {
    let query: String
    let id: String
    let isScheduled: Bool
    /// Names and types; nil where they are not known.
    let columns: [(name: String, type: String)]?
    let isError: Bool
    let hasRows: Bool
  }

  static func published(_ file: String) -> [Published] {
    let path = SharedQueries.project + "/../shared/kql/" + file
    guard let bytes = try? readFile(path) else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      // Two answers of the engine hold NaN, which is no JSON.
      let text = String(decoding: line, as: UTF8.self)
        .split(separator: "NaN", omittingEmptySubsequences: false).joined(separator: "null")
      let bytes = Array(text.utf8)
      guard let value = try? JSONValue(parsing: bytes.rawSpan), let query = value["query"]?.string
      else { return nil }
      let columns = value["columns"]?.array?.compactMap { pair -> (name: String, type: String)? in
        guard let parts = pair.array, parts.count == 2, let name = parts[0].string,
          let type = parts[1].string
        else { return nil }
        return (name, type)
      }
      return Published(
        query: query, id: value["id"]?.string ?? "",
        isScheduled: value["set"]?.string == "scheduled",
        columns: columns, isError: value["error"] == .bool(true),
        hasRows: value["rows"]?.array?.isEmpty == false)
    }
  }

  /// Columns that Sentinel adds to every table do not count.
  static func isHosts(_ name: String) -> Bool {
    name.hasPrefix("_") || ["TenantId", "Type", "SourceSystem"].contains(name)
  }

  static let rules = published("rules.jsonl")
  static let answers = published("oracle.jsonl")

  @Test(.enabled(if: !rules.isEmpty, "../shared/kql/rules.jsonl is not beside the checkout"))
  func `published rules bind to the columns and types of Microsoft's binder`() {
    var asked = (scheduled: 0, all: 0)
    var exact = (scheduled: 0, all: 0)
    for rule in Self.rules {
      guard let wanted = rule.columns, !wanted.isEmpty,
        wanted.allSatisfy({ $0.type.lowercased() != "unknown" })
      else { continue }
      asked.all += 1
      asked.scheduled += rule.isScheduled ? 1 : 0
      guard let bound = try? Binder.bind(rule.query, tables: NamedTables.microsoft) else {
        continue
      }
      let ours = bound.root.schema.columns.filter { !Self.isHosts($0.name) }
        .map { "\($0.name): \($0.type.name)" }
      let theirs = wanted.filter { !Self.isHosts($0.name) }.map { column in
        "\(column.name): \(ScalarType(kustoName: column.type)?.rawValue ?? column.type)"
      }
      if ours == theirs || (theirs.count > 25 && ours.sorted() == theirs.sorted()) {
        exact.all += 1
        exact.scheduled += rule.isScheduled ? 1 : 0
      } else if ours.filter({ $0 != "ConnectivityType: string" }) != theirs, theirs.count < 26 {
        // A whole table may have columns that are newer than the recorded ones.
        Issue.record("\(rule.id): \(ours), expected \(theirs)")
      }
    }
    print(
      "rules: \(exact.all) of \(asked.all) exact, scheduled \(exact.scheduled) of \(asked.scheduled)"
    )
    #expect(exact.all * 100 >= asked.all * 98)
    #expect(exact.scheduled * 100 >= asked.scheduled * 99)
  }

  @Test(.enabled(if: !answers.isEmpty, "../shared/kql/oracle.jsonl is not beside the checkout"))
  func `queries bind to the columns that Microsoft's engine answered with`() {
    var asked = 0
    var exact = 0
    for answer in Self.answers {
      guard let wanted = answer.columns, !answer.isError else { continue }
      asked += 1
      guard let bound = try? Binder.bind(answer.query, tables: NamedTables.small) else { continue }
      if bound.root.schema.isOpen { continue }
      let ours = bound.root.schema.columns
      let isSame =
        ours.count == wanted.count
        && zip(ours, wanted).allSatisfy { ours, theirs in
          ours.name == theirs.name
            && (theirs.type == "Unknown" || !answer.hasRows || Self.kind(ours.type) == theirs.type)
        }
      if isSame {
        exact += 1
      } else if ours.allSatisfy({ !$0.type.isUnknown }) {
        Issue.record(
          "\(answer.query): \(ours.map { "\($0.name): \($0.type.name)" }), expected \(wanted)")
      }
    }
    print("oracle: \(exact) of \(asked) exact")
    #expect(exact * 100 >= asked * 98)
  }

  private static func kind(_ type: KQL.ValueType) -> String {
    switch type {
    case .bool: "Bool"
    case .int, .long: "Int"
    case .real, .decimal: "Real"
    case .datetime: "DateTime"
    case .timespan: "TimeSpan"
    case .string: "String"
    case .guid: "Guid"
    case .dynamic: "Dynamic"
    default: "?"
    }
  }

  @Test func `queries bind on a small stack`() throws {
    let queries = (Self.rules + Self.answers).map(\.query)
    try onSmallStack {
      for query in queries { _ = try? Binder.bind(query, tables: NamedTables.microsoft) }
    }
  }
}
