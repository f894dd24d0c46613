import ByteIO
import TestSupport
import Testing

@testable import KQL

/// Queries with the tree, or the problems, that they give: `Cases/CONSTRUCT/*.kql`.
///
/// A file is the query, whose first line is a comment naming the page of the documentation (below
/// data-explorer/kusto in MicrosoftDocs/dataexplorer-docs), then a line `----`, then what is expected.
/// `UPDATE_GOLDENS=1` rewrites the latter and fails, so that a human reads the difference.
@Suite struct SyntaxCaseTests {
  static let folder = SharedQueries.project + "/Tests/KQLTests/Syntax/Cases"
  static let isUpdating = environmentBytes("UPDATE_GOLDENS").map { $0 == [0x31] } ?? false

  struct Case {
    let path: String
    let query: String
    let expected: String
  }

  static func cases() throws -> [Case] {
    try filesBelow(folder, suffix: ".kql").map { path in
      let text = String(decoding: try readFile(path), as: UTF8.self)
      guard let divider = text.firstRange(of: "\n----\n") else {
        return Case(path: path, query: text, expected: "")
      }
      return Case(
        path: path, query: String(text[..<divider.lowerBound]),
        expected: String(text[divider.upperBound...]))
    }
  }

  static func outcome(_ query: String) -> String {
    do throws(QueryError) {
      return SyntaxPrinter.text(of: try Parser.query(Array(query.utf8)), showsStructure: true)
        + "\n"
    } catch {
      return "\(error)\n"
    }
  }

  @Test func `each case gives the tree or the problems it names, and cites its page`() throws {
    let cases = try Self.cases()
    #expect(cases.count > 100)
    for item in cases {
      #expect(item.query.hasPrefix("// query/"), "\(item.path)")
      let outcome = Self.outcome(item.query)
      if Self.isUpdating, outcome != item.expected {
        try writeFile(Array("\(item.query)\n----\n\(outcome)".utf8), to: item.path)
      } else {
        #expect(outcome == item.expected, "\(item.path)")
      }
    }
    if Self.isUpdating { Issue.record("cases were rewritten: read the difference") }
  }

  @Test func `every operator has a folder of cases`() throws {
    let paths = try filesBelow(Self.folder, suffix: ".kql")
    for type in OperatorCatalogue.all {
      for keyword in type.keywords {
        let folder = "\(Self.folder)/operators/\(type.keywords[0])/"
        let texts = try paths.filter { $0.hasPrefix(folder) }
          .map { String(decoding: try readFile($0), as: UTF8.self) }
        #expect(texts.contains { $0.contains(keyword) }, "\(keyword)")
      }
    }
  }
}
