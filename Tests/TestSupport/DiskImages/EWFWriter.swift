/// Writes E01 images: segments with header texts, volume, chunks, tables and hashes.
///
/// Source: libewf, "Expert Witness Compression Format (EWF)".
public struct EWFWriter: Sendable {
  /// How a chunk is kept.
  public enum ChunkStorage: Sendable {
    /// As it is, with an Adler-32.
    case stored
    /// Deflated at a level.
    case deflated(Int)
  }

  /// Bytes of a sector.
  public var bytesPerSector = 512
  /// Sectors of a chunk; 64 as a rule.
  public var sectorsPerChunk = 64
  /// Chunks of one table.
  public var chunksPerTable = 16_375
  /// Chunks of one segment.
  public var chunksPerSegment = Int.max
  /// How the chunk of a number is kept; nil is the shorter of both ways.
  public var storage: @Sendable (Int) -> ChunkStorage? = { _ in nil }
  /// Whether each table is written twice.
  public var writesTableCopies = true
  /// The values of the header text by libewf's short names.
  public var header: [(name: String, value: String)] = [
    ("a", "description"), ("c", "case"), ("n", "evidence"), ("e", "examiner"), ("t", "notes"),
    ("av", "7.0"), ("ov", "Windows 10"), ("m", "1556656511"), ("u", "1556656512"),
  ]
  /// SHA-1 of the disk, which the caller knows; nil leaves the digest section out.
  public var sha1: [UInt8]?
  /// Runs of sectors that the acquisition could not read: first and count.
  public var unreadableSectors: [(first: UInt32, count: UInt32)] = []
  /// Identifier of the set, 16 bytes.
  public var setIdentifier: [UInt8] = Array(1...16)

  /// The usual image.
  public init() {}

  /// The segments of an image of `media`, a whole number of sectors.
  public func segments(of media: [UInt8]) -> [[UInt8]] {
    let chunkByteCount = sectorsPerChunk * bytesPerSector
    let chunks = stride(from: 0, to: media.count, by: chunkByteCount).map {
      Array(media[$0..<min(media.count, $0 + chunkByteCount)])
    }
    let segmentCount = max(1, (chunks.count - 1) / min(chunksPerSegment, max(1, chunks.count)) + 1)
    return (1...segmentCount).map { number in
      var segment = Segment(number: number)
      let volume = self.volume(chunkCount: chunks.count, mediaByteCount: media.count)
      if number == 1 {
        segment.section("header2", headerText(isWide: true))
        segment.section("header2", headerText(isWide: true))
        segment.section("header", headerText(isWide: false))
        segment.section("volume", volume)
      } else {
        segment.section("data", volume)
      }
      let size = min(chunksPerSegment, chunks.count)
      let first = (number - 1) * size
      let last = min(chunks.count, first + size)
      for start in stride(from: first, to: last, by: chunksPerTable) {
        writeGroup(chunks, start..<min(last, start + chunksPerTable), &segment)
      }
      if number < segmentCount {
        segment.end("next")
      } else {
        finish(media, &segment)
      }
      return segment.bytes.bytes
    }
  }

  /// The bytes of a chunk as they are kept, and whether they are compressed.
  private func kept(_ chunk: [UInt8], number: Int) -> (bytes: [UInt8], isCompressed: Bool) {
    var stored = ByteBuilder(capacity: chunk.count + 4)
    stored.append(contentsOf: chunk)
    stored.u32(Checksum.adler32(chunk))
    switch storage(number) {
    case .stored: return (stored.bytes, false)
    case .deflated(let level): return (Deflate.zlib(chunk, level: level), true)
    case nil:
      let deflated = Deflate.zlib(chunk, level: 1)
      return deflated.count < chunk.count ? (deflated, true) : (stored.bytes, false)
    }
  }

  private func writeGroup(
    _ chunks: [[UInt8]], _ range: Range<Int>, _ segment: inout Segment
  ) {
    var data = ByteBuilder(capacity: 1 << 20)
    var entries = ByteBuilder(capacity: 4 * range.count)
    let base = segment.bytes.count + 76
    for number in range {
      let (bytes, isCompressed) = kept(chunks[number], number: number)
      entries.u32(UInt32(data.count) | (isCompressed ? 0x8000_0000 : 0))
      data.append(contentsOf: bytes)
    }
    segment.section("sectors", data.bytes)
    var table = ByteBuilder(capacity: 28 + entries.count)
    table.u32(UInt32(range.count))
    table.u32(0)
    table.u64(UInt64(base))
    table.u32(0)
    table.u32(Checksum.adler32(table.bytes))
    table.append(contentsOf: entries.bytes)
    table.u32(Checksum.adler32(entries.bytes))
    segment.section("table", table.bytes)
    if writesTableCopies { segment.section("table2", table.bytes) }
  }

  private func finish(_ media: [UInt8], _ segment: inout Segment) {
    if !unreadableSectors.isEmpty {
      var errors = ByteBuilder()
      errors.u32(UInt32(unreadableSectors.count))
      errors.zeros(512)
      errors.u32(Checksum.adler32(errors.bytes))
      var runs = ByteBuilder()
      for run in unreadableSectors {
        runs.u32(run.first)
        runs.u32(run.count)
      }
      errors.append(contentsOf: runs.bytes)
      errors.u32(Checksum.adler32(runs.bytes))
      segment.section("error2", errors.bytes)
    }
    let md5 = MD5.digest(media)
    if let sha1 {
      var digest = ByteBuilder(capacity: 80)
      digest.append(contentsOf: md5)
      digest.append(contentsOf: sha1)
      digest.zeros(40)
      digest.u32(Checksum.adler32(digest.bytes))
      segment.section("digest", digest.bytes)
    }
    var hash = ByteBuilder(capacity: 36)
    hash.append(contentsOf: md5)
    hash.zeros(16)
    hash.u32(Checksum.adler32(hash.bytes))
    segment.section("hash", hash.bytes)
    segment.end("done")
  }

  private func headerText(isWide: Bool) -> [UInt8] {
    let lines = [
      isWide ? "3" : "1", "main", header.map(\.name).joined(separator: "\t"),
      header.map(\.value).joined(separator: "\t"), "",
    ]
    guard isWide else { return Deflate.zlib(Array(lines.joined(separator: "\r\n").utf8)) }
    var text = ByteBuilder()
    text.u16(0xfeff)
    text.utf16(lines.joined(separator: "\n"))
    return Deflate.zlib(text.bytes)
  }

  private func volume(chunkCount: Int, mediaByteCount: Int) -> [UInt8] {
    var volume = ByteBuilder(capacity: 1_052)
    volume.u32(1)
    volume.u32(UInt32(chunkCount))
    volume.u32(UInt32(sectorsPerChunk))
    volume.u32(UInt32(bytesPerSector))
    volume.u64(UInt64(mediaByteCount / bytesPerSector))
    volume.zeros(12)
    // An image, of a physical disk.
    volume.u32(3)
    volume.zeros(12)
    volume.u32(1)
    volume.u32(64)
    volume.zeros(4)
    volume.append(contentsOf: setIdentifier)
    volume.zeros(1_048 - volume.count)
    volume.u32(Checksum.adler32(volume.bytes))
    return volume.bytes
  }
}

/// A segment that grows section by section.
private struct Segment {
  var bytes = ByteBuilder(capacity: 1 << 20)

  init(number: Int) {
    bytes.append(contentsOf: [0x45, 0x56, 0x46, 0x09, 0x0d, 0x0a, 0xff, 0x00, 1])
    bytes.u16(UInt16(number))
    bytes.u16(0)
  }

  mutating func section(_ type: String, _ data: [UInt8]) {
    let next = bytes.count + 76 + data.count
    descriptor(type, next: next, byteCount: 76 + data.count)
    bytes.append(contentsOf: data)
  }

  /// The last section, which points to itself.
  mutating func end(_ type: String) { descriptor(type, next: bytes.count, byteCount: 76) }

  private mutating func descriptor(_ type: String, next: Int, byteCount: Int) {
    var descriptor = ByteBuilder(capacity: 76)
    descriptor.append(contentsOf: Array(type.utf8))
    descriptor.zeros(16 - descriptor.count)
    descriptor.u64(UInt64(next))
    descriptor.u64(UInt64(byteCount))
    descriptor.zeros(40)
    descriptor.u32(Checksum.adler32(descriptor.bytes))
    bytes.append(contentsOf: descriptor.bytes)
  }
}

/// The sections of a segment, for tests that damage one.
public struct EWFSectionMap: Sendable {
  /// A section's place.
  public struct Section: Hashable, Sendable {
    /// Such as `table`.
    public let type: String
    /// Where its descriptor is; the data follows after 76 bytes.
    public let offset: Int
    /// Bytes with the descriptor.
    public let byteCount: Int

    /// Where its data begins.
    public var dataOffset: Int { offset + 76 }
  }
  /// The sections in order.
  public let sections: [Section]

  /// The sections of an intact segment.
  public init(_ segment: [UInt8]) {
    var found: [Section] = []
    var offset = 13
    while true {
      let type = String(decoding: segment[offset..<offset + 16].prefix { $0 != 0 }, as: UTF8.self)
      found.append(
        Section(
          type: type, offset: offset, byteCount: Int(segment.u64(at: offset + 24))))
      let next = Int(segment.u64(at: offset + 16))
      if next == offset { break }
      offset = next
    }
    sections = found
  }

  /// The section of a type, by its number among those.
  public func section(_ type: String, _ number: Int = 0) -> Section {
    sections.filter { $0.type == type }[number]
  }
}

extension [UInt8] {
  /// Computes the checksum of an E01 section's descriptor anew, after a change.
  public mutating func sealEWFDescriptor(at offset: Int) {
    setU32(Checksum.adler32(Array(self[offset..<offset + 72])), at: offset + 72)
  }
}
