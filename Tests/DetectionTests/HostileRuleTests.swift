import Detection
import EventTables
import Tabular
import Testing

/// Rule files come from anywhere: whatever is in them, nothing traps, hangs or takes the program's memory.
@Suite struct HostileRuleTests {
  /// SplitMix64.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
      return value ^ value >> 31
    }
  }

  private static let pieces: [[UInt8]] =
    [
      "|", ">", "\"", "'", "[", "]", "{", "}", ":", "\n", "\r\n", "\t", "- ", "&a ", "*a", "!!x ",
      "<<: *a", "\u{0}", "\u{feff}", "\\u0000", "\\ud800", "\\\n", "99999999999999999999",
      "PT99999999H", "{{", "}}", "---\n", "...\n", "%YAML 9.9\n", "\u{2028}", "\u{1f600}",
    ].map { Array($0.utf8) } + [[0xff], [0xc0, 0x80]]

  private static let seeds: [[UInt8]] = [
    Array(
      """
      id: 0b4f7a52-6a35-4a0e-9a37-6c6f6773706f
      name: A
      description: 'It''s
        folded'
      severity: Low
      queryFrequency: 1h
      queryPeriod: 14d
      triggerOperator: gt
      triggerThreshold: 0
      tactics: &t [LateralMovement]
      tags: *t
      query: |
        Event
        | where EventID == 1 and Source has "x" // why
        | summarize count() by Computer, bin(TimeGenerated, 1h)
      entityMappings:
        - entityType: Host
          fieldMappings: [{identifier: FullName, columnName: Computer}]
      customDetails: {N: count_}
      alertDetailsOverride: {alertDisplayNameFormat: "{{Computer}} {{ count_ }}"}
      suppressionEnabled: true
      suppressionDuration: PT2H

      """.utf8),
    Array(
      #"{"resources":[{"name":"x/0b4f7a52-6a35-4a0e-9a37-6c6f6773706f","properties":{"displayName":"A","query":"Event\n| where EventID == 1 \/\/ \u00e9\ud83d\ude00\n| project Computer","triggerOperator":"GreaterThan","queryPeriod":"P14D"}}]}"#
        .utf8),
  ]

  @Test func `files that were changed at random end without a trap`() {
    let seed = UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var dice = Dice(state: seed)
    let check = RuleCheck(over: MadeTables())
    for number in 0..<600 {
      var text = Self.seeds[number % 2]
      for _ in 0..<Int.random(in: 1...8, using: &dice) {
        let place = Int.random(in: 0...text.count, using: &dice)
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: text.insert(contentsOf: Self.pieces.randomElement(using: &dice) ?? [], at: place)
        case 1: text.removeSubrange(place..<min(text.count, place + 20))
        case 2: if place < text.count { text[place] = .random(in: 0 ... .max, using: &dice) }
        case 3: text.insert(contentsOf: text[place..<min(text.count, place + 60)], at: place)
        default: text.removeSubrange(place...)
        }
      }
      var set = RuleSet()
      set.add(text, file: "changed")
      for rule in set.rules { _ = check.problems(of: rule) }
      for problem in set.problems { #expect(!problem.message.isEmpty) }
    }
  }

  @Test func `what asks for too much is refused`() {
    var deep = RuleSet()
    deep.add(Array(repeating: UInt8(ascii: "["), count: 1_000_000), file: "deep.yaml")
    #expect(deep.problems.map(\.code) == [.syntax])
    var long = RuleSet()
    long.add(Array(repeating: UInt8(ascii: "a"), count: 5_000_000), file: "long.yaml")
    #expect(long.problems.map(\.code) == [.syntax])
  }
}
