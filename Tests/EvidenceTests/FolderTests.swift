import ByteIO
import Evidence
import Glibc
import TestSupport
import Testing

@Suite struct FolderTests {
  let folder = TemporaryFolder()

  @Test func `a folder is searched in the byte-wise order of names, folders among files`() {
    folder.makeFolder("b")
    for name in ["c.evtx", "B.evtx", "b/z.evtx", "b/a.evtx", "a.evtx", "b-.evtx", "é.evtx"] {
      folder.write(name, logBytes())
    }
    #expect(
      summaries([folder.root], in: folder) == [
        "log B.evtx", "log a.evtx", "log b/a.evtx", "log b/z.evtx", "log b-.evtx", "log c.evtx",
        "log é.evtx",
      ])
  }

  @Test func `the display path is the folder as given and what lies below`() {
    folder.makeFolder("b")
    folder.write("b/a.evtx", logBytes())
    for suffix in ["", "/"] {
      let found = LogFinder(paths: [folder.at("b" + suffix)]).map { $0.log?.displayPath }
      #expect(found == [folder.path + "/b/a.evtx"])
    }
  }

  @Test func `what is no log is passed over in silence unless it is named as one`() throws {
    folder.write("notes.txt", Array("hello".utf8))
    folder.write("empty", [])
    folder.write("old.evt", padded("0\0\0\0LfLe", to: 100))
    folder.write("text.gz", try gzip(Array("hello".utf8)))
    #expect(summaries([folder.root], in: folder) == [])
    folder.write("1.evtx", Array("hello".utf8))
    folder.write("2.EVTX", [])
    folder.write("3.evtx.gz", try gzip(Array("hello".utf8)))
    folder.write("4.evtx", padded("PK\u{3}\u{4}", to: 100))
    #expect(
      summaries([folder.root], in: folder) == [
        "not-a-log 1.evtx", "empty 2.EVTX", "not-a-log 3.evtx.gz", "not-supported 4.evtx",
      ])
  }

  @Test(.timeLimit(.minutes(1)))
  func `links are not followed inside folders and loops end`() {
    folder.makeFolder("a")
    folder.write("a/real.evtx", logBytes())
    folder.makeLink("a/up", to: "..")
    folder.makeLink("a/self", to: "self")
    folder.makeLink("etc", to: "/etc")
    folder.makeLink("zero", to: "/dev/zero")
    folder.makeLink("b.evtx", to: "a/real.evtx")
    _ = unsafe mkfifo(folder.path + "/fifo", 0o600)
    _ = unsafe mkfifo(folder.path + "/pipe.evtx", 0o600)
    #expect(
      summaries([folder.root], in: folder)
        == ["log a/real.evtx", "symbolic-link b.evtx", "fifo pipe.evtx"])
  }

  @Test func `names of every kind of bytes are found`() {
    let names: [[UInt8]] = [
      Array("-rf.evtx".utf8), Array("a\nb.evtx".utf8), Array("\u{1b}]0;x\u{7}.evtx".utf8),
      Array("..evtx".utf8), Array("CON.evtx".utf8), [0xff, 0xfe] + Array(".evtx".utf8),
      [UInt8](repeating: 0x61, count: 250) + Array(".evtx".utf8),
    ]
    for name in names { folder.write(name, logBytes()) }
    let found = LogFinder(paths: [folder.root]).map { $0.log?.path.name }
    #expect(found == names.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func `folders may be nested deeper than a stack or the limit for paths allows`() {
    var depth = 0
    while unsafe mkdir(folder.path + String(repeating: "/d", count: depth + 1), 0o700) == 0 {
      depth += 1
    }
    folder.write(String(repeating: "d/", count: depth - 10) + "a.evtx", logBytes())
    #expect(depth > 2_000)
    #expect(LogFinder(paths: [folder.root]).map { $0.log != nil } == [true])
  }

  @Test func `a file and a folder that may not be read are problems and the search goes on`() async
  {
    folder.write("a.evtx", logBytes())
    folder.write("b.evtx", logBytes())
    folder.write("c.txt", logBytes())
    folder.makeFolder("d")
    folder.write("e.evtx", logBytes())
    for name in ["b.evtx", "c.txt", "d"] { _ = unsafe chmod(folder.path + "/" + name, 0) }
    _ = unsafe chmod(folder.path, 0o755)
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      // Modes do not hold root back: become nobody.
      if getuid() == 0 { guard setuid(65_534) == 0 else { exit(2) } }
      let found = LogFinder(paths: [EvidencePath(path)]).map { item in
        item.problem.map { "\($0.code) \($0.message)" } ?? "log"
      }
      let denied = "Permission denied"
      guard
        found == [
          "log", "unreadable cannot open: \(denied)", "unreadable cannot open: \(denied)",
          "unreadable cannot list the folder: \(denied)", "log",
        ]
      else {
        print(found)
        exit(3)
      }
    }
    _ = unsafe chmod(folder.path + "/d", 0o700)
  }

  @Test func `10,000 files are found with 64 descriptors`() async {
    let bytes = padded("ElfFile\0", to: 8)
    for index in 0..<10_000 { folder.write("\(index).evtx", bytes) }
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      var limit = rlimit(rlim_cur: 64, rlim_max: 64)
      guard unsafe setrlimit(__rlimit_resource_t(UInt32(7)), &limit) == 0 else { exit(2) }
      let finder = LogFinder(paths: [EvidencePath(path)])
      guard finder.hasMoreThanOneLog() else { exit(3) }
      var count = 0
      for item in finder where item.log != nil { count += 1 }
      guard count == 10_000 else { exit(4) }
    }
  }
}
