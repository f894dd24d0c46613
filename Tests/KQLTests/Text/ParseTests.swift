import Testing

@testable import KQL

@Suite struct ParseTests {
  private func simple(_ pieces: [ParsePiece], _ source: String) -> [String]? {
    ParsePattern(pieces).match(utf8(source).span).map { captures in
      captures.map { String(decoding: utf8(source)[$0], as: UTF8.self) }
    }
  }

  private func regex(
    _ pieces: [ParsePiece], _ source: String, flags: String = ""
  ) throws -> [String]? {
    let pattern = try ParseRegexPattern(pieces, flags: utf8(flags))
    return pattern.match(utf8(source).span, Matcher(pattern.regex)).map { captures in
      captures.map { String(decoding: utf8(source)[$0], as: UTF8.self) }
    }
  }

  private func literal(_ text: String) -> ParsePiece { .literal(utf8(text)) }

  @Test func `literals are found from left to right and captures lie between`() {
    let pieces = [
      literal("name="), .capture(.text), literal(" age="), .capture(.integer),
    ]
    #expect(simple(pieces, "name=al age=3") == ["al", "3"])
    #expect(simple(pieces, "name=a age=b age=3") == ["a", "b age=3"])
    #expect(simple(pieces, "garbage") == nil && simple(pieces, "x name=al age=3") == nil)
  }

  @Test func `stars skip as little as they can`() {
    let pieces = [.star, literal("x="), .capture(.text), literal(";"), .star]
    #expect(simple(pieces, "a x=1;x=2;") == ["1"])
    #expect(simple(pieces, "x=;") == [""] && simple(pieces, "x=1") == nil)
  }

  @Test func `a last literal ends the text and a last capture reaches to its end`() {
    #expect(simple([.capture(.text), literal(";")], "a;b;") == ["a;b"])
    #expect(simple([.capture(.text), literal(";")], "a;b") == nil)
    #expect(simple([literal("a"), .capture(.text)], "abc;") == ["bc;"])
    #expect(simple([literal("ab")], "ab") == [] && simple([literal("ab")], "abc") == nil)
    #expect(simple([literal("aa"), .star, literal("aa")], "aaa") == nil)
  }

  @Test func `a number before a star takes its digits`() {
    let pieces: [ParsePiece] = [
      .star, literal("n="), .capture(.integer), .star, literal("m="), .capture(.real), .star,
    ]
    #expect(simple(pieces, "x n=-27, m=1.5e3;") == ["-27", "1.5e3"])
    #expect(simple(pieces, "n=x m=y") == ["", ""])
    #expect(simple([.capture(.integer), .capture(.text)], "12ab") == ["12", "ab"])
  }

  @Test func `neighbouring literals are one`() {
    #expect(simple([.star, literal("a"), literal("b"), .capture(.text)], "a ab c") == [" c"])
  }

  @Test func `regex mode is greedy unless U is set`() throws {
    let pieces = [.capture(.text), literal(#"\d+"#), .capture(.text)]
    #expect(try regex(pieces, "ab12cd") == ["ab1", "cd"])
    #expect(try regex(pieces, "xyz") == nil)
    let name: [ParsePiece] = [.star, literal("NAME="), .capture(.text), literal(","), .star]
    #expect(try regex(name, "x name=a, b, c", flags: "Ui") == ["a"])
    #expect(try regex(name, "x name=a, b, c", flags: "i") == ["a, b"])
  }

  @Test func `groups of the literals do not shift the captures`() throws {
    let pieces = [literal("(a|b)+="), .capture(.integer), literal("(;)"), .capture(.text)]
    #expect(try regex(pieces, "ab=12;rest") == ["12", "rest"])
    #expect(throws: RegexError.self) { try regex([literal("(")], "x") }
  }

  private func pairs(
    _ keys: [String], _ source: String, _ options: KeyValueOptions
  ) -> [String?] {
    KeyValueParser(keys: keys.map(utf8), options).values(in: utf8(source).span)
      .map { $0.map { String(decoding: $0, as: UTF8.self) } }
  }

  private func options(_ pair: String, _ keyValue: String) -> KeyValueOptions {
    KeyValueOptions(delimiters: (utf8(pair), utf8(keyValue)))
  }

  @Test func `parse-kv splits pairs and takes the first of each key`() {
    #expect(pairs(["a", "c"], "a=1;b=2;a=3", options(";", "=")) == ["1", nil])
    #expect(pairs(["k1", "k2"], " k1 = 11 ; k2 = 22 ", options(";", "=")) == ["11", "22"])
    #expect(pairs(["a"], "a==b", options(" ", "=")) == ["=b"])
    #expect(pairs(["k1", "k2"], "[k1=v1][k2=v2]", options("][", "=")) == [nil, "v2]"])
    #expect(pairs(["a", "b"], "a= b=c", options(" ", "=")) == ["", "c"])
    #expect(pairs(["a"], "no pair", options(";", "=")) == [nil])
  }

  @Test func `quotes hold delimiters, escapes hold quotes`() {
    var quoted = options(" ", "=")
    quoted.quotes = [.init(open: 0x22, close: 0x22)]
    quoted.escapes = [0x5C]
    #expect(
      pairs(["f", "event time"], #"f="a b \"c\"" "event time"=5"#, quoted) == [#"a b "c""#, "5"])
    quoted.quotes = [.init(open: 0x28, close: 0x29)]
    #expect(pairs(["f", "g"], "f=(a b) g=1", quoted) == ["a b", "1"])
    #expect(pairs(["f", "g"], "f=(a g=1", quoted) == ["(a", "1"])
  }

  @Test func `greedy values reach to the next key`() {
    var greedy = options(" ", "=")
    greedy.isGreedy = true
    let source = "name=John Doe phone=555 5555 city=New York"
    let keys = ["name", "phone", "city"]
    #expect(pairs(keys, source, greedy) == ["John Doe", "555 5555", "New York"])
    #expect(pairs(keys, source, options(" ", "=")) == ["John", "555", "New"])
  }

  @Test func `without delimiters a value is the word after its key`() {
    let source = "2021 [INFO] ThreadId:458745723, Machine:Node001, Text: 'a \\' b'"
    var words = KeyValueOptions()
    words.quotes = [.init(open: 0x27, close: 0x27)]
    words.escapes = [0x5C]
    #expect(
      pairs(["Text", "ThreadId", "Machine"], source, words) == ["a ' b", "458745723", "Node001"])
  }

  @Test func `a pattern of two groups finds keys and values`() throws {
    let matcher = Matcher(try Regex(utf8(#""([\w ]+)\s*:\s*([^"]*)""#)))
    let source = utf8(#"["a url: x://y", "id: 24"]"#)
    let values = KeyValueParser.values(
      of: [utf8("id"), utf8("a url"), utf8("z")], in: source.span, matcher)
    #expect(values == [utf8("24"), utf8("x://y"), nil])
  }
}
