import TestSupport
import Testing

@testable import KQL

@Suite struct SearchTests {
  @Test func `a needle is found where a plain search finds it`() {
    let seed: UInt64 = 5
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<3_000 {
      let text = (0..<random.below(90)).map { _ in
        UInt8(0x41 + random.below(2) * 32 + random.below(2))
      }
      let needle = (0..<(1 + random.below(6))).map { _ in UInt8(0x61 + random.below(2)) }
      let start = random.below(text.count + 1)
      for ignoresCase in [false, true] {
        let compared = ignoresCase ? text.map { $0 | 0x20 } : text
        let expected = (start...max(start, text.count)).first {
          $0 <= text.count && compared[$0...].starts(with: needle)
        }
        let search = SubstringSearch(needle, ignoringASCIICase: ignoresCase)
        let found = search.find(in: text.span, from: start)
        #expect(found == expected, "\(needle) in \(text) from \(start)")
      }
    }
  }

  @Test func `only letters are alike in both cases`() {
    let search = SubstringSearch(utf8("[@a"), ignoringASCIICase: true)
    let (both, not) = (utf8("x[@A"), utf8("x{`A"))
    let found = (search.isFound(in: both.span), search.isFound(in: not.span))
    #expect(found == (true, false))
  }

  @Test func `a needle that almost matches everywhere is searched in linear time`() {
    var text = Array(repeating: UInt8(ascii: "a"), count: 200_000)
    let needle =
      [UInt8](repeating: 0x61, count: 2_000) + [0x62] + [UInt8](repeating: 0x61, count: 2_000)
    for index in stride(from: 500, to: text.count, by: 1_900) { text[index] = 0x62 }
    let search = SubstringSearch(needle)
    let missing = search.find(in: text.span, from: 0)
    text += needle
    let found = search.find(in: text.span, from: 0)
    #expect(missing == nil)
    #expect(found != nil)
  }

  @Test func `many needles give what each alone gives`() {
    let seed: UInt64 = 6
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let letters = Array("aAbk -é\u{212A}")
    func word(_ longest: Int) -> String {
      String((0..<random.below(longest + 1)).map { _ in letters[random.below(letters.count)] })
    }
    for round in 0..<600 {
      let words = (0..<random.below(12)).map { _ in word(4) }.filter {
        !$0.isEmpty || round % 9 == 0
      }
      let text = utf8(word(30))
      for place in [NeedleSet.Place.term, .anywhere] {
        for ignoresCase in [true, false] {
          let single = NeedleSet(
            words.map(utf8), ignoringCase: ignoresCase, place: place, automatonFrom: .max)
          let automaton = NeedleSet(
            words.map(utf8), ignoringCase: ignoresCase, place: place, automatonFrom: 0)
          let expected = (
            single.isAny(in: text.span), single.areAll(in: text.span),
            single.firstIndex(in: text.span)
          )
          let found = (
            automaton.isAny(in: text.span), automaton.areAll(in: text.span),
            automaton.firstIndex(in: text.span)
          )
          #expect(expected == found, "\(words) in \(text)")
        }
      }
    }
  }
}
