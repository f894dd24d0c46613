import EVTX
import Evidence
import TestSupport
import Testing

/// Identifiers as runs: which were found, which are missing, which came twice.
@Suite struct ConversionIdentifierTests {
  @Test func `runs that touch or overlap become one`() {
    var set = IdentifierSet()
    #expect(set.insert(1...3) == [])
    #expect(set.insert(7...9) == [])
    #expect(set.runs == [1...3, 7...9])
    #expect(set.insert(4...6) == [])
    #expect(set.runs == [1...9])
    #expect(set.count == 9)
    #expect(set.gaps.isEmpty)
  }

  @Test func `gaps lie between the runs`() {
    var set = IdentifierSet()
    for run: ClosedRange<UInt64> in [10...12, 1...3, 20...20] { _ = set.insert(run) }
    #expect(set.runs == [1...3, 10...12, 20...20])
    #expect(set.gaps == [4...9, 13...19])
  }

  @Test func `what was there before is given back`() {
    var set = IdentifierSet()
    for run: ClosedRange<UInt64> in [1...10, 20...30, 40...50] { _ = set.insert(run) }
    #expect(set.insert(5...5) == [5...5])
    #expect(set.insert(8...22) == [8...10, 20...22])
    #expect(set.runs == [1...30, 40...50])
    #expect(set.insert(0...60) == [1...30, 40...50])
    #expect(set.runs == [0...60])
  }

  @Test func `the least and the greatest identifiers are none too many`() {
    var set = IdentifierSet()
    #expect(set.insert(.max - 1 ... .max) == [])
    #expect(set.insert(0...0) == [])
    #expect(set.gaps == [1 ... .max - 2])
    #expect(set.insert(.max ... .max) == [.max ... .max])
    #expect(set.insert(1 ... .max - 2) == [])
    #expect(set.runs == [0 ... .max])
  }

  @Test func `runs in any order give what a plain set gives`() {
    for seed: UInt64 in 1...60 {
      var random = SplitMix64(seed: seed)
      var set = IdentifierSet()
      var plain: Set<UInt64> = []
      let range = random.pick([20, 100, 1_000])
      for _ in 0..<random.number(in: 1...80) {
        let start = UInt64(random.below(range))
        let run = start...start + UInt64(random.below(12))
        let repeated = Set(set.insert(run).flatMap { Array($0) })
        let expected = plain.intersection(run)
        guard repeated == expected else {
          Issue.record(
            "seed \(seed): \(run) repeats \(repeated.sorted()), not \(expected.sorted())")
          return
        }
        plain.formUnion(run)
      }
      let found = set.runs.flatMap { Array($0) }
      let missing = set.gaps.flatMap { Array($0) }
      let least = plain.min() ?? 0
      let greatest = plain.max() ?? 0
      #expect(found == plain.sorted(), "seed \(seed)")
      #expect(missing == (least...greatest).filter { !plain.contains($0) }, "seed \(seed)")
      #expect(set.count == UInt64(plain.count), "seed \(seed)")
      let isApart = zip(set.runs, set.runs.dropFirst()).allSatisfy {
        $0.upperBound + 1 < $1.lowerBound
      }
      #expect(isApart, "seed \(seed): runs touch")
    }
  }
}
