import Testing

/// Patterns, texts, and the texts with their matches marked: each match as ⟨match|group|group⟩.
///
/// The expected values are what Rust's crate `regex` gives (through polars 2.1, `replace_all`), which
/// the documentation of Kusto's syntax describes; regex_check.py compares further ones.
enum RegexCases {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String
    var text: String
    var marked: String

    var testDescription: String { pattern }

    init(_ pattern: String, _ text: String, _ marked: String) {
      self.pattern = pattern
      self.text = text
      self.marked = marked
    }
  }

  static let literalsAndEscapes: [Case] = [
    Case("abc", "xabcx", "x⟨abc⟩x"),
    Case(#"a\.c"#, "abc a.c", "abc ⟨a.c⟩"),
    Case(#"\*\+\?"#, "*+?", "⟨*+?⟩"),
    Case(#"\x41\x{42}"#, "xAB", "x⟨AB⟩"),
    Case(#"\u00e9\u{e9}"#, "éé", "⟨éé⟩"),
    Case(#"\U000000E9"#, "é", "⟨é⟩"),
    Case(#"\t\n\r\f\v\a"#, "\t\n\r\u{C}\u{B}\u{7}", "⟨\t\n\r\u{C}\u{B}\u{7}⟩"),
    Case(#"\\"#, #"a\b"#, #"a⟨\⟩b"#),
    Case(#"\-\/\@\_\ "#, "-/@_ ", "⟨-/@_ ⟩"),
    Case(#"\{\}\[\]\(\)"#, "{}[]()", "⟨{}[]()⟩"),
    Case("é", "aéb", "a⟨é⟩b"),
    Case("日本", "x日本語", "x⟨日本⟩語"),
    Case("😀", "a😀b", "a⟨😀⟩b"),
    Case("a}", "a}", "⟨a}⟩"),
    Case("a]", "a]", "⟨a]⟩"),
    Case("", "ab", "⟨⟩a⟨⟩b⟨⟩"),
    Case("", "é😀", "⟨⟩é⟨⟩😀⟨⟩"),
    Case("\\#\\&\\~", "#&~", "⟨#&~⟩"),
    Case("ab|cd|", "abxcd", "⟨ab⟩x⟨cd⟩"),
  ]

  static let dot: [Case] = [
    Case(".", "a\nb", "⟨a⟩\n⟨b⟩"),
    Case("(?s).", "a\nb", "⟨a⟩⟨\n⟩⟨b⟩"),
    Case("(?R).", "a\r\nb", "⟨a⟩\r\n⟨b⟩"),
    Case(".+", "é日\n😀", "⟨é日⟩\n⟨😀⟩"),
    Case("...", "日本語ab", "⟨日本語⟩ab"),
    Case("(?s).*", "a\nb", "⟨a\nb⟩"),
    Case("a.c", "a\rc abc", "⟨a\rc⟩ ⟨abc⟩"),
  ]

  static let classes: [Case] = [
    Case("[abc]+", "xabcbx", "x⟨abcb⟩x"),
    Case("[^abc]+", "abxyzc", "ab⟨xyz⟩c"),
    Case("[a-c]+", "xabcd", "x⟨abc⟩d"),
    Case("[a-]+", "-a-b", "⟨-a-⟩b"),
    Case("[-a]+", "-a-b", "⟨-a-⟩b"),
    Case("[]a]+", "a]b", "⟨a]⟩b"),
    Case("[^]a]+", "a]b", "a]⟨b⟩"),
    Case(#"[\]]"#, "a]", "a⟨]⟩"),
    Case(#"[\d-]+"#, "1-2a", "⟨1-2⟩a"),
    Case("[[:alpha:]]+", "ab1é", "⟨ab⟩1é"),
    Case("[[:^alpha:]]+", "ab1é", "ab⟨1é⟩"),
    Case("[[:digit:][:space:]]+", "a1 2b", "a⟨1 2⟩b"),
    Case("[[:punct:]]+", "a!?b", "a⟨!?⟩b"),
    Case("[[:xdigit:]]+", "xDEADg", "x⟨DEAD⟩g"),
    Case("[[:word:]]+", "a_1-é", "⟨a_1⟩-é"),
    Case("[x[^xyz]]+", "xyaz", "⟨x⟩y⟨a⟩z"),
    Case("[a-y&&xyz]", "wxyz", "w⟨x⟩⟨y⟩z"),
    Case("[0-9&&[^4]]+", "123456", "⟨123⟩4⟨56⟩"),
    Case("[0-9--4]+", "123456", "⟨123⟩4⟨56⟩"),
    Case("[a-g~~b-h]+", "abgh", "⟨a⟩bg⟨h⟩"),
    Case("[a&&b]", "ab", "ab"),
    Case(#"[\pL--\p{Greek}&&\p{Uppercase}]+"#, "aAλΛB", "a⟨A⟩λΛ⟨B⟩"),
    Case("[^a-z&&b]+", "abc", "⟨a⟩b⟨c⟩"),
    Case("[a-cd&&c-f]+", "abcdef", "ab⟨cd⟩ef"),
    Case(#"[\w--_]+"#, "a_b", "⟨a⟩_⟨b⟩"),
    Case(#"[\W]+"#, "a -b", "a⟨ -⟩b"),
    Case(#"[\s\S]+"#, "a\n", "⟨a\n⟩"),
    Case("[é-ü]+", "aéüz", "a⟨éü⟩z"),
    Case("[α-ω]+", "abγδ", "ab⟨γδ⟩"),
    Case(#"[\x00-\x{10FFFF}]+"#, "a😀", "⟨a😀⟩"),
    Case("[ab[cd]e]+", "xabcdef", "x⟨abcde⟩f"),
    Case("[&&a]", "a&", "a&"),
    Case("[a&]+", "&a", "⟨&a⟩"),
    Case("[.*+?^$(){}|]+", "a.*+?$|", "a⟨.*+?$|⟩"),
    Case(#"[\t ]+"#, "a\t b", "a⟨\t ⟩b"),
    Case("[--/]+", "+,-./", "+,⟨-⟩.⟨/⟩"),
    Case(#"[a\-z]+"#, "a-z b", "⟨a-z⟩ b"),
  ]

  static let perlClassesAndProperties: [Case] = [
    Case(#"\d+"#, "a12٣b", "a⟨12٣⟩b"),
    Case(#"\D+"#, "1ab2", "1⟨ab⟩2"),
    Case(#"\w+"#, "héllo_1-x", "⟨héllo_1⟩-⟨x⟩"),
    Case(#"\W+"#, "a-é b", "a⟨-⟩é⟨ ⟩b"),
    Case(#"\s+"#, "a\u{A0}\u{2003}b", "a⟨\u{A0}\u{2003}⟩b"),
    Case(#"\S+"#, " ab\u{3000}c", " ⟨ab⟩\u{3000}⟨c⟩"),
    Case(#"\pL+"#, "a1é", "⟨a⟩1⟨é⟩"),
    Case(#"\PL+"#, "a1-é", "a⟨1-⟩é"),
    Case(#"\p{L}+"#, "aéλ1", "⟨aéλ⟩1"),
    Case(#"\p{Letter}+"#, "ab1", "⟨ab⟩1"),
    Case(#"\p{Lu}+"#, "abCDÉ", "ab⟨CDÉ⟩"),
    Case(#"\p{uppercase_letter}"#, "aB", "a⟨B⟩"),
    Case(#"\p{Greek}+"#, "abλμ", "ab⟨λμ⟩"),
    Case(#"\P{Greek}+"#, "λabμ", "λ⟨ab⟩μ"),
    Case(#"\p{Script=Cyrillic}+"#, "abпри", "ab⟨при⟩"),
    Case(#"\p{sc=Han}+"#, "a漢字", "a⟨漢字⟩"),
    Case(#"\p{gc=Nd}+"#, "a12", "a⟨12⟩"),
    Case(#"\p{Alphabetic}+"#, "aⅣ1", "⟨aⅣ⟩1"),
    Case(#"\p{White_Space}+"#, "a \u{A0}b", "a⟨ \u{A0}⟩b"),
    Case(#"\p{Any}+"#, "a\n", "⟨a\n⟩"),
    Case(#"\p{ASCII}+"#, "aé", "⟨a⟩é"),
    Case(#"[^\p{L}\s]+"#, "a 1,2 b", "a ⟨1,2⟩ b"),
    Case(#"\p{Nd}+"#, "१२x", "⟨१२⟩x"),
    Case(#"\p{M}"#, "e\u{301}", "e⟨\u{301}⟩"),
    Case(#"(?-u)\w+"#, "aé_1", "⟨a⟩é⟨_1⟩"),
    Case(#"(?-u)\d+"#, "1٣2", "⟨1⟩٣⟨2⟩"),
    Case(#"(?-u:\s)+"#, "a\u{A0} b", "a\u{A0}⟨ ⟩b"),
    Case(#"\p{Pd}"#, "a-–b", "a⟨-⟩⟨–⟩b"),
    Case(#"[\p{Lu}&&\p{ASCII}]+"#, "AÉB", "⟨A⟩É⟨B⟩"),
  ]

  static let alternation: [Case] = [
    Case("a|ab", "ab", "⟨a⟩b"),
    Case("ab|a", "ab", "⟨ab⟩"),
    Case("(a|ab)(c|bcd)(d*)", "abcd", "⟨abcd|a|bcd|⟩"),
    Case("abc|abd|ab", "abd", "⟨abd⟩"),
    Case("(?:a|b)+", "abab", "⟨abab⟩"),
    Case("|a", "aa", "⟨⟩a⟨⟩a⟨⟩"),
    Case("a||b", "ab", "⟨a⟩b⟨⟩"),
    Case("(a|b|)+", "abab", "⟨abab|b⟩"),
    Case("foo|foobar", "foobar", "⟨foo⟩bar"),
    Case("(?:samwise|sam)", "samwise sam", "⟨samwise⟩ ⟨sam⟩"),
    Case("x|(y)|z(w)?", "yzwz", "⟨y|y|⟩⟨zw||w⟩⟨z||⟩"),
  ]

  static let repetition: [Case] = [
    Case("a*", "aabaa", "⟨aa⟩b⟨aa⟩"),
    Case("a+", "aabaa", "⟨aa⟩b⟨aa⟩"),
    Case("a?", "aab", "⟨a⟩⟨a⟩b⟨⟩"),
    Case("a*?", "aab", "⟨⟩a⟨⟩a⟨⟩b⟨⟩"),
    Case("a+?", "aab", "⟨a⟩⟨a⟩b"),
    Case("a??b", "aab", "a⟨ab⟩"),
    Case("a{2}", "aaaaa", "⟨aa⟩⟨aa⟩a"),
    Case("a{2,3}", "aaaaa", "⟨aaa⟩⟨aa⟩"),
    Case("a{2,3}?", "aaaaa", "⟨aa⟩⟨aa⟩a"),
    Case("a{2,}", "aaaaa", "⟨aaaaa⟩"),
    Case("a{2,}?", "aaaaa", "⟨aa⟩⟨aa⟩a"),
    Case("a{0}b", "ab", "a⟨b⟩"),
    Case("a{0,1}b", "ab", "⟨ab⟩"),
    Case("(?:ab){2}", "ababab", "⟨abab⟩ab"),
    Case("(a*)*", "aab", "⟨aa|aa⟩b⟨|⟩"),
    Case("(a*)+", "aab", "⟨aa|aa⟩b⟨|⟩"),
    Case("(a+)+b", "aab", "⟨aab|aa⟩"),
    Case("(a|b)*?c", "abc", "⟨abc|b⟩"),
    Case("(?:a*|b)*", "aabab", "⟨aabab⟩"),
    Case("(?:a?)*?b", "aab", "⟨aab⟩"),
    Case("(|a)*", "aa", "⟨|⟩a⟨|⟩a⟨|⟩"),
    Case("(|a)+", "aa", "⟨|⟩a⟨|⟩a⟨|⟩"),
    Case("(a|)+", "aa", "⟨aa|a⟩"),
    Case("a**", "aa", "⟨aa⟩"),
    Case("a{2}{3}", "aaaaaaa", "⟨aaaaaa⟩a"),
    Case(".*?,", "a,b,c", "⟨a,⟩⟨b,⟩c"),
    Case(".*,", "a,b,c", "⟨a,b,⟩c"),
    Case("<.+?>", "<a><b>", "⟨<a>⟩⟨<b>⟩"),
    Case("<.+>", "<a><b>", "⟨<a><b>⟩"),
    Case("(?U)a+", "aaa", "⟨a⟩⟨a⟩⟨a⟩"),
    Case("(?U)a+?", "aaa", "⟨aaa⟩"),
    Case("(a{1,2}){2}", "aaa", "⟨aaa|a⟩"),
    Case("(?:a{2,3}){2,3}", "aaaaaaaaaa", "⟨aaaaaaaaa⟩a"),
    Case("(a)|b", "ab", "⟨a|a⟩⟨b|⟩"),
    Case("(?:(a)|b)*", "ab", "⟨ab|a⟩"),
    Case("(?:(a)|(b))*", "ab", "⟨ab|a|b⟩"),
    Case("(a?)(ab)?", "ab", "⟨a|a|⟩b⟨||⟩"),
    Case("x{2,1000}", "xxx", "⟨xxx⟩"),
    Case("a{1}", "aa", "⟨a⟩⟨a⟩"),
  ]

  static let anchors: [Case] = [
    Case("^a", "aa", "⟨a⟩a"),
    Case("a$", "aa", "a⟨a⟩"),
    Case("^$", "", "⟨⟩"),
    Case("^", "ab", "⟨⟩ab"),
    Case("$", "ab", "ab⟨⟩"),
    Case("(?m)^", "a\nb\n", "⟨⟩a\n⟨⟩b\n⟨⟩"),
    Case("(?m)$", "a\nb\n", "a⟨⟩\nb⟨⟩\n⟨⟩"),
    Case("(?m)^b$", "a\nb\nc", "a\n⟨b⟩\nc"),
    Case("(?mR)^.*$", "a\r\nb\r\n", "⟨a⟩\r\n⟨b⟩\r\n⟨⟩"),
    Case("(?mR)$", "a\r\nb\rc", "a⟨⟩\r\nb⟨⟩\rc⟨⟩"),
    Case("(?mR)^", "a\r\nb\rc", "⟨⟩a\r\n⟨⟩b\r⟨⟩c"),
    Case(#"(?m)\Aa"#, "a\na", "⟨a⟩\na"),
    Case(#"(?m)a\z"#, "a\na", "a\n⟨a⟩"),
    Case(#"\A\z"#, "", "⟨⟩"),
    Case("a^b", "ab", "ab"),
    Case("a$b", "ab", "ab"),
    Case(#"(?m)a$\nb"#, "a\nb", "⟨a\nb⟩"),
    Case("^*a", "a", "⟨a⟩"),
    Case("(^a|b)+", "abab", "⟨ab|b⟩a⟨b|b⟩"),
    Case("(?:^|,)([^,]*)", "a,b,,c", "⟨a|a⟩⟨,b|b⟩⟨,|⟩⟨,c|c⟩"),
    Case("^a|b$", "ab", "⟨a⟩⟨b⟩"),
    Case("(?m)^a|b$", "ab\nab", "⟨a⟩⟨b⟩\n⟨a⟩⟨b⟩"),
  ]

  static let wordBoundaries: [Case] = [
    Case(#"\b"#, "ab cd", "⟨⟩ab⟨⟩ ⟨⟩cd⟨⟩"),
    Case(#"\B"#, "ab cd", "a⟨⟩b c⟨⟩d"),
    Case(#"\bab\b"#, "ab cab ab.", "⟨ab⟩ cab ⟨ab⟩."),
    Case(#"\bé"#, "é aé", "⟨é⟩ aé"),
    Case(#"\b日"#, "日 a日", "⟨日⟩ a日"),
    Case(#"a\b"#, "aé a", "aé ⟨a⟩"),
    Case(#"(?-u:\b)é"#, "é aé", "é a⟨é⟩"),
    Case(#"\b{start}\w"#, "ab cd", "⟨a⟩b ⟨c⟩d"),
    Case(#"\w\b{end}"#, "ab cd", "a⟨b⟩ c⟨d⟩"),
    Case(#"\<\w"#, "ab cd", "⟨a⟩b ⟨c⟩d"),
    Case(#"\w\>"#, "ab cd", "a⟨b⟩ c⟨d⟩"),
    Case(#"\b{start-half}."#, "a b", "⟨a⟩ ⟨b⟩"),
    Case(#".\b{end-half}"#, "a b", "⟨a⟩ ⟨b⟩"),
    Case(#"\b\w+\b"#, "héllo wörld", "⟨héllo⟩ ⟨wörld⟩"),
    Case(#"\B\w\B"#, "abc dé", "a⟨b⟩c dé"),
    Case(#"\b"#, "", ""),
    Case(#"\B"#, "", "⟨⟩"),
    Case(#"\b"#, "é", "⟨⟩é⟨⟩"),
    Case(#"\bfoo"#, "_foo foo", "_foo ⟨foo⟩"),
    Case(#"foo\B"#, "foobar foo", "⟨foo⟩bar foo"),
    Case(#"(?-u:\B)"#, "é", "⟨⟩é⟨⟩"),
    Case(#"\Bb"#, "ücb", "üc⟨b⟩"),
  ]

  static let flags: [Case] = [
    Case("(?i)abc", "aBC", "⟨aBC⟩"),
    Case("(?i)é", "É", "⟨É⟩"),
    Case("(?i)straße", "STRAßE STRASSE", "⟨STRAßE⟩ STRASSE"),
    Case("(?i)k", "kK\u{212A}", "⟨k⟩⟨K⟩⟨\u{212A}⟩"),
    Case("(?i)s", "sSſ", "⟨s⟩⟨S⟩⟨ſ⟩"),
    Case("(?i)[k-s]+", "KLMS\u{212A}ſ", "⟨KLMS\u{212A}ſ⟩"),
    Case("(?i)[^k]", "kK\u{212A}a", "kK\u{212A}⟨a⟩"),
    Case(#"(?i)\p{Lu}+"#, "aB1", "⟨aB⟩1"),
    Case("(?i)[[:lower:]]+", "aBC", "⟨aBC⟩"),
    Case("(?i-u)k", "kK\u{212A}", "⟨k⟩⟨K⟩\u{212A}"),
    Case("a(?i)b", "aB AB", "⟨aB⟩ AB"),
    Case("a(?i:b)c", "aBc aBC", "⟨aBc⟩ aBC"),
    Case("(?i)a(?-i)b", "Ab AB", "⟨Ab⟩ AB"),
    Case("(a(?i)b)c", "aBc aBC", "⟨aBc|aB⟩ aBC"),
    Case("(?x) a b # note", "ab", "⟨ab⟩"),
    Case(#"(?x)a\ b"#, "a b", "⟨a b⟩"),
    Case("(?x)[ a b ]+", "ab ", "⟨ab⟩ "),
    Case("(?x)a #x\n b", "ab", "⟨ab⟩"),
    Case("(?is)A.b", "a\nB", "⟨a\nB⟩"),
    Case("(?i)σ", "ΣςΣ", "⟨Σ⟩⟨ς⟩⟨Σ⟩"),
    Case("(?i)ß", "ẞß", "⟨ẞ⟩⟨ß⟩"),
    Case("(?i)Ω", "ωΩ\u{2126}", "⟨ω⟩⟨Ω⟩⟨\u{2126}⟩"),
    Case("(?i)ǅ", "ǄǅǆD", "⟨Ǆ⟩⟨ǅ⟩⟨ǆ⟩D"),
    Case("(?i)i", "iIıİ", "⟨i⟩⟨I⟩ıİ"),
    Case("(?i)[a-z&&[^aeiou]]+", "BCdA", "⟨BCd⟩A"),
    Case("(?i)powershell", "PowerShell.exe", "⟨PowerShell⟩.exe"),
    Case("(?i)a|b", "AB", "⟨A⟩⟨B⟩"),
  ]

  static let groups: [Case] = [
    Case("(a)(b)?(c)", "ac", "⟨ac|a||c⟩"),
    Case(#"(?P<y>\d+)-(?P<m>\d+)"#, "2024-05", "⟨2024-05|2024|05⟩"),
    Case(#"(?<y>\d+)"#, "x12", "x⟨12|12⟩"),
    Case("((a)(b))", "ab", "⟨ab|ab|a|b⟩"),
    Case("(?:a)(b)", "ab", "⟨ab|b⟩"),
    Case("()", "a", "⟨|⟩a⟨|⟩"),
    Case("(a*)(a*)", "aa", "⟨aa|aa|⟩"),
    Case("(a*?)(a*)", "aa", "⟨aa||aa⟩"),
    Case("(.*)-(.*)", "a-b-c", "⟨a-b-c|a-b|c⟩"),
    Case("(.*?)-(.*)", "a-b-c", "⟨a-b-c|a|b-c⟩"),
    Case(
      #"(\w+)@(\w+)\.com"#, "bob@example.com, al@x.com",
      "⟨bob@example.com|bob|example⟩, ⟨al@x.com|al|x⟩"),
    Case("(a)|(b)|(c)", "cab", "⟨c|||c⟩⟨a|a||⟩⟨b||b|⟩"),
    Case("((?:a|b)+)c", "abc", "⟨abc|ab⟩"),
    Case("(a(b(c)))", "abc", "⟨abc|abc|bc|c⟩"),
    Case("(a)+", "aaa", "⟨aaa|a⟩"),
    Case(#"(?:(\w)\s?)+"#, "a b c", "⟨a b c|c⟩"),
    Case(#"^(?:(\w+)\s*=\s*)?(\w+)$"#, "k = v", "⟨k = v|k|v⟩"),
    Case("([^=]+)=([^;]*);?", "a=1;b=2", "⟨a=1;|a|1⟩⟨b=2|b|2⟩"),
    Case(
      #"(?i)(?:(http)s?)://([^/\s]+)"#, "HTTPS://Host.example/x",
      "⟨HTTPS://Host.example|HTTP|Host.example⟩/x"),
  ]

  static let logTexts: [Case] = [
    Case(
      #"(?i)\\(rundll32|regsvr32)\.exe"#, #"C:\Windows\System32\RegSvr32.exe /s"#,
      #"C:\Windows\System32⟨\RegSvr32.exe|RegSvr32⟩ /s"#),
    Case(
      #"(?:\d{1,3}\.){3}\d{1,3}"#, "from 10.0.0.1 to 192.168.1.20",
      "from ⟨10.0.0.1⟩ to ⟨192.168.1.20⟩"),
    Case(
      "[A-Fa-f0-9]{32}", "md5=D41D8CD98F00B204E9800998ECF8427E",
      "md5=⟨D41D8CD98F00B204E9800998ECF8427E⟩"),
    Case(
      #"-[eE^]{1,2}[nN]?[cC]?\s+([A-Za-z0-9+/=]{8,})"#, "powershell -enc SQBFAFgAAAA=",
      "powershell ⟨-enc SQBFAFgAAAA=|SQBFAFgAAAA=⟩"),
    Case(#"^.*\\([^\\]+)$"#, #"C:\a\b.exe"#, #"⟨C:\a\b.exe|b.exe⟩"#),
    Case(#"EventID="?(\d+)"#, #"EventID="4688""#, #"⟨EventID="4688|4688⟩""#),
    Case(#"(?i)^(?:cmd|powershell)(?:\.exe)?\s"#, "cmd.exe /c dir", "⟨cmd.exe ⟩/c dir"),
    Case(#"S-1-5-21-\d+-\d+-\d+-(\d+)"#, "S-1-5-21-1-2-3-500", "⟨S-1-5-21-1-2-3-500|500⟩"),
    Case(#"\bT\d{4}(?:\.\d{3})?\b"#, "T1021.003, T1059", "⟨T1021.003⟩, ⟨T1059⟩"),
    Case(#""([^"]*)""#, #""a" "b c""#, #"⟨"a"|a⟩ ⟨"b c"|b c⟩"#),
    Case(
      #"(?i)invoke-\w+"#, "Invoke-Mimikatz; invoke-Expression",
      "⟨Invoke-Mimikatz⟩; ⟨invoke-Expression⟩"),
    Case(#"\$\{[^}]*\}"#, "${jndi:ldap}", "⟨${jndi:ldap}⟩"),
    Case(#"(\w+)=(\S+)"#, "a=1 b=x,y", "⟨a=1|a|1⟩ ⟨b=x,y|b|x,y⟩"),
  ]

}
