import ByteIO
import TestSupport
import Testing

@testable import Evidence

/// Logs in images of our own writer, from path to content.
@Suite struct ImageFindingTests {
  let folder = TemporaryFolder()
  private static let logs = "Windows/System32/winevt/Logs/"

  /// A log with some content behind its header.
  static func log(_ count: Int) -> [UInt8] { Array("ElfFile\0".utf8) + noise(count - 8) }

  private func found(
    _ writer: NTFSWriter, carving: Bool = false, allFolders: Bool = false
  ) -> [EvidenceItem] {
    let path = folder.write("disk\(folder.names.count)", writer.image())
    var options = LogFinderOptions()
    options.carving = carving
    options.searchesAllFolders = allFolders
    return Array(LogFinder(paths: [path], options: options))
  }

  private func paths(_ items: [EvidenceItem]) -> [String] {
    items.compactMap(\.log).map { log in
      log.displayPath.split(separator: "!", maxSplits: 1).last.map(String.init) ?? ""
    }
  }

  @Test func `logs are found in the folder of Windows, by content and whatever their name`() throws
  {
    var writer = NTFSWriter()
    writer.add(Self.logs + "Security.evtx", Self.log(9_000))
    writer.add(Self.logs + "renamed.txt", Self.log(5_000))
    writer.add(Self.logs + "notes.txt", [1, 2, 3])
    writer.add("Windows.old/" + Self.logs + "Security.evtx", Self.log(6_000))
    writer.add("Users/a/copy.evtx", Self.log(7_000))
    let items = found(writer)
    #expect(
      paths(items) == [
        "\\Windows.old\\Windows\\System32\\winevt\\Logs\\Security.evtx",
        "\\Windows\\System32\\winevt\\Logs\\Security.evtx",
        "\\Windows\\System32\\winevt\\Logs\\renamed.txt",
      ])
    #expect(items.compactMap(\.problem).isEmpty)
    for log in items.compactMap(\.log) {
      let expected = Self.log(Int(log.source.byteCount))
      #expect(try content(of: log.source) == expected)
    }
    #expect(paths(found(writer, allFolders: true)).contains("\\Users\\a\\copy.evtx"))
  }

  @Test(arguments: [512, 1_024, 4_096, 65_536], [1_024, 4_096])
  func `fragmented, resident, initialised and listed files are whole at all sizes`(
    cluster: Int, record: Int
  ) throws {
    var writer = NTFSWriter()
    writer.clusterByteCount = cluster
    writer.clusterCount = 1_024
    writer.recordByteCount = record
    writer.splitsTable = true
    writer.usesIndexNodes = true
    var files = ["a", "b", "c", "d"].map { NTFSWriter.File(Self.logs + $0 + ".evtx") }
    files[0].content = Self.log(9 * cluster + 17)
    files[0].clustersPerRun = 2
    files[1].content = Self.log(300)
    files[1].isResident = true
    files[2].content = Self.log(6 * cluster)
    files[2].initialized = 5 * cluster - 100
    files[3].content = Self.log(4 * cluster)
    files[3].clustersPerRun = 1
    files[3].usesAttributeList = true
    for file in files { writer.add(file) }
    let items = found(writer)
    #expect(items.compactMap(\.problem).isEmpty)
    let logs = items.compactMap(\.log)
    #expect(logs.count == 4)
    for (log, file) in zip(logs, files) {
      let initialized = file.initialized ?? file.content.count
      let zeros = [UInt8](repeating: 0, count: file.content.count - initialized)
      #expect(try content(of: log.source) == file.content[..<initialized] + zeros)
      #expect(log.file?.isResident == file.isResident)
      #expect(log.file?.initializedByteCount == Int64(initialized))
    }
    #expect(logs[0].file?.runCount == 5)
  }

  @Test func `deleted logs and ones without a folder are found and marked`() throws {
    var writer = NTFSWriter()
    var deleted = NTFSWriter.File(Self.logs + "Gone.evtx", Self.log(20_000))
    deleted.isDeleted = true
    deleted.overwrittenClusters = 2
    writer.add(deleted)
    var orphan = NTFSWriter.File("lost/Orphan.evtx", Self.log(5_000))
    orphan.isOrphan = true
    writer.add(orphan)
    var elsewhere = NTFSWriter.File("Users/Elsewhere.evtx", Self.log(5_000))
    elsewhere.isDeleted = true
    writer.add(elsewhere)
    let logs = found(writer).compactMap(\.log)
    #expect(
      paths(found(writer)) == [
        "\\$OrphanFiles\\Orphan.evtx (orphan, 30-1)",
        "\\Windows\\System32\\winevt\\Logs\\Gone.evtx (deleted, 28-2)",
      ])
    #expect(logs.map { $0.file?.overwrittenClusterCount } == [0, 2])
    #expect(logs.map { $0.file?.clusterCount } == [2, 5])
  }

  @Test func `an alternate stream that is a log is one, a junction is not followed`() throws {
    var writer = NTFSWriter()
    var file = NTFSWriter.File(Self.logs + "a.evtx", Self.log(5_000))
    file.stream = ("hidden", Self.log(200))
    writer.add(file)
    var junction = NTFSWriter.File(Self.logs + "link", [])
    junction.reparseTag = 0xa000_0003
    writer.add(junction)
    let items = found(writer)
    #expect(
      paths(items) == [
        "\\Windows\\System32\\winevt\\Logs\\a.evtx",
        "\\Windows\\System32\\winevt\\Logs\\a.evtx:hidden",
      ])
    #expect(try content(of: try #require(items.compactMap(\.log).last).source) == Self.log(200))
  }

  @Test func `encrypted files and ones that the overlay filter compressed are said and skipped`() {
    var writer = NTFSWriter()
    var encrypted = NTFSWriter.File(Self.logs + "a.evtx", Self.log(5_000))
    encrypted.dataFlags = 0x4000
    writer.add(encrypted)
    var overlay = NTFSWriter.File(Self.logs + "b.evtx", Self.log(5_000))
    overlay.reparseTag = NTFSFile.overlayTag
    writer.add(overlay)
    let items = found(writer)
    #expect(paths(items) == [])
    let messages = items.compactMap(\.problem).filter { $0.code == .unreadableFile }.map(\.message)
    #expect(messages.count == 2)
    #expect(messages.contains { $0.contains("EFS") } && messages.contains { $0.contains("WOF") })
  }

  @Test func `what is named as a log and is none is said, and so is an image without logs`() {
    var writer = NTFSWriter()
    writer.add(Self.logs + "text.evtx", Array("hello".utf8))
    writer.add(Self.logs + "empty.evtx", [])
    #expect(
      found(writer).compactMap { $0.problem?.code }.map(\.description).sorted()
        == ["empty", "no-logs", "not-a-log"])
  }

  @Test func `a name in the index whose record is destroyed is said`() throws {
    var writer = NTFSWriter()
    writer.add(Self.logs + "a.evtx", Self.log(5_000))
    writer.add(Self.logs + "b.evtx", Self.log(5_000))
    var image = writer.image()
    let record = Int(image.u64(at: 48)) * 4_096 + 29 * 1_024
    image.replaceSubrange(record..<record + 1_024, with: noise(1_024))
    let items = Array(LogFinder(paths: [folder.write("disk", image)]))
    #expect(paths(items).count == 1)
    #expect(
      items.compactMap(\.problem).map(\.message).contains { $0.contains("b.evtx is in the index") })
  }

  @Test func `folders in a circle end, and their files count as lost`() throws {
    var writer = NTFSWriter()
    writer.add("one/two/a.evtx", Self.log(5_000))
    var image = writer.image()
    // The folder of "one", entry 24, becomes "two", entry 25: its $FILE_NAME begins at 56 + 72 + 24.
    let record = Int(image.u64(at: 48)) * 4_096 + 24 * 1_024
    image.set(UInt64(25 | 1 << 48), at: record + 56 + 72 + 24)
    let items = Array(LogFinder(paths: [folder.write("disk", image)]))
    #expect(paths(items) == ["\\$OrphanFiles\\a.evtx (orphan, 26-1)"])
  }

  @Test func `free space is carved at its places on the disk, without the deleted logs`() throws {
    var events = LogBuilder()
    for number in 1...5 {
      events.add(StandardEvent(eventID: 1, time: .sample, data: [("N", .uint64(UInt64(number)))]))
    }
    let log = events.finish()
    var writer = NTFSWriter()
    writer.add(Self.logs + "a.evtx", log)
    var deleted = NTFSWriter.File("Users/b.bin", Array(log[4_096...]))
    deleted.isDeleted = true
    writer.add(deleted)
    let items = found(writer, carving: true)
    let free = try #require(items.compactMap(\.log).last)
    #expect(free.file?.state == .unallocated)
    guard case .found(let place) = scanForChunks(free.source) else {
      Issue.record("no chunk in free space")
      return
    }
    let disk = try FileByteSource(path: folder.at("disk0").bytes)
    #expect(try disk.bytes(at: place, count: 8) == Array("ElfChnk\0".utf8))
  }

  @Test func `names of any units are kept apart from paths that are safe`() throws {
    var writer = NTFSWriter()
    writer.usesIndexNodes = true
    for name in [
      "Журнал.evtx", "..evtx", "a:b.evtx", "esc\u{1b}[2J.evtx", String(repeating: "x", count: 250),
    ] {
      writer.add(Self.logs + name, Self.log(5_000))
    }
    let logs = found(writer).compactMap(\.log)
    #expect(logs.count == 5)
    #expect(logs.allSatisfy { !$0.path.terminal.contains("\u{1b}") })
  }

  @Test func `logs in an E01 image are those of its disk`() throws {
    var writer = NTFSWriter()
    writer.add(Self.logs + "a.evtx", Self.log(9_000))
    let path = folder.write("disk.E01", EWFWriter().segments(of: writer.image())[0])
    let items = Array(LogFinder(paths: [path]))
    let log = try #require(items.compactMap(\.log).first)
    #expect(try content(of: log.source) == Self.log(9_000))
    guard case .image(let image)? = items.first else {
      Issue.record("the image comes first")
      return
    }
    #expect(image.container == .ewf && image.volumes.map(\.logCount) == [1])
    // In a folder, too.
    #expect(LogFinder(paths: [folder.root]).compactMap(\.log).count == 1)
  }

  @Test func `in a folder an image of several files is one image`() throws {
    var writer = NTFSWriter()
    writer.add(Self.logs + "a.evtx", Self.log(9_000))
    let disk = writer.image()
    folder.write("disk.001", Array(disk[..<1_000_000]))
    folder.write("disk.002", Array(disk[1_000_000...]))
    var segments = EWFWriter()
    segments.chunksPerSegment = 20
    for (index, segment) in segments.segments(of: disk).enumerated() {
      folder.write("disk.E0\(index + 1)", segment)
    }
    let items = Array(LogFinder(paths: [folder.root]))
    #expect(items.compactMap(\.problem).isEmpty)
    let logs = items.compactMap(\.log)
    #expect(logs.count == 2)
    for log in logs { #expect(try content(of: log.source) == Self.log(9_000)) }
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func `a damaged image never traps, loops or takes long`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var writer = NTFSWriter()
    writer.clusterByteCount = 512
    writer.usesIndexNodes = true
    writer.clusterCount = 400
    for number in 0..<4 {
      var file = NTFSWriter.File(Self.logs + "\(number).evtx", Self.log(3_000 + number * 999))
      file.clustersPerRun = 2
      file.usesAttributeList = number == 2
      file.isDeleted = number == 3
      writer.add(file)
    }
    let good = writer.image()
    let table = Int(good.u64(at: 48)) * 512
    var readCount = 0
    for _ in 0..<(isDebug ? 60 : 600) {
      var image = good
      for _ in 0..<random.number(in: 1...12) {
        // Mostly where structures lie.
        let place =
          random.percent(80)
          ? table + random.below(40 * 1_024) : random.below(image.count)
        if random.percent(50) {
          image[place % image.count] = UInt8(truncatingIfNeeded: random.next())
        } else {
          let hostile: [UInt64] = [
            0, 1, 0x7fff_ffff, 0xffff_ffff, .max, 1 << 63, 0x7fff_ffff_ffff_ffff,
          ]
          image.set(random.pick(hostile), at: min(place, image.count - 8))
        }
      }
      var options = LogFinderOptions()
      options.searchesAllFolders = random.percent(50)
      options.carving = random.percent(30)
      for item in LogFinder(paths: [folder.write("mutant", image)], options: options) {
        guard let log = item.log else { continue }
        readCount += 1
        _ = log.source.nextData(from: 0)
        var position: Int64 = 0
        while position < min(log.source.byteCount, 200_000) {
          let bytes = (try? log.source.bytes(at: position, count: 4_096)) ?? []
          position += 4_096
          if bytes.isEmpty { continue }
        }
      }
      folder.remove("mutant")
    }
    #expect(readCount > 30)
  }
}

private var isDebug: Bool {
  var result = false
  assert(
    {
      result = true
      return true
    }())
  return result
}
