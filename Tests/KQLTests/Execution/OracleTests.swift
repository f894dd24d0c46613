import TestSupport
import Testing

@testable import KQL

/// Microsoft's recorded answers; other people's data, so they need not be there.
@Suite struct OracleTests {
  @Test func `no answer differs from the recorded one, and most queries are answered`() {
    let recorded = RecordedQueryAnswer.all()
    guard !recorded.isEmpty else {
      print("skipped: ../shared/kql/oracle.jsonl is absent")
      return
    }
    let engine = Engine(source: SmallTables(), now: 638_000_000_000_000_000)
    var exact = 0
    var asked = 0
    var refusals: [String: Int] = [:]
    for answer in recorded {
      do throws(QueryError) {
        let result = try engine.run(answer.query)
        if answer.isError {
          Issue.record("\(answer.place): Microsoft's engine rejects \(answer.query)")
          continue
        }
        asked += 1
        let difference = answer.difference(from: result)
        if difference == nil { exact += 1 }
        #expect(difference == nil, "\(answer.place): \(answer.query)")
      } catch {
        if answer.isError { continue }
        asked += 1
        refusals[error.message, default: 0] += 1
      }
    }
    print("recorded answers: \(exact) of \(asked) exact")
    for (message, count) in refusals.sorted(by: { $0.value > $1.value }) {
      print("  \(count) refused: \(message)")
    }
    #expect(exact * 100 >= asked * 95)
  }
}
