import ByteIO
import Evidence
import Glibc
import TestSupport
import Testing

/// Each runs in a process of its own, since there is one standard input.
@Suite struct StandardInputTests {
  @Test func `a pipe is spooled and read as a log without identity`() async {
    await #expect(processExitsWith: .success) {
      feedStandardInput(logBytes(chunkCount: 9))
      let items = Array(LogFinder(paths: ["-"]))
      guard items.count == 1, let log = items[0].log else { exit(2) }
      guard log.displayPath == "-", log.identity == nil, log.kind == .evtx else { exit(3) }
      guard try content(of: log.source) == logBytes(chunkCount: 9) else { exit(4) }
    }
  }

  @Test func `a pipe larger than the memory goes to a temporary file`() async {
    await #expect(processExitsWith: .success) {
      let bytes = logBytes() + noise(3_000_000)
      feedStandardInput(bytes)
      var options = LogFinderOptions()
      options.spoolMemoryByteCount = 1 << 20
      guard let log = LogFinder(paths: ["-"], options: options).next()?.log else { exit(2) }
      guard log.source is FileByteSource, try content(of: log.source) == bytes else { exit(3) }
    }
  }

  @Test func `a gzip file in a pipe is inflated`() async {
    await #expect(processExitsWith: .success) {
      feedStandardInput(try gzip(logBytes() + noise(500_000)))
      guard let log = LogFinder(paths: ["-"]).next()?.log else { exit(2) }
      guard log.isInflated, try content(of: log.source) == logBytes() + noise(500_000) else {
        exit(3)
      }
    }
  }

  @Test func `a pipe that holds no log is a problem, an empty one too`() async {
    await #expect(processExitsWith: .success) {
      for (bytes, code) in [
        ([], EvidenceError.Code.empty), (Array("hello".utf8), .notALog),
        (padded("PK\u{3}\u{4}", to: 9), .notSupported),
      ] {
        feedStandardInput(bytes)
        guard LogFinder(paths: ["-"]).map({ $0.problem?.code }) == [code] else { exit(2) }
      }
    }
  }

  @Test func `a redirected file is read in place, from its start`() async {
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      let path = folder.write("a", logBytes())
      redirectStandardInput(path)
      lseek(0, 100, SEEK_SET)
      guard let log = LogFinder(paths: ["-"]).next()?.log else { exit(2) }
      guard log.source is FileByteSource, try content(of: log.source) == logBytes() else { exit(3) }
      guard log.identity == (try FileByteSource(path: path.bytes).identity) else { exit(4) }
    }
  }

  @Test func `a FIFO may be given as standard input, a folder may not`() async {
    await #expect(processExitsWith: .success) {
      redirectStandardInput("/tmp")
      guard LogFinder(paths: ["-"]).map({ $0.problem?.code }) == [.standardInput] else { exit(2) }
      redirectStandardInput("/dev/null")
      guard LogFinder(paths: ["-"]).map({ $0.problem?.code }) == [.empty] else { exit(3) }
      close(0)
      guard LogFinder(paths: ["-"]).map({ $0.problem?.code }) == [.unreadable] else { exit(4) }
    }
  }

  @Test func `standard input named twice is a problem, as list and log too`() async {
    await #expect(processExitsWith: .success) {
      feedStandardInput(logBytes())
      let twice = LogFinder(paths: ["-", "-"]).map { $0.problem?.code }
      guard twice == [nil, .standardInput] else { exit(2) }
      feedStandardInput(Array("-\n/no/a\n".utf8))
      let list = LogFinder([.list("-", .line)]).map { $0.problem?.code }
      guard list == [.standardInput, .notFound] else { exit(3) }
    }
  }
}

/// Makes standard input a pipe with these bytes in it, written by a thread of their own.
private func feedStandardInput(_ bytes: [UInt8]) {
  var ends: [CInt] = [0, 0]
  guard unsafe pipe(&ends) == 0 else { exit(90) }
  dup2(ends[0], 0)
  close(ends[0])
  let sink = Monitor(FileByteSink(takingDescriptor: ends[1]))
  var thread = pthread_t()
  let feeder = unsafe Unmanaged.passRetained(Feeder(sink, bytes))
  unsafe pthread_create(
    &thread, nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      let feeder = unsafe Unmanaged<Feeder>.fromOpaque(argument).takeRetainedValue()
      // A reader that has seen enough closes early.
      feeder.sink.withLock { sink in
        try? sink.write(feeder.bytes)
        try? sink.finish()
      }
      return nil
    }, feeder.toOpaque())
}

private final class Feeder: Sendable {
  let sink: Monitor<FileByteSink>
  let bytes: [UInt8]
  init(_ sink: Monitor<FileByteSink>, _ bytes: [UInt8]) {
    self.sink = sink
    self.bytes = bytes
  }
}

private func redirectStandardInput(_ path: EvidencePath) {
  let descriptor = unsafe open(path.display, O_RDONLY)
  guard descriptor >= 0 else { exit(91) }
  dup2(descriptor, 0)
  close(descriptor)
}
