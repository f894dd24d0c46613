import TestSupport
import Testing

@testable import KQL

/// Expectations cannot hold spans, so these take strings.
extension TextNeedle {
  func has(_ text: String) -> Bool { isTerm(in: utf8(text).span) }
  func hasPrefix(_ text: String) -> Bool { isTermPrefix(in: utf8(text).span) }
  func hasSuffix(_ text: String) -> Bool { isTermSuffix(in: utf8(text).span) }
  func contained(in text: String) -> Bool { isContained(in: utf8(text).span) }
  func starts(_ text: String) -> Bool { isPrefix(of: utf8(text).span) }
  func ends(_ text: String) -> Bool { isSuffix(of: utf8(text).span) }
  func equals(_ text: String) -> Bool { isEqual(to: utf8(text).span) }
}

@Suite struct TextNeedleTests {
  private func needle(_ text: String) -> TextNeedle {
    TextNeedle(utf8(text), ignoringCase: true)
  }

  private func exact(_ text: String) -> TextNeedle { TextNeedle(utf8(text), ignoringCase: false) }

  @Test func `has finds whole terms, which end at all but letters and digits`() {
    let bar = needle("bar")
    for text in ["foo.bar.baz", "foo bar", "BAR", "x_bar-y", "(bar)", "bar", "ébar bar"] {
      #expect(bar.has(text), "\(text)")
    }
    for text in ["foobar", "bars", "bar1", "1bar", "", "ba r", "baré", "ébar"] {
      #expect(!bar.has(text), "\(text)")
    }
    #expect(needle("alpha").has("alpha_beta"))
  }

  @Test func `has compares without case by simple folding of all scripts`() {
    #expect(needle("привет").has("МИР ПРИВЕТ"))
    #expect(needle("NAÏVE").has("naïve"))
    #expect(needle("Σ").has("a ς"))
    #expect(needle("task").has("tas\u{212A}"))  // the Kelvin sign
    #expect(needle("tas\u{212A}").has("TASK"))
    #expect(!needle("strasse").has("straße"))
    #expect(!needle("full").has("ｆｕｌｌ"))
  }

  @Test func `a needle with separators has its bounds at its letters and digits only`() {
    #expect(needle(#"c:\win"#).has(#"x c:\win\y"#))
    #expect(!needle(#"c:\win"#).has(#"x c:\windows"#))
    #expect(!needle(#"c:\win"#).has(#"xc:\win"#))
    #expect(needle(#"\win"#).has(#"c:\win"#))
    #expect(needle("-").has("a-b"))
    #expect(needle("é-").has("é-b"))
  }

  @Test func `the empty needle is in every text`() {
    for text in ["", "a", " "] {
      #expect(needle("").has(text) && needle("").hasPrefix(text) && needle("").hasSuffix(text))
      #expect(needle("").contained(in: text) && needle("").starts(text) && needle("").ends(text))
    }
    #expect(needle("").equals("") && !needle("").equals("a"))
  }

  @Test func `hasprefix and hassuffix have one bound`() {
    #expect(needle("hel").hasPrefix("say Hello"))
    #expect(!needle("ello").hasPrefix("Hello"))
    #expect(needle("LLO").hasSuffix("Hello world"))
    #expect(!needle("hell").hasSuffix("Hello"))
    #expect(!needle("end").hasSuffix("ending") && needle("end").hasSuffix("the end."))
  }

  @Test func `the forms with cs compare exactly`() {
    #expect(exact("MiXeD").has("a MiXeD b") && !exact("mixed").has("a MiXeD b"))
    #expect(exact("café").contained(in: "cafés") && !exact("CAFÉ").contained(in: "cafés"))
    #expect(exact("ab").starts("abc") && !exact("Ab").starts("abc"))
    #expect(exact("bc").ends("abc") && !exact("BC").ends("abc"))
    #expect(exact("a").equals("a") && !exact("a").equals("A"))
  }

  @Test func `contains, startswith, endswith and equality fold case`() {
    #expect(needle("ÉTÉ").contained(in: "un été ici"))
    #expect(needle("ÉT").starts("été") && needle("TÉ").ends("été"))
    #expect(needle("straSSe").equals("STRASSE") && needle("Ⅳ").equals("ⅳ"))
    #expect(needle("k").starts("\u{212A}elvin") && needle("k").ends("mar\u{212A}"))
    #expect(!needle("abc").starts("ab") && !needle("abc").ends("bc"))
  }

  @Test func `bytes that are no UTF-8 are equal to themselves only`() {
    let damaged: [UInt8] = [0x61, 0xFF, 0x62]
    let other: [UInt8] = [0x41, 0xFE, 0x42]
    let same = TextNeedle(damaged, ignoringCase: true).isEqual(to: ([0x41, 0xFF, 0x62]).span)
    let different = TextNeedle(damaged, ignoringCase: true).isEqual(to: other.span)
    #expect(same && !different)
  }

  @Test func `the answers are those of a plain search over folded texts`() {
    let seed: UInt64 = 11
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let letters = Array("aAbB kKs-_é1É\u{212A}ſ")
    func word(_ longest: Int) -> String {
      String((0..<random.below(longest + 1)).map { _ in letters[random.below(letters.count)] })
    }
    for _ in 0..<4_000 {
      let (text, pattern) = (word(40), word(3))
      let folded = Text.folded(utf8(text).span)
      let wanted = Text.folded(utf8(pattern).span)
      let places = (0...folded.count).filter { folded[$0...].starts(with: wanted) }
      let terms = places.contains { place in
        TermBoundary(wanted.span, atStart: true, atEnd: true)
          .holds(folded.span, place..<(place + wanted.count))
      }
      let ours = needle(pattern)
      #expect(ours.contained(in: text) == !places.isEmpty, "\(pattern) in \(text)")
      #expect(ours.has(text) == terms, "\(pattern) in \(text)")
      #expect(ours.starts(text) == places.contains(0), "\(pattern) in \(text)")
    }
  }
}
