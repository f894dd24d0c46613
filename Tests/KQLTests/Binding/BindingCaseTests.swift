import ByteIO
import Tabular
import TestSupport
import Testing

@testable import KQL

/// Queries with the columns and types, or the problems, that they give: `Cases/FAMILY/*.kql`.
///
/// A file is the query, whose first line is a comment naming the page of the documentation (below
/// data-explorer/kusto in MicrosoftDocs/dataexplorer-docs), then a line `----`, then what is expected: one column
/// a line. `UPDATE_GOLDENS=1` rewrites the latter and fails, so that a human reads the difference. The tables are
/// those of `NamedTables.small`.
@Suite struct BindingCaseTests {
  static let folder = SharedQueries.project + "/Tests/KQLTests/Binding/Cases"
  static let isUpdating = environmentBytes("UPDATE_GOLDENS").map { $0 == [0x31] } ?? false

  static func outcome(_ query: String) -> String {
    do throws(QueryError) {
      let bound = try Binder.bind(query, tables: NamedTables.small)
      let columns = bound.root.schema.columns.map { "\($0.name): \($0.type.name)\n" }
      return columns.joined() + (bound.root.schema.isOpen ? "...\n" : "")
        + bound.notices.map { "note: \($0)\n" }.joined()
    } catch {
      return "\(error)\n"
    }
  }

  @Test func `each case gives the columns or the problems it names, and cites its page`() throws {
    let paths = try filesBelow(Self.folder, suffix: ".kql")
    #expect(paths.count > 100)
    for path in paths {
      let text = String(decoding: try readFile(path), as: UTF8.self)
      let divider = text.firstRange(of: "\n----\n")
      let query = divider.map { String(text[..<$0.lowerBound]) } ?? text
      let expected = divider.map { String(text[$0.upperBound...]) } ?? ""
      #expect(query.hasPrefix("// query/"), "\(path)")
      let outcome = Self.outcome(query)
      if Self.isUpdating, outcome != expected {
        try writeFile(Array("\(query)\n----\n\(outcome)".utf8), to: path)
      } else {
        #expect(outcome == expected, "\(path)")
      }
    }
    if Self.isUpdating { Issue.record("cases were rewritten: read the difference") }
  }

  @Test func `every operator binds, or says that it is not supported`() {
    for type in OperatorCatalogue.all {
      let isBound = type is any PipelineOperator.Type || type is any SourceOperator.Type
      #expect(isBound, "\(type.keywords)")
    }
  }

  @Test func `names of functions, aggregates and plugins stand for one entry each`() {
    let functions = FunctionCatalogue.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(functions).count == functions.count)
    let aggregates = AggregateCatalogue.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(aggregates).count == aggregates.count)
    #expect(PluginCatalogue.byName.count == PluginCatalogue.all.count)
  }
}
