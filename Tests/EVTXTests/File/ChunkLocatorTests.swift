import ByteIO
import EVTX
import TestSupport
import Testing

/// Where chunks are looked for.
@Suite struct ChunkLocatorTests {
  private static let chunk = Array(numberedLog(recordsPerChunk: 1)[4_096...])
  private static let zeros = [UInt8](repeating: 0, count: 65_536)
  private static let header = Array(LogBuilder.log())

  private func locations(_ parts: [UInt8]...) -> [String] {
    var locator = ChunkLocator(
      source: MemoryByteSource(Self.header + parts.flatMap { $0 }), start: 4_096)
    var found: [String] = []
    let chunk = LoadedChunk()
    while locator.next(into: chunk) {
      let location = chunk.location
      found.append("\(location.index): \(location.fileOffset - 4_096) + \(location.byteCount)")
    }
    return found
  }

  @Test func `chunks lie one behind the other`() {
    #expect(locations() == [])
    #expect(locations(Self.chunk) == ["0: 0 + 65536"])
    #expect(locations(Self.chunk, Self.chunk) == ["0: 0 + 65536", "1: 65536 + 65536"])
  }

  @Test func `preallocated chunks of zeros are passed over and counted`() {
    #expect(locations(Self.chunk, Self.zeros, Self.zeros) == ["0: 0 + 65536"])
    #expect(
      locations(Self.zeros, Self.chunk, Self.zeros, Self.chunk)
        == ["1: 65536 + 65536", "3: 196608 + 65536"])
  }

  @Test func `a short last chunk is one`() {
    #expect(locations(Array(Self.chunk[..<700])) == ["0: 0 + 700"])
    #expect(locations(Self.chunk, Array(Self.chunk[..<9])) == ["0: 0 + 65536", "1: 65536 + 9"])
  }

  @Test func `bytes that are no chunk are given where a chunk should be`() {
    let noise = [UInt8](repeating: 0xaa, count: 65_536)
    #expect(
      locations(Self.chunk, noise, Self.chunk)
        == ["0: 0 + 65536", "1: 65536 + 65536", "2: 131072 + 65536"])
  }

  @Test func `a chunk off the grid is found, with the rest of the log behind it`() {
    let short = Array(Self.chunk[..<65_534])
    #expect(
      locations(Self.chunk, short, Self.chunk, Self.chunk)
        == ["0: 0 + 65536", "1: 65536 + 65534", "2: 131070 + 65536", "3: 196606 + 65536"])
    let long = Self.chunk + [1, 2, 3]
    #expect(
      locations(long, Self.chunk) == ["0: 0 + 65539", "1: 65539 + 65536"])
  }

  @Test func `the word ElfChnk in a record begins no chunk`() throws {
    var log = LogBuilder()
    log.add(
      StandardEvent(
        eventID: 1,
        data: [("Bytes", .binary(Array("ElfChnk\0".utf8))), ("Text", .string("ElfChnk"))]))
    log.startChunk()
    log.add(numberedEvent(2))
    let result = try decode(log.finish())
    #expect(result.eventRecordIDs == [1, 2])
    #expect(result.codes == [])
  }

  /// A log that cannot be read at some places.
  private final class BrokenSource: ByteSource {
    let content: MemoryByteSource
    let broken: Range<Int64>
    var byteCount: Int64 { content.byteCount }
    init(_ bytes: [UInt8], broken: Range<Int64>) {
      content = MemoryByteSource(bytes)
      self.broken = broken
    }
    func read(
      at offset: Int64, into target: inout MutableRawSpan
    ) throws(ByteSourceError) -> Int {
      if (offset..<offset + Int64(target.byteCount)).overlaps(broken) {
        throw ByteSourceError(offset: broken.lowerBound, reason: "Input/output error")
      }
      return try content.read(at: offset, into: &target)
    }
  }

  @Test func `a place that cannot be read costs the records around it, and the others stay`() throws
  {
    let bytes = numberedLog(chunks: 4, recordsPerChunk: 2)
    let broken = Int64(4_096 + 65_536 + 3_000)
    let log = try EventLog(BrokenSource(bytes, broken: broken..<broken + 1))
    var decoder = EventDecoder(DecodeOptions(format: .jsonl))
    var output = OutputBuffer()
    var locator = log.makeLocator()
    var errors: [EVTXError] = []
    var ids: [UInt64] = []
    let chunk = LoadedChunk()
    while locator.next(into: chunk) {
      let report = decoder.decode(chunk, context: DecodeContext(), into: &output)
      errors += report.errors
      ids += report.recordRuns.flatMap { Array($0) }
    }
    errors += locator.takeErrors()
    #expect(ids == [1, 2, 5, 6, 7, 8])
    // Said once for the whole chunk and once for the block around the place.
    #expect(errors.filter { $0.code == .readFailed }.map(\.chunkIndex) == [1, 1])
  }
}
