import ByteIO
import Glibc
import TestSupport
import Testing

@Suite struct ByteBufferTests {
  @Test func `a new buffer and its slack are zero`() {
    let buffer = ByteBuffer(capacity: 100)
    #expect(buffer.bytes.byteCount == 100 + ByteBuffer.slack)
    #expect(isZero(buffer, from: 0, to: 100 + ByteBuffer.slack) == true)
  }

  @Test func `filling zeroes what the source does not reach`() throws {
    var buffer = ByteBuffer(capacity: 8)
    #expect(try buffer.fill(from: MemoryByteSource([1, 2, 3, 4, 5, 6, 7, 8, 9]), at: 0) == 8)
    #expect(buffer.bytes.u64(0) == 0x0807_0605_0403_0201)
    #expect(try buffer.fill(from: MemoryByteSource([1, 2, 3]), at: 1) == 2)
    #expect(buffer.bytes.u64(0) == 0x0302)
    #expect(isZero(buffer, from: 8, to: 8 + ByteBuffer.slack) == true)
  }

  @Test func `filling takes no more than asked for`() throws {
    var buffer = ByteBuffer(capacity: 8)
    let source = MemoryByteSource([1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(try buffer.fill(from: source, at: 0, byteCount: 3) == 3)
    #expect(buffer.bytes.u64(0) == 0x03_0201)
    #expect(try buffer.fill(from: source, at: 0, byteCount: 99) == 8)
  }

  @Test func `a failed fill leaves zeros`() {
    var buffer = ByteBuffer(capacity: 8)
    _ = try? buffer.fill(from: MemoryByteSource([9, 9, 9, 9]), at: 0)
    var failure: ByteSourceError?
    do throws(ByteSourceError) { _ = try buffer.fill(from: BrokenSource(), at: 4) } catch {
      failure = error
    }
    #expect(failure?.offset == 4)
    #expect(isZero(buffer, from: 0, to: 8) == true)
  }

  @Test func `a buffer of nothing works`() throws {
    var buffer = ByteBuffer(capacity: 0)
    #expect(try buffer.fill(from: MemoryByteSource([1]), at: 0) == 0)
  }
}

@Suite struct MemoryByteSourceTests {
  @Test(arguments: [(Int64(0), 3), (2, 1), (3, 0), (99, 0), (-1, 0), (.max, 0), (.min, 0)])
  func `a read ends where the source ends`(offset: Int64, expected: Int) throws {
    var buffer = ByteBuffer(capacity: 16)
    #expect(try buffer.fill(from: MemoryByteSource([7, 8, 9]), at: offset) == expected)
  }
}

@Suite struct FileByteSourceTests {
  let folder = TemporaryFolder()

  @Test func `a read gives the bytes at its offset and is short only at the end`() throws {
    let path = folder.writeFile("file", (0..<200).map { UInt8($0) })
    let source = try FileByteSource(path: path)
    #expect(source.byteCount == 200)
    var buffer = ByteBuffer(capacity: 8)
    #expect(try buffer.fill(from: source, at: 100) == 8)
    #expect(buffer.bytes.u8(0) == 100)
    #expect(try buffer.fill(from: source, at: 195) == 5)
    #expect(try buffer.fill(from: source, at: 200) == 0)
    #expect(try buffer.fill(from: source, at: 1 << 40) == 0)
  }

  @Test func `a negative offset is a failure of the medium, not of the program`() throws {
    let source = try FileByteSource(path: folder.writeFile("file", [1]))
    var buffer = ByteBuffer(capacity: 8)
    #expect(throws: ByteSourceError.self) { try buffer.fill(from: source, at: -1) }
  }

  @Test func `a file that shrinks while open gives a short read`() throws {
    let path = folder.writeFile("file", [UInt8](repeating: 5, count: 100_000))
    let source = try FileByteSource(path: path)
    _ = unsafe truncate(folder.path + "/file", 10)
    var buffer = ByteBuffer(capacity: 100_000)
    #expect(try buffer.fill(from: source, at: 0) == 10)
    #expect(source.byteCount == 100_000)
    #expect(source.currentByteCount == 10)
  }

  @Test func `a file that grows while open keeps its size`() throws {
    let path = folder.writeFile("file", [1, 2, 3])
    let source = try FileByteSource(path: path)
    _ = unsafe truncate(folder.path + "/file", 10)
    #expect(source.byteCount == 3)
    #expect(source.currentByteCount == 10)
  }

  @Test func `a path need not be UTF-8`() throws {
    let path = folder.bytes("") + [0xff, 0xfe, 0x0a]
    let sink = try FileByteSink.create(path: path)
    try sink.write([42])
    try sink.finish()
    #expect(try content(of: path) == [42])
  }

  @Test func `names of the same file share an identity`() throws {
    let path = folder.writeFile("one", [1])
    _ = unsafe link(folder.path + "/one", folder.path + "/two")
    let other = folder.writeFile("three", [1])
    let identity = try FileByteSource(path: path).identity
    #expect(try FileByteSource(path: folder.bytes("two")).identity == identity)
    #expect(try FileByteSource(path: other).identity != identity)
  }

  @Test(.timeLimit(.minutes(1)))
  func `what is no regular file is refused without waiting`() throws {
    _ = unsafe mkfifo(folder.path + "/fifo", 0o600)
    for (path, text) in [
      (folder.path + "/fifo", "a FIFO"), (folder.path, "a folder"),
      ("/dev/null", "a character device"),
    ] {
      var failure: FileOpenError?
      do throws(FileOpenError) { _ = try FileByteSource(path: path) } catch { failure = error }
      #expect(failure?.reason == "is \(text), expected a regular file")
    }
  }

  @Test func `a missing file, an empty path and a path with NUL are errors`() {
    for (path, isNotFound) in [
      (folder.bytes("missing"), true), ([], true), (folder.bytes("a\0b"), false),
    ] {
      var failure: FileOpenError?
      do throws(FileOpenError) { _ = try FileByteSource(path: path) } catch { failure = error }
      #expect(failure?.isNotFound == isNotFound)
    }
  }

  @Test func `a link is followed or not, as asked`() throws {
    folder.writeFile("file", [1])
    _ = unsafe symlink("file", folder.path + "/link")
    #expect(try FileByteSource(path: folder.bytes("link")).byteCount == 1)
    #expect(throws: FileOpenError.self) {
      try FileByteSource(path: folder.bytes("link"), followingLink: false)
    }
  }

  @Test func `the hole of a sparse file is passed over`() throws {
    folder.writeFile("file", [])
    _ = unsafe truncate(folder.path + "/file", 1 << 40)
    let source = try FileByteSource(path: folder.bytes("file"))
    #expect(source.nextData(from: 0) == 1 << 40)
  }
}

private final class BrokenSource: ByteSource {
  let byteCount: Int64 = 100
  func read(
    at offset: Int64, into target: inout MutableRawSpan
  ) throws(ByteSourceError) -> Int {
    throw ByteSourceError(offset: offset, reason: "Input/output error")
  }
}

/// A span cannot go into #expect itself.
private func isZero(_ buffer: borrowing ByteBuffer, from start: Int, to end: Int) -> Bool {
  buffer.bytes.isZero(from: start, to: end)
}
