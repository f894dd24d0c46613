import ByteIO
import Evidence
import Glibc
import TestSupport
import Testing

@Suite struct GzipTests {
  let folder = TemporaryFolder()

  private func find(
    _ bytes: [UInt8], named name: String = "a.gz", options: LogFinderOptions = .init()
  ) -> [EvidenceItem] {
    let path = folder.write(name, bytes)
    defer { folder.remove(name) }
    return Array(LogFinder(paths: [path], options: options))
  }

  @Test func `a gzip file is read as what it inflates to, by content and not by name`() throws {
    let path = folder.write("log.bin", try gzip(logBytes()))
    for input in [path, folder.root] {
      let log = try #require(LogFinder(paths: [input]).next()?.log)
      #expect(log.isInflated)
      #expect(log.kind == .evtx)
      #expect(log.displayPath == path.display)
      #expect(log.identity == (try FileByteSource(path: path.bytes).identity))
      #expect(try content(of: log.source) == logBytes())
    }
  }

  @Test func `members are joined, and zeros behind the last one are padding`() throws {
    let bytes = logBytes(chunkCount: 3)
    let packed =
      try gzip(Array(bytes[..<5])) + gzip([]) + gzip(Array(bytes[5...]))
      + [UInt8](repeating: 0, count: 100_000)
    let items = find(packed)
    #expect(items.count == 1)
    #expect(try content(of: #require(items.first?.log).source) == bytes)
  }

  @Test func `many empty members do not end the file`() throws {
    let empty = try gzip([])
    let packed = (0..<5_000).flatMap { _ in empty } + (try gzip(logBytes()))
    #expect(find(packed).map { $0.log != nil } == [true])
  }

  @Test func `every proper prefix is reported as truncated, and what it inflates to is kept`()
    throws
  {
    let bytes = logBytes(chunkCount: 4)
    let packed = try gzip(bytes)
    var kept = 0
    for count in 3..<packed.count {
      let items = find(Array(packed[..<count]))
      #expect(items.last?.problem?.code == .gzipTruncated, "prefix of \(count)")
      #expect(items.count <= 2)
      if let log = items.first?.log {
        let found = try content(of: log.source)
        #expect(bytes.starts(with: found))
        #expect(found.count >= kept)
        kept = found.count
      }
    }
    #expect(kept == bytes.count, "only the checksum is missing from the last prefix")
    #expect(find(packed).map { $0.problem?.code } == [nil])
  }

  @Test func `every single-byte change ends in a log or a problem`() throws {
    let packed = try gzip(logBytes())
    for index in packed.indices {
      var changed = packed
      changed[index] ^= 0xff
      #expect((1...2).contains(find(changed).count), "byte \(index)")
    }
  }

  @Test func `a wrong checksum keeps the log and is reported`() throws {
    var packed = try gzip(logBytes())
    packed[packed.count - 5] ^= 1
    let items = find(packed)
    #expect(items.first?.log != nil)
    #expect(items.last?.problem?.code == .gzipCorrupt)
    #expect(items.last?.problem?.message == "is a damaged gzip file: incorrect data check")
  }

  @Test func `other data behind the last member is reported`() throws {
    let items = find(try gzip(logBytes()) + Array("garbage".utf8))
    #expect(items.count == 2)
    #expect(items.first?.log != nil)
    #expect(items.last?.problem?.code == .gzipTrailing)
  }

  @Test func `a bomb stops at the ratio, and what came before is kept`() throws {
    let size = 100 << 20
    let packed = try gzip(logBytes() + [UInt8](repeating: 0, count: size))
    let items = find(packed)
    #expect(items.last?.problem?.code == .gzipRatio)
    let log = try #require(items.first?.log)
    #expect(log.source.byteCount < Int64(size) / 2)
    // No log at its start: one line, and nothing is kept.
    let zeros = find(try gzip([UInt8](repeating: 0, count: 40 << 20)))
    #expect(zeros.map { $0.problem?.code } == [.gzipRatio])
  }

  @Test func `a log of 20 MiB with hardly anything in it is no bomb`() throws {
    let bytes = logBytes() + [UInt8](repeating: 0, count: 20 << 20)
    #expect(find(try gzip(bytes)).map { $0.log != nil } == [true])
  }

  @Test func `the total is capped, and what fits is kept`() throws {
    var options = LogFinderOptions()
    options.maximumSpooledByteCount = 5_000
    let items = find(try gzip(logBytes(chunkCount: 4)), options: options)
    #expect(items.first?.log?.source.byteCount == 5_000)
    #expect(items.last?.problem?.code == .tooLarge)
  }

  @Test func `a gzip file inside a gzip file is refused`() throws {
    let packed = try gzip(gzip(logBytes()))
    #expect(find(packed).map { $0.problem?.code } == [.gzipNested])
    folder.write("inside.gz", packed)
    #expect(summaries([folder.root], in: folder) == [])
    folder.write("inside.evtx.gz", packed)
    #expect(summaries([folder.root], in: folder) == ["gzip-nested inside.evtx.gz"])
  }

  @Test func `what inflates to something else says so`() throws {
    let message = find(try gzip(padded("PK\u{3}\u{4}", to: 100))).first?.problem?.message
    #expect(message == "inflated, is a zip archive, which is not supported yet")
    #expect(find(try gzip([])).map { $0.problem?.code } == [.empty])
  }

  @Test func `more than the memory allows goes to a file without a name`() throws {
    let temporary = TemporaryFolder()
    var options = LogFinderOptions()
    options.spoolMemoryByteCount = 300_000
    options.temporaryFolder = temporary.root
    for count in [299_000, 301_000, 2_000_000] {
      let bytes = logBytes() + noise(count - 4_608)
      let log = try #require(find(try gzip(bytes), options: options).first?.log)
      #expect((log.source is FileByteSource) == (count > 300_000))
      #expect(try content(of: log.source) == bytes)
      #expect(temporary.names == [])
    }
  }

  @Test func `a temporary folder that cannot be used is named`() throws {
    var options = LogFinderOptions()
    options.spoolMemoryByteCount = 10
    options.temporaryFolder = "/nowhere\u{1b}"
    let items = find(try gzip(logBytes()), options: options)
    #expect(items.map { $0.problem?.code } == [.temporarySpace])
    #expect(
      items.first?.problem?.message
        == "cannot be unpacked to /nowhere\\u{1b}: No such file or directory")
  }

  @Test func `a full disk under the temporary folder is an error that names it`() async throws {
    let path = folder.write("a.gz", try gzip(logBytes() + noise(1_000_000))).display
    await #expect(processExitsWith: .success) { [path = path as String] in
      // A limit on file size stands for the full disk: both fail the write.
      ignoreOutputSignals()
      var limit = rlimit(rlim_cur: 500_000, rlim_max: 500_000)
      guard unsafe setrlimit(__rlimit_resource_t(UInt32(1)), &limit) == 0 else { exit(2) }
      var options = LogFinderOptions()
      options.spoolMemoryByteCount = 10
      options.temporaryFolder = "/tmp"
      let items = LogFinder(paths: [EvidencePath(path)], options: options).map { $0.problem }
      guard items.count == 1, items[0]?.code == .temporarySpace,
        items[0]?.message == "cannot be unpacked to /tmp: File too large"
      else { exit(3) }
    }
  }
}
