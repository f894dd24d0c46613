internal import ByteIO

/// The blocks of a dynamic VHD: a table of where each begins, and before each block's data a bitmap
/// of its sectors. A sector whose bit is 0 was never written and is zero.
///
/// Source: "Virtual Hard Disk Image Format Specification", "Block Allocation Table and Data Blocks".
struct VHDDynamicLayout: MediaLayout {
  let byteCount: Int64
  private let tableOffset: Int64
  private let blockByteCount: Int64
  private let bitmapByteCount: Int64
  private let parts: PartPool
  private let table: PagedTable

  /// The layout of blocks of `blockByteCount` bytes, a power of two from 512 on.
  init(byteCount: Int64, tableOffset: Int64, blockByteCount: Int64, parts: PartPool) {
    self.byteCount = byteCount
    self.tableOffset = tableOffset
    self.blockByteCount = blockByteCount
    // One bit a sector, in whole sectors.
    bitmapByteCount =
      (blockByteCount / 512 / 8 + 511) / 512 * 512 + (blockByteCount < 4_096 ? 512 : 0)
    self.parts = parts
    table = PagedTable(parts)
  }

  func extent(at mediaOffset: Int64) throws(ByteSourceError) -> MediaExtent {
    let block = mediaOffset / blockByteCount
    let inside = mediaOffset % blockByteCount
    let blockStart = block * blockByteCount
    let blockEnd = min(byteCount, blockStart + blockByteCount)
    let entryOffset = tableOffset + 4 * block
    func lost(_ message: String) -> MediaExtent {
      MediaExtent(
        content: .lost(
          EvidenceError(.imageLoss, parts.parts[0].path, message, at: entryOffset),
          blockStart..<blockEnd),
        byteCount: blockEnd - mediaOffset)
    }
    guard let sector = try table.u32(at: entryOffset)?.byteSwapped else {
      return lost("block \(block): its entry in the block table cannot be read")
    }
    if sector == VHDFormat.unusedBlock {
      let blocks = (byteCount + blockByteCount - 1) / blockByteCount
      let run = try table.equalEntries(
        at: entryOffset, entryByteCount: 4, limit: blocks - block)
      return MediaExtent(
        content: .zero, byteCount: min(byteCount, (block + run) * blockByteCount) - mediaOffset)
    }
    let bitmapOffset = Int64(sector) * VHDFormat.sectorByteCount
    let dataOffset = bitmapOffset + bitmapByteCount
    let fileByteCount = parts.parts[0].byteCount
    guard dataOffset < fileByteCount else {
      return lost(
        "block \(block) would be stored at \(dataOffset), the file ends at \(fileByteCount)")
    }
    let run = try sectorRun(bitmapOffset, from: inside, to: blockEnd - blockStart)
    guard run.isStored else { return MediaExtent(content: .zero, byteCount: run.byteCount) }
    let offset = dataOffset + inside
    guard offset < fileByteCount else {
      return lost("block \(block) goes on at \(offset), the file ends at \(fileByteCount)")
    }
    return MediaExtent(
      content: .stored(part: 0, fileOffset: offset),
      byteCount: min(run.byteCount, fileByteCount - offset))
  }

  /// How far the sectors from `inside` on are all stored or all not, by the block's bitmap: the
  /// highest bit of a byte is its first sector.
  private func sectorRun(
    _ bitmapOffset: Int64, from inside: Int64, to end: Int64
  ) throws(ByteSourceError) -> (isStored: Bool, byteCount: Int64) {
    let first = inside / 512
    let last = (end + 511) / 512
    func bits(_ sector: Int64) throws(ByteSourceError) -> UInt32 {
      // What lies behind the end of the file counts as stored, and is reported as lost by that.
      try table.u32(at: bitmapOffset + sector / 32 * 4)?.byteSwapped ?? .max
    }
    func bit(_ sector: Int64, _ bits: UInt32) -> Bool {
      bits >> (31 - UInt32(sector % 32)) & 1 == 1
    }
    var word = try bits(first)
    let isStored = bit(first, word)
    var sector = first + 1
    while sector < last {
      if sector % 32 == 0 {
        word = try bits(sector)
        if word == (isStored ? .max : 0) {
          sector = min(last, sector + 32)
          continue
        }
      }
      if bit(sector, word) != isStored { break }
      sector += 1
    }
    return (isStored, min(end, sector * 512) - inside)
  }
}
