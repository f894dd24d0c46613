import Evidence
import Testing

@Suite struct EvidencePathTests {
  @Test(arguments: [
    ("/a/b", "b", "/a"), ("/a/b/", "b", "/a"), ("a//b", "b", "a"), ("/a", "a", "/"),
    ("a", "a", "."), ("/", "", "/"), ("", "", "."), ("..", "..", "."), ("a/", "a", "."),
  ])
  func `a path has a name and a folder`(path: String, name: String, parent: String) {
    #expect(EvidencePath(path).name == Array(name.utf8))
    #expect(EvidencePath(path).parent == EvidencePath(parent))
  }

  @Test func `a child is joined by exactly one slash`() {
    #expect(EvidencePath("a").child("b") == "a/b")
    #expect(EvidencePath("a/").child("b") == "a/b")
    #expect(EvidencePath("/").child([0xff]).bytes == [0x2f, 0xff])
    #expect(EvidencePath("a").appending(".partial") == "a.partial")
  }

  @Test func `the order is that of the bytes`() {
    let paths: [EvidencePath] = ["b", "a/b", "a", "B", "ä", "a-b", "a.b"]
    #expect(paths.sorted() == ["B", "a", "a-b", "a.b", "a/b", "b", "ä"])
  }

  @Test func `bytes that are no UTF-8 are kept and displayed as replacement characters`() {
    let path = EvidencePath([0x61, 0xff, 0x62])
    #expect(path.display == "a\u{fffd}b")
    #expect(path.bytes == [0x61, 0xff, 0x62])
    #expect(path != EvidencePath(path.display))
  }

  @Test(arguments: [
    ("a.evtx", true), ("A.EVTX", true), ("a.evtx.gz", true), ("a.Evtx.GZ", true),
    (".evtx", true), ("evtx", false), ("a.evtx.bak", false), ("a.gz", false), ("", false),
  ])
  func `what is named as a log is known by its ending`(path: String, isLog: Bool) {
    #expect(EvidencePath(path).isNamedAsLog == isLog)
  }

  @Test(arguments: [
    ("plain ünïcödé 日本 \u{1f600}", "plain ünïcödé 日本 \u{1f600}"),
    ("a\nb\tc\rd\u{0}", "a\\u{0a}b\\u{09}c\\u{0d}d\\u{00}"),
    ("\u{1b}[31m", "\\u{1b}[31m"),
    ("\u{7f}\u{80}\u{9b}\u{9f}", "\\u{7f}\\u{80}\\u{9b}\\u{9f}"),
    ("exe.\u{202e}xtve", "exe.\\u{202e}xtve"),
    ("\u{2066}\u{2069}\u{200b}\u{200e}\u{feff}", "\\u{2066}\\u{2069}\\u{200b}\\u{200e}\\u{feff}"),
    ("\u{2028}\u{2029}\u{061c}", "\\u{2028}\\u{2029}\\u{61c}"),
    ("\u{e0041}", "\\u{e0041}"),
    ("a\u{0d}\u{0a}b", "a\\u{0d}\\u{0a}b"),
  ])
  func `what could steer a terminal is shown`(text: String, shown: String) {
    #expect(EvidencePath(text).terminal == shown)
  }

  @Test func `every C0 and C1 control of every error is shown, never sent`() {
    for value in UInt32(0)...0x9f {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let error = EvidenceError(.notALog, EvidencePath(String(Character(scalar))), "x")
      let isControl = value < 0x20 || value >= 0x7f
      #expect(error.description.unicodeScalars.contains(scalar) != isControl || value == 0x3a)
    }
  }
}
