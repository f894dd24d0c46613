import Testing

@testable import KQL

@Suite struct StringFunctionTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func part(_ source: String, _ range: Range<Int>) -> String {
    text(Array(utf8(source)[range]))
  }

  private func matcher(_ pattern: String) throws -> Matcher { Matcher(try Regex(utf8(pattern))) }

  @Test func `strlen counts code points`() {
    for (source, length) in [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 2), ("😀", 1), ("Größe", 5),
      ("👩\u{200D}👧", 3),
    ] {
      let count = Text.characterCount(utf8(source).span)
      #expect(count == length, "\(source)")
    }
  }

  @Test func `substring counts characters, from the end where the start is negative`() {
    func substring(_ source: String, _ start: Int64, _ length: Int64?) -> String {
      part(source, Text.substring(utf8(source).span, start: start, length: length))
    }
    #expect(substring("123456", 1, nil) == "23456")
    #expect(substring("123456", 2, 2) == "34")
    #expect(substring("ABCD", 0, 2) == "AB")
    #expect(substring("123456", -2, 2) == "56")
    #expect(substring("123456", -4, 2) == "34")
    #expect(substring("abc", 5, 3) == "" && substring("abc", 1, 0) == "")
    #expect(substring("y", -2, 5) == "" && substring("", 0, 5) == "")
    #expect(substring("日本語", 1, 1) == "本" && substring("a😀b", 1, nil) == "😀b")
    #expect(substring("abc", .max, .max) == "" && substring("abc", .min, .max) == "")
    #expect(substring("abc", 0, -1) == "")
  }

  @Test func `indexof counts characters within its window`() {
    func indexOf(_ source: String, _ needle: String, _ window: IndexWindow = IndexWindow())
      -> Int64?
    {
      Text.indexOf(utf8(source).span, SubstringSearch(utf8(needle)), window)
    }
    #expect(indexOf("abcdefg", "cde") == 2)
    #expect(indexOf("abcdefg", "cde", IndexWindow(start: 1, length: 4)) == 2)
    #expect(indexOf("abcdefg", "cde", IndexWindow(start: 1, length: 2)) == -1)
    #expect(indexOf("abcdefg", "cde", IndexWindow(start: 3, length: 4)) == -1)
    #expect(indexOf("abcdefg", "cde", IndexWindow(start: -5)) == 2)
    #expect(
      indexOf("abcdefgabcdefg", "cde", IndexWindow(start: 1, length: 10, occurrence: 2)) == 9)
    #expect(indexOf("abcdefgabcdefg", "cde", IndexWindow(start: 1, occurrence: 3)) == -1)
    #expect(indexOf("añb", "b") == 2 && indexOf("abc", "") == nil)
    #expect(indexOf("abc", "a", IndexWindow(length: -2)) == nil)
    #expect(indexOf("abc", "a", IndexWindow(start: .min)) == 0)
    #expect(indexOf("abc", "c", IndexWindow(start: .max)) == -1)
  }

  @Test func `indexof_regex finds matches that do not overlap`() throws {
    func indexOf(_ source: String, _ pattern: String, _ window: IndexWindow) throws -> Int64? {
      let matcher = try matcher(pattern)
      return Text.indexOf(utf8(source).span, matcher, window)
    }
    #expect(try indexOf("abcabc", "a.c", IndexWindow()) == 0)
    #expect(try indexOf("abcabcdefg", "a.c", IndexWindow(length: 9, occurrence: 2)) == 3)
    #expect(try indexOf("abcabc", "a.c", IndexWindow(start: 1, occurrence: 2)) == -1)
    #expect(try indexOf("ababaa", "a.a", IndexWindow(occurrence: 2)) == -1)
    #expect(try indexOf("abcabc", "a|ab", IndexWindow(start: -1)) == nil)
  }

  @Test func `countof counts overlapping places of text and separate matches of patterns`() throws {
    func count(_ source: String, _ needle: String) -> Int {
      Text.countOf(utf8(source).span, SubstringSearch(utf8(needle)))
    }
    func count(_ source: String, pattern: String) throws -> Int {
      let matcher = try matcher(pattern)
      return Text.countOf(utf8(source).span, matcher)
    }
    #expect(count("aaaa", "aa") == 3 && count("ababa", "ab") == 2 && count("abc", "") == 0)
    #expect(try count("ababa", pattern: "aba") == 1)
    #expect(try count("abcabc", pattern: "a.c") == 2)
  }

  @Test func `split keeps empty parts`() {
    func split(_ source: String, _ delimiter: String) -> [String] {
      Text.split(utf8(source).span, by: SubstringSearch(utf8(delimiter))).map { part(source, $0) }
    }
    #expect(split("aa_bb", "_") == ["aa", "bb"] && split("", "_") == [""])
    #expect(split("a__b", "_") == ["a", "", "b"] && split("..", ".") == ["", "", ""])
    #expect(split("aabbcc", "bb") == ["aa", "cc"] && split("abc", "") == ["abc"])
  }

  @Test func `trim takes one match away at an end`() throws {
    func trim(_ pattern: String, _ source: String, _ ends: TrimPattern.Ends) throws -> String {
      let trimmer = Trimmer(try TrimPattern(utf8(pattern), ends: ends))
      return part(source, trimmer.trim(utf8(source).span))
    }
    #expect(try trim("--", "--https://bing.com--", .both) == "https://bing.com")
    #expect(try trim("https://", "https://bing.com", .start) == "bing.com")
    #expect(try trim(".com", "bing.com", .end) == "bing")
    #expect(try trim(#"\s+"#, "  Hello, world!  ", .both) == "Hello, world!")
    #expect(try trim(" ", "  x  ", .both) == " x ")
    #expect(try trim("x|y", "xyx", .both) == "y" && trim("a", "b", .both) == "b")
    #expect(try trim(#"\s"#, "\u{A0}y\u{A0}", .both) == "y")
    #expect(try trim("(?m)^a$", "a\nb\na", .both) == "\nb\n" && trim("a", "a", .both) == "")
    #expect(try trim(#"[^\w]+"#, "-  Te st1// $", .start) == "Te st1// $")
  }

  @Test func `extract gives a group of the first match, extract_all of all`() throws {
    func extract(_ pattern: String, _ group: Int, _ source: String) throws -> String? {
      let matcher = try matcher(pattern)
      return Text.extract(utf8(source).span, matcher, group: group).map { part(source, $0) }
    }
    func all(_ pattern: String, _ groups: [Int], _ source: String) throws -> [[String]] {
      let matcher = try matcher(pattern)
      return Text.extractAll(utf8(source).span, matcher, groups: groups)
        .map { $0.map { part(source, $0) } }
    }
    #expect(try extract(#"Age: (\d+)"#, 1, "User: x, Age: 29") == "29")
    #expect(try extract(#"(\d+)-(\d+)"#, 0, "on 5-6") == "5-6")
    #expect(try extract("a", 1, "a") == nil && extract("(a)|b", 1, "b") == nil)
    #expect(try extract("x", 0, "a") == nil && extract("a", -1, "a") == nil)
    #expect(
      try all(#"([\da-f]{2})"#, [1], "82b8-be") == [["82"], ["b8"], ["be"]])
    #expect(try all(#"(\w)(\w+)(\w)"#, [1, 3], "abc-defg") == [["a", "c"], ["d", "g"]])
    #expect(try all("(x)?y", [1], "yxy") == [[""], ["x"]] && all("z", [0], "a") == [])
  }

  @Test func `replace_regex puts groups into its rewrite`() throws {
    func replace(_ source: String, _ pattern: String, _ rewrite: String) throws -> String {
      let matcher = try matcher(pattern)
      let rewrite = try RegexRewrite(utf8(rewrite), groupCount: matcher.regex.groupCount)
      return text(try rewrite.replace(in: utf8(source).span, matcher) ?? utf8(source))
    }
    #expect(try replace("Number is 5", #"is (\d+)"#, #"was: \1"#) == "Number was: 5")
    #expect(try replace("one two", #"(\w)(\w)"#, #"\2\1"#) == "noe wto")
    #expect(try replace("abc", "b", #"[\0]"#) == "a[b]c" && replace("abc", "x", "y") == "abc")
    #expect(try replace("ab", "", "-") == "-a-b-" && replace("é", "x*", "-") == "-é-")
    #expect(try replace("a", "a", #"\\1 $1 \n"#) == #"\1 $1 \n"#)
    #expect(throws: RegexError.self) { try replace("a", "a", #"\1"#) }
  }

  @Test func `a replacement that grows too large is refused`() throws {
    let matcher = try matcher("")
    let rewrite = try RegexRewrite(Array(repeating: 0x61, count: 1 << 20), groupCount: 1)
    let source = Array(repeating: UInt8(0x62), count: 200)
    #expect(throws: RegexError.self) { try rewrite.replace(in: source.span, matcher) }
  }

  @Test func `replace_string and replace_strings replace plain text`() {
    func replace(_ source: String, _ needle: String, _ replacement: String) -> String {
      let found = Text.replace(
        utf8(source).span, SubstringSearch(utf8(needle)), with: utf8(replacement))
      return text(found ?? utf8(source))
    }
    func replace(_ source: String, _ needles: [String], _ replacements: [String?]) -> String {
      text(
        Text.replace(
          utf8(source).span, needles.map { SubstringSearch(utf8($0)) },
          with: replacements.map { $0.map(utf8) }))
    }
    #expect(replace("aaa", "aa", "b") == "ba" && replace("abc", "", "_") == "abc")
    let sentence = "This is an example"
    #expect(replace(sentence, ["This", "is"], ["This", "was"]) == "This was an example")
    #expect(replace(sentence, ["is", "This"], ["was", "This"]) == "Thwas was an example")
    #expect(replace(sentence, ["This", "is"], [nil, "was"]) == "This was an example")
    #expect(
      replace("a cat into a dog", ["cat", "dog"], ["dog", "pigeon"]) == "a dog into a pigeon")
  }

  @Test func `reverse, translate, strcmp and strrep`() {
    #expect(text(Text.reversed(utf8("a😀é").span)) == "é😀a")
    func translate(_ search: String, _ replacement: String, _ source: String) -> String {
      text(
        Translation(utf8(search).span, utf8(replacement).span).translate(utf8(source).span))
    }
    #expect(translate("abc", "x", "abc") == "xxx" && translate("abc", "", "abd") == "d")
    #expect(translate("krasp", "otsku", "spark") == "kusto")
    func compare(_ left: String, _ right: String) -> Int {
      Text.compare(utf8(left).span, utf8(right).span)
    }
    #expect(compare("ABC", "ABC") == 0 && compare("abc", "ABC") == 1)
    #expect(compare("ABC", "abc") == -1 && compare("abcde", "abc") == 1)
    func repeated(_ source: String, _ count: Int64, limit: Int = 100) -> String? {
      Text.repeated(utf8(source).span, count: count, delimiter: utf8("-").span, limit: limit)
        .map(text)
    }
    #expect(repeated("ab", 3) == "ab-ab-ab" && repeated("ab", 0) == "")
    #expect(repeated("ab", .max) == nil)
  }

  @Test func `tolower and toupper map single characters`() {
    func lower(_ source: String) -> String { text(Text.lowercased(utf8(source).span)) }
    func upper(_ source: String) -> String { text(Text.uppercased(utf8(source).span)) }
    #expect(lower("MiXeD [Z]") == "mixed [z]" && upper("mixed {z}`") == "MIXED {Z}`")
    #expect(lower("ＡＢＣ ÀΣ") == "ａｂｃ àσ" && upper("straße ǆ") == "STRAßE Ǆ")
    #expect(lower("İ") == "İ" && upper("ı") == "ı")
  }

  @Test func `URLs are encoded with lower-case digits`() {
    func encode(_ source: String, _ isComponent: Bool) -> String {
      text(Text.urlEncoded(utf8(source).span, isComponent: isComponent))
    }
    func decode(_ source: String) -> String { text(Text.urlDecoded(utf8(source).span)) }
    let url = "https://www.bing.com/hello world/"
    #expect(encode(url, false) == "https%3a%2f%2fwww.bing.com%2fhello+world%2f")
    #expect(encode(url, true) == "https%3a%2f%2fwww.bing.com%2fhello%20world%2f")
    #expect(decode("https%3a%2f%2Fx+%zz%4") == "https://x %zz%4")
    #expect(decode("%c3%a9%ff") == "é\u{FFFD}")
  }

  @Test func `base64 is decoded if it is whole`() {
    func decode(_ source: String) -> String? { Base64.decodeText(utf8(source).span).map(text) }
    for (plain, coded) in [
      ("", ""), ("K", "Sw=="), ("Ku", "S3U="), ("Kus", "S3Vz"), ("Kusto", "S3VzdG8="),
    ] {
      #expect(text(Base64.encode(utf8(plain).span)) == coded)
      #expect(decode(coded) == plain)
    }
    #expect(decode("S3V") == nil && decode("S3V*") == nil && decode("S=Vz") == nil)
    #expect(decode("U3RyaW5n0KHR0tGA0L7Rh9C60LA=") == nil)
    #expect(decode("S3Vz\r\ndG8=") == "Kusto")
  }

  @Test func `a command line is split as CommandLineToArgvW does`() {
    func split(_ source: String) -> [String] {
      Text.commandLineArguments(utf8(source).span).map(text)
    }
    #expect(split(#"echo "hello world!""#) == ["echo", "hello world!"])
    #expect(
      split(#""C:\Program Files\a.exe" -x "b c"d  e"#) == [
        #"C:\Program Files\a.exe"#, "-x", "b cd", "e",
      ])
    #expect(split(#"x a\\b a\\"b c" a\"b"#) == ["x", #"a\\b"#, #"a\b c"#, #"a"b"#])
    #expect(split(#"x a\\\"b"#) == ["x", #"a\"b"#])
    #expect(split(#"x "a ""b"" c""#) == ["x", #"a "b"#, "c"])
    #expect(split(#"x """ a"#) == ["x", #"""#, "a"] && split(#"x "" y"#) == ["x", "", "y"])
    #expect(split(#"x "a"#) == ["x", "a"] && split("") == [] && split(" a") == ["", "a"])
    #expect(split("x\ta\\") == ["x", "a\\"])
  }

  @Test func `regex_quote quotes what means something`() throws {
    let source = "(so$me.Te^xt)"
    #expect(text(Text.regexQuoted(utf8(source).span)) == #"\(so\$me\.Te\^xt\)"#)
    let all = String(decoding: 0x20...0x7E, as: UTF8.self)
    let quoted = Text.regexQuoted(utf8(all).span)
    #expect(Matcher(try Regex(quoted)).range(in: utf8(all)) == 0..<all.utf8.count)
  }
}
