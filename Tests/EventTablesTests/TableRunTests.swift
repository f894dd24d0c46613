import ByteIO
import EVTX
import Evidence
import Tabular
import TestSupport
import Testing

@testable import EventTables

/// Runs over logs that depend on each other, to standard output and to folders.
@Suite struct TableRunTests {
  private static let samples =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Samples/dcom-case"
  private static let all = TableRun.filledTables

  // MARK: - In one sequence

  @Test func `the movement of the samples is in the rows`() throws {
    let rows = try tableRows(Self.all, in: EvidencePath(Self.samples))
    let call = rows.first {
      $0.contains("\"LocalPort\":135,") && $0.contains("DeviceNetworkEvents")
    }
    #expect(try #require(call).contains("\"ActionType\":\"InboundConnectionAccepted\""))
    #expect(rows.contains { $0.contains("\"FileName\":\"services.exe\"") })
    #expect(rows.contains { $0.contains("\"Type\":\"SecurityEvent\"") })
    #expect(rows.contains { $0.contains("\"Type\":\"DeviceLogonEvents\"") })
  }

  @Test(arguments: [2, 8])
  func `the rows are the same at any number of threads`(threads: Int) throws {
    let path = EvidencePath(Self.samples)
    let one = try tableRows(Self.all, in: path)
    #expect(try tableRows(Self.all, in: path) { $0.threadCount = threads } == one)
  }

  @Test func `the order of the inputs makes no difference`() throws {
    let paths = ["FILESERVER1", "WORKSTATION5"].map { EvidencePath("\(Self.samples)/\($0)") }
    #expect(
      try tableRows(Self.all, of: paths) == tableRows(Self.all, of: paths.reversed()))
  }

  @Test func `the rows of a disk image are those of the logs in it`() throws {
    let image = EvidencePath("\(Self.samples).E01")
    let server = EvidencePath("\(Self.samples)/FILESERVER1")
    let rows = try tableRows(Self.all, in: image)
    #expect(try !rows.isEmpty && rows == tableRows(Self.all, in: server))
    // All folders hold the whole case.
    let all = try tableRows(Self.all, in: image) { $0.finding.searchesAllFolders = true }
    #expect(try all.sorted() == tableRows(Self.all, in: EvidencePath(Self.samples)).sorted())
  }

  private func numbered(_ numbers: ClosedRange<Int>) -> [StandardEvent] {
    numbers.map { number in
      StandardEvent(
        eventID: 7, time: FileTime(ticks: FileTime.sample.ticks + UInt64(number) * 10_000_000),
        recordID: UInt64(number), data: [("Number", .uint64(UInt64(number)))])
    }
  }

  @Test func `an event that two logs hold gives its rows once`() throws {
    let folder = TemporaryFolder()
    folder.writeFile("a.evtx", LogBuilder.log(events: numbered(1...20)))
    folder.writeFile("b.evtx", LogBuilder.log(events: numbered(15...30)))
    folder.writeFile("c.evtx", LogBuilder.log(events: numbered(1...20)))
    let rows = try tableRows(["Event"], in: EvidencePath(folder.path)) {
      $0.hasSourceColumns = true
    }
    #expect(rows.count == 30)
    #expect(Set(rows.compactMap { $0.between("\"_EventRecordID\":", ",") }).count == 30)
    // The first log by path keeps what several have.
    #expect(rows.count { $0.contains("a.evtx\"") } == 20)
    #expect(rows.count { $0.contains("b.evtx\"") } == 10)
  }

  @Test func `source columns say where a row came from`() throws {
    let folder = TemporaryFolder()
    folder.writeFile("a.evtx", LogBuilder.log(events: numbered(5...5)))
    let row = try #require(
      try tableRows(["Event"], in: EvidencePath(folder.path)) { $0.hasSourceColumns = true }.first)
    #expect(row.contains("\"_SourceFile\":\"\(folder.path)/a.evtx\""))
    #expect(
      row.contains("\"_Channel\":\"Application\",\"_EventRecordID\":5,\"_RecordOffset\":4608,"))
    #expect(row.contains("\"_TimeFiletime\":\(FileTime.sample.ticks + 50_000_000)}"))
  }

  @Test func `a filter chooses rows and not what ledgers know`() throws {
    let path = EvidencePath(Self.samples)
    let wanted = try tableRows(["DeviceNetworkEvents"], in: path).filter {
      $0.contains("\"EventID\":3,")
    }
    let filtered = try tableRows(["DeviceNetworkEvents"], in: path) {
      $0.decoding.filter.eventIDs = [3...3]
    }
    #expect(filtered.filter { $0.contains("\"EventID\":3,") } == wanted)
    #expect(!wanted.isEmpty)
  }

  @Test func `shards divide the hosts among them`() throws {
    let path = EvidencePath(Self.samples)
    let whole = try tableRows(Self.all, in: path)
    var parts: [String] = []
    for index in 1...3 {
      parts += try tableRows(Self.all, in: path) { $0.shard = Shard(index, of: 3) }
    }
    #expect(parts.sorted() == whole.sorted())
  }

  @Test func `without conclusions no row says that anything was concluded`() throws {
    let path = EvidencePath(Self.samples)
    let rows = try tableRows(Self.all, in: path) { $0.infers = false }
    #expect(rows.allSatisfy { !$0.contains("\"Inferred\"") })
    #expect(try tableRows(Self.all, in: path).contains { $0.contains("\"Inferred\"") })
  }

  @Test func `a host can come from the path`() throws {
    let rows = try tableRows(["DeviceProcessEvents"], in: EvidencePath(Self.samples)) {
      $0.hostNaming = .none
    }
    #expect(!rows.isEmpty)
  }

  // MARK: - In a folder

  /// The bytes of every file but the record of the run, by path.
  private func tree(_ folder: EvidencePath, _ below: String = "") throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    let path = below.isEmpty ? folder : folder.child(below)
    for entry in try FolderListing(path: path.bytes, followingLink: false).entries {
      let name = String(decoding: entry.name, as: UTF8.self)
      let inner = below.isEmpty ? name : "\(below)/\(name)"
      if entry.kind == .folder {
        found.merge(try tree(folder, inner)) { one, _ in one }
      } else if !name.hasPrefix("_run") {
        found[inner] = try readFile(folder.child(inner).display)
      }
    }
    return found
  }

  private func convert(
    _ inputs: [EvidencePath], to folder: EvidencePath,
    _ configure: (inout ResultOptions) -> Void = { _ in }
  ) throws -> ResultFolder {
    var options = ResultOptions()
    configure(&options)
    let result = try ResultFolder(folder, inputs: inputs, options: options)
    try TableRun(inputs.map { .path($0) }, options: TableOptions(tables: Self.all)).run(
      to: .folder(result), delegate: RunTranscript())
    return result
  }

  @Test
  func `a folder has parts by table and host, a manifest for each host, and a mark at the end`()
    throws
  {
    let scratch = TemporaryFolder()
    let out = EvidencePath("\(scratch.path)/out")
    _ = try convert([EvidencePath(Self.samples)], to: out)
    let files = try tree(out)
    #expect(files["_SUCCESS"] == [])
    #expect(files.keys.count { $0.hasPrefix("_manifest/") } == 2)
    #expect(files.keys.contains { $0.hasPrefix("table=DeviceProcessEvents/host=fileserver1") })
    #expect(!files.keys.contains { $0.contains(".tmp-") })
    // The same rows as in one sequence.
    let rows = files.filter { $0.key.hasPrefix("table=") }.values.flatMap {
      String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
    }
    #expect(rows.sorted() == (try tableRows(Self.all, in: EvidencePath(Self.samples))).sorted())
  }

  @Test func `a second run makes only the rows of hosts that are not complete`() throws {
    let scratch = TemporaryFolder()
    let out = EvidencePath("\(scratch.path)/out")
    let inputs = [EvidencePath(Self.samples)]
    _ = try convert(inputs, to: out)
    let want = try tree(out)
    #expect(try convert(inputs, to: out).skippedHostCount == 2)
    // As a run that was killed leaves it: a host without its manifest, a part without its name.
    let manifest = try #require(want.keys.filter { $0.hasPrefix("_manifest/") }.min())
    try removeFile(path: out.child(manifest).bytes)
    try removeFile(path: out.child("_SUCCESS").bytes)
    let part = try #require(want.keys.filter { $0.hasPrefix("table=Event/") }.min())
    let slash = try #require(part.lastIndex(of: "/"))
    let left = "\(part[..<slash])/.tmp-\(part[part.index(after: slash)...])"
    try renameFile(path: out.child(part).bytes, to: out.child(left).bytes, replacing: false)
    #expect(try convert(inputs, to: out).skippedHostCount <= 1)
    #expect(try tree(out) == want)
  }

  @Test func `parts are gzipped on request, and hold the same rows`() throws {
    let scratch = TemporaryFolder()
    let plain = EvidencePath("\(scratch.path)/plain")
    let gzipped = EvidencePath("\(scratch.path)/gzipped")
    _ = try convert([EvidencePath(Self.samples)], to: plain)
    _ = try convert([EvidencePath(Self.samples)], to: gzipped) { $0.isCompressed = true }
    let parts = try tree(gzipped).filter { $0.key.hasPrefix("table=") }
    #expect(parts.keys.allSatisfy { $0.hasSuffix(".jsonl.gz") })
    #expect(parts.values.allSatisfy { $0.starts(with: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]) })
    #expect(parts.count == (try tree(plain)).keys.count { $0.hasPrefix("table=") })
  }

  @Test func `a folder of something else, or among the evidence, is refused`() throws {
    let scratch = TemporaryFolder()
    scratch.writeFile("notes.txt", [0x61])
    #expect(throws: EvidenceError.self) {
      try convert([EvidencePath(Self.samples)], to: EvidencePath(scratch.path))
    }
    #expect(throws: EvidenceError.self) {
      try convert([EvidencePath(scratch.path)], to: EvidencePath("\(scratch.path)/out"))
    }
    #expect(try FolderListing(path: scratch.bytes("."), followingLink: true).entries.count == 1)
  }

  @Test func `names of hosts are safe in paths`() {
    #expect(HostName.pathComponent("ws5.corp.example") == "ws5.corp.example")
    #expect(HostName.pathComponent("") == "_")
    #expect(HostName.pathComponent("..") == "%2E%2E")
    #expect(HostName.pathComponent("a/b\nc") == "a%2Fb%0Ac")
    let long = HostName.pathComponent(String(repeating: "x", count: 5_000))
    #expect(long.utf8.count <= 128)
    #expect(long != HostName.pathComponent(String(repeating: "x", count: 5_001)))
  }
}
