import ByteIO
import Glibc
import TestSupport
import Testing

@Suite struct FileByteSinkTests {
  let folder = TemporaryFolder()

  @Test func `what is written is in the file, in order`() throws {
    let sink = try FileByteSink.create(path: folder.bytes("file"))
    try sink.write([1, 2])
    try sink.write([])
    try sink.write("three")
    try sink.finish()
    try sink.finish()
    #expect(try content(of: folder.bytes("file")) == [1, 2] + Array("three".utf8))
  }

  @Test func `an existing name is never opened for creation, nor a link that leads nowhere`() {
    folder.writeFile("file", [1])
    _ = unsafe symlink("nowhere", folder.path + "/link")
    for name in ["file", "link"] {
      var failure: FileOpenError?
      do throws(FileOpenError) { _ = try FileByteSink.create(path: folder.bytes(name)) } catch {
        failure = error
      }
      #expect(failure?.isExisting == true)
    }
  }

  @Test func `a full device is an error with its number, and so is every later write`() throws {
    let sink = try FileByteSink.openExisting(path: Array("/dev/full".utf8))
    for _ in 0..<2 {
      var failure: ByteSinkError?
      do throws(ByteSinkError) { try sink.write([1]) } catch { failure = error }
      #expect(failure == ByteSinkError(number: ENOSPC, reason: "No space left on device"))
    }
    #expect(throws: ByteSinkError.self) { try sink.finish() }
  }

  @Test func `a limit on file size is an error when its signal is ignored`() async {
    await #expect(processExitsWith: .success) {
      ignoreOutputSignals()
      var limit = rlimit(rlim_cur: 1_000, rlim_max: 1_000)
      let folder = TemporaryFolder()
      let sink = try FileByteSink.create(path: folder.bytes("file"))
      guard unsafe setrlimit(__rlimit_resource_t(UInt32(1)), &limit) == 0 else { exit(2) }
      do throws(ByteSinkError) { try sink.write([UInt8](repeating: 1, count: 2_000)) } catch {
        guard error.number == EFBIG, error.reason == "File too large" else { exit(3) }
        guard try content(of: folder.bytes("file")).count == 1_000 else { exit(4) }
        return
      }
      exit(5)
    }
  }

  @Test func `a pipe whose reader has gone is told apart`() async {
    await #expect(processExitsWith: .success) {
      ignoreOutputSignals()
      var ends: [CInt] = [0, 0]
      guard unsafe pipe(&ends) == 0 else { exit(2) }
      close(ends[0])
      do throws(ByteSinkError) {
        try FileByteSink(takingDescriptor: ends[1]).write([1])
      } catch {
        exit(error.isBrokenPipe ? 0 : 3)
      }
      exit(4)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a non-blocking pipe is waited for, at both ends`() throws {
    var ends: [CInt] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { fatalError("no pipe") }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    let (readEnd, writeEnd) = (ends[0], ends[1])
    let received = Monitor(0)
    runThreads(2) { index in
      do {
        if index == 0 {
          let sink = FileByteSink(takingDescriptor: writeEnd)
          try sink.write([UInt8](repeating: 1, count: 3_000_000))
          try sink.finish()
        } else {
          let stream = DescriptorByteStream(sharingDescriptor: readEnd)
          var buffer = ByteBuffer(capacity: 100_000)
          while true {
            let count = try buffer.fill(from: stream)
            if count == 0 { break }
            received.withLock { $0 += count }
          }
        }
      } catch {
        Issue.record(error)
      }
    }
    close(readEnd)
    #expect(received.withLock { $0 } == 3_000_000)
  }

  @Test func `a failure below a gzip sink comes through`() throws {
    let sink = GzipByteSink(try FileByteSink.openExisting(path: Array("/dev/full".utf8)))
    #expect(throws: ByteSinkError.self) {
      try sink.write([UInt8](repeating: 1, count: 10))
      try sink.finish()
    }
  }
}

@Suite struct TemporaryFileTests {
  @Test func `a temporary file has no name and is read back through a source of its own`() throws {
    let folder = TemporaryFolder()
    let source: FileByteSource
    do {
      let file = try TemporaryFile(folder: Array(folder.path.utf8))
      let bytes: [UInt8] = [1, 2, 3]
      try file.append(bytes.rawSpan)
      source = try file.makeSource()
    }
    #expect(try FolderListing(path: Array(folder.path.utf8), followingLink: false).entries == [])
    var buffer = ByteBuffer(capacity: 8)
    #expect(try buffer.fill(from: source, at: 1) == 2)
  }

  @Test func `a folder that is missing is an error`() {
    #expect(throws: FileOpenError.self) { try TemporaryFile(folder: Array("/nowhere".utf8)) }
  }
}

@Suite struct FileSystemTests {
  let folder = TemporaryFolder()

  @Test func `a listing holds every name as bytes, and its kind`() throws {
    folder.writeFile("-rf", [])
    folder.writeFile("new\nline\u{1b}", [])
    _ = unsafe mkfifo(folder.path + "/fifo", 0o600)
    _ = unsafe symlink("fifo", folder.path + "/link")
    _ = unsafe mkdir(folder.path + "/folder", 0o700)
    let listing = try FolderListing(path: Array(folder.path.utf8), followingLink: true)
    #expect(listing.failure == nil)
    let kinds = Dictionary(
      uniqueKeysWithValues: listing.entries.map { (String(decoding: $0.name, as: UTF8.self), $0) })
    #expect(kinds.keys.sorted() == ["-rf", "fifo", "folder", "link", "new\nline\u{1b}"])
    for (name, kind) in [
      ("-rf", FileKind.regular), ("fifo", .fifo), ("folder", .folder), ("link", .symbolicLink),
    ] {
      #expect(kinds[name]?.kind == kind)
      #expect(try FileStatus(path: folder.bytes(name), followingLinks: false).kind == kind)
    }
    #expect(try FileStatus(path: folder.bytes("link"), followingLinks: true).kind == .fifo)
  }

  @Test func `renaming replaces a file only when told to`() throws {
    folder.writeFile("one", [1])
    folder.writeFile("two", [2])
    var failure: FileOpenError?
    do throws(FileOpenError) {
      try renameFile(path: folder.bytes("one"), to: folder.bytes("two"), replacing: false)
    } catch {
      failure = error
    }
    #expect(failure?.isExisting == true)
    try renameFile(path: folder.bytes("one"), to: folder.bytes("two"), replacing: true)
    #expect(try content(of: folder.bytes("two")) == [1])
    try renameFile(path: folder.bytes("two"), to: folder.bytes("three"), replacing: false)
    #expect(throws: FileOpenError.self) { try removeFile(path: folder.bytes("two")) }
    try removeFile(path: folder.bytes("three"))
  }

  @Test func `a resolved path has no links and no dots`() throws {
    folder.writeFile("file", [])
    _ = unsafe symlink(".", folder.path + "/link")
    let resolved = try resolvedPath(folder.bytes("link/./link/file"))
    #expect(resolved == folder.bytes("file"))
  }
}
