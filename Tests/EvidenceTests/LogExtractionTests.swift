import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Copies of logs, under safe names and in their folder only.
@Suite struct LogExtractionTests {
  let folder = TemporaryFolder()

  private func source(_ name: String, _ content: [UInt8]) throws -> LogSource {
    try #require(LogFinder(paths: [folder.write(name, content)]).next()?.log)
  }

  @Test func `a copy is the log, with its digests`() throws {
    let log = try source("a.evtx", logBytes())
    let extraction = try LogExtraction(path: folder.at("out"), inputs: [folder.at("a.evtx")])
    let copy = try #require(try extraction.extract(log))
    #expect(copy.name == "0001_a.evtx" && copy.losses.isEmpty)
    #expect(try content(of: folder.at("out").child(copy.name)) == logBytes())
    #expect(copy.sha256 == TestSupport.SHA256.hex(logBytes()))
    #expect(copy.md5.utf8.count == 32 && copy.sha1.utf8.count == 40)
  }

  @Test func `a folder with anything in it, an input, or one inside an input is refused`() throws {
    folder.makeFolder("full")
    folder.write("full/x", [1])
    folder.makeFolder("in")
    func refusal(_ path: EvidencePath, _ inputs: [EvidencePath]) -> EvidenceError.Code? {
      do throws(EvidenceError) {
        _ = try LogExtraction(path: path, inputs: inputs)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(refusal(folder.at("full"), []) == .outputExists)
    #expect(refusal(folder.at("in"), [folder.at("in")]) == .outputIsInput)
    #expect(refusal(folder.at("in").child("new"), [folder.at("in")]) == .outputIsInput)
    #expect(refusal(folder.write("file", [1]), []) == .cannotWrite)
    #expect(refusal(folder.at("none").child("out"), []) == .cannotWrite)
  }

  @Test func `a name that was put there meanwhile is not written over or through`() throws {
    let log = try source("a.evtx", logBytes())
    let victim = folder.write("victim", [1, 2, 3])
    let extraction = try LogExtraction(path: folder.at("out"), inputs: [])
    folder.makeLink("out/0001_a.evtx", to: victim.display)
    #expect(throws: ByteSinkError.self) { try extraction.extract(log) }
    #expect(try content(of: victim) == [1, 2, 3])
  }

  @Test func `copies land in the folder that was opened, wherever its path leads by then`() throws {
    let log = try source("a.evtx", logBytes())
    let extraction = try LogExtraction(path: folder.at("out"), inputs: [])
    try renameFile(path: folder.at("out").bytes, to: folder.at("moved").bytes, replacing: true)
    folder.makeFolder("trap")
    folder.makeLink("out", to: folder.at("trap").display)
    _ = try extraction.extract(log)
    #expect(folder.names.contains("moved"))
    #expect(try content(of: folder.at("moved").child("0001_a.evtx")) == logBytes())
  }

  @Test(arguments: [
    ("Security.evtx", "0007_Security.evtx"), ("../../etc/passwd", "0007_passwd.evtx"),
    ("\\Windows\\a.evtx", "0007_a.evtx"), ("-rf", "0007_-rf.evtx"), ("CON", "0007_CON.evtx"),
    ("a\nb\u{1b}c.EVTX", "0007_a_b_c.evtx"), ("Журнал", "0007_____________.evtx"),
    ("..", "0007_...evtx"), ("", "0007_.evtx"), ("a.evtx.gz", "0007_a.evtx"),
    ("x:y.evtx", "0007_x_y.evtx"), ("/", "0007_.evtx"),
  ])
  func `a name is safe whatever stood there`(name: String, expected: String) {
    #expect(SafeName.make(7, name, mark: nil) == expected)
  }

  @Test func `a name of any length is short enough, and a deleted log's says so`() {
    let long = SafeName.make(12_345, String(repeating: "é", count: 300), mark: "deleted")
    #expect(long.utf8.count < 150)
    #expect(long.hasPrefix("12345_") && long.hasSuffix(".deleted.evtx"))
  }

  @Test func `a file of nearly nothing but holes is copied up to a limit, and it is said`() throws {
    var writer = NTFSWriter()
    writer.add("Windows/System32/winevt/Logs/a.evtx", ImageFindingTests.log(5_000))
    var image = writer.image()
    // $DATA's sizes in the record of entry 28: an attribute of clusters behind $FILE_NAME.
    let record = Int(image.u64(at: 48)) * 4_096 + 28 * 1_024
    var place = record + 56
    while image.u32(at: place) != 0x80 { place += Int(image.u32(at: place + 4)) }
    image.set(UInt64(1 << 40), at: place + 48)
    let log = try #require(
      LogFinder(paths: [folder.write("disk", image)]).compactMap(\.log).first)
    #expect(log.source.byteCount == 1 << 40)
    let extraction = try LogExtraction(path: folder.at("out"), inputs: [])
    let copy = try #require(try extraction.extract(log))
    #expect(copy.byteCount == 32 << 20 && copy.losses.first?.code == .tooLarge)
  }
}
