import TestSupport
import Testing

@testable import KQL

/// Queries that others wrote (rules, recorded queries, examples of the documentation) and our own cases.
@Suite struct PublishedQueryTests {
  /// Published queries that are refused, by a part of their text, and why.
  static let refused: [(part: String, reason: String)] = [
    ("where isAudit = true", "Kusto takes = as a name and keeps every row: surely a slip for =="),
    ("declare pattern", "patterns are not supported"),
  ]

  /// Queries that parse: the cases' and the published.
  static func parsed() throws -> [(text: String, tree: QuerySyntax)] {
    let texts = try SyntaxCaseTests.cases().map(\.query) + SharedQueries.all.map(\.text)
    return texts.compactMap { text in
      (try? Parser.query(Array(text.utf8))).map { (text, $0) }
    }
  }

  @Test func `published queries parse, but for those that are named`() {
    if SharedQueries.all.isEmpty { return print("skipped: ../shared/kql is absent") }
    #expect(SharedQueries.all.count > 2_000)
    for query in SharedQueries.all where !query.isError {
      let isRefused = Self.refused.contains { query.text.contains($0.part) }
      do throws(QueryError) {
        _ = try Parser.query(Array(query.text.utf8))
        #expect(!isRefused, "\(query.place) parses")
      } catch {
        #expect(isRefused, "\(query.place): \(error)")
      }
    }
  }

  @Test func `a printed query parses to the same tree`() throws {
    for (text, tree) in try Self.parsed() {
      let printed = SyntaxPrinter.text(of: tree)
      do throws(QueryError) {
        let again = try Parser.query(Array(printed.utf8))
        let structure = SyntaxPrinter.text(of: tree, showsStructure: true)
        #expect(SyntaxPrinter.text(of: again, showsStructure: true) == structure, "\(text)")
      } catch {
        Issue.record("\(printed)\n\(error)")
      }
    }
  }

  @Test func `ranges lie within those around them, and names are what their range holds`() throws {
    // Reflection is slow: every fifth.
    for (index, (text, tree)) in try Self.parsed().enumerated() where index % 5 == 0 {
      let bytes = Array(text.utf8)
      var problems: [String] = []
      for statement in tree.statements {
        check(statement, within: SourceRange(0, bytes.count), of: bytes, &problems)
      }
      #expect(problems.isEmpty, "\(text)")
    }
  }

  /// Walks any part of a tree by reflection.
  private func check(
    _ part: Any, within outer: SourceRange, of bytes: [UInt8], _ problems: inout [String]
  ) {
    var inner = outer
    if let name = part as? NameSyntax {
      let slice = String(decoding: bytes[name.range.start..<name.range.end], as: UTF8.self)
      if name.isBracketed ? !slice.hasPrefix("[") : slice != name.text { problems.append(slice) }
      inner = name.range
    }
    let mirror = Mirror(reflecting: part)
    for child in mirror.children where child.label == "range" {
      if let range = child.value as? SourceRange { inner = range }
    }
    if inner.start < outer.start || inner.end > outer.end { problems.append("\(inner) \(outer)") }
    if inner.start < inner.end, [0x20, 0x0a].contains(bytes[inner.start]) {
      problems.append("blank")
    }
    if inner.start < inner.end, [0x20, 0x0a].contains(bytes[inner.end - 1]) {
      problems.append("blank")
    }
    for child in mirror.children { check(child.value, within: inner, of: bytes, &problems) }
  }
}
