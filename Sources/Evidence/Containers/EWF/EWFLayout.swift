internal import ByteIO
internal import Synchronization

/// The chunks of an E01 image.
struct EWFLayout: MediaLayout {
  let byteCount: Int64
  let chunkByteCount: Int
  private let groups: [EWFChunkGroup]
  private let parts: PartPool
  private let tables: [PagedTable]
  private let diagnostics: ContainerDiagnostics
  private let inflater = UnitInflater(format: .zlib)
  private let checks: EWFTableChecks

  /// The layout of groups that are in order and cover the disk without gaps.
  init(
    byteCount: Int64, chunkByteCount: Int, groups: [EWFChunkGroup], parts: PartPool,
    diagnostics: ContainerDiagnostics
  ) {
    self.byteCount = byteCount
    self.chunkByteCount = chunkByteCount
    self.groups = groups
    self.parts = parts
    self.diagnostics = diagnostics
    tables = parts.parts.indices.map { PagedTable(parts, part: $0) }
    checks = EWFTableChecks(groupCount: groups.count)
  }

  func extent(at mediaOffset: Int64) throws(ByteSourceError) -> MediaExtent {
    let chunk = Int(mediaOffset / Int64(chunkByteCount))
    let groupIndex = index(ofGroupWith: chunk)
    let group = groups[groupIndex]
    let chunkStart = Int64(chunk) * Int64(chunkByteCount)
    let chunkEnd = min(byteCount, chunkStart + Int64(chunkByteCount))
    guard !group.tables.isEmpty else {
      let start = Int64(group.firstChunk) * Int64(chunkByteCount)
      let range = start..<min(byteCount, start + Int64(group.chunkCount) * Int64(chunkByteCount))
      return MediaExtent(
        content: .lost(
          EvidenceError(.imageLoss, parts.parts[group.part].path, group.problem), range),
        byteCount: range.upperBound - mediaOffset)
    }
    let check = try checks.check(groupIndex, group, parts, diagnostics)
    let table = group.tables[check.table]
    let place = try self.place(
      of: chunk - group.firstChunk, in: group, table, check, count: Int(chunkEnd - chunkStart))
    guard let place else {
      let error = EvidenceError(
        .imageLoss, parts.parts[group.part].path,
        "chunk \(chunk): its offset in the table at \(table.entriesOffset) points outside the file")
      return MediaExtent(
        content: .lost(error, chunkStart..<chunkEnd), byteCount: chunkEnd - mediaOffset)
    }
    let unit = MediaUnit(
      mediaOffset: chunkStart, byteCount: Int(chunkEnd - chunkStart), part: group.part,
      fileOffset: place.fileOffset, storedByteCount: place.storedByteCount,
      isCompressed: place.isCompressed)
    return MediaExtent(
      content: .unit(unit, offset: Int(mediaOffset - chunkStart)),
      byteCount: chunkEnd - mediaOffset)
  }

  private func index(ofGroupWith chunk: Int) -> Int {
    var low = 0
    var high = groups.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if groups[middle].firstChunk <= chunk { low = middle } else { high = middle }
    }
    return low
  }

  private struct Place {
    let fileOffset: Int64
    let storedByteCount: Int
    let isCompressed: Bool
  }

  /// Where a chunk is stored; nil when that is outside the file.
  ///
  /// `count` is its size on the disk: the last chunk may be shorter.
  private func place(
    of entry: Int, in group: EWFChunkGroup, _ table: EWFTable, _ check: EWFTableCheck, count: Int
  ) throws(ByteSourceError) -> Place? {
    func offset(_ entry: Int, _ raw: UInt32) -> Int64? {
      // Behind the wrap all 32 bits are the offset and none is left for the flag.
      let inside = entry >= check.wrapEntry ? raw : raw & 0x7fff_ffff
      let (sum, overflow) = table.baseOffset.addingReportingOverflow(Int64(inside))
      return overflow ? nil : sum
    }
    let tableOffset = table.entriesOffset + 4 * Int64(entry)
    let fileByteCount = parts.parts[group.part].byteCount
    guard let raw = try tables[group.part].u32(at: tableOffset),
      let start = offset(entry, raw), start < fileByteCount
    else { return nil }
    var end = group.dataEnd
    if entry + 1 < table.entryCount, let nextRaw = try tables[group.part].u32(at: tableOffset + 4) {
      end = offset(entry + 1, nextRaw) ?? end
    }
    // What deflate makes of a chunk that does not compress, with room; also where the next chunk
    // is stored before this one, so that its end is unknown.
    let largest = Int64(chunkByteCount + chunkByteCount / 8 + 64)
    let stored = end > start ? min(end - start, largest) : largest
    let isCompressed =
      entry >= check.wrapEntry ? stored < Int64(count) + 4 : raw & 0x8000_0000 != 0
    return Place(
      fileOffset: start, storedByteCount: Int(min(stored, fileByteCount - start)),
      isCompressed: isCompressed)
  }

  // MARK: - Chunks

  func decode(_ unit: MediaUnit) throws(ByteSourceError) -> DecodedUnit {
    let (decoded, problem) = unit.isCompressed ? try inflated(unit) : try copied(unit)
    if let problem {
      let path = parts.parts[unit.part].path
      diagnostics.loss(
        unit.mediaOffset..<unit.mediaOffset + Int64(unit.byteCount), path,
        "chunk \(unit.mediaOffset / Int64(chunkByteCount)) at \(unit.fileOffset): \(problem)",
        at: unit.fileOffset)
    }
    return decoded
  }

  private func inflated(
    _ unit: MediaUnit
  ) throws(ByteSourceError) -> (DecodedUnit, problem: String?) {
    try inflater.inflate(
      parts, part: unit.part, at: unit.fileOffset, storedByteCount: unit.storedByteCount,
      byteCount: chunkByteCount, minimum: unit.byteCount, isWhole: true)
  }

  /// A chunk that is stored as it is, with its Adler-32 behind it. The last one may be stored as long
  /// as it is or as long as the others.
  private func copied(
    _ unit: MediaUnit
  ) throws(ByteSourceError) -> (DecodedUnit, problem: String?) {
    let isPadded = unit.storedByteCount >= chunkByteCount + 4
    let count = isPadded ? chunkByteCount : unit.byteCount
    var buffer = ByteBuffer(capacity: count + 4)
    let found = try buffer.fill(
      from: parts, part: unit.part, at: unit.fileOffset,
      byteCount: min(count + 4, unit.storedByteCount))
    var problem: String?
    if found < count + 4 {
      problem = "\(found) bytes are stored, expected \(count + 4)"
    } else if adler32(buffer.bytes, from: 0, to: count) != buffer.bytes.u32(count) {
      problem = "wrong checksum"
    }
    if problem != nil { buffer.clear() }
    return (DecodedUnit(buffer), problem)
  }
}
