import ByteIO
import Evidence
import Glibc
import TestSupport
import Testing

@Suite struct LogFinderTests {
  let folder = TemporaryFolder()

  // MARK: - Files that are named

  @Test func `a log is found by content, whatever its name`() throws {
    let path = folder.write("renamed.txt", logBytes())
    let log = try #require(LogFinder(paths: [path]).next()?.log)
    #expect(log.displayPath == path.display)
    #expect(log.path == path)
    #expect(log.kind == .evtx)
    #expect(!log.isInflated)
    #expect(log.identity == (try FileByteSource(path: path.bytes).identity))
    #expect(try content(of: log.source) == logBytes())
  }

  @Test func `each named file that is no log is a problem that says what it is`() {
    let cases: [(String, [UInt8], String)] = [
      ("a.evtx", [], "empty is empty (0 bytes)"),
      (
        "b.evtx", Array("hello".utf8),
        "not-a-log is not EVTX: neither \"ElfFile\" at its start nor \"ElfChnk\" in it"
      ),
      (
        "c.evt", padded("0\0\0\0LfLe", to: 100),
        "not-a-log is a Windows XP .evt log, which is another format"
      ),
      (
        "d.zip", padded("PK\u{3}\u{4}", to: 100),
        "not-supported is a zip archive, which is not supported yet"
      ),
      ("e.xml", Array("<Events/>".utf8), "not-supported is XML, which is not supported yet"),
    ]
    for (name, bytes, expected) in cases {
      let items = Array(LogFinder(paths: [folder.write(name, bytes)]))
      #expect(items.map { $0.problem.map { "\($0.code) \($0.message)" } } == [expected])
    }
  }

  @Test func `a missing file is a problem and the others go on`() {
    let good = folder.write("good", logBytes())
    #expect(
      summaries([folder.at("missing"), good, ""], in: folder)
        == ["not-found missing", "log good", "not-found "])
  }

  @Test func `a named symbolic link is followed, to a file and to a folder`() {
    folder.makeFolder("real")
    folder.write("real/a.evtx", logBytes())
    let file = folder.makeLink("file", to: "real/a.evtx")
    let link = folder.makeLink("link", to: "real")
    let loop = folder.makeLink("loop", to: "loop")
    #expect(
      summaries([file, link, loop], in: folder)
        == ["log file", "log link/a.evtx", "unreadable loop"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a FIFO, a socket and a device are refused without waiting`() {
    _ = unsafe mkfifo(folder.path + "/fifo", 0o600)
    _ = unsafe mknod(folder.path + "/socket", S_IFSOCK | 0o600, 0)
    #expect(
      summaries([folder.at("fifo"), folder.at("socket"), "/dev/zero"], in: folder)
        == ["fifo fifo", "socket socket", "device /dev/zero"])
  }

  // MARK: - Damage

  @Test func `a destroyed or missing header does not hide a log`() {
    folder.write("1.bin", [UInt8](repeating: 0, count: 4_096) + logBytes().dropFirst(4_096))
    folder.write("2.bin", Array(logBytes().dropFirst(4_096)))
    let kinds = LogFinder(paths: [folder.root]).map { $0.log?.kind }
    #expect(kinds == [.evtxWithDamagedHeader, .evtxWithoutHeader])
  }

  @Test(arguments: [1, 7, 15, 4_095, 262_136, 262_137, 262_140, 262_144, 600_001])
  func `a chunk anywhere makes a log of a file that is named`(offset: Int) {
    let bytes = [UInt8](repeating: 0x45, count: offset) + Array("ElfChnk\0".utf8)
    #expect(LogFinder(paths: [folder.write("a", bytes)]).map { $0.log?.kind } == [.evtxFragments])
    #expect(LogFinder(paths: [folder.root]).map { $0.log?.kind } == [])
    #expect(
      LogFinder(paths: [folder.write("a.evtx", bytes)]).map { $0.log?.kind } == [.evtxFragments])
    folder.write("b.evtx", bytes.dropLast())
    #expect(
      summaries([folder.root], in: folder) == ["log a.evtx", "not-a-log b.evtx"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a chunk behind the hole of a sparse file is found at once`() throws {
    let path = folder.write("image", [])
    _ = unsafe truncate(path.display, 1 << 40)
    #expect(summaries([path], in: folder) == ["not-a-log image"])
    let descriptor = unsafe open(path.display, O_WRONLY)
    _ = unsafe pwrite(descriptor, "ElfChnk", 8, 1 << 39)
    close(descriptor)
    #expect(LogFinder(paths: [path]).map { $0.log?.kind } == [.evtxFragments])
  }

  @Test func `carving accepts whatever is named, and nothing more inside folders`() throws {
    var options = LogFinderOptions()
    options.carving = true
    let kinds: [(String, [UInt8], ContentKind)] = [
      ("text", Array("hello".utf8), .unknown), ("zip", padded("PK\u{3}\u{4}", to: 9), .zip),
      ("gz", try gzip(Array("hello".utf8)), .unknown), ("broken.gz", [0x1f, 0x8b, 8, 0], .gzip),
    ]
    for (name, bytes, kind) in kinds {
      let items = LogFinder(paths: [folder.write(name, bytes)], options: options)
      #expect(items.compactMap { $0.log?.kind } == [kind], "\(name)")
    }
    folder.write("empty", [])
    #expect(summaries([folder.at("empty")], in: folder, options: options) == ["empty empty"])
    #expect(summaries([folder.root], in: folder, options: options) == [])
  }

  // MARK: - Looking ahead

  @Test func `whether there is more than one log is known before the first is taken`() {
    folder.write("a.evtx", logBytes())
    folder.write("b.evtx", [])
    let one = LogFinder(paths: [folder.root])
    #expect(!one.hasMoreThanOneLog())
    #expect(one.map { $0.summary(in: folder) } == ["log a.evtx", "empty b.evtx"])
    folder.write("c.evtx", logBytes())
    let two = LogFinder(paths: [folder.root])
    #expect(two.hasMoreThanOneLog())
    #expect(two.hasMoreThanOneLog())
    #expect(two.map { $0.summary(in: folder) } == ["log a.evtx", "empty b.evtx", "log c.evtx"])
    #expect(two.hasMoreThanOneLog(), "what was handed out counts")
    #expect(!LogFinder(paths: []).hasMoreThanOneLog())
  }

  @Test func `a log's file is closed as soon as its receiver lets it go`() {
    folder.write("a.evtx", logBytes())
    folder.write("b.evtx", logBytes())
    let finder = LogFinder(paths: [folder.root])
    #expect(finder.hasMoreThanOneLog())
    for _ in 0..<2 {
      weak let source = finder.next()?.log?.source
      #expect(source == nil)
    }
  }

  @Test func `a file is not touched before its turn`() {
    let first = folder.write("a", logBytes())
    let second = folder.write("b", logBytes())
    let finder = LogFinder(paths: [first, second])
    #expect(finder.next()?.log != nil)
    folder.remove("b")
    #expect(finder.next()?.problem?.code == .notFound)
    #expect(finder.next() == nil)
    #expect(finder.next() == nil)
  }

  @Test func `a file that shrinks after it was found is read short, without a signal`() throws {
    let path = folder.write("a", logBytes())
    let log = try #require(LogFinder(paths: [path]).next()?.log)
    _ = unsafe truncate(path.display, 10)
    var buffer = ByteBuffer(capacity: 100)
    #expect(try buffer.fill(from: log.source, at: 0) == 10)
  }

  @Test func `finding and reading leave access and change times alone`() throws {
    let path = folder.write("a.evtx", logBytes())
    var before = stat()
    _ = unsafe stat(path.display, &before)
    let log = try #require(LogFinder(paths: [folder.root]).next()?.log)
    _ = try content(of: log.source)
    var after = stat()
    _ = unsafe stat(path.display, &after)
    #expect(before.st_atim.tv_nsec == after.st_atim.tv_nsec)
    #expect(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec)
    #expect(before.st_ctim.tv_nsec == after.st_ctim.tv_nsec)
  }
}
