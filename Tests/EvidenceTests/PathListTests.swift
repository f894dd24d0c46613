import Evidence
import TestSupport
import Testing

@Suite struct PathListTests {
  let folder = TemporaryFolder()

  /// The paths that a list leads to: none exists, so each is reported.
  private func paths(_ list: [UInt8], _ format: PathListFormat) -> [String] {
    let path = folder.write("list", list)
    defer { folder.remove("list") }
    return LogFinder([.list(path, format)]).map { item in
      item.problem.map { $0.code == .notFound ? $0.path.display : $0.message } ?? "log"
    }
  }

  private func paths(_ list: String, _ format: PathListFormat) -> [String] {
    paths(Array(list.utf8), format)
  }

  @Test func `a line is a path, an empty line is none, a final line may lack its end`() {
    #expect(paths("/no/a\n\n/no/b\r\n/no/ c ", .line) == ["/no/a", "/no/b", "/no/ c "])
  }

  @Test func `nul separates paths that hold line ends`() {
    #expect(paths("/no/a\nb\0\0/no/c\r\0", .nul) == ["/no/a\nb", "/no/c\r"])
  }

  @Test func `a JSON string is a path, with all escapes`() {
    let list = #"""
      "/no/a\nb"
        "/no/\"\\\/\b\f\r\t\u0041\u00e4\ud83d\ude00ü"

      """#
    #expect(paths(list, .jsonl) == ["/no/a\nb", "/no/\"\\/\u{8}\u{c}\r\tAä\u{1f600}ü"])
  }

  @Test func `a lone low surrogate stands for a byte, as Python writes it`() {
    let path = folder.write([0x61, 0xff], logBytes())
    let list = folder.write("list", Array("\"\(folder.path)/a\\udcff\"\n".utf8))
    #expect(LogFinder([.list(list, .jsonl)]).map { $0.log?.path } == [path])
  }

  @Test(arguments: [
    "x", "\"", "\"a", "a\"", "\"\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
    "\"\\ud83d\"", "\"\\ud83d\\u0041\"", "\"\\udc7f\"", "\"a\"b\"", "\"a\tb\"", "{}", "null",
    "\"\\u\"",
  ])
  func `what is no JSON string is reported with its number, and the list goes on`(entry: String) {
    #expect(
      paths("\n\(entry)\n\"/no/a\"\n", .jsonl)
        == ["entry 2 is not a JSON string with a path", "/no/a"])
  }

  @Test(arguments: PathListFormat.allCases)
  func `an endless entry does not fill memory and the list goes on`(format: PathListFormat) {
    let separator: UInt8 = format == .nul ? 0 : 0x0a
    let last = format == .jsonl ? "\"/no/a\"" : "/no/a"
    let list = [UInt8](repeating: 0x61, count: 1 << 20) + [separator] + Array(last.utf8)
    #expect(paths(list, format) == ["entry 1 is longer than 32768 bytes: no path", "/no/a"])
  }

  @Test func `an entry across the border of two reads stays whole`() {
    let names = (0..<5_000).map { "/no/\($0)" }
    #expect(paths(names.joined(separator: "\n"), .line) == names)
  }

  @Test func `a path with NUL inside is no path`() {
    #expect(paths("\"a\\u0000b\"", .jsonl) == ["cannot open: Invalid argument"])
  }

  @Test func `a missing list and a folder as list are problems`() {
    let missing = LogFinder([.list(folder.at("missing"), .line)]).map { $0.problem?.code }
    #expect(missing == [.notFound])
    #expect(LogFinder([.list(folder.root, .line)]).map { $0.problem?.code } == [.readFailed])
  }

  @Test func `folders in a list are searched and inputs keep their order`() {
    folder.makeFolder("sub")
    folder.write("sub/b.evtx", logBytes())
    folder.write("a.evtx", logBytes())
    let list = folder.write("list", Array("\(folder.path)/sub\n\(folder.path)/a.evtx\n".utf8))
    let found = LogFinder([.list(list, .line), .path(folder.at("a.evtx"))])
    #expect(
      found.map { $0.summary(in: folder) } == ["log sub/b.evtx", "log a.evtx", "log a.evtx"])
  }
}
