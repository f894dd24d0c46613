import TestSupport
import Testing

@testable import KQL

@Suite struct RegexEngineTests {
  /// The first match from a place on by each engine alone.
  private func slots(
    _ program: RegexProgram, _ text: [UInt8], from start: Int
  ) -> (pike: [Int]?, backtracker: [Int]?) {
    var pike = PikeMachine(program)
    var backtracker = Backtracker()
    return (
      pike.match(program, text.span, from: start, wanted: program.slotCount),
      backtracker.match(
        program, text.span, from: start, through: text.count, wanted: program.slotCount)
    )
  }

  @Test func `the engines agree on random patterns and texts`() throws {
    let seed: UInt64 = 20_261_124
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<600 {
      let pattern = RandomPattern.make(&random, depth: 4)
      let regex = try Regex(utf8(pattern))
      let matcher = Matcher(regex)
      for _ in 0..<3 {
        let text = utf8(RandomPattern.text(&random))
        let (pike, backtracker) = slots(regex.program, text, from: 0)
        #expect(pike == backtracker, "\(pattern) on \(text)")
        #expect(matcher.matches(text) == (pike != nil), "\(pattern) on \(text)")
        #expect(matcher.range(in: text) == pike.map { $0[0]..<$0[1] }, "\(pattern) on \(text)")
        let groups = matcher.groups(in: text)?.flatMap {
          [$0?.lowerBound ?? -1, $0?.upperBound ?? -1]
        }
        #expect(groups == pike, "\(pattern) on \(text)")
      }
    }
  }

  @Test func `matches and groups are those that backtracking finds first`() throws {
    let seed: UInt64 = 99
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var compared = 0
    while compared < 500 {
      let pattern = RandomPattern.make(&random, depth: 4)
      var parser = try RegexParser(utf8(pattern), flags: RegexParser.Flags())
      let expression = try parser.parse()
      if ReferenceMatcher.loopsThroughEmpty(expression) { continue }
      compared += 1
      let matcher = Matcher(try Regex(utf8(pattern)))
      for _ in 0..<3 {
        let text = utf8(RandomPattern.text(&random))
        var reference = ReferenceMatcher(expression, text)
        let expected = reference.match(slotCount: parser.groupNames.count * 2)
        let found = matcher.groups(in: text)?.flatMap {
          [$0?.lowerBound ?? -1, $0?.upperBound ?? -1]
        }
        #expect(found == expected, "\(pattern) on \(text)")
      }
    }
  }

  @Test func `the DFA forgets its states and gives the same answers`() throws {
    // Each position of the last x makes another state.
    let regex = try Regex(utf8("[ab]*x[ab]{14}c|y(é|[^é])z"))
    let matcher = Matcher(regex)
    var random = SplitMix64(seed: 7)
    for _ in 0..<3 {
      var text: [UInt8] = []
      for _ in 0..<20_000 { text.append(Bool.random(using: &random) ? 0x61 : 0x78) }
      text += utf8("xabababababababc")
      #expect(matcher.matches(text))
      #expect(matcher.cachedBytes <= RegexLimits.dfaBytes + 100_000)
    }
  }

  @Test func `patterns that backtracking cannot finish run in linear time`() throws {
    let text = Array(repeating: UInt8(ascii: "a"), count: 100_000)
    for pattern in [
      "(a*)*b", "(a|a)*b", "(a|aa)+$b", "(.*.*)*x", "(?:a?){30}a{30}b", "(a+a+)+b", "(.*)(.*)(.*)b",
      #"(\w+\s?)*-"#, #"^(\w+)+$b"#, "(?i)(k|a)*z", #"(?:\b|a)*\Bb"#, "(((a*)*)*)*b",
    ] {
      let matcher = Matcher(try Regex(utf8(pattern)))
      #expect(!matcher.matches(text), "\(pattern)")
      #expect(matcher.groups(in: text) == nil, "\(pattern)")
      #expect(matcher.stepCount < 120 * text.count, "\(pattern): \(matcher.stepCount)")
    }
  }

  @Test func `the NFAs run in linear time as well`() throws {
    let text = Array(repeating: UInt8(ascii: "a"), count: 100_000)
    for pattern in ["(a*)*b", "(a|a)*b", "(.*.*)*x"] {
      let program = try Regex(utf8(pattern)).program
      var pike = PikeMachine(program)
      let text = Array(text[..<20_000])
      let first = pike.match(program, text.span, from: 0, wanted: program.slotCount)
      #expect(first == nil)
      #expect(pike.stepCount <= program.states.count * (text.count + 1))
      var backtracker = Backtracker()
      let short = Array(text[..<5_000])
      let found = backtracker.match(
        program, short.span, from: 0, through: short.count, wanted: 2)
      #expect(found == nil)
      #expect(backtracker.stepCount <= program.states.count * (short.count + 1))
    }
  }

  @Test func `a thousand levels of counted repetitions stay within the limits`() throws {
    #expect(throws: Never.self) { try Regex(utf8("(?:a{10}){10}{10}")) }
    let matcher = Matcher(try Regex(utf8("a{10000}")))
    #expect(matcher.matches(Array(repeating: UInt8(ascii: "a"), count: 10_000)))
    #expect(!matcher.matches(Array(repeating: UInt8(ascii: "a"), count: 9_999)))
  }

  @Test func `mutated patterns neither trap nor take much memory`() throws {
    let seed: UInt64 = 3
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let seeds =
      (RegexCases.classes + RegexCases.flags + RegexCases.groups
      + RegexCases.repetition + RegexCases.wordBoundaries + RegexCases.logTexts).map(\.pattern)
    let pieces = [
      "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "(?", "[^", "{9}", "{2,}", "&&", "--",
      "[:alpha:]", "\\p{L}", "\\b", "é", "\u{10FFFF}", "(?i)", "(?x)", "#", "\n", "-", "^", "$",
    ]
    let text = utf8("aB1 é_x-\n日 kK a=b;c")
    var compiled = 0
    for _ in 0..<1_500 {
      var pattern = utf8(seeds.randomElement(using: &random) ?? "")
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...pattern.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where place < pattern.count: pattern.remove(at: place)
        case 1 where place < pattern.count:
          pattern[place] = UInt8.random(in: 0...255, using: &random)
        default:
          pattern.insert(
            contentsOf: utf8(pieces.randomElement(using: &random) ?? ""), at: place)
        }
      }
      do {
        let matcher = Matcher(try Regex(pattern))
        compiled += 1
        matcher.forEachMatch(in: text.span) { _ in true }
        _ = matcher.matches(text)
        #expect(matcher.regex.program.states.count < 200_000)
      } catch {
        #expect(error.offset >= 0 && error.offset <= pattern.count)
      }
    }
    #expect(compiled > 200)
  }

  @Test func `the deepest nesting fits a small stack`() throws {
    try onSmallStack {
      let depth = RegexLimits.depth
      for pattern in [
        String(repeating: "(", count: depth) + "a" + String(repeating: ")*", count: depth),
        String(repeating: "(?:|", count: depth) + "a" + String(repeating: ")", count: depth),
        String(repeating: "[^", count: depth) + "a" + String(repeating: "]", count: depth),
        "a" + String(repeating: "*", count: depth), String(repeating: "(?i:", count: 10_000),
        String(repeating: "[", count: 10_000),
      ] {
        do {
          _ = Matcher(try Regex(utf8(pattern))).matches(utf8("aaa"))
        } catch let error as RegexError {
          #expect(error.code == .limit)
        }
      }
    }
  }

  @Test func `one program serves many threads`() async throws {
    let regex = try Regex(utf8(#"(\w+)@(\w+)"#))
    let counts = await withTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask {
          let matcher = Matcher(regex)
          return (0..<200).count {
            let text = utf8("user\(number)x\($0)@host")
            return matcher.range(in: text) == 0..<text.count
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(counts == 1_600)
  }
}
