internal import ByteIO

/// A table of chunk offsets: a `table` section, or the copy of it in `table2`.
///
/// | Offset | Bytes | Field                                              |
/// |-------:|------:|----------------------------------------------------|
/// |      0 |     4 | entries                                            |
/// |      8 |     8 | base of the offsets, from the segment's start      |
/// |     20 |     4 | Adler-32 of the bytes before                       |
/// |     24 |   4 n | entries: offset from the base, 31 bits; compressed |
/// |        |     4 | Adler-32 of the entries                            |
struct EWFTable: Hashable {
  let entryCount: Int
  let baseOffset: Int64
  /// Where the entries begin, in bytes from the segment's start.
  let entriesOffset: Int64
  /// Where the section's data ends.
  let dataEnd: Int64
  /// Whether the header's checksum is right.
  let isIntact: Bool

  /// Decodes a table's header; nil when the entries do not fit the section.
  init?(_ bytes: RawSpan, _ section: EWFSectionHeader, dataEnd: Int64) {
    let count = Int64(bytes.u32(0))
    entriesOffset = section.dataOffset + Int64(EWFFormat.tableHeaderByteCount)
    guard count <= ContainerLimits.tableEntryCount, 4 * count <= dataEnd - entriesOffset else {
      return nil
    }
    entryCount = Int(count)
    baseOffset = clampedCount(bytes.u64(8))
    self.dataEnd = dataEnd
    isIntact = adler32(bytes, from: 0, to: 20) == bytes.u32(20)
  }
}

/// Chunks that one table describes, with the copy of it.
struct EWFChunkGroup: Hashable {
  /// The segment, from 0.
  let part: Int
  /// The first chunk's number on the disk.
  var firstChunk = 0
  /// How many chunks; of a group without a usable table what is missing from the disk.
  var chunkCount = 0
  /// The table and its copy, as far as they are usable, the better one first.
  var tables: [EWFTable]
  /// Where the data of the last chunk ends, in bytes from the segment's start.
  let dataEnd: Int64
  /// What to say when there is no table.
  let problem: String

  /// The chunk behind the last one.
  var endChunk: Int { firstChunk + chunkCount }
}
