internal import Tabular

/// What the requests of a query ask of the rows of one table, all of them together.
///
/// A row is wanted when it may fulfil all conditions of any request.
struct RowDemand: Sendable {
  /// The places of the columns that any request needs, ascending; those that are tested are among them.
  let columns: [Int]
  /// The conditions of each request; none where a request wants all rows.
  let alternatives: [[ColumnTest]]

  /// A condition and its column.
  struct ColumnTest: Sendable {
    var column: Int
    var test: CellTest
  }

  /// The demand of requests, which are all for the table of `schema`; of all rows if it `ignoresPredicates`, for
  /// tests that compare.
  init(_ requests: [ScanRequest], _ schema: TableSchema, ignoresPredicates: Bool = false) {
    let all = schema.columns.indices
    var columns: Set<Int> = []
    var alternatives: [[ColumnTest]] = []
    var wantsAll = ignoresPredicates
    for request in requests {
      columns.formUnion(request.columns.filter(all.contains))
      let tests = request.predicates.filter { all.contains($0.column) }
      columns.formUnion(tests.map(\.column))
      if tests.isEmpty { wantsAll = true }
      alternatives.append(
        tests.map {
          ColumnTest(column: $0.column, test: CellTest($0.test, schema.columns[$0.column].type))
        })
    }
    self.columns = columns.sorted()
    self.alternatives = wantsAll ? [] : alternatives
  }

  /// The columns that are tested, ascending.
  var testedColumns: [Int] {
    Set(alternatives.flatMap { $0.map(\.column) }).sorted()
  }

  /// Whether a row may be wanted; of some columns nothing is known yet.
  func admits(_ row: borrowing RowBuffer, unknown: Set<Int> = []) -> Bool {
    if alternatives.isEmpty { return true }
    for tests in alternatives {
      var passes = true
      for entry in tests where !unknown.contains(entry.column) {
        if !row.withCell(entry.column, { entry.test.passes($0) }) {
          passes = false
          break
        }
      }
      if passes { return true }
    }
    return false
  }

  /// Whether a row may be wanted of which only some columns are known: `passes` says whether one may pass.
  func mayAdmit(_ passes: (ColumnTest) -> Bool) -> Bool {
    alternatives.isEmpty || alternatives.contains { $0.allSatisfy(passes) }
  }
}
