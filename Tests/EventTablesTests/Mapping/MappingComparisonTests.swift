import ByteIO
import EVTX
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// The mappings beside the facts they were made from, `../shared/schema/mapping.json`.
@Suite struct MappingComparisonTests {
  /// A mapping of the facts.
  private struct Fact {
    var provider: String
    var event: UInt64
    var table: String?
    var action: String
    var condition: String?
    /// Columns that hold something.
    var columns: [String]
  }

  private static let path =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    + "/../shared/schema/mapping.json"

  private static func facts(_ test: String = #function) throws -> [Fact]? {
    guard let bytes = try? readFile(path) else {
      print("SKIPPED \(test): no ../shared/schema/mapping.json")
      return nil
    }
    let json = try JSONValue(parsing: bytes.rawSpan)
    return (json["mappings"]?.array ?? []).map { fact in
      var columns: [String] = []
      if case .object(let members) = fact["columns"] ?? .null {
        let missing = Set((fact["no_column_in_table"]?.array ?? []).compactMap(\.string))
        for member in members where !member.name.hasPrefix("$") && !missing.contains(member.name) {
          if case .null = member.value["const"] ?? .bool(true) { continue }
          if member.value["const"]?.string == "" { continue }
          columns.append(member.name)
        }
      }
      var event: UInt64 = 0
      if case .number(.integer(let number)) = fact["event_id"] ?? .null { event = UInt64(number) }
      return Fact(
        provider: fact["provider"]?.string ?? "", event: event, table: fact["table"]?.string,
        action: fact["action_type"]?.string ?? "", condition: fact["when"]?.string,
        columns: columns)
    }
  }

  /// What the facts say in words and ours in expressions.
  private static let conditions = [
    "Initiated == true": "Initiated == true",
    "Initiated == false": "Initiated == false",
    "EventType==\"CreateKey\"": "EventType == 'CreateKey'",
    "EventType==\"DeleteKey\"": "EventType == 'DeleteKey'",
    "EventType==\"DeleteValue\"": "EventType == 'DeleteValue'",
    "EventType==\"SetValue\"": "EventType == 'SetValue'",
    "ObjectType==\"Key\" and AccessMask & 0x2": "ObjectType == 'Key' and bits(AccessMask, 0x2)",
    "ObjectType==\"Process\"": "ObjectType == 'Process'",
    "OperationType in (%%1904 new, %%1905 modified)": "OperationType in ('%%1904', '%%1905')",
    "Direction==%%14592": "Direction == '%%14592'",
    "Direction==%%14593": "Direction == '%%14593'",
    "ObjectType==\"File\" and AccessMask & 0x6 (WriteData/AppendData) (4656 = requested only: "
      + "emit just with --audit-requests)": "ObjectType == 'File' and bits(AccessMask, 0x6)",
    "ObjectType==\"File\" and AccessMask & 0x6 (WriteData/AppendData) (4663 only: access performed)":
      "ObjectType == 'File' and bits(AccessMask, 0x6)",
    "matching 4656/4663 HandleId with DELETE": "deletedObject(HandleId, ProcessId) != ''",
  ]

  /// Columns that the facts list and ours leave, with the reason.
  private static let differences: [String: String] = [
    "4648 IsLocalAdmin": "the event is of the subject's session; the new credentials have none yet",
    "4625 IsLocalAdmin": "a logon that failed has no session",
    "4776 IPAddress": "the event names the workstation and no address",
  ]

  @Test func `every mapping of the facts is there: provider, event, condition, table, action`()
    throws
  {
    guard let facts = try Self.facts() else { return }
    #expect(facts.count == 148)
    let set = BuiltIn.mappings
    for fact in facts {
      let name = "\(fact.provider) \(fact.event)"
      guard let table = fact.table else {
        #expect(
          set.silent.contains(EventKey(provider: fact.provider, event: fact.event)), "\(name)")
        continue
      }
      if fact.provider == "(derived)" || name == "Microsoft-Windows-Kernel-General 12" {
        #expect(LedgerRows.tables.contains(table), "\(name)")
        continue
      }
      let mappings = set.mappings(provider: fact.provider, event: fact.event)
        .map { set.mappings[$0] }.filter { set.tables[$0.table].name == table }
      for action in fact.action.split(separator: "|").map(String.init) {
        let found = mappings.filter { mapping in
          if action.hasPrefix("Asr*") {
            return mapping.columns.contains { $0.name == "ActionType" } && mapping.action == nil
          }
          return mapping.action == action
        }
        #expect(!found.isEmpty, "\(name) -> \(table) \(action)")
        guard let condition = fact.condition else { continue }
        #expect(
          found.contains { $0.conditionText == Self.conditions[condition] },
          "\(name) when \(condition)")
      }
    }
  }

  @Test func `every column of the facts is filled, or the reason why not is listed`() throws {
    guard let facts = try Self.facts() else { return }
    let set = BuiltIn.mappings
    let hostColumns = Dictionary(
      uniqueKeysWithValues: LedgerRows.columns.map { ($0.table, Set($0.columns)) })
    var used: Set<String> = []
    for fact in facts {
      guard let table = fact.table else { continue }
      let name = "\(fact.provider) \(fact.event)"
      var columns: Set<String> = []
      for index in set.mappings(provider: fact.provider, event: fact.event) {
        let mapping = set.mappings[index]
        guard set.tables[mapping.table].name == table,
          mapping.action.map({ fact.action.contains($0) }) ?? true
        else { continue }
        columns.formUnion(mapping.columns.map(\.name))
        if mapping.additionalFields != nil { columns.insert("AdditionalFields") }
      }
      if fact.provider == "(derived)" || name == "Microsoft-Windows-Kernel-General 12" {
        columns = hostColumns[table] ?? []
      }
      for column in fact.columns where !columns.contains(column) {
        let key = "\(fact.event) \(column)"
        #expect(Self.differences[key] != nil, "\(name) -> \(table).\(column)")
        used.insert(key)
      }
    }
    #expect(used == Set(Self.differences.keys), "differences that are none any more")
  }

  @Test func `mappings of kinds that Defender lacks are off, but for those that detections need`() {
    for mapping in BuiltIn.mappings.mappings where mapping.provider.hasSuffix("DistributedCOM") {
      #expect(mapping.emission == .always)
    }
    let off = BuiltIn.mappings.mappings.filter { $0.emission == .extensions }.compactMap(\.action)
    #expect(off.contains("ProcessTerminated"))
    #expect(off.contains("LogoffSuccess"))
    #expect(off.contains("LocalPortBound"))
    #expect(!off.contains("ListeningConnectionCreated"))
  }
}
