internal import ByteIO

/// The blocks of a VHDX file: a table of 64-bit entries, a state in the low three bits and the
/// block's place in MiB in the high 44.
///
/// Behind the entries of every 2^23 sectors there is one for a bitmap of sectors, which only
/// differencing disks use.
///
/// Source: MS-VHDX 2.5.
struct VHDXLayout: MediaLayout {
  let byteCount: Int64
  let parts: PartPool
  private let blockByteCount: Int64
  private let chunkRatio: Int64
  private let tableOffset: Int64
  private let table: PagedTable

  /// The layout of blocks of 1 to 256 MiB, a power of two.
  init(
    byteCount: Int64, blockByteCount: Int64, logicalSectorByteCount: Int64, tableOffset: Int64,
    parts: PartPool
  ) {
    self.byteCount = byteCount
    self.blockByteCount = blockByteCount
    self.tableOffset = tableOffset
    self.parts = parts
    chunkRatio = (logicalSectorByteCount << 23) / blockByteCount
    table = PagedTable(parts)
  }

  private var blockCount: Int64 { (byteCount + blockByteCount - 1) / blockByteCount }

  /// Entries of the table up to that of the last block.
  var tableEntryCount: Int64 { blockCount + (blockCount - 1) / chunkRatio }

  func extent(at mediaOffset: Int64) throws(ByteSourceError) -> MediaExtent {
    let block = mediaOffset / blockByteCount
    let start = block * blockByteCount
    let end = min(byteCount, start + blockByteCount)
    let entryOffset = tableOffset + 8 * (block + block / chunkRatio)
    func lost(_ message: String) -> MediaExtent {
      MediaExtent(
        content: .lost(
          EvidenceError(
            .imageLoss, parts.parts[0].path, "block \(block) \(message)", at: entryOffset),
          start..<end),
        byteCount: end - mediaOffset)
    }
    guard let entry = try table.u64(at: entryOffset) else {
      return lost("has an entry behind the end of the file")
    }
    switch entry & 7 {
    // Not present, undefined, zero, unmapped: Windows gives zeros.
    case 0, 1, 2, 3:
      let run = try table.equalEntries(
        at: entryOffset, entryByteCount: 8,
        limit: min(blockCount - block, chunkRatio - block % chunkRatio))
      return MediaExtent(
        content: .zero, byteCount: min(byteCount, (block + run) * blockByteCount) - mediaOffset)
    case 6:
      let fileByteCount = parts.parts[0].byteCount
      let place = clampedCount(entry >> 20)
      // 2^44 MiB: the product fits 63 bits or is far behind any file's end.
      guard place < 1 << 40, place << 20 < fileByteCount else {
        return lost("would be stored at \(place) MiB, the file ends at \(fileByteCount)")
      }
      let offset = place << 20 + (mediaOffset - start)
      guard offset < fileByteCount else {
        return lost("goes on at \(offset), the file ends at \(fileByteCount)")
      }
      return MediaExtent(
        content: .stored(part: 0, fileOffset: offset),
        byteCount: min(end - mediaOffset, fileByteCount - offset))
    default:
      return lost("has state \(entry & 7), expected 0 to 3 or 6")
    }
  }
}
