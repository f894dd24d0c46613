import TestSupport
import Testing

@testable import KQL

/// Queries made to break a parser.
@Suite struct HostileQueryTests {
  /// Seeds of mutations: the two published rules where they are present, and the cases.
  private static func seeds() throws -> [[UInt8]] {
    let texts = try SharedQueries.rules().map(\.text) + SyntaxCaseTests.cases().map(\.query)
    return texts.map { Array($0.utf8) }
  }

  /// Parses and, where there is a tree, prints; gives the problems.
  @discardableResult
  static func problems(of query: [UInt8]) -> [QueryError] {
    do throws(QueryError) {
      _ = SyntaxPrinter.text(of: try Parser.query(query))
      return []
    } catch {
      _ = error.description
      return [error] + error.further
    }
  }

  @Test func `every prefix of a query ends with a tree or with problems in order`() throws {
    for seed in try Self.seeds() {
      let step = seed.count > 300 ? 7 : 1
      for length in stride(from: 0, to: seed.count, by: step) {
        let problems = Self.problems(of: Array(seed.prefix(length)))
        #expect(problems.allSatisfy { $0.range.end <= length + 1 && $0.range.start <= length })
        let starts = problems.map(\.range.start)
        #expect(starts == starts.sorted())
      }
    }
  }

  @Test func `20,000 mutations end with a tree or with problems`() throws {
    let seeds = try Self.seeds()
    let words = [
      "(", ")", "[", "]", "{", "}", "|", ";", ",", "\"", "'", "@", "```", "//", "\n", "..", "=",
      "by", "on", "in",
      "let", "dynamic(", "datetime(", "where", "join", "and", "*", "-", "\\", "h\"", "1", "é",
      "\u{0}",
    ].map { Array($0.utf8) }
    let seed: UInt64 = 20_240_611
    print("mutations of queries: seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<20_000 {
      var query = random.pick(seeds)
      if query.count > 300 {
        let start = random.below(query.count - 300)
        query = Array(query[start..<(start + 300)])
      }
      for _ in 0..<random.number(in: 1...4) where !query.isEmpty {
        let place = random.below(query.count)
        switch random.below(4) {
        case 0: query[place] = UInt8(random.below(256))
        case 1: query.remove(at: place)
        case 2: query.insert(contentsOf: random.pick(words), at: place)
        default:
          let other = random.pick(seeds)
          let start = random.below(other.count)
          query.insert(contentsOf: other[start...].prefix(random.number(in: 1...40)), at: place)
        }
      }
      Self.problems(of: query)
    }
  }

  static let repeated:
    [(name: String, prefix: String, unit: String, middle: String, suffix: String)] = [
      ("parentheses", "print ", "(", "1", ")"),
      ("calls", "print ", "f(", "1", ")"),
      ("operations of rising strength", "print ", "a or b and c == d < e + f * g has (", "1", ")"),
      ("subqueries", "T", " | join (U", "", ") on x"),
      ("lists", "print ", "x in (", "1", ")"),
      ("indexes", "print ", "a[", "1", "]"),
      ("arrays", "print dynamic(", "[", "1", "]"),
      ("bags", "print dynamic(", "{\"a\":", "1", "}"),
      ("functions", "", "let f = () { ", "T", " };"),
      ("scalars of queries", "print ", "toscalar(T | where x == ", "1", ")"),
      ("elements", "T", " | mv-apply x on (where y == 1", "", ")"),
      ("tables", "", "union (", "T", ")"),
      ("signs", "print ", "-(", "1", ")"),
      (
        "the largest frames", "",
        "T | make-series toscalar kind=x (T | top 1 by (", "1", ")) on t step 1"
      ),
    ]

  @Test(arguments: repeated.indices)
  func `nesting beyond the limit is refused on a small stack, below it is read`(index: Int) throws {
    try onSmallStack {
      let (name, prefix, unit, middle, suffix) = Self.repeated[index]
      for (count, isRefused) in [(10, false), (20_000, true)] {
        let text =
          prefix + String(repeating: unit, count: count) + middle
          + String(repeating: suffix, count: count)
        let problems = Self.problems(of: Array(text.utf8))
        // A literal `dynamic(` and functions are left open at the end, which is a problem of another kind.
        #expect(problems.contains { $0.code == .limit } == isRefused, "\(name) \(count)")
      }
      // The deepest that is permitted is parsed, printed and let go of.
      var deepest = 0
      for count in stride(from: 10, through: 120, by: 5) {
        let text =
          prefix + String(repeating: unit, count: count) + middle
          + String(repeating: suffix, count: count)
        if !Self.problems(of: Array(text.utf8)).contains(where: { $0.code == .limit }) {
          deepest = count
        }
      }
      #expect(deepest >= 10, "\(name)")
      print("nesting of \(name): \(deepest)")
    }
  }

  @Test(arguments: ["1 + ", "a.", "a has ", "x and ", "x or ", "1 < 2 and ", "(1), ", "f(), "])
  func `chains and lists of any length end`(unit: String) throws {
    try onSmallStack {
      for count in [Limits.treeHeight - 10, Limits.treeHeight + 10, 50_000] {
        let text = "print " + String(repeating: unit, count: count) + "1"
        let isChain = ["1 + ", "a.", "a has "].contains(unit)
        let problems = Self.problems(of: Array(text.utf8))
        #expect(
          problems.contains { $0.code == .limit } == (isChain && count > Limits.treeHeight),
          "\(unit) \(count)")
      }
    }
  }

  @Test func `a query of the greatest length is read, one byte more is refused`() {
    let query = Array("print 1 //".utf8)
    let padding = [UInt8](repeating: UInt8(ascii: "x"), count: Limits.queryBytes - query.count)
    #expect(Self.problems(of: query + padding).isEmpty)
    #expect(Self.problems(of: query + padding + [0x78]).map(\.code) == [.limit])
  }

  @Test(
    arguments: [
      "(", ")", "[(", "])", "|", ";", "\"", "\"\n", "'", "@\"", "```", "//", "-", "a-", "*", "a*",
      "!", "!a", ".", "..",
      "1.", "1e", "0x", "let a = ", "let a = (", "| where ", "| join (", "h\"", "\\", "é",
      "\u{200b}", "datetime(",
      "datetime(\n", "dynamic(", "{", "}", "({[", "(}", "f(a,", "x in (", "between (", "['a'",
      "a['", "T | parse x with ",
    ])
  func `a megabyte of one thing takes linear time`(unit: String) {
    // A debug build, thirty times slower, gets less.
    let length = isDebugBuild ? Limits.queryBytes / 16 : Limits.queryBytes
    let text = String(repeating: unit, count: length / unit.utf8.count)
    let clock = ContinuousClock()
    let time = clock.measure { Self.problems(of: Array(text.utf8)) }
    #expect(time < .seconds(20), "\(unit): \(time)")
  }

  @Test func `text that is not UTF-8 is refused at its first bad byte`() {
    for (bytes, offset) in [
      ([0x54, 0xff], 1), ([0xc3], 0), ([0x54, 0xe2, 0x82], 1), ([0xc0, 0x80], 0),
    ] {
      let problems = Self.problems(of: bytes.map { UInt8($0) })
      #expect(problems.map(\.code) == [.badText])
      #expect(problems.map(\.range.start) == [offset])
    }
  }

  @Test func `problems beyond the limit are not listed`() {
    let text = "T" + String(repeating: " | wher", count: 10_000)
    #expect(Self.problems(of: Array(text.utf8)).count == Limits.problemsListed)
  }

  @Test func `a message shows no control characters of the query`() {
    let text = "T | where \u{1b}[31m\u{202e} == \u{7}"
    for problem in Self.problems(of: Array(text.utf8)) {
      let shown = problem.description.unicodeScalars
      #expect(shown.allSatisfy { $0.value >= 0x20 && $0.value != 0x202e || $0 == "\n" })
    }
  }
}
