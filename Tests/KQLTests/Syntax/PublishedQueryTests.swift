import Testing

@testable import KQL

/// Queries that others wrote: rules, recorded queries, examples of the documentation.
@Suite struct PublishedQueryTests {
  @Test func `published queries parse`() {
    var failures: [String] = []
    for query in SharedQueries.all where !query.isError {
      do throws(QueryError) {
        _ = try Parser.query(Array(query.text.utf8))
      } catch {
        failures.append("\(query.place): \(error)")
      }
    }
    for failure in failures { print(failure) }
    print(failures.count, "of", SharedQueries.all.count)
  }
}
