import ByteIO
import EVTX
import Evidence
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// Rows that are kept in memory for queries.
@Suite struct LoadingTests {
  private static let samples =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Samples/dcom-case"
  private static let dcom =
    "otrf/covenant_dcom_executeexcel4macro_allowed"

  private func load(
    _ requests: [ScanRequest], _ path: EvidencePath, threads: Int = 1, memoryBytes: Int = .max,
    ignoresPredicates: Bool = false
  ) throws -> LogTables {
    var options = TableOptions(tables: [])
    options.threadCount = threads
    return try TableRun([.path(path)], options: options).load(
      requests, delegate: RunTranscript(), memoryBytes: memoryBytes,
      ignoresPredicates: ignoresPredicates)
  }

  private func whole(_ table: String, _ predicates: [ColumnPredicate] = []) throws -> ScanRequest {
    let schema = try #require(TableCatalog.builtIn[table]?.schema)
    return ScanRequest(
      table: table, columns: Array(schema.columns.indices), predicates: predicates)
  }

  private func lines(_ tables: LogTables, _ name: String) -> [String] {
    guard let table = tables.table(named: name) else { return [] }
    let writer = JSONLinesWriter(schema: table.schema)
    var text = TextBuffer()
    for batch in table.batches { writer.append(batch, to: &text) }
    return text.string.split(separator: "\n").map(String.init)
  }

  /// Rows as `convert` prints them, without the empty texts that columns do not tell from nulls.
  private func converted(_ table: String, _ path: EvidencePath) throws -> [String] {
    try tableRows([table], in: path).map { line in
      var line = line
      while let empty = line.firstRange(of: #/"[A-Za-z_0-9]+":"",?/#) { line.removeSubrange(empty) }
      return line.replacing(",}", with: "}")
    }
  }

  @Test(arguments: TableRun.filledTables.sorted())
  func `all rows of a table are those that conversion gives`(table: String) throws {
    let path = EvidencePath(Self.samples)
    let tables = try load([whole(table)], path)
    #expect(try lines(tables, table) == converted(table, path))
  }

  @Test(arguments: [2, 8])
  func `the rows are the same at any number of threads`(threads: Int) throws {
    let path = EvidencePath(Self.samples)
    let requests = try TableRun.filledTables.sorted().map { try whole($0) }
    let one = try load(requests, path)
    let many = try load(requests, path, threads: threads)
    for name in TableRun.filledTables {
      #expect(lines(one, name) == lines(many, name))
      let count = one.table(named: name)?.count ?? 0
      for row in 0..<count {
        #expect(one.records(of: name, row: row) == many.records(of: name, row: row))
        #expect(one.inferred(of: name, row: row) == many.inferred(of: name, row: row))
      }
    }
  }

  // MARK: - What is left out

  /// A plain reading of what requests ask for, row by row.
  private func isWanted(_ table: Table, _ row: Int, _ requests: [ScanRequest]) -> Bool {
    requests.contains { request in
      request.predicates.allSatisfy { predicate in
        holds(predicate.test, table.value(row: row, column: predicate.column))
      }
    }
  }

  private func holds(_ test: ColumnPredicate.Test, _ value: Tabular.Value) -> Bool {
    func text(_ value: Tabular.Value) -> String {
      if case .string(let text) = value { text } else { "" }
    }
    switch test {
    case .isOneOf(let values): return values.contains(value)
    case .isOneOfIgnoringCase(let texts):
      return texts.contains { $0.lowercased() == text(value).lowercased() }
    case .holdsOneOf(let texts):
      return texts.contains { text(value).lowercased().contains($0.lowercased()) }
    case .isBetween(let low, let high):
      guard let number = number(value) else { return false }
      return number >= self.number(low) ?? .min && number <= self.number(high) ?? .max
    case .isNotEmpty: return value != .null && value != .string("")
    }
  }

  private func number(_ value: Tabular.Value?) -> Int64? {
    switch value {
    case .integer(let number), .dateTime(let number): number
    default: nil
    }
  }

  private func randomPredicate(
    _ table: Table, _ generator: inout SplitMix64
  ) -> ColumnPredicate? {
    guard table.count > 0 else { return nil }
    let column = generator.below(table.schema.columns.count)
    let values = (0..<3).map { _ in
      table.value(row: generator.below(table.count), column: column)
    }
    let texts = values.compactMap { value in
      if case .string(let text) = value, !text.isEmpty { text } else { nil }
    }
    let test: ColumnPredicate.Test?
    switch (table.schema.columns[column].type, generator.below(4)) {
    case (.int, 0...1), (.long, 0...1), (.datetime, 0...1):
      let ends = values.filter { $0 != .null }
      test = ends.isEmpty ? nil : .isBetween(ends.first, generator.percent(50) ? ends.last : nil)
    case (.string, 0):
      test = texts.isEmpty ? nil : .isOneOfIgnoringCase(texts.map { $0.uppercased() })
    case (.string, 1):
      test = texts.isEmpty ? nil : .holdsOneOf(texts.map { String($0.suffix(5)).uppercased() })
    case (_, 2): test = .isNotEmpty
    case (.dynamic, _): test = nil
    default:
      let known = values.filter { $0 != .null }
      test = known.isEmpty ? nil : .isOneOf(known)
    }
    return test.map { ColumnPredicate(column: column, test: $0) }
  }

  @Test func `what is left out is what no request wants`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var generator = SplitMix64(seed: seed)
    let path = EvidencePath(Self.samples)
    let names = TableRun.filledTables.sorted()
    let all = try load(try names.map { try whole($0) }, path)
    var keptCount = 0
    var leftOutCount = 0
    for round in 0..<40 {
      var requests: [ScanRequest] = []
      for _ in 0...generator.below(3) {
        let name = generator.pick(names)
        let table = try #require(all.table(named: name))
        let columns = table.schema.columns.indices.filter { _ in generator.percent(30) }
        let predicates = (0..<generator.below(4)).compactMap { _ in
          randomPredicate(table, &generator)
        }
        requests.append(ScanRequest(table: name, columns: columns, predicates: predicates))
      }
      let some = try load(requests, path, threads: 1 + round % 3)
      for name in Set(requests.map(\.table)) {
        let asked = requests.filter { $0.table == name }
        let columns = Set(asked.flatMap { $0.columns + $0.predicates.map(\.column) }).sorted()
        func wanted(_ tables: LogTables) -> [[Tabular.Value]] {
          guard let table = tables.table(named: name) else { return [] }
          return (0..<table.count).filter { isWanted(table, $0, asked) }.map { row in
            columns.map { table.value(row: row, column: $0) }
          }
        }
        let expected = wanted(all)
        #expect(wanted(some) == expected, "\(asked)")
        keptCount += some.table(named: name)?.count ?? 0
        leftOutCount += (all.table(named: name)?.count ?? 0) - (some.table(named: name)?.count ?? 0)
      }
    }
    #expect(keptCount > 0 && leftOutCount > 0)
  }

  @Test func `records that no row is made of are not printed`() throws {
    let schema = try #require(TableCatalog.builtIn["SecurityEvent"]?.schema)
    let column = try #require(schema.index(of: "EventID"))
    let request = ScanRequest(
      table: "SecurityEvent", columns: [column],
      predicates: [ColumnPredicate(column: column, test: .isOneOf([.integer(4688)]))])
    let run = try TableRun([.path(EvidencePath(Self.samples))], options: TableOptions(tables: []))
    let tables = try run.load([request], delegate: RunTranscript())
    let table = try #require(tables.table(named: "SecurityEvent"))
    #expect(table.count > 0)
    for row in 0..<table.count {
      #expect(table.value(row: row, column: column) == .integer(4688))
    }
    // The columns that nobody asked for hold nothing, and ledgers were not made.
    #expect(table.batches.allSatisfy { $0.columns.count(where: { !$0.isBlank }) == 1 })
    #expect(run.surveyed.map { $0.collectors == nil } == true)
    #expect(tables.table(named: "Event") == nil)
    #expect(tables.newestEvent != nil && tables.recordCount > 0)
  }

  @Test func `rows that need more memory than they may end the run`() throws {
    let request = try whole("SecurityEvent")
    let run = try TableRun([.path(EvidencePath(Self.samples))], options: TableOptions(tables: []))
    do throws(LogReading.Stop) {
      _ = try run.load([request], delegate: RunTranscript(), memoryBytes: 4_096)
      Issue.record("expected an end")
    } catch {
      guard case .limit(let message) = error else {
        Issue.record("expected a limit, found \(error)")
        return
      }
      #expect(message.contains("4096 bytes"))
    }
  }

  // MARK: - Where rows come from

  @Test(arguments: ["SecurityEvent", "Event", "DeviceProcessEvents", "DeviceNetworkEvents"])
  func `a row knows its record`(table: String) throws {
    let path = EvidencePath(Self.samples)
    let tables = try load([whole(table)], path)
    let rows = try tableRows([table], in: path) { $0.hasSourceColumns = true }
    #expect(rows.count == tables.table(named: table)?.count)
    for (row, line) in rows.enumerated() {
      let records = tables.records(of: table, row: row)
      guard let file = line.between("\"_SourceFile\":\"", "\"") else {
        #expect(records.isEmpty)
        continue
      }
      let own = try #require(
        records.first { "\($0.recordOffset)" == line.between("\"_RecordOffset\":", ",") })
      #expect(own.sourceFile == file)
      #expect(own.channel == line.between("\"_Channel\":\"", "\""))
      #expect("\(own.eventRecordID)" == line.between("\"_EventRecordID\":", ","))
      #expect("\(own.timeCreated.ticks)" == line.between("\"_TimeFiletime\":", "}"))
    }
  }

  @Test func `a row of two records knows both`() throws {
    let name = "DeviceNetworkEvents"
    let tables = try load([whole(name)], EvidencePath(Self.samples))
    let table = try #require(tables.table(named: name))
    let all = (0..<table.count).map { tables.records(of: name, row: $0) }
    let pairs = all.filter { $0.count == 2 }
    #expect(!pairs.isEmpty)
    for pair in pairs {
      #expect(Set(pair.map(\.channel)) == ["Security", "Microsoft-Windows-Sysmon/Operational"])
      #expect(Set(pair.map(\.computer)).count == 1)
    }
    // No record is told twice.
    let flat = all.flatMap { $0 }
    #expect(Set(flat).count == flat.count)
  }

  @Test func `a row that no record gave was concluded`() throws {
    let name = "DeviceProcessEvents"
    let tables = try load([whole(name)], EvidencePath(Self.samples))
    let table = try #require(tables.table(named: name))
    let concluded = (0..<table.count).filter { tables.records(of: name, row: $0).isEmpty }
    #expect(!concluded.isEmpty)
    for row in concluded {
      let inference = try #require(tables.inferred(of: name, row: row))
      #expect(inference.columns == ["*"] && inference.source != nil)
    }
  }

  @Test func `what was concluded is known with and without AdditionalFields`() throws {
    let path = EvidencePath(Self.samples)
    let name = "DeviceNetworkEvents"
    let schema = try #require(TableCatalog.builtIn[name]?.schema)
    let additional = try #require(schema.index(of: "AdditionalFields"))
    let line = try #require(schema.index(of: "InitiatingProcessCommandLine"))
    let all = try load([whole(name)], path)
    let one = try load([ScanRequest(table: name, columns: [line], predicates: [])], path)
    let table = try #require(all.table(named: name))
    var count = 0
    for row in 0..<table.count {
      let names = all.inferred(of: name, row: row)?.columns ?? []
      if case .dynamic(let json) = table.value(row: row, column: additional) {
        for name in names { #expect(json.contains("\"\(name)\"")) }
      }
      let own = one.inferred(of: name, row: row)?.columns ?? []
      #expect(own == names.filter { $0 == "InitiatingProcessCommandLine" })
      count += own.count
    }
    #expect(count > 0)
  }

  // MARK: - Tests of cells

  private func passes(_ test: ColumnPredicate.Test, _ type: ScalarType, _ text: String) -> Bool {
    CellTest(test, type).passes([UInt8](text.utf8).rawSpan)
  }

  @Test func `case counts where it must`() {
    #expect(passes(.isOneOf([.string("A")]), .string, "A"))
    #expect(!passes(.isOneOf([.string("A")]), .string, "a"))
    #expect(passes(.isOneOfIgnoringCase(["ABC"]), .string, "abc"))
    #expect(!passes(.isOneOfIgnoringCase(["ABC"]), .string, "abd"))
    #expect(passes(.holdsOneOf(["DLL32"]), .string, "c:\\rundll32.exe"))
    #expect(!passes(.holdsOneOf(["DLL32"]), .string, "c:\\rundll.exe"))
  }

  @Test func `texts beyond ASCII are left to the query where case does not count`() {
    // The Kelvin sign is a k, and the long s is an s.
    #expect(passes(.isOneOfIgnoringCase(["k"]), .string, "\u{212a}"))
    #expect(passes(.holdsOneOf(["dns"]), .string, "dn\u{17f}"))
    #expect(passes(.holdsOneOf(["\u{17f}"]), .string, "s"))
    #expect(!passes(.isOneOf([.string("k")]), .string, "\u{212a}"))
  }

  @Test func `nulls and empty texts pass only what may want them`() {
    #expect(!CellTest(.isOneOf([.integer(0)]), .int).passesNull)
    #expect(CellTest(.isOneOf([.null]), .int).passesNull)
    #expect(!CellTest(.isBetween(nil, .integer(5)), .int).passesNull)
    #expect(CellTest(.isOneOf([.string("")]), .string).passesNull)
    #expect(CellTest(.isOneOfIgnoringCase([""]), .string).passesNull)
    #expect(!CellTest(.isNotEmpty, .string).passesNull)
    #expect(CellTest(.isOneOf([.real(1)]), .real).passesNull)
    #expect(!CellTest(.isBetween(.integer(5), .integer(4)), .int).passes(5))
  }
}
