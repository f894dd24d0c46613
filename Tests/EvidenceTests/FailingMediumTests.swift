import ByteIO
import Testing

@testable import Evidence

/// A medium whose reads fail where they touch a bad place.
private final class FailingSource: ByteSource {
  let byteCount: Int64
  private let content: MemoryByteSource
  private let bad: Range<Int64>

  init(_ bytes: [UInt8], bad: Range<Int64>) {
    byteCount = Int64(bytes.count)
    content = MemoryByteSource(bytes)
    self.bad = bad
  }

  func read(
    at offset: Int64, into target: inout MutableRawSpan
  ) throws(ByteSourceError) -> Int {
    if bad.contains(offset) { throw ByteSourceError(offset: offset, reason: "Input/output error") }
    let count = try content.read(at: offset, into: &target)
    // What lies before the bad place is given; the next read meets it.
    return offset < bad.lowerBound ? min(count, Int(bad.lowerBound - offset)) : count
  }
}

@Suite struct FailingMediumTests {
  @Test func `a chunk is found behind an unreadable place, from the next 4 KiB on`() {
    let bytes = [UInt8](repeating: 0, count: 13_000) + Array("ElfChnk\0".utf8)
    for bad in [0..<512, 512..<9_000, 4_096..<4_097, 0..<9_999] as [Range<Int64>] {
      guard case .found(let offset) = scanForChunks(FailingSource(bytes, bad: bad)) else {
        Issue.record("\(bad)")
        continue
      }
      #expect(offset == 13_000)
    }
  }

  @Test func `no chunk in what can be read is not the same as no chunk`() {
    let source = FailingSource([UInt8](repeating: 0, count: 10_000), bad: 5_000..<6_000)
    guard case .unreadable(let error) = scanForChunks(source) else {
      Issue.record("not unreadable")
      return
    }
    #expect(error.offset == 5_000)
  }

  @Test func `the scan of a dead disk ends`() {
    let count = 4_096 * (Limits.failedReadCount + 10)
    let source = FailingSource([UInt8](repeating: 0, count: count), bad: 0..<Int64(count))
    guard case .unreadable = scanForChunks(source) else {
      Issue.record("not unreadable")
      return
    }
  }

  @Test func `a medium that fails under a gzip file is no truncated file`() throws {
    let packed = try gzip(noise(200_000))
    let source = FailingSource(packed, bad: 100_000..<100_001)
    let stream = GzipContent(SourceByteStream(source), maximumRatio: 200)
    var buffer = ByteBuffer(capacity: 300_000)
    let count: Int
    do {
      var target = buffer.mutableBytes
      count = stream.read(into: &target)
    }
    #expect(count > 90_000)
    #expect(stream.failure?.code == .readFailed)
    #expect(stream.failure?.message == "cannot read: Input/output error")
  }
}
