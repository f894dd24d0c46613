import ByteIO
import Evidence
import Glibc
import TestSupport
import Testing

@Suite struct OutputFileTests {
  let folder = TemporaryFolder()

  /// Why an output is refused, or nil.
  private func refusal(
    _ path: EvidencePath, force: Bool = false, inputs: [EvidencePath] = []
  ) -> EvidenceError? {
    do throws(EvidenceError) {
      _ = try OutputFile(path: path, force: force, inputs: inputs)
      return nil
    } catch {
      return error
    }
  }

  // MARK: - Making a file

  @Test func `a file appears under its name only when it is finished`() throws {
    let output = try OutputFile(path: folder.at("out"))
    try output.write("hello")
    #expect(folder.names == ["out.partial"])
    try output.finish()
    try output.finish()
    output.discard()
    #expect(folder.names == ["out"])
    #expect(try content(of: folder.at("out")) == Array("hello".utf8))
  }

  @Test func `a name that ends in gz is gzipped, the same each time`() throws {
    for name in ["1.gz", "2.GZ"] {
      let output = try OutputFile(path: folder.at(name))
      #expect(output.isCompressed)
      try output.write("hello")
      try output.finish()
    }
    #expect(try content(of: folder.at("1.gz")) == gzip(Array("hello".utf8)))
    #expect(try content(of: folder.at("1.gz")) == content(of: folder.at("2.GZ")))
    let plain = try OutputFile(path: folder.at("3.gz"), compressing: false)
    try plain.write("hello")
    try plain.finish()
    #expect(try content(of: folder.at("3.gz")) == Array("hello".utf8))
  }

  @Test func `an output that is dropped or discarded leaves nothing`() throws {
    do {
      let output = try OutputFile(path: folder.at("out"))
      try output.write("hello")
    }
    #expect(folder.names == [])
    let output = try OutputFile(path: folder.at("out"))
    let note = "the unfinished \(folder.path)/out.partial was removed"
    #expect(output.discard() == note)
    #expect(output.discard() == nil)
    #expect(throws: ByteSinkError.self) { try output.write("lost") }
    #expect(throws: ByteSinkError.self) { try output.finish() }
    #expect(folder.names == [])
  }

  @Test func `a folder that is missing or a name too long cannot be written`() {
    #expect(refusal(folder.at("missing/out"))?.code == .cannotWrite)
    #expect(refusal(folder.at(String(repeating: "a", count: 250)))?.code == .cannotWrite)
    #expect(refusal("")?.code == .cannotWrite)
    #expect(refusal(EvidencePath([0x61, 0]))?.code == .cannotWrite)
  }

  @Test func `a name of any bytes can be written`() throws {
    let path = folder.root.child([0xff, 0x0a, 0x1b])
    let output = try OutputFile(path: path)
    try output.finish()
    #expect(try content(of: path) == [])
  }

  // MARK: - What exists

  @Test func `an existing file is refused without force and replaced with it`() throws {
    let path = folder.write("out", [1])
    #expect(refusal(path)?.description == "\(path.display): exists; --force overwrites it")
    #expect(refusal(path)?.code == .outputExists)
    let output = try OutputFile(path: path, force: true)
    try output.write("new")
    #expect(try content(of: path) == [1], "the old file stays until the new one is complete")
    try output.finish()
    #expect(try content(of: path) == Array("new".utf8))
    #expect(folder.names == ["out"])
  }

  @Test func `a link that leads nowhere is a name that is taken`() throws {
    let link = folder.makeLink("link", to: "nowhere")
    #expect(refusal(link)?.code == .outputExists)
    try OutputFile(path: link, force: true).finish()
    #expect(folder.names == ["link"], "the link is replaced, not followed")
  }

  @Test func `a file that appears meanwhile is not overwritten without force`() throws {
    let output = try OutputFile(path: folder.at("out"))
    let path = folder.write("out", [1])
    #expect(throws: ByteSinkError.self) { try output.finish() }
    #expect(try content(of: path) == [1])
    #expect(folder.names == ["out"])
  }

  @Test func `what a killed run left is named and goes with force`() throws {
    folder.write("out.partial", [1])
    #expect(refusal(folder.at("out"))?.path == folder.at("out.partial"))
    #expect(refusal(folder.at("out"))?.code == .outputExists)
    try OutputFile(path: folder.at("out"), force: true).finish()
    #expect(folder.names == ["out"])
  }

  @Test func `a link in the place of the partial file is not written through`() throws {
    let victim = folder.write("victim", [1])
    folder.makeLink("out.partial", to: "victim")
    #expect(refusal(folder.at("out"))?.code == .outputExists)
    try OutputFile(path: folder.at("out"), force: true).finish()
    #expect(try content(of: victim) == [1])
  }

  @Test func `a folder is refused even with force`() {
    #expect(refusal(folder.root, force: true)?.code == .cannotWrite)
    #expect(refusal(folder.root, force: true)?.message == "is a folder, expected a file")
  }

  // MARK: - Evidence

  @Test func `an input is refused by whatever name, even with force`() throws {
    let input = folder.write("a.evtx", logBytes())
    let link = folder.makeLink("link", to: "a.evtx")
    _ = makeHardLink(folder.path + "/a.evtx", folder.path + "/hard")
    folder.makeFolder("sub")
    for name in ["a.evtx", "link", "hard", "./a.evtx", "sub/../a.evtx"] {
      for inputs in [[input], [link], ["/no/other", input]] {
        let error = refusal(folder.at(name), force: true, inputs: inputs)
        #expect(error?.code == .outputIsInput, "\(name)")
      }
    }
    #expect(try content(of: input) == logBytes())
    #expect(folder.names == ["a.evtx", "hard", "link", "sub"])
  }

  @Test func `an input named as the partial file would be is refused`() {
    let input = folder.write("a.partial", logBytes())
    #expect(refusal(folder.at("a"), force: true, inputs: [input])?.code == .outputIsInput)
    #expect(refusal(folder.at("a"), force: true, inputs: [folder.root])?.code == .outputIsInput)
    #expect(folder.names == ["a.partial"])
  }

  @Test func `nothing is written inside an input folder, log or not, by whatever way`() throws {
    folder.makeFolder("in")
    folder.makeFolder("in/deep")
    let input = folder.write("in/deep/a.log", logBytes())
    let packed = folder.write("in/b.gz", try gzip(logBytes()))
    let damaged = folder.write("in/c.evtx", [1, 2, 3])
    let notes = folder.write("in/notes.txt", [1])
    let outside = folder.write("d.evtx", logBytes())
    folder.makeLink("way", to: "in")
    for inputs in [[folder.at("in")], [folder.at("way")], [folder.root]] {
      for path in [input, packed, damaged, folder.at("way/deep/a.log")] {
        #expect(refusal(path, force: true, inputs: inputs)?.code == .outputIsInput)
      }
      #expect(refusal(notes, force: true, inputs: inputs)?.code == .outputIsInput)
    }
    #expect(refusal(outside, force: true, inputs: [folder.at("in")]) == nil)
    #expect(refusal(folder.at("in/new.jsonl"), inputs: [folder.at("in")])?.code == .outputIsInput)
    #expect(refusal(folder.at("new.jsonl"), inputs: [folder.at("in")]) == nil)
  }

  @Test func `an input that becomes known later is refused, and the partial file goes`() throws {
    let input = folder.write("a.evtx", logBytes())
    _ = makeHardLink(input.display, folder.path + "/out")
    let output = try OutputFile(path: folder.at("out"), force: true)
    let log = try #require(LogFinder(paths: [input]).next()?.log)
    try output.refuse(input: nil)
    #expect(throws: EvidenceError.self) { try output.refuse(input: log.identity) }
    #expect(folder.names == ["a.evtx", "out"])
    #expect(try content(of: folder.at("out")) == logBytes())
  }

  // MARK: - Devices and failures

  @Test func `a device is written directly, with or without force`() throws {
    for force in [false, true] {
      let output = try OutputFile(path: "/dev/null", force: force, inputs: ["/dev/null"])
      try output.write("hello")
      try output.finish()
    }
  }

  @Test func `a full device is an error with its number, gzipped or not`() throws {
    for compressing in [false, true] {
      let output = try OutputFile(path: "/dev/full", compressing: compressing)
      var failure: ByteSinkError?
      do throws(ByteSinkError) {
        try output.write("hello")
        try output.finish()
      } catch {
        failure = error
      }
      #expect(failure == ByteSinkError(number: ENOSPC))
    }
  }

  @Test func `a file that cannot be completed is removed and the error says so`() async {
    await #expect(processExitsWith: .success) {
      ignoreOutputSignals()
      let folder = TemporaryFolder()
      var limit = rlimit(rlim_cur: 1_000, rlim_max: 1_000)
      guard unsafe setrlimit(__rlimit_resource_t(UInt32(1)), &limit) == 0 else { exit(2) }
      let output = try OutputFile(path: folder.at("out"))
      do throws(ByteSinkError) { try output.write([UInt8](repeating: 1, count: 2_000)) } catch {
        let note = "File too large; the unfinished \(folder.path)/out.partial was removed"
        guard error == ByteSinkError(number: EFBIG, reason: note) else { exit(3) }
        guard folder.names == [] else { exit(4) }
        do throws(ByteSinkError) { try output.write([1]) } catch { return }
      }
      exit(5)
    }
  }

  @Test func `standard output is written by all its names and kept from overwriting evidence`()
    async
  {
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      let target = folder.write("target", Array("before ".utf8))
      let descriptor = unsafe open(target.display, O_WRONLY | O_APPEND)
      dup2(descriptor, 1)
      for name in ["-", "/dev/stdout", "/dev/fd/1"] {
        let output = try OutputFile(path: EvidencePath(name), inputs: ["/tmp"])
        try output.write("x")
        try output.finish()
      }
      guard try content(of: target) == Array("before xxx".utf8) else { exit(2) }
      do throws(EvidenceError) { _ = try OutputFile(path: "-", inputs: [target]) } catch {
        guard error.code == .outputIsInput else { exit(3) }
        return
      }
      exit(4)
    }
  }

  @Test func `a FIFO is written directly`() async throws {
    _ = unsafe mkfifo(folder.path + "/fifo", 0o600)
    // Opened for both directions, so that neither side waits.
    let descriptor = unsafe open(folder.path + "/fifo", O_RDWR)
    let output = try OutputFile(path: folder.at("fifo"))
    try output.write("abc")
    try output.finish()
    var buffer = ByteBuffer(capacity: 3)
    #expect(try buffer.fill(from: DescriptorByteStream(sharingDescriptor: descriptor)) == 3)
    close(descriptor)
    #expect(folder.names == ["fifo"])
  }
}

/// A hard link.
private func makeHardLink(_ from: String, _ to: String) -> CInt { unsafe link(from, to) }
